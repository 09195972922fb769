package history_test

import (
	"flag"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestHistory(t *testing.T) {
	RegisterFailHandler(Fail)
	_, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // a label filter for one provider leaves all of these out
	RunSpecs(t, "history", reporter, Label("unit"))
}

// writer makes this binary a process that writes runs to a history until it is
// killed: see the specs of the store.
var writer = flag.String("writer", "", "a state directory to write runs to")

func TestMain(m *testing.M) {
	flag.Parse()
	if *writer != "" {
		os.Exit(write(*writer, flag.Arg(0)))
	}
	os.Exit(m.Run())
}
