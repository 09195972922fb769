package reports_test

import (
	"bytes"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// foreseen is a run whose only deviation is known.
func foreseen() contract.Results {
	r := deviating()
	for i := range r.Cases {
		c := &r.Cases[i]
		for j := range c.Findings {
			if c.Findings[j].Severity == contract.SeverityError {
				c.Findings[j].Known = &contract.Expectation{
					Target: "tapi-staging", Check: c.Findings[j].Check, Reason: "mended in <January>", Owner: "ana",
					Link: "https://tracker.example/7", Until: "2027-01-31", Where: "suites/tapi/expectations.yaml:2",
				}
			}
		}
		if c.Status == contract.Fail {
			c.Status = contract.StatusOf(c.Findings)
		}
	}
	r.Summary = contract.Summarize(r.Cases)
	r.Verdict = contract.VerdictOf(r)
	return r
}

var _ = Describe("a known deviation", func() {
	rendered := func(name string, language reports.Language) string {
		GinkgoHelper()
		format, err := reports.FormatNamed(name)
		Expect(err).NotTo(HaveOccurred())
		var b bytes.Buffer
		Expect(format.Render(&b, foreseen(), reports.Options{Language: language})).To(Succeed())
		Expect(validators[name](b.String(), foreseen())).To(Succeed())
		return b.String()
	}

	It("fails nothing", func() {
		Expect(foreseen().Verdict).To(Equal(contract.Conformant))
		Expect(foreseen().Summary.Known).To(Equal(2))
	})

	DescribeTable("is told in every format, with its reason",
		func(name string, parts ...string) {
			for _, language := range []reports.Language{reports.English, reports.Spanish} {
				text := rendered(name, language)
				for _, part := range parts {
					Expect(text).To(ContainSubstring(part))
				}
			}
		},
		Entry("html", "html", "mended in &lt;January&gt;", "2027-01-31"),
		Entry("junit", "junit", "<skipped message=", "mended in &lt;January&gt;"),
		Entry("sarif", "sarif", `"suppressions"`, "mended in"),
		Entry("markdown", "markdown", "mended in", "2027"),
		Entry("ctrf", "ctrf", `"known"`),
	)

	It("is told on the console, and a stale expectation too", func() {
		r := foreseen()
		Expect(console(reports.ConsoleOptions{}, r)).To(SatisfyAll(
			ContainSubstring("≈ tapi/token-lifetime"), ContainSubstring("known     mended in <January>"), ContainSubstring("but for 2 cases known to deviate")))
		r.Stale = []string{"suites/tapi/expectations.yaml:9: the expectation of status at tapi is no longer met: take it out"}
		r.Verdict = contract.VerdictOf(r)
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(console(reports.ConsoleOptions{Width: 200}, r)).To(SatisfyAll(ContainSubstring("! suites/tapi/expectations.yaml:9"), ContainSubstring("the run fails for 1 stale expectation")))
		var b bytes.Buffer
		Expect(reports.HTML(&b, r, reports.Options{Language: reports.Spanish})).To(Succeed())
		Expect(b.String()).To(ContainSubstring("ya no se cumple"))
	})
})
