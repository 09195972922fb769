package transport_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestTransport(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, "") // loopback only, wherever this runs
	}
	RegisterFailHandler(Fail)
	_, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // a label filter for one provider leaves all of these out
	RunSpecs(t, "transport", reporter, Label("unit"))
}
