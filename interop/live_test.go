//go:build interop

package interop_test

import (
	"context"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/run"
)

// environ is the environment of a live run against the given servers, with
// everything permitted that a live run does not do by itself.
func environ(servers prisms) []string {
	GinkgoHelper()
	out := []string{
		"CONCORD_MODE=live",
		"CONCORD_TARGETS=prism/targets.yaml",
		"CONCORD_ALLOW=rate-limit,side-effects",
		"CONCORD_REPORTS=" + GinkgoT().TempDir(),
		"CONCORD_STATE=" + GinkgoT().TempDir(),
	}
	for provider, url := range servers.urls {
		out = append(out, "PRISM_"+strings.ToUpper(provider)+"="+url)
	}
	return out
}

// checkAll runs every case of every provider, as `concord check` does.
func checkAll(ctx context.Context, servers prisms) []contract.Results {
	GinkgoHelper()
	r, err := run.Open(environ(servers), ".", func(format string, args ...any) { GinkgoWriter.Printf(format+"\n", args...) })
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(r.Close)
	selected, err := r.Select(nil, "")
	Expect(err).NotTo(HaveOccurred())
	results, err := r.Check(ctx, selected, "")
	Expect(err).NotTo(HaveOccurred())
	return results
}

var _ = Describe("a live run against Prism", func() {
	It("passes but for the cases that a static mock cannot pass", func(ctx SpecContext) {
		data, err := os.ReadFile(knownFile)
		Expect(err).NotTo(HaveOccurred())
		listed, err := loadKnown(knownFile, data)
		Expect(err).NotTo(HaveOccurred())

		var covered []string
		var cases []contract.CaseResult
		for _, target := range checkAll(ctx, startAll()) {
			Expect(target.Mode).To(Equal(contract.ModeLive))
			Expect(target.Selection.Complete).To(BeTrue())
			covered = append(covered, target.Target.Provider)
			cases = append(cases, target.Cases...)
		}
		Expect(covered).To(ConsistOf(providers()))
		Expect(strings.Join(differences(listed, cases), "\n")).To(BeEmpty())
	})
})
