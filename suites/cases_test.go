package suites_test

import (
	"maps"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/run"
	"concord/internal/suite"
)

var _ = Describe("the suite files", Label(run.UnitLabel), func() {
	It("speak of every case of the engine, and of no other", func() {
		books, err := run.Books()
		Expect(err).NotTo(HaveOccurred())
		var engine []string
		for provider, b := range books {
			if !slices.ContainsFunc(current.Suites, func(s *suite.Suite) bool { return s.Target.Provider == provider }) {
				continue // no target of it: its specs are not built
			}
			for _, c := range suite.Cases(b) {
				engine = append(engine, c.ID)
			}
		}
		Expect(slices.Sorted(maps.Keys(declared))).To(ConsistOf(engine))
	})
})
