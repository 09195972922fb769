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
	RunSpecs(t, "transport", Label("unit"))
}
