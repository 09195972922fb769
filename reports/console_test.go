package reports_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

func console(o reports.ConsoleOptions, rs ...contract.Results) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.Console(&b, rs, o)).To(Succeed())
	return b.String()
}

// matchGolden compares text with testdata/name, or writes it under -update.
func matchGolden(name, text string) {
	GinkgoHelper()
	path := filepath.Join("testdata", name)
	if *update {
		Expect(os.WriteFile(path, []byte(text), 0o644)).To(Succeed())
	}
	want, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	Expect(text).To(Equal(string(want)))
}

var _ = Describe("the console summary", func() {
	DescribeTable("reads as in its golden file",
		func(golden string, o reports.ConsoleOptions, build func() contract.Results) {
			matchGolden(golden, console(o, build()))
		},
		Entry("when all is well", "conformant.txt", reports.ConsoleOptions{Reports: "reports/out/tapi"}, conformant),
		Entry("when something deviates", "deviating.txt", reports.ConsoleOptions{Reports: "reports/out/tapi-staging"}, deviating),
		Entry("when something deviates, verbosely", "deviating-verbose.txt", reports.ConsoleOptions{Verbose: true, Width: 80}, deviating),
		Entry("when there is no verdict", "inconclusive.txt", reports.ConsoleOptions{}, inconclusive),
	)

	It("sums up several targets", func() {
		out := console(reports.ConsoleOptions{}, conformant(), deviating(), inconclusive())
		Expect(out).To(ContainSubstring("3 targets: 1 conformant, 1 nonconformant, 1 inconclusive"))
	})

	It("gives no verdict where no target was run", func() {
		Expect(console(reports.ConsoleOptions{})).To(Equal("no verdict: no target was run.\n"))
	})

	DescribeTable("says why there is no verdict",
		func(why string, cases ...contract.CaseResult) {
			r := contract.Results{Cases: cases}
			r.Target.Provider = "tapi"
			r.Summary = contract.Summarize(cases)
			r.Verdict = contract.VerdictOf(r)
			Expect(console(reports.ConsoleOptions{Width: 120}, r)).To(ContainSubstring("tapi has no verdict: " + why))
		},
		Entry("nothing ran", "no case was run."),
		Entry("all skipped", "every case was skipped.", contract.CaseResult{Status: contract.Skip}),
		Entry("none judged", "no case could be judged.", contract.CaseResult{Status: contract.Error}),
		Entry("some judged", "1 case could not be judged.", contract.CaseResult{Status: contract.Error}, contract.CaseResult{Status: contract.Pass}),
		Entry("some judged and failing", "1 case could not be judged; by the others it deviates from its documentation in 1 clause.",
			contract.CaseResult{Status: contract.Error}, contract.CaseResult{Status: contract.Fail, Findings: []contract.Finding{tooLong()}}),
	)

	It("says a reason that several cases share once, and of which where the mark does not tell", func() {
		away := newFixture(contract.ModeLive, "tapi", "https://tapi.example").
			unjudged("tapi/a", "a", contract.Error, "nobody listens").
			unjudged("tapi/b", "b", contract.Skip, "no probe").
			unjudged("tapi/c", "c", contract.Error, "nobody listens").
			unjudged("tapi/d", "d", contract.Skip, "no probe").
			unjudged("tapi/e", "e", contract.Skip, "not permitted").
			unjudged("tapi/f", "f", contract.Skip, "no lifetime").
			unjudged("tapi/g", "g", contract.Skip, "no lifetime").results()
		out := console(reports.ConsoleOptions{}, away)
		coloured := console(reports.ConsoleOptions{Color: true}, away)
		Expect(regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(coloured, "")).To(Equal(out))
		Expect(strings.Count(out, "nobody listens")).To(Equal(1))
		Expect(out).To(ContainSubstring("\n  – tapi/e  e\n      skipped: not permitted\n"))
		Expect(out).To(ContainSubstring("\n\n  ! 2 cases not judged: nobody listens\n" +
			"  – 2 cases skipped: no probe\n    b, d\n  – 2 cases skipped: no lifetime\n    f, g\n\n7 cases: "))
	})

	It("counts requests against the plan of a live run, unless some were made again", func() {
		r := conformant()
		r.Requests, r.Plan = 9, &contract.Plan{GoodLogins: 6, RefusedLogins: 3, Probes: 1}
		Expect(console(reports.ConsoleOptions{}, r)).To(ContainSubstring("; 9 of at most 10 requests in "))
		r.Requests = 11
		Expect(console(reports.ConsoleOptions{}, r)).To(ContainSubstring("; 11 requests in "))
	})

	It("says below a case that it is flaky", func() {
		r := conformant()
		r.Cases[1].Flaky = true
		out := console(reports.ConsoleOptions{}, r)
		Expect(out).To(MatchRegexp(`(?m)^  ✓ tapi/token-lifetime .*\n      flaky: an answer came only when its request was sent again\n  ✓`))
		Expect(strings.Count(out, "flaky")).To(Equal(1))
	})

	DescribeTable("says what trouble keeps a run from a verdict, and what shows all the same",
		func(build func() contract.Results, says string) {
			r := build()
			r.Trouble = []string{"the run was ended early", "junit.xml was withheld\x1b"}
			r.Verdict = contract.VerdictOf(r)
			Expect(console(reports.ConsoleOptions{Width: 300}, r)).To(ContainSubstring(`has no verdict: the run was ended early; junit.xml was withheld\u001b` + says))
		},
		Entry("conformant", conformant, "; nothing was sent to tapi."),
		Entry("nonconformant", deviating, "; by its cases it deviates from its documentation in 2 clauses."),
		Entry("inconclusive", inconclusive, "; 1 case could not be judged."),
	)

	DescribeTable("speaks of the mock, where that is what was tested, and not of the provider",
		func(build func() contract.Results, sentence string) {
			r := build()
			r.Mode = contract.ModeMock
			Expect(console(reports.ConsoleOptions{Width: 200}, r)).To(ContainSubstring("\nthe bundled mock of tapi " + sentence + "; nothing was sent to tapi.\n"))
		},
		Entry("conformant", conformant, "does what tapi's documentation says"),
		Entry("nonconformant", deviating, "deviates from tapi's documentation in 2 clauses"),
		Entry("inconclusive", inconclusive, "has no verdict: 1 case could not be judged"),
	)

	It("colours only when asked, and colours change nothing else", func() {
		plain := console(reports.ConsoleOptions{Verbose: true}, deviating(), inconclusive())
		coloured := console(reports.ConsoleOptions{Verbose: true, Color: true}, deviating(), inconclusive())
		Expect(plain).NotTo(ContainSubstring("\x1b"))
		Expect(coloured).To(ContainSubstring("\x1b[31m✗\x1b[0m"))
		Expect(regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(coloured, "")).To(Equal(plain))
	})

	It("has no trailing spaces, and fits the width but for what is copied", func() {
		for _, width := range []int{60, 80, 120} {
			out := console(reports.ConsoleOptions{Verbose: true, Width: width}, conformant(), deviating(), inconclusive())
			for line := range strings.Lines(out) {
				line = strings.TrimSuffix(line, "\n")
				Expect(line).NotTo(HaveSuffix(" "))
				if !regexp.MustCompile(`^ +(see|again|where) `).MatchString(line) {
					Expect(utf8.RuneCountInString(line)).To(BeNumerically("<=", width), line)
				}
			}
		}
	})

	It("shows control characters instead of sending them", func() {
		r := newFixture(contract.ModeLive, "tapi\x1b[2J", "https://tapi.example\x07").
			judged("tapi/valid\x1b", "title\r\x1b[1A", 1, nil, contract.Finding{
				Severity: contract.SeverityError, Message: "m\x1b]0;x\x07", Actual: "a\u202eb\u009b", Clause: "X\x1b",
			}).
			unjudged("tapi/b", "b", contract.Skip, "because\x1b[31m").results()
		out := console(reports.ConsoleOptions{Verbose: true, Reports: "out\x1b"}, r)
		Expect(out).NotTo(MatchRegexp(`[\x00-\x09\x0b-\x1f\x7f\x{80}-\x{9f}\x{202e}]`))
		Expect(out).To(ContainSubstring(`a\u202eb\u009b`))
	})

	It("says that it could not be written", func() {
		err := reports.Console(brokenWriter{}, []contract.Results{conformant()}, reports.ConsoleOptions{})
		Expect(err).To(MatchError(errFull))
	})
})

var errFull = errors.New("the disk is full")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errFull }
