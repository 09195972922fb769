package openapi_test

import (
	"fmt"
	"strconv"
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
    translations: {es: {sentence: Responde.}}
  - id: SAMPLE-LOGIN-002
    section: Errors
    level: may
    party: client
    sentence: It retries.
    untested: it binds clients
    translations: {es: {sentence: Reintenta., untested: obliga a quien llama}}
discrepancies:
  - id: SAMPLE-DISC-01
    clauses: [SAMPLE-LOGIN-001]
    statement: It does not say what.
    reading: Anything.
    question: What?
    translations: {es: {statement: No dice qué., reading: Cualquier cosa., question: "¿Qué?"}}
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
		Expect(c).To(Equal(contract.Clause{
			ID: "SAMPLE-LOGIN-002", Section: "Errors", Level: contract.May, Party: contract.Client, Sentence: "It retries.", Untested: "it binds clients",
			Translations: map[string]contract.ClauseWords{"es": {Sentence: "Reintenta.", Untested: "obliga a quien llama"}},
		}))
		Expect(s.Discrepancies).To(HaveLen(1))
		Expect(s.Discrepancies[0].Translations).To(Equal(map[string]contract.DiscrepancyWords{"es": {Statement: "No dice qué.", Reading: "Cualquier cosa.", Question: "¿Qué?"}}))
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
		Entry("a discrepancy id twice", "\"¿Qué?\"}}\n", "\"¿Qué?\"}}\n  - {id: SAMPLE-DISC-01, clauses: [SAMPLE-LOGIN-001], statement: A, reading: B, question: \"C?\"}\n", "  - {id:", `discrepancy id "SAMPLE-DISC-01" stands twice`),
		Entry("no translations", "    translations: {es: {sentence: Responde.}}\n", "", "- id: SAMPLE-LOGIN-001", `key "translations" of SAMPLE-LOGIN-001: it lacks es`),
		Entry("a language that is not listed", "{es: {sentence: Responde.}}", "{es: {sentence: Responde.}, fr: {sentence: Il répond.}}", "fr:", `key "translations" of SAMPLE-LOGIN-001: "fr" is not one of es`),
		Entry("another key in a language", "{sentence: Responde.}", "{sentence: Responde., reading: Nada.}", "Responde", `unknown key "reading"`),
		Entry("a translation without words", "{sentence: Responde.}", `{sentence: " "}`, `{sentence: " "}`, `key "sentence" of SAMPLE-LOGIN-001 in es: it has no words`),
		Entry("a translation that is missing", "sentence: Reintenta., ", "", "untested: obliga", `key "sentence" of SAMPLE-LOGIN-002 in es: it has no words`),
		Entry("a reason that is not translated", ", untested: obliga a quien llama", "", "Reintenta", `key "untested" of SAMPLE-LOGIN-002 in es: it has no words`),
		Entry("a reason that there is not", "{sentence: Responde.}", "{sentence: Responde., untested: no se puede}", "no se puede", `key "untested" of SAMPLE-LOGIN-001 in es: there is nothing to translate`),
		Entry("the English text once more", "Responde.", "It answers.", "{sentence: It", `key "sentence" of SAMPLE-LOGIN-001 in es: it is the English text`),
		Entry("a translation without a full stop", "Responde.", "Responde", "Responde", `key "sentence" of SAMPLE-LOGIN-001 in es: it does not end in "."`),
		Entry("a translated question that is none", `"¿Qué?"`, "Qué.", "Qué.}", `key "question" of SAMPLE-DISC-01 in es: it does not end in "?"`),
		Entry("a statement that is not translated", "statement: No dice qué., ", "", "reading: Cualquier", `key "statement" of SAMPLE-DISC-01 in es: it has no words`),
	)

	DescribeTable("wants wire literals to be the same in every language", func(english, spanish, says string) {
		source := edit(edit(sampleSource, "It answers.", strconv.Quote(english)), "Responde.", strconv.Quote(spanish))
		_, err := loadSpec(source)
		if says == "" {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(MatchError(ContainSubstring(`key "sentence" of SAMPLE-LOGIN-001 in es: ` + says)))
	},
		Entry("a quoted text", `It says "Invalid credentials".`, `Dice "Credenciales no válidas".`, `it lacks the literal "Invalid credentials"`),
		Entry("a quoted text, kept", `It says "Invalid credentials".`, `Dice "Invalid credentials".`, ""),
		Entry("a status", "It answers with status 401.", "Responde con el estado 404.", "it lacks the literal 401"),
		Entry("a number that nobody named", "It answers at once.", "Responde en 5 segundos.", "the English text has no 5"),
		Entry("a duration", "It lives for 15 minutes.", "Dura quince minutos.", "it lacks the literal 15"),
		Entry("a snake_case name", "It has an access_token.", "Tiene un token de acceso.", "it lacks the literal access_token"),
		Entry("a camelCase name", "It has an accessToken.", "Tiene un token de acceso.", "it lacks the literal accessToken"),
		Entry("a plain name at the start", "password is a string.", "contraseña es una cadena.", "it lacks the literal password"),
		Entry("plain names in a list", "It has the members username and password.", "Tiene los campos username y contraseña.", "it lacks the literal password"),
		Entry("a plain name after its kind", "The member status is a number.", "El campo estado es un número.", "it lacks the literal status"),
		Entry("a plain name before its value", `It is an object with result: "ko".`, `Es un objeto con resultado: "ko".`, "it lacks the literal result"),
		Entry("a value", "It is an object with success: true.", "Es un objeto con success: verdadero.", "it lacks the literal true"),
		Entry("a header", "It has the header Content-Type.", "Tiene el header Tipo-Contenido.", "it lacks the literal Content-Type"),
		Entry("a path", "It is POST /auth/login.", "Es POST /login.", "it lacks the literal /auth/login"),
		Entry("a media type", "It is a +json type.", "Es un tipo json.", "it lacks the literal +json"),
		Entry("a host", "It is at tcl.is or nowhere.", "Está en tcl o en ninguna parte.", "it lacks the literal tcl.is"),
		Entry("a placeholder", "It is {url}.", "Es {dirección}.", "it lacks the literal {url}"),
		Entry("abbreviations, in the plural too", "JWTs are in UTC.", "Los JWT están en UTC.", ""),
		Entry("words that only stand near", "It names the member by which errors differ, and the object that has it.", "Nombra el campo por el que difieren los errores, y el objeto que lo tiene.", ""),
	)

	It("refuses a spec without clauses", func() {
		source := sampleSource[:strings.Index(sampleSource, "clauses:")]
		_, err := loadSpec(source)
		Expect(err).To(MatchError(ContainSubstring(`key "clauses": a spec has at least one clause`)))
	})
})
