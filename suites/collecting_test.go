package suites_test

import (
	"errors"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/run"
	"concord/internal/suite"
)

// reported is a spec of popup/valid at the given target that hands over the
// outcomes of its attempts.
func reported(target string, state types.SpecState, attempts ...suite.Outcome) types.SpecReport {
	spec := types.SpecReport{
		ContainerHierarchyLabels: [][]string{{"popup"}, {target, "target:" + target}},
		LeafNodeLabels:           []string{"popup", "popup:valid"}, LeafNodeType: types.NodeTypeIt, State: state, NumAttempts: max(1, len(attempts)),
	}
	for _, o := range attempts {
		spec.ReportEntries = append(spec.ReportEntries, types.ReportEntry{Name: outcomeEntry, Value: types.WrapEntryValue(encoded(o))})
	}
	return spec
}

// gathered collects specs and judges the one case of popup that they are of.
func gathered(s *suite.Suite, report Report) contract.CaseResult {
	GinkgoHelper()
	observations, _ := collect(s, report)
	Expect(observations).To(HaveLen(1))
	c, _ := s.Case("popup/valid")
	return s.Book.Judge(c, observations[0])
}

var _ = Describe("collecting what the specs saw", Label(run.UnitLabel), Ordered, func() {
	var good, bad Observed
	var s *suite.Suite
	BeforeAll(func() {
		good = seen("popup/valid", nil)
		bad = seen("popup/valid", func(r *contract.Response) { r.Status = 201 })
		s = good.suite
	})
	failing := types.Failure{Message: "popup/valid does not end in status 201:\n\nthe answer has status 200"}

	It("judges what was handed over", func() {
		Expect(gathered(s, Report{SpecReports: types.SpecReports{reported("popup", types.SpecStatePassed, good.Outcome)}}).Status).To(Equal(contract.Pass))
		Expect(gathered(s, Report{SpecReports: types.SpecReports{reported("popup", types.SpecStateFailed, bad.Outcome)}}).Status).To(Equal(contract.Fail))
	})

	It("takes a spec that fails where the engine finds nothing for an error", func() {
		spec := reported("popup", types.SpecStateFailed, good.Outcome)
		spec.Failure = failing
		r := gathered(s, Report{SpecReports: types.SpecReports{spec}})
		Expect(r.Status).To(Equal(contract.Error))
		Expect(r.Reason).To(Equal("the suite file asserts what the engine does not find: popup/valid does not end in status 201"))
	})

	It("takes a spec that handed nothing over for an error", func() {
		r := gathered(s, Report{SpecReports: types.SpecReports{reported("popup", types.SpecStatePassed)}})
		Expect(r.Status).To(Equal(contract.Error))
		Expect(r.Reason).To(Equal("the spec ended before its case was observed"))
	})

	It("lets no later attempt hide a failure", func() {
		spec := reported("popup", types.SpecStatePassed, good.Outcome, bad.Outcome, good.Outcome)
		Expect(gathered(s, Report{SpecReports: types.SpecReports{spec}}).Status).To(Equal(contract.Fail))
	})

	It("leaves out what was not selected, but not what the run's end cut off", func() {
		spec := reported("popup", types.SpecStateSkipped)
		spec.NumAttempts = 0
		report := Report{SpecReports: types.SpecReports{spec}}
		Expect(collect(s, report)).To(BeEmpty())
		report.SpecialSuiteFailureReasons = []string{"Interrupted by User"}
		Expect(gathered(s, report).Reason).To(Equal("the run was ended before this case: Interrupted by User"))
		report.SuiteConfig.FocusStrings = []string{"expiry"}
		Expect(collect(s, report)).To(BeEmpty())
	})

	It("keeps two targets of one provider apart, also where one bears its name", func() {
		specs := types.SpecReports{reported("popup", types.SpecStatePassed, good.Outcome), reported("popup-eu", types.SpecStateFailed, bad.Outcome)}
		Expect(gathered(s, Report{SpecReports: specs}).Status).To(Equal(contract.Pass))
		specs[0], specs[1] = specs[1], specs[0]
		Expect(gathered(s, Report{SpecReports: specs}).Status).To(Equal(contract.Pass))
	})
})

var _ = Describe("the exit code", Label(run.UnitLabel), func() {
	DescribeTable("says the verdict, and never more than the specs do",
		func(specs int, v contract.Verdict, code int) { Expect(exitCode(specs, v)).To(Equal(code)) },
		Entry("conformant", 0, contract.Conformant, 0),
		Entry("nonconformant", 1, contract.Nonconformant, 1),
		Entry("nonconformant, though no spec says so", 0, contract.Nonconformant, 1),
		Entry("inconclusive", 1, contract.Inconclusive, 3),
		Entry("all skipped", 0, contract.Inconclusive, 3),
		Entry("conformant, with a failing spec", 1, contract.Conformant, 3),
		Entry("usage", 2, contract.Conformant, 2),
		Entry("no case asked for", 0, contract.Verdict(""), 0),
		Entry("no case asked for, with a failing spec", 1, contract.Verdict(""), 1),
	)
})

var _ = Describe("a label filter", Label(run.UnitLabel), func() {
	It("must select a case, or the engine's own specs", func() {
		var empty *run.EmptyError
		_, err := ready("no-such-label")
		Expect(errors.As(err, &empty)).To(BeTrue())
		Expect(empty.Labels).To(ContainElements("expiry", "token"))
		_, err = ready("unit")
		Expect(err).NotTo(HaveOccurred())
		_, err = ready("unit &&")
		Expect(err).To(MatchError(ContainSubstring("unexpected EOF")))
	})
})
