package suite_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/expectation"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/internal/target"
)

// renamed is a tapi that calls main_tx mainTx.
func renamed() *partner {
	return &partner{change: func(a *answered) {
		if a.Code == 200 {
			body := strings.ReplaceAll(a.Body.String(), `"main_tx"`, `"mainTx"`)
			a.Body.Reset()
			a.Body.WriteString(body)
		}
	}}
}

func expecting(all ...contract.Expectation) func(*target.Target, *suite.Options) {
	return func(_ *target.Target, o *suite.Options) { o.Expectations = all }
}

// expected returns an expectation of a renamed field, valid until a day.
func expected(until string, change ...func(*contract.Expectation)) contract.Expectation {
	e := contract.Expectation{
		Target: "tapi-staging", Check: "field-renamed", Reason: "they rename it back in January", Owner: "ana",
		Link: "https://tracker.example/7", Until: until, Where: "suites/tapi/expectations.yaml:2",
	}
	for _, f := range change {
		f(&e)
	}
	return e
}

var _ = Describe("an expectation", func() {
	const later, before = "2026-12-31", "2026-11-20"

	It("turns the failure that it foresaw into a known one", func(ctx SpecContext) {
		r := check(ctx, live("tapi", renamed(), withoutProbe, expecting(expected(later))))
		Expect(outcome(r, "tapi/valid").Status).To(Equal(contract.Known))
		Expect(outcome(r, "tapi/valid").Findings[0].Known.Owner).To(Equal("ana"))
		Expect(r.Stale).To(BeEmpty())
		Expect(r.Summary.Fail).To(BeZero())
		Expect(r.Summary.Known).To(BeNumerically(">", 0))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(clause(r, "TAPI-LOGIN-015").Tested).To(BeTrue())
	})

	It("holds on its last day, and not on the next", func(ctx SpecContext) {
		today := start.Format(time.DateOnly)
		Expect(check(ctx, live("tapi", renamed(), withoutProbe, expecting(expected(today)))).Verdict).To(Equal(contract.Conformant))
		r := check(ctx, live("tapi", renamed(), withoutProbe, expecting(expected(before))))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(outcome(r, "tapi/valid").Status).To(Equal(contract.Fail))
		Expect(r.Stale).To(ConsistOf(ContainSubstring("overdue since the end of 2026-11-20 (ana)")))
	})

	It("fails the run once it is no longer met, but not while that is unknown", func(ctx SpecContext) {
		r := check(ctx, live("tapi", &partner{}, withoutProbe, expecting(expected(later, func(e *contract.Expectation) { e.Case = "tapi/valid" }))))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(r.Summary.Fail).To(BeZero())
		Expect(r.Stale).To(ConsistOf("suites/tapi/expectations.yaml:2: the expectation of field-renamed at tapi-staging is no longer met: take it out"))

		skipped := func(e *contract.Expectation) { e.Case = "tapi/accepted" } // for want of a probe
		r = check(ctx, live("tapi", &partner{}, withoutProbe, expecting(expected(later, skipped))))
		Expect(r.Stale).To(BeEmpty())
		Expect(r.Verdict).To(Equal(contract.Conformant))
	})

	DescribeTable("leaves other findings alone", func(ctx SpecContext, change func(*contract.Expectation)) {
		r := check(ctx, live("tapi", renamed(), withoutProbe, expecting(expected(later, change))))
		Expect(outcome(r, "tapi/valid").Status).To(Equal(contract.Fail))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
	},
		Entry("of another check", func(e *contract.Expectation) { e.Check = "field-type" }),
		Entry("of another case", func(e *contract.Expectation) { e.Case = "tapi/identifiers" }),
		Entry("of another clause", func(e *contract.Expectation) { e.Clause = "TAPI-LOGIN-001" }),
		Entry("at another place", func(e *contract.Expectation) { e.Pointer = "/tx" }),
	)
})

const goodExpectations = `expectations:
  - target: tapi-staging
    check: field-renamed
    case: tapi/valid
    clause: TAPI-LOGIN-015
    pointer: /mainTx
    reason: they rename it back in January
    owner: ana
    link: https://tracker.example/7
    until: 2026-12-31
`

func knownToTapi() expectation.Known {
	known := expectation.Known{Provider: "tapi", Targets: []string{"tapi-staging"}, Checks: judge.Checks()}
	for _, c := range suite.Cases(books()["tapi"]) {
		known.Cases = append(known.Cases, c.ID)
	}
	for _, c := range books()["tapi"].Spec.Clauses {
		known.Clauses = append(known.Clauses, c.ID)
	}
	return known
}

var _ = Describe("a file of expectations", func() {
	It("is read", func() {
		all, err := expectation.Load("e.yaml", []byte(goodExpectations), knownToTapi())
		Expect(err).NotTo(HaveOccurred())
		Expect(all).To(HaveLen(1))
		Expect(all[0].Where).To(Equal("e.yaml:2"))
		Expect(all[0].Until).To(Equal("2026-12-31"))
	})

	It("may be empty", func() {
		Expect(expectation.Load("e.yaml", []byte("expectations: []\n"), knownToTapi())).To(BeEmpty())
	})

	DescribeTable("is refused",
		func(old, text, says string) {
			Expect(goodExpectations).To(ContainSubstring(old))
			_, err := expectation.Load("e.yaml", []byte(strings.Replace(goodExpectations, old, text, 1)), knownToTapi())
			Expect(err).To(MatchError(ContainSubstring(says)))
		},
		Entry("without an owner", "    owner: ana\n", "", `e.yaml:2: key "owner": is missing`),
		Entry("without a reason", "they rename it back in January", `" "`, `key "reason": is missing`),
		Entry("with a day that is none", "2026-12-31", "2026-02-31", `"2026-02-31" is not a day`),
		Entry("with a link that is none", "https://tracker.example/7", "tracker 7", "is not an absolute http or https URL"),
		Entry("of a check that does not exist", "field-renamed", "field-rename", `tapi has no check "field-rename", so this matches nothing`),
		Entry("of a case that does not exist", "tapi/valid", "tapi/vaild", `no case "tapi/vaild"`),
		Entry("of a clause that does not exist", "TAPI-LOGIN-015", "TAPI-LOGIN-999", `no clause "TAPI-LOGIN-999"`),
		Entry("of a target that does not exist", "tapi-staging", "tapi-stagin", `no target "tapi-stagin"`),
		Entry("with an unknown key", "owner:", "ower:", `e.yaml:8: unknown key "ower"`),
	)
})

func FuzzExpectations(f *testing.F) {
	f.Add(goodExpectations)
	f.Add("expectations: 3")
	known := knownToTapi()
	f.Fuzz(func(t *testing.T, text string) {
		all, err := expectation.Load("e.yaml", []byte(text), known)
		if err == nil {
			for _, e := range all {
				if e.Reason == "" || e.Owner == "" || e.Where == "" {
					t.Errorf("an incomplete expectation was accepted: %+v", e)
				}
			}
		}
	})
}
