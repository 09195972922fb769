package reports_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// fillings are what may stand in a text for what the source does not show.
var fillings = []string{"7", "x", `"x"`, "4m0s", "a/b#1", "login", "string", "object", "access", "header", "exp", "the proxy"}

// apart are words that are put into texts which have entries of their own, with
// these words in them.
var apart = []string{"the body"}

var letters = regexp.MustCompile(`\pL{2}`)

// hasEntry tells whether a text of the source has an entry: whole, or with
// something put in; part of one, where it is a fragment with a space at its end.
func hasEntry(template string) bool {
	if !strings.Contains(template, " ") || !letters.MatchString(template) || slices.Contains(apart, template) {
		return true
	}
	fragment := strings.TrimSpace(template) != template
	for _, e := range reports.Entries() {
		if own := entryVerb.ReplaceAllString(e[0], dynamic); own == template || fragment && strings.Contains(own, template) {
			return true
		}
	}
	return filled(template, 3)
}

func filled(template string, depth int) bool {
	if !strings.Contains(template, dynamic) {
		return reports.Known(reports.Spanish, template)
	}
	return depth > 0 && slices.ContainsFunc(fillings, func(f string) bool { return filled(strings.Replace(template, dynamic, f, 1), depth-1) })
}

var entryVerb = regexp.MustCompile(`%(?:\[\d\])?[a-z]`)

// unknown lists the texts of some sources that have no entry, with their places.
func unknown(s speaker, files map[string]string) []string {
	GinkgoHelper()
	var out []string
	for _, t := range read(s, files) {
		if !hasEntry(t.template) {
			out = append(out, t.at+": "+strings.ReplaceAll(t.template, dynamic, "…"))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var _ = Describe("the Spanish of the engine's texts", func() {
	for _, s := range speakers {
		It("has an entry for every text in "+s.files, func() {
			Expect(unknown(s, sourcesOf(s))).To(BeEmpty(), "texts without Spanish: give each an entry in reports/messages_es_*.go")
		})
	}

	It("is looked for where the texts are made", func() {
		count := 0
		for _, s := range speakers {
			count += len(read(s, sourcesOf(s)))
		}
		Expect(count).To(BeNumerically(">", 250))
	})

	DescribeTable("is missed, with its place, where a text is new", func(source string, expected ...string) {
		s := speaker{args: map[string][]int{"fail": {1}, "problem": {}}, holds: []string{"kinds", "detail"}}
		Expect(unknown(s, map[string]string{"new.go": "package p\n" + source})).To(ConsistOf(expected))
	},
		Entry("in a literal", `func f() { _ = Finding{Message: "the moon was late"} }`, "new.go:2: the moon was late"),
		Entry("in a format", `func f() { v.cannot = fmt.Sprintf("%s came %d moons late", a, b) }`, "new.go:2: … came … moons late"),
		Entry("in a sum", `func f() { v.skip = name + " came with the moon" }`, "new.go:2: … came with the moon"),
		Entry("in a variable", "func f() {\n\tm := \"the moon\"\n\tm += \" was late\"\n\t_ = Finding{Message: m}\n}", "new.go:5: the moon", "new.go:5: the moon was late"),
		Entry("in several assignments at once", `func f() { r.Status, r.Reason = x, "the moon was late" }`, "new.go:2: the moon was late"),
		Entry("in what is appended", `func f() { out[i].Message += " of the moon" }`, "new.go:2: … of the moon"),
		Entry("in a function", "func f() { v.skip = g() }\nfunc g() string { return \"the moon was late\" }", "new.go:2: the moon was late"),
		Entry("in a function of several results", "func f() { r.Tested, r.Reason = g() }\nfunc g() (bool, string) { return false, \"the moon was late\" }", "new.go:2: the moon was late"),
		Entry("in an argument", `func f() { fail(x, "the moon was late") }`, "new.go:2: the moon was late"),
		Entry("in arguments that are joined", "const late = \"was late\"\nfunc f() { r.problem(name, late) }", "new.go:3: … was late"),
		Entry("in what is put into a text", "func f() { v.skip = fmt.Sprintf(\"%s is missing\", g()) }\nfunc g() string { return \"the moon\" }", "new.go:2: the moon"),
		Entry("in a map", `func f() { v.skip = map[string]string{"a": "the moon"}[x] + " was late" }`, "new.go:2: the moon was late"),
		Entry("in a variable of texts", `var kinds = map[int]string{1: "the moon was late"}`, "new.go:2: the moon was late"),
		Entry("in a constant of texts", `const kindsLate = "the moon was late"`, "new.go:2: the moon was late"),
		Entry("in a function of texts", `func detail() (int, string) { return 1, "the moon was late" }`, "new.go:2: the moon was late"),
		Entry("in what is scrubbed", "func f() { _ = Failure{Message: r.Scrub(g())} }\nfunc g() string { return \"the moon was late\" }", "new.go:2: the moon was late"),
		Entry("in a type of texts", `func f() error { return forbidden{"the moon was late"} }`, "new.go:2: the moon was late"),
		Entry("but not where it is known", `func f() { v.skip = fmt.Sprintf("%s is missing", name) }`),
	)

	It("has every step", func() {
		for _, step := range contractConstants()["Step"] {
			Expect(reports.Known(reports.Spanish, step)).To(BeTrue(), step)
		}
	})

	It("has the verbs of the English", func() {
		seen := map[string]bool{}
		for _, e := range reports.Entries() {
			Expect(seen).NotTo(HaveKey(e[0]), "%q stands twice", e[0])
			seen[e[0]] = true
			english, spanish := entryVerb.FindAllString(e[0], -1), entryVerb.FindAllString(e[1], -1)
			Expect(spanish).To(HaveLen(len(english)), "%q", e[0])
			for i, v := range spanish {
				if english[i] != v { // an index moves a verb, and %s may be words
					Expect(strings.Contains(v, "[") || v == "%w" && english[i] == "%s").To(BeTrue(), "%q", e[0])
				}
			}
			Expect(e[0]).NotTo(Equal("%w"), "that is every text")
		}
	})

	It("is Spanish", func() {
		english := strings.Fields("the is was are of with without not and or which that before after answer body request refused granted missing expires")
		for _, e := range reports.Entries() {
			for _, word := range strings.Fields(entryVerb.ReplaceAllString(e[1], " ")) {
				Expect(english).NotTo(ContainElement(strings.ToLower(strings.Trim(word, ".,:;()"))), "%q", e[1])
			}
		}
	})
})

var _ = Describe("translating", func() {
	DescribeTable("puts into Spanish", func(english, spanish string) {
		Expect(reports.Translate(reports.Spanish, english)).To(Equal(spanish))
		Expect(reports.Translate(reports.English, english)).To(Equal(english))
	},
		Entry("a plain text", "the body is not JSON", "el cuerpo no es JSON"),
		Entry("arguments as they stand", "the answer has status 500 instead of 200", "la respuesta tiene el estado 500 en lugar de 200"),
		Entry("the most specific text", "the body is empty", "el cuerpo está vacío"),
		Entry("a name for the same", "tx is empty", "tx está vacío"),
		Entry("words in words", "accessToken is not a sound JWT: header is not UTF-8 (2 of 3 answers)",
			"accessToken no es un JWT correcto: el header no es UTF-8 (2 de 3 respuestas)"),
		Entry("a step and its failure", `login after expiry: no complete answer from "x.example:443" in time`,
			`login después del vencimiento: no hubo a tiempo una respuesta completa de "x.example:443"`),
		Entry("reasons that were joined, where one ends in a name",
			"the login was refused with 401, and the header x-api-key that the document shows was not sent: set TAPI_API_KEY; no probe shows whether a token is accepted: set TAPI_PROBE_URL",
			"el login se rechazó con 401, y no se envió el header x-api-key que muestra el documento: defina TAPI_API_KEY; ninguna sonda muestra si se acepta un token: defina TAPI_PROBE_URL"),
		Entry("reasons that were joined, with semicolons of their own",
			"not selected in this run; the configured credentials do not log in (status 401): check TAPI_USERNAME; nothing more is tried, lest the account be locked; its cases did not run",
			"no seleccionado en esta ejecución; las credenciales configuradas no inician sesión (estado 401): revise TAPI_USERNAME; no se intenta nada más, para que no se bloquee la cuenta; sus casos no se ejecutaron"),
		Entry("words for what may be anything", "not sent: the URL holds credentials", "no se envió: la URL contiene credenciales"),
		Entry("anything else in their place", "not sent: x509 trouble", "no se envió: x509 trouble"),
		Entry("spans of time", "4m0s ± 30s (as the request asked)", "4m0s ± 30s (como pidió la solicitud)"),
		Entry("a name with the letters of a pattern", "a is missing is missing", "falta a is missing"),
	)

	DescribeTable("leaves alone", func(text string) {
		Expect(reports.Translate(reports.Spanish, text)).To(Equal(text))
		Expect(reports.Known(reports.Spanish, text)).To(BeFalse())
	},
		Entry("what it does not know", "the moon was late"),
		Entry("joined reasons of which one is unknown", "nothing was observed; the moon was late"),
		Entry("a step and an unknown failure", "login: the moon was late"),
		Entry("a value that reads like a text", `"tx is missing"`),
		Entry("a value that begins like one", `"tx" arrived as "main_tx"`),
		Entry("an object that holds one", `{"a":1} is missing`),
		Entry("a pointer", "/data/the is missing"),
		Entry("nothing", ""),
		Entry("what is longer than anything of ours", strings.Repeat("x", 1<<15)+" is missing"),
		Entry("more joined texts than there ever are", strings.Repeat("its cases did not run; ", 20)+"its cases did not run"),
	)

	It("takes little time for what a hostile server makes up", func() {
		for _, text := range []string{
			strings.Repeat("a is missing; ", 250) + "the moon", strings.Repeat("a is missing; ", 11) + "the moon",
			strings.Repeat("login: ", 500) + "the moon", strings.Repeat("(1 of 2 answers) ", 200), strings.Repeat("x", 4<<10),
		} {
			started := time.Now()
			Expect(reports.Known(reports.Spanish, text)).To(BeFalse())
			Expect(time.Since(started)).To(BeNumerically("<", 30*time.Second))
		}
	})

	It("lets the other language have another order", func() {
		Expect(reports.TranslateBy("tx of 7", [2]string{"%s of %d", "de %[2]d: %[1]s"})).To(Equal("de 7: tx"))
	})

	It("keeps a value that was received as it came", func() {
		Expect(reports.Translate(reports.Spanish, `"absent, as in the body is empty", as in tapi/valid#2`)).To(Equal(`"absent, as in the body is empty", como en tapi/valid#2`))
	})
})

var _ = Describe("the words of a spec", func() {
	clause := contract.ClauseResult{
		Sentence: "It answers.", Reason: "it cannot be seen",
		Translations: map[string]contract.ClauseWords{"es": {Sentence: "Responde.", Untested: "no se puede ver"}},
	}

	It("come in the language asked for, else in English", func() {
		Expect(reports.Sentence(reports.Spanish, clause)).To(Equal("Responde."))
		Expect(reports.Sentence(reports.English, clause)).To(Equal("It answers."))
		Expect(reports.Sentence(reports.Spanish, contract.ClauseResult{Sentence: "It answers."})).To(Equal("It answers."))
	})

	It("say why a clause is not tested, the engine where a case is about it", func() {
		Expect(reports.Reason(reports.Spanish, clause)).To(Equal("no se puede ver"))
		Expect(reports.Reason(reports.English, clause)).To(Equal("it cannot be seen"))
		cited := clause
		cited.Cases, cited.Reason = []string{"tapi/valid"}, "not selected in this run"
		Expect(reports.Reason(reports.Spanish, cited)).To(Equal("no seleccionado en esta ejecución"))
	})

	It("travel in results.json", func() {
		r := conformant()
		r.Clauses[0].Translations = clause.Translations
		r.Discrepancies[0].Translations = map[string]contract.DiscrepancyWords{"es": {Statement: "No dice nada.", Reading: "Cualquier cosa.", Question: "¿Qué?"}}
		text := resultsJSON(r)
		Expect(validate(text)).To(Succeed())
		again, err := reports.ReadResults(strings.NewReader(text))
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Clauses).To(Equal(r.Clauses))
		Expect(again.Discrepancies).To(Equal(r.Discrepancies))
		Expect(validate(strings.Replace(text, `"Responde."`, `""`, 1))).NotTo(Succeed())
	})

	It("say a discrepancy in three parts", func() {
		d := contract.Discrepancy{
			Statement: "It is silent.", Reading: "Anything.", Question: "What?",
			Translations: map[string]contract.DiscrepancyWords{"es": {Statement: "No dice nada.", Reading: "Cualquier cosa.", Question: "¿Qué?"}},
		}
		statement, reading, question := reports.Wording(reports.Spanish, d)
		Expect([]string{statement, reading, question}).To(Equal([]string{"No dice nada.", "Cualquier cosa.", "¿Qué?"}))
		statement, reading, question = reports.Wording(reports.English, d)
		Expect([]string{statement, reading, question}).To(Equal([]string{"It is silent.", "Anything.", "What?"}))
	})
})

var _ = Describe("what is not in Spanish", func() {
	unsaid := func(r contract.Results) []string { return reports.Spanish.Untranslated(r) }

	It("is found wherever a report shows it, and each text once", func() {
		late := "the moon was late"
		try := contract.Exchange{
			Step: contract.StepLogin, Failure: &contract.Failure{Message: late + " 6"}, Retries: []contract.Retry{{Message: late + " 7"}},
			Tokens: map[string]contract.Token{"«t»": {JWT: &contract.JWT{Problems: []string{late + " 8"}}}},
		}
		Expect(unsaid(contract.Results{
			Run:           contract.Run{Trouble: []string{late + " 0"}},
			Clauses:       []contract.ClauseResult{{Sentence: late + " 9", Reason: late + " a"}},
			Discrepancies: []contract.Discrepancy{{Statement: late + " b"}},
			Cases: []contract.CaseResult{{
				Case: contract.Case{Title: late + " 1"}, Reason: late + " 2",
				Findings: []contract.Finding{{Message: late + " 3", Expected: late + " 4", Actual: late + " 5"}, {Message: late + " 3"}},
			}},
			Exchanges: []contract.Exchange{try},
		})).To(HaveExactElements(late+" 0", late+" 1", late+" 2", late+" 3", late+" 4", late+" 5", late+" 6", late+" 7", late+" 8", late+" 9", late+" a", late+" b"))
	})

	DescribeTable("is nothing that has no words", func(actual string) {
		Expect(unsaid(contract.Results{Cases: []contract.CaseResult{{Findings: []contract.Finding{{Actual: actual}}}}})).To(BeEmpty())
	},
		Entry("nothing", ""), Entry("a name", "accessToken"), Entry("a pointer", "/data/tx"), Entry("a string", `"the moon was late"`),
		Entry("an object", `{"moon": "was late"}`), Entry("a value that was cut", `{"moon": "was la…`), Entry("a media type", "text/html; charset=utf-8"),
	)

	It("is nothing in an English report", func() {
		Expect(reports.English.Untranslated(contract.Results{Cases: []contract.CaseResult{{Reason: "the moon was late"}}})).To(BeEmpty())
	})
})

func FuzzTranslate(f *testing.F) {
	for _, text := range []string{"the body is empty", `"tx" is missing`, "login: nothing; its cases did not run", "a (1 of 3 answers)", "%w %s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		own := reports.Translate(reports.Spanish, text)
		if !reports.Known(reports.Spanish, text) && own != text {
			t.Errorf("%q is unknown and became %q", text, own)
		}
		value, err := json.Marshal(text)
		if err == nil && reports.Translate(reports.Spanish, string(value)) != string(value) {
			t.Errorf("the value %s was changed", value)
		}
	})
}
