package openapi_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/specs"
)

const sampleSource = `provider: sample
source:
  title: Login
  url: https://docs.example/login
  language: en
  retrieved: "2026-11-21"
  sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
clauses:
  - id: SAMPLE-LOGIN-001
    section: Login
    level: must
    party: server
    sentence: It answers.
  - id: SAMPLE-LOGIN-002
    section: Errors
    level: may
    party: client
    sentence: It retries.
    untested: it binds clients
discrepancies:
  - id: SAMPLE-DISC-01
    clauses: [SAMPLE-LOGIN-001]
    statement: It does not say what.
    reading: Anything.
    question: What?
`

func loadSpec(source string) (*contract.Spec, error) {
	return specs.Load(fstest.MapFS{"sample.yaml": {Data: []byte(source)}}, "sample")
}

var _ = Describe("reading a spec", func() {
	It("takes what is right", func() {
		s, err := loadSpec(sampleSource)
		Expect(err).NotTo(HaveOccurred())
		c, ok := s.Clause("SAMPLE-LOGIN-002")
		Expect(ok).To(BeTrue())
		Expect(c).To(Equal(contract.Clause{ID: "SAMPLE-LOGIN-002", Section: "Errors", Level: contract.May, Party: contract.Client, Sentence: "It retries.", Untested: "it binds clients"}))
		Expect(s.Discrepancies).To(HaveLen(1))
	})

	for _, p := range specs.Providers(specs.Files) {
		It("takes the spec of "+p, func() {
			s := spec(p)
			Expect(s.Clauses).NotTo(BeEmpty())
			for _, c := range s.Clauses {
				Expect(strings.TrimSpace(c.Section)).NotTo(BeEmpty(), c.ID)
			}
		})
	}

	It("names the provider whose spec is missing", func() {
		_, err := specs.Load(fstest.MapFS{}, "nobody")
		Expect(err).To(MatchError(HavePrefix(`reading the spec of "nobody": `)))
	})

	DescribeTable("refuses, naming file, line and key", func(before, after, mark, says string) {
		source := edit(sampleSource, before, after)
		_, err := loadSpec(source)
		Expect(err).To(HaveOccurred())
		Expect(strings.Split(err.Error(), "\n")).To(ContainElement(And(
			HavePrefix(fmt.Sprintf("specs/sample.yaml:%d: ", lineOf(source, mark))), ContainSubstring(says))), err.Error())
	},
		Entry("an unknown key", "    level: must", "    levl: must", "levl", `unknown key "levl"`),
		Entry("an unknown key of the file", "discrepancies:", "discrepencies:", "discrepencies", `unknown key "discrepencies"`),
		Entry("a value of another type", "sentence: It answers.", "sentence: [It answers.]", "[It", `key "sentence"`),
		Entry("a number for a string", "section: Errors", "section: 404", "section: 404", `key "section"`),
		Entry("a duplicate key", "    level: must", "    level: must\n    level: may", "level: may", `duplicate key "level"`),
		Entry("an anchor", "section: Errors", "section: &e Errors", "&e", "anchors (&name) are not allowed"),
		Entry("another provider", "provider: sample", "provider: other", "provider", `key "provider": "other" is not the name of the file`),
		Entry("an http address", "https://docs", "http://docs", "url", `key "url": "http://docs.example/login" is not an https address`),
		Entry("a digest that is none", "sha256: 0123456789abcdef0", "sha256: ", "sha256", `key "sha256": "123456789abcdef`),
		Entry("a date that does not exist", "2026-11-21", "2026-02-31", "retrieved", `key "retrieved": "2026-02-31" is not a date`),
		Entry("no title", "title: Login", `title: ""`, "title", `key "title"`),
		Entry("no language", "language: en", `language: ""`, "language", `key "language"`),
		Entry("a clause id of another form", "id: SAMPLE-LOGIN-002", "id: SAMPLE-LOGIN-02", "SAMPLE-LOGIN-02\n", `key "id": clause id "SAMPLE-LOGIN-02" is not of the form SAMPLE-LOGIN-001`),
		Entry("a clause id of another provider", "id: SAMPLE-LOGIN-002", "id: OTHER-LOGIN-002", "OTHER", `is not of the form SAMPLE-LOGIN-001`),
		Entry("a clause id twice, at the second", "id: SAMPLE-LOGIN-002", "id: SAMPLE-LOGIN-001", "  - id: SAMPLE-LOGIN-001\n    section: Errors", `clause id "SAMPLE-LOGIN-001" stands twice`),
		Entry("an empty section", "section: Errors", `section: " "`, `section: " "`, `key "section" of SAMPLE-LOGIN-002`),
		Entry("no section", "    section: Errors\n", "", "- id: SAMPLE-LOGIN-002", `key "section" of SAMPLE-LOGIN-002`),
		Entry("a sentence without a full stop", "It retries.", "It retries", "It retries", `key "sentence" of SAMPLE-LOGIN-002`),
		Entry("a level that is none", "level: may", "level: shall", "shall", `key "level" of SAMPLE-LOGIN-002: "shall" is not one of must, should, may`),
		Entry("a party that is none", "party: client", "party: caller", "caller", `key "party" of SAMPLE-LOGIN-002: "caller" is not one of server, client`),
		Entry("a discrepancy id of another form", "SAMPLE-DISC-01", "SAMPLE-DISC-1", "SAMPLE-DISC-1", `key "id": discrepancy id "SAMPLE-DISC-1" is not of the form SAMPLE-DISC-01`),
		Entry("a discrepancy of no clause", "clauses: [SAMPLE-LOGIN-001]", "clauses: []", "clauses: []", `key "clauses" of SAMPLE-DISC-01`),
		Entry("a discrepancy of an unknown clause", "clauses: [SAMPLE-LOGIN-001]", "clauses: [SAMPLE-LOGIN-009]", "SAMPLE-LOGIN-009", `"SAMPLE-LOGIN-009" is no clause`),
		Entry("a discrepancy of a discrepancy", "clauses: [SAMPLE-LOGIN-001]", "clauses: [SAMPLE-DISC-01]", "clauses: [SAMPLE-DISC-01]", `"SAMPLE-DISC-01" is no clause`),
		Entry("no statement", "statement: It does not say what.", `statement: ""`, "statement", `key "statement" of SAMPLE-DISC-01`),
		Entry("no reading", "reading: Anything.", `reading: ""`, "reading", `key "reading" of SAMPLE-DISC-01`),
		Entry("no question", "question: What?", "question: Well.", "question", `key "question" of SAMPLE-DISC-01`),
		Entry("a discrepancy id twice", "    question: What?\n", "    question: What?\n  - {id: SAMPLE-DISC-01, clauses: [SAMPLE-LOGIN-001], statement: A, reading: B, question: \"C?\"}\n", "  - {id:", `discrepancy id "SAMPLE-DISC-01" stands twice`),
	)

	It("refuses a spec without clauses", func() {
		source := sampleSource[:strings.Index(sampleSource, "clauses:")]
		_, err := loadSpec(source)
		Expect(err).To(MatchError(ContainSubstring(`key "clauses": a spec has at least one clause`)))
	})
})
