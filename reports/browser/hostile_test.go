//go:build browser

package browser_test

import (
	"encoding/json"
	"reflect"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
	"concord/reports/browser"
)

// words are the types whose values the program knows. Where they are hostile too,
// hardly anything is shown.
var words = []reflect.Type{
	reflect.TypeFor[contract.Severity](), reflect.TypeFor[contract.Status](), reflect.TypeFor[contract.Verdict](), reflect.TypeFor[contract.Mode](),
	reflect.TypeFor[contract.Level](), reflect.TypeFor[contract.Party](), reflect.TypeFor[contract.Step](),
}

// hostile are texts that a server may answer.
var hostile = map[string]string{
	"a script":          `<script>alert(1)</script><script src="https://evil.example/x.js"></script>`,
	"an image":          `"><img src=x onerror="alert(1)"><img src='https://evil.example/x.png'>`,
	"a javascript link": `javascript:alert(1)`,
	"a data link":       `data:text/html,<script>alert(1)</script>`,
	"a style":           `</style><style>@import url(https://evil.example/x.css);</style>`,
	"an end of all":     `</code></pre></details></main></body></html><iframe src="https://evil.example/"></iframe>`,
	"a template":        `{{.Title}}{{template "page" .}}${alert(1)}`,
	"an SVG":            `</title><svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>`,
	"controls":          "\x00\x01\x1b[31m\x7f\u0085\u202e\u2066\u200f gnp.exe\r\n",
	"no UTF-8":          "\xff\xfe\xc3\x28 \xed\xa0\x80 \ufffe",
	"a form":            `<form action="https://evil.example/"><input name=password><button>ok</button></form>`,
	"a refresh":         `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
}

var _ = Describe("a hostile server's words", func() {
	for name, text := range hostile {
		It("stay words: "+name, func() {
			for l, keep := range map[reports.Language][]reflect.Type{reports.English: words, reports.Spanish: nil} {
				r := copied(runs()["tapi deviating"])
				r.Trouble = []string{""}
				browser.Fill(&r, text, keep...)
				t := open(html(r, l), desk)
				t.openDetails()
				quiet(t)
				Expect(eval[int](t, `document.querySelectorAll("script").length`)).To(Equal(1))
				Expect(eval[int](t, `document.querySelectorAll("style").length`)).To(Equal(1))
				Expect(eval[int](t, `document.querySelectorAll("img, iframe, object, embed, animate, main form:not(.filter), meta[http-equiv=refresh]").length`)).To(BeZero())
				Expect(eval[[]string](t, links)).To(HaveEach(Or(HavePrefix("#"), HavePrefix("http://"), HavePrefix("https://"))))
				t.close()
			}
			e := reports.IndexEntryOf(runs()["tapi deviating"], "x")
			browser.Fill(&e, text)
			t := open(index([]reports.IndexEntry{e}, reports.English), desk)
			quiet(t)
			Expect(eval[[]string](t, links)).To(HaveEach(Or(HavePrefix("#"), HavePrefix("%"))))
		})
	}
})

const links = `Array.from(document.querySelectorAll("a")).map(function (a) { return a.getAttribute("href"); })`

// quiet wants a page to have done nothing but stand there, also once its script
// has run.
func quiet(t *tab) {
	GinkgoHelper()
	Expect(eval[string](t, `new Promise(function (done) { requestAnimationFrame(function () { setTimeout(function () { done(document.readyState); }, 50); }); })`)).To(Equal("complete"))
	Expect(t.trouble()).To(BeEmpty())
}

// copied returns a copy that can be changed.
func copied(r contract.Results) contract.Results {
	GinkgoHelper()
	data, err := json.Marshal(r)
	Expect(err).NotTo(HaveOccurred())
	var out contract.Results
	Expect(json.Unmarshal(data, &out)).To(Succeed())
	return out
}
