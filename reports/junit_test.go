package reports_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// The types below are what a CI system reads; they are not those of the writer.

type xmlCounts struct {
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"`
}

type xmlProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type xmlOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type xmlCase struct {
	Classname string       `xml:"classname,attr"`
	Name      string       `xml:"name,attr"`
	Time      string       `xml:"time,attr"`
	Failures  []xmlOutcome `xml:"failure"`
	Errors    []xmlOutcome `xml:"error"`
	Skips     []xmlOutcome `xml:"skipped"`
	SystemOut *string      `xml:"system-out"`
}

type xmlSuite struct {
	xmlCounts
	Name       string        `xml:"name,attr"`
	Timestamp  string        `xml:"timestamp,attr"`
	Properties []xmlProperty `xml:"properties>property"`
	Cases      []xmlCase     `xml:"testcase"`
}

type xmlReport struct {
	XMLName xml.Name `xml:"testsuites"`
	xmlCounts
	Suites []xmlSuite `xml:"testsuite"`
}

func junit(r contract.Results) (xmlReport, string) {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.JUnit(&b, r)).To(Succeed())
	var report xmlReport
	Expect(xml.Unmarshal(b.Bytes(), &report)).To(Succeed(), b.String())
	Expect(report.Suites).To(HaveLen(1))
	return report, b.String()
}

var _ = Describe("the JUnit report", func() {
	It("counts what it lists", func() {
		for _, r := range []contract.Results{conformant(), deviating(), inconclusive()} {
			report, _ := junit(r)
			suite := report.Suites[0]
			var failures, errors, skips int
			for _, c := range suite.Cases {
				failures, errors, skips = failures+len(c.Failures), errors+len(c.Errors), skips+len(c.Skips)
			}
			Expect(suite.xmlCounts).To(Equal(xmlCounts{len(r.Cases), failures, errors, skips, suite.Time}))
			Expect(report.xmlCounts).To(Equal(xmlCounts{len(r.Cases), failures, errors, 0, suite.Time}), "the schemas have no skips at the top")
			Expect([]int{failures, errors, skips}).To(Equal([]int{r.Summary.Fail, r.Summary.Error, r.Summary.Skip}))
		}
	})

	It("says what was run, when and against what", func() {
		report, _ := junit(deviating())
		suite := report.Suites[0]
		Expect(suite.Name).To(Equal("concord tapi, tapi-staging"))
		Expect(suite.Timestamp).To(Equal("2026-11-22T06:00:00"))
		Expect(suite.Time).To(Equal("1.250"))
		Expect(suite.Properties).To(ContainElements(
			xmlProperty{"runID", "20261122T060000Z-a1b2c3"}, xmlProperty{"mode", "live"}, xmlProperty{"target", "tapi-staging"},
			xmlProperty{"baseURL", "https://tapi.example"}, xmlProperty{"toolVersion", "v0.1.0"}, xmlProperty{"verdict", "nonconformant"}))
	})

	It("says MOCK when it was one, and only then", func() {
		mock, _ := junit(conformant())
		Expect(mock.Suites[0].Name).To(Equal("concord tapi (MOCK)"))
		_, live := junit(inconclusive())
		Expect(live).NotTo(ContainSubstring("MOCK"))
	})

	It("lets a case that passed pass, with its warnings as output", func() {
		report, _ := junit(deviating())
		c := report.Suites[0].Cases[0]
		Expect([]string{c.Classname, c.Name, c.Time}).To(Equal([]string{"concord.tapi", "tapi/valid", "0.121"}))
		Expect(c.Failures).To(BeEmpty())
		Expect(*c.SystemOut).To(HavePrefix("clauses: TAPI-LOGIN-001, TAPI-LOGIN-007\n\n[warning] TAPI-LOGIN-007  The answer holds"))
	})

	It("names the clauses of each case, and where they stand, as properties, each name once", func() {
		r := deviating()
		r.Cases[0].Flaky = true
		report, _ := junit(r)
		properties := report.Suites[0].Properties
		Expect(properties).To(ContainElements(
			xmlProperty{"warnings", "2"},
			xmlProperty{"status of tapi/valid", "pass"}, xmlProperty{"clauses of tapi/valid", "TAPI-LOGIN-001 TAPI-LOGIN-007"},
			xmlProperty{"warnings of tapi/valid", "1"}, xmlProperty{"flaky tapi/valid", "true"},
			xmlProperty{"clause TAPI-LOGIN-001", "https://docs.example/tapi/login#TAPI-LOGIN-001"}))
		names := map[string]bool{}
		for _, p := range properties {
			Expect(names).NotTo(HaveKey(p.Name))
			names[p.Name] = true
		}
		Expect(names).NotTo(HaveKey("flaky tapi/wrong-password"))
		Expect(*report.Suites[0].Cases[0].SystemOut).To(ContainSubstring("flaky: an answer came only when its request was sent again"))
	})

	It("does not pass for a good run where there is no verdict", func() {
		for _, change := range []func(*contract.Results){
			func(r *contract.Results) { r.Trouble = []string{"the run was ended early"} },
			func(r *contract.Results) { r.Cases = nil },
			func(r *contract.Results) {
				for i := range r.Cases {
					r.Cases[i].Status = contract.Skip
				}
			},
		} {
			r := conformant()
			change(&r)
			r.Verdict = contract.Inconclusive
			report, text := junit(r)
			Expect(validJUnit(text, r)).To(Succeed())
			last := report.Suites[0].Cases[len(r.Cases)]
			Expect(last.Name).To(Equal("tapi/verdict"))
			Expect(last.Errors).To(ConsistOf(HaveField("Message", BeElementOf("the run was ended early", "no case was run", "every case was skipped"))))
			Expect(report.Errors).To(Equal(1))
		}
	})

	It("gives a failure all of its findings, in lines", func() {
		r := deviating()
		other := tooLong()
		other.Message, other.Clause = "another", ""
		r.Cases[1].Findings = append(r.Cases[1].Findings, other)
		report, text := junit(r)
		f := report.Suites[0].Cases[1].Failures[0]
		Expect(f.Message).To(Equal("TAPI-LOGIN-012: the access token lives 3600 s instead of 240 s (and 1 more)"))
		Expect(f.Type).To(Equal("token-lifetime"))
		Expect(f.Text).To(SatisfyAll(ContainSubstring("\n  expected  240 s"), ContainSubstring("\n\n  another"), ContainSubstring("curl -X POST"), Not(ContainSubstring("TAPI-LOGIN-007"))))
		Expect(text).NotTo(ContainSubstring("&#xA;"))
	})

	It("tells errors and skips from failures", func() {
		report, _ := junit(inconclusive())
		Expect(report.Suites[0].Cases[0].Errors).To(HaveExactElements(xmlOutcome{"the server did not answer within 30 s", "not-judged", ""}))
		Expect(*report.Suites[0].Cases[1].SystemOut).To(Equal("clauses: TAPI-LOGIN-020"))
		report, _ = junit(deviating())
		Expect(report.Suites[0].Cases[3].Skips).To(HaveExactElements(xmlOutcome{Message: "the case needs CONCORD_ALLOW=rate-limit on a live target"}))
	})

	It("does not pass a case of unknown or contradictory outcome", func() {
		report, _ := junit(contract.Results{Cases: []contract.CaseResult{{Status: contract.Fail}, {Status: "odd"}}})
		Expect(report.Suites[0].Cases[0].Failures).To(HaveLen(1))
		Expect(report.Suites[0].Cases[1].Errors).To(HaveLen(1))
		Expect([]int{report.Failures, report.Errors}).To(Equal([]int{1, 1}))
	})

	It("survives hostile strings", func() {
		const hostile = "]]> </failure><x a='\"'>&amp; \x00\x0b\ufffe \xff 🙂 é"
		const attribute = "]]> </failure><x a='\"'>&amp; \ufffd\ufffd\ufffd \ufffd 🙂 é"
		r := deviating()
		r.RunID, r.Target.BaseURL = hostile, hostile
		c := &r.Cases[1]
		c.ID, c.Clauses, c.Labels = hostile, []string{hostile}, []string{hostile}
		c.Findings[0].Message, c.Findings[0].Check, c.Findings[0].Actual, c.Findings[0].Clause = hostile, hostile, hostile, ""
		r.Cases[3].Reason = hostile
		report, text := junit(r)
		suite := report.Suites[0]
		Expect(suite.Properties[0].Value).To(Equal(attribute))
		Expect(suite.Cases[1].Name).To(Equal(attribute))
		Expect(suite.Properties).To(ContainElement(xmlProperty{"clauses of " + attribute, attribute}))
		Expect(suite.Cases[1].Failures[0].Message).To(Equal(attribute))
		Expect(suite.Cases[1].Failures[0].Type).To(Equal(attribute))
		Expect(suite.Cases[1].Failures[0].Text).To(ContainSubstring("]]> </failure><x a='\"'>&amp; "))
		Expect(suite.Cases[3].Skips[0].Message).To(Equal(attribute))
		Expect(text).NotTo(ContainSubstring("\x00"))
		Expect(strings.Count(text, "]]>")).To(BeZero())
	})

	It("says that it could not be written", func() {
		Expect(reports.JUnit(brokenWriter{}, conformant())).To(MatchError(errFull))
		Expect(reports.JUnit(io.Discard, contract.Results{})).To(Succeed())
	})
})
