package reports_test

import (
	"fmt"
	"reflect"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// attacks are strings that do something in some format, if they are let.
var attacks = []string{
	`<script>alert(1)</script><img src=x onerror=alert(1)>`,
	`]]></failure></testcase><x a='"'>&amp;&#0;`,
	"\x00\x07\x1b[2J\u009b31m\u202edesrever\ufffe\xff\r\n\t\u2028",
	"| cell | ``` code\n```\n# heading\n- item\n1. one\n> quote\n---\n\n<!-- -->",
	"![image](https://evil.example/i.png) [link](https://evil.example) <https://evil.example> https://evil.example www.evil.example",
	"[a]: https://evil.example \"t\"\n\n[a] [^1] `unclosed \\| \\` **bold** _em_ ~~gone~~ $x$ @somebody #12 a@evil.example",
	"</summary></details><details open><a href=\"javascript:alert(1)\">x</a>",
	`"}],"injected":[{"a":"`, "%s%n%!d(MISSING)", "javascript:alert(1)", "https://e.example/\"onload=\"alert(1)", "\\", "`", "|", "",
	strings.Repeat("A", 5000), strings.Repeat("`", 400), strings.Repeat("é🙂\u200d", 600),
}

// hostile returns results in which every string is an attack, those of listed
// types included where typed is set.
func hostile(base contract.Results, from int, typed bool) contract.Results {
	n := from
	next := func() string {
		n++
		return attacks[n%len(attacks)]
	}
	var fill func(v reflect.Value) reflect.Value
	fill = func(v reflect.Value) reflect.Value {
		out := reflect.New(v.Type()).Elem()
		switch v.Kind() {
		case reflect.String:
			out.SetString(v.String())
			if typed || v.Type() == reflect.TypeFor[string]() {
				out.SetString(next())
			}
		case reflect.Pointer:
			if v.IsNil() {
				return out
			}
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(fill(v.Elem()))
		case reflect.Slice:
			for i := range v.Len() {
				out = reflect.Append(out, fill(v.Index(i)))
			}
		case reflect.Map:
			out.Set(reflect.MakeMap(v.Type()))
			for _, key := range v.MapKeys() {
				out.SetMapIndex(reflect.ValueOf(next()), fill(v.MapIndex(key)))
			}
		case reflect.Struct:
			out.Set(v)
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() && v.Type().PkgPath() != "time" {
					out.Field(i).Set(fill(v.Field(i)))
				}
			}
		default:
			out.Set(v)
		}
		return out
	}
	r := fill(reflect.ValueOf(base)).Interface().(contract.Results)
	r.SchemaVersion = contract.SchemaVersion
	return r
}

// everything is results in which every field that can hold something does.
func everything() contract.Results {
	r := deviating()
	r.Trouble = []string{"the run was ended early"}
	r.Plan = &contract.Plan{GoodLogins: 3}
	r.History = &contract.History{Runs: []contract.PastRun{{RunID: "earlier", StartedAt: began, Verdict: contract.Conformant}}}
	r.Cases[0].Flaky = true
	r.Cases = append(r.Cases, inconclusive().Cases...)
	r.Exchanges = append(r.Exchanges, inconclusive().Exchanges...)
	r.Exchanges[0].Retries = []contract.Retry{{SentAt: began, Kind: "reset", Message: "the connection was reset", WaitedMS: 500}}
	r.Exchanges[0].Response.Header["Location"] = []string{"https://elsewhere.example"}
	return r
}

var _ = Describe("a hostile answer", func() {
	It("is rendered inert in every format, wherever it stands", func() {
		for from := range attacks {
			for _, typed := range []bool{false, true} {
				r := hostile(everything(), from, typed)
				// What links findings to their evidence stays, so that all of it is rendered.
				for i := range r.Exchanges {
					r.Exchanges[i].ID = fmt.Sprint("tapi/", attacks[i%len(attacks)], "#", i)
				}
				for i := range r.Cases {
					for j := range r.Cases[i].Findings {
						r.Cases[i].Findings[j].Evidence = r.Exchanges[i%len(r.Exchanges)].ID
					}
				}
				for _, name := range reports.FormatNames() {
					if name == "json" { // which says the same words as it was given
						continue
					}
					for _, l := range languagesOf(name) {
						text := render(name, r, l)
						Expect(validators[name](text, r)).To(Succeed(), "%s, %s, from %d, typed %t:\n%.3000s", name, l, from, typed, text)
					}
				}
			}
		}
	})

	It("does not make a summary outgrow its room", func() {
		r := everything()
		for range 300 {
			r.Cases = append(r.Cases, deviating().Cases...)
			r.Clauses = append(r.Clauses, deviating().Clauses...)
		}
		for i := range r.Cases {
			r.Cases[i].ID = fmt.Sprint("tapi/case-", i)
			r.Cases[i].Reason = strings.Repeat("because ", 200)
		}
		text := render("markdown", r, reports.English)
		Expect(validMarkdown(text, r)).To(Succeed())
		Expect(text).To(ContainSubstring("Left out for length: "))
		Expect(text).To(MatchRegexp(`findings: \d+`))
	})
})

var _ = Describe("the validators", func() {
	DescribeTable("refuse what is not right",
		func(name string, change func(string) string) {
			r := everything()
			text := render(name, r, reports.English)
			Expect(validators[name](text, r)).To(Succeed())
			Expect(change(text)).NotTo(Equal(text))
			Expect(validators[name](change(text), r)).NotTo(Succeed())
		},
		Entry("a script in a badge", "badge", swap("</g>\n</svg>", "<script>1</script></g></svg>")),
		Entry("an address in a badge", "badge", swap("<rect ", `<rect onclick="x" `)),
		Entry("an unknown key of a badge", "badge-json", swap(`"label"`, `"labels"`)),
		Entry("an unknown status in CTRF", "ctrf", swap(`"status": "passed"`, `"status": "warning"`)),
		Entry("no version in CTRF", "ctrf", swap(`"specVersion": "0.0.0"`, `"specVersion": "new"`)),
		Entry("no level in SARIF", "sarif", swap(`"level": "error"`, `"level": "fatal"`)),
		Entry("line 0 in SARIF", "sarif", swap(`"startLine": 42`, `"startLine": 0`)),
		Entry("an address that is none in SARIF", "sarif", swap(`"helpUri": "https`, `"helpUri": "::https`)),
		Entry("no request in HAR", "har", swap(`"request": {`, `"requests": {`)),
		Entry("a time that is none in HAR", "har", swap(`"startedDateTime": "2026-`, `"startedDateTime": "26-`)),
		Entry("an entry too few in HAR", "har", swap(`"version": "1.2"`, `"version": "1.1"`)),
		Entry("an unknown element in JUnit", "junit", swap("<skipped", "<skip", "</skipped", "</skip")),
		Entry("an unknown attribute in JUnit", "junit", swap("<testcase ", `<testcase id="1" `)),
		Entry("properties in a test case of JUnit", "junit", swap("<skipped", `<properties></properties><skipped`)),
		Entry("a missing attribute in JUnit", "junit", swap(`<testsuite name="concord tapi, tapi-staging"`, "<testsuite")),
		Entry("a wrong count in JUnit", "junit", swap("<failure", "<error", "</failure", "</error")),
		Entry("an image in Markdown", "markdown", swap("### Deviations", "### ![x](https://evil.example/x.png)")),
		Entry("a link in Markdown", "markdown", swap("### Deviations", "### https://evil.example")),
		Entry("a mention in Markdown", "markdown", swap("### Deviations", "### @somebody")),
		Entry("markup in Markdown", "markdown", swap("### Deviations", "### <script>1</script>")),
		Entry("a control character in text", "text", swap("tapi", "\x1btapi")),
	)
})
