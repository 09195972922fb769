//go:build interop

// Package interop_test proves that the contracts and the suites hold against
// software that is not ours. It needs Node.js: run it with `make prism`.
package interop_test

import (
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestInterop(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "interop", Label("interop"))
}
