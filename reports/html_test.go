package reports_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
	"concord/reports/browser"
)

// pageLimit is what a page may weigh, in bytes: it goes by mail.
const pageLimit = 300_000

// The wording of pages is tested here; what they look like, and that nothing in
// them runs, in a browser: see package browser.

func page(r contract.Results, l reports.Language) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.HTML(&b, r, reports.Options{Language: l})).To(Succeed())
	return b.String()
}

// text is what a page says: without its markup, blanks joined.
func text(html string) string {
	body := html[strings.Index(html, "<body"):strings.Index(html, "<script")]
	plain := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.NewReplacer("<mark>", "", "</mark>", "").Replace(body), " ")
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&#43;", "+", "&amp;", "&")
	return strings.Join(strings.Fields(unescape.Replace(plain)), " ")
}

var _ = Describe("the page of a target", func() {
	It("says on its first screen what was tested, when, how and with what outcome", func() {
		r := deviating()
		r.Plan = &contract.Plan{GoodLogins: 12, RefusedLogins: 5, Probes: 3}
		said := text(page(r, reports.English))
		first, _, _ := strings.Cut(said, "What the server did otherwise")
		for _, fact := range []string{
			"Not conformant tapi-staging (tapi) deviates from its documentation in 2 clauses", "2 cases of 4 failed.", "1 case was skipped",
			`Only the cases that match "tapi && !rate-limit" were to be run.`, "The access token is valid for 4 minutes in production. TAPI-LOGIN-012",
			"It is tapi's turn", "1 case passed", "2 cases failed", "0 cases not judged", "2 warnings", "Autenticación y login", "in Spanish, as of 2026-11-21",
			"a live server: https://tapi.example", "2026-11-22 06:00:00 UTC", "9 sent, of 20 planned at most (17 of them logins)", "+1.2 s against the tester's, give or take 0.5 s",
			"Concord v0.1.0 (45636fe)",
		} {
			Expect(first).To(ContainSubstring(fact))
		}
		Expect(said).NotTo(ContainSubstring("MOCK"))
	})

	It("says MOCK where it was one, before anything else", func() {
		html := page(conformant(), reports.English)
		Expect(html).To(ContainSubstring("<title>MOCK · Conformant: the bundled mock of tapi</title>"))
		Expect(text(html)).To(HavePrefix("Skip to the content MOCK This run tested the mock that Concord bundles. Nothing was sent to tapi"))
		Expect(text(html)).To(ContainSubstring("Conformant The bundled mock of tapi does what its documentation says 3 cases were run, and all of them passed."))
	})

	It("leads from a deviation to the sentence, the difference, the exchange and the way to see it again", func() {
		html := page(deviating(), reports.English)
		said := text(html)
		_, card, _ := strings.Cut(said, "Deviation 1")
		Expect(card).To(HavePrefix(" TAPI-LOGIN-012 must The access token is valid for 4 minutes in production. The page, at “Login” in our contract openapi/tapi.yaml:42 " +
			"the access token lives 3600 s instead of 240 s Expected 240 s (± 30 s) Got 3600 s Where /accessToken in the body of the answer Shown by tapi/token-lifetime"))
		for _, part := range []string{
			"What to do tapi: issue tokens that live as long as the page says", "who sets it as TAPI_TOKEN_LIFETIME",
			"In your logs X-Request-Id r1", "POST https://tapi.example/login", `"password": "«password#1 16 bytes a1b2c3»"`,
			"JWT · 812 bytes · alg HS256 · iat 2026-11-22 06:42:40 UTC", "typ is missing", "curl -X POST 'https://tapi.example/login'", "TAPI_PASSWORD",
		} {
			Expect(card).To(ContainSubstring(part))
		}
		Expect(html).To(ContainSubstring(`<a href="https://docs.example/tapi/login#TAPI-LOGIN-012" rel="noreferrer">`))
		Expect(html).To(ContainSubstring(`<code><mark>240</mark> s<mark> (± 30 s)</mark></code>`))
		Expect(html).To(ContainSubstring(`<mark>&#34;accessToken&#34;: &#34;«accessToken#1 jwt 812 bytes d4e5f6»&#34;</mark>`))
	})

	It("joins what several cases show, and puts deviations before warnings before remarks", func() {
		said := text(page(deviating(), reports.English))
		Expect(strings.Count(said, "the answer has a member that the document does not mention")).To(Equal(1))
		Expect(said).To(ContainSubstring("Shown by tapi/valid, tapi/token-lifetime"))
		Expect(said).To(MatchRegexp(`Deviation 1 .*Deviation 2 .*Warning 3 .*Remark 4 .*All clauses`))
	})

	It("says when a finding was first seen, as far as is known", func() {
		r := deviating()
		Expect(text(page(r, reports.English))).NotTo(ContainSubstring("First seen"))
		r.History = &contract.History{Since: map[string]time.Time{
			contract.Fingerprint("tapi-staging", "tapi/token-lifetime", tooLong()): began.AddDate(0, 0, -3),
		}}
		said := text(page(r, reports.English))
		Expect(said).To(MatchRegexp(`lives 3600 s .*First seen 2026-11-19 06:00:00 UTC`))
		Expect(said).To(MatchRegexp(`the answer's status is 400 .*First seen in this run; earlier ones did not show it`))
	})

	It("says of a run without a verdict what stopped it, once, and whose turn it is", func() {
		r := inconclusive()
		r.Trouble = []string{"the run was ended early"}
		said := text(page(r, reports.English))
		Expect(said).To(ContainSubstring("No verdict There is no verdict on tapi 1 case of 2 could not be judged. This says nothing, good or bad"))
		Expect(said).To(ContainSubstring("What stopped the run the run was ended early Whose turn it is the tester's"))
		Expect(said).To(ContainSubstring("the server did not answer within 30 s Whose turn it is"))
		Expect(said).To(ContainSubstring("unknown: no answer bore a usable Date"))
	})

	DescribeTable("knows whose turn it is",
		func(change func(*contract.Results), whose string) {
			r := inconclusive()
			change(&r)
			Expect(text(page(r, reports.English))).To(ContainSubstring("Whose turn it is " + whose + " What to do"))
		},
		Entry("after a timeout", stoppedBy("timeout"), "first the tester's, then the provider's"),
		Entry("after a forbidden host", stoppedBy("forbidden"), "the tester's"),
		Entry("after a 503", stoppedBy("unavailable"), "the provider's"),
		Entry("after a bad certificate", stoppedBy("tls"), "the provider's"),
		Entry("after refused credentials", answeredWith(401, "valid"), "first the tester's, then the provider's"),
		Entry("after too many logins", answeredWith(429, "valid"), "the tester's"),
		Entry("after a probe that accepts anybody", answeredWith(200, ""), "the tester's"),
		Entry("after something else", answeredWith(200, "valid"), "the tester's"),
	)

	It("lists every clause with its outcome, and why it was not tested", func() {
		html := page(deviating(), reports.English)
		said := text(html)
		Expect(strings.Count(html, "<tr data-state=")).To(Equal(5))
		Expect(said).To(ContainSubstring("TAPI-LOGIN-030 More than 10 logins a second are answered with status 429. Límites must not tested needs CONCORD_ALLOW=rate-limit on a live target"))
		Expect(said).To(MatchRegexp(`TAPI-LOGIN-001 [^.]+\. Login must kept valid`))
		Expect(said).To(MatchRegexp(`TAPI-LOGIN-012 [^.]+\. Login must broken token-lifetime`))
		Expect(said).To(ContainSubstring("4 of the 5 clauses about the server were tested"))
	})

	It("puts the questions", func() {
		Expect(text(page(conformant(), reports.English))).To(ContainSubstring(
			"How long does an access token live? The text says 4 minutes, the example 1 hour. Read as: 4 minutes TAPI-D1 · TAPI-LOGIN-012"))
	})

	It("draws the life of a token, and says it", func() {
		html := page(watched(), reports.English)
		Expect(html).To(ContainSubstring(`<desc id="life0-d">0 s: issued; 3 min 57 s: probe just before expiry: accepted (status 200); 4 min: end announced by exp; 4 min 3 s: probe after expiry: refused (status 401)</desc>`))
		Expect(text(html)).To(ContainSubstring("3 min 57 s probe just before expiry: accepted (status 200)"))
	})

	It("draws earlier runs, and says them", func() {
		r := conformant()
		for i := range 3 {
			r.History = &contract.History{Runs: append(pastRuns(r), contract.PastRun{
				StartedAt: began.AddDate(0, 0, i-4), Verdict: []contract.Verdict{contract.Conformant, contract.Nonconformant, contract.Inconclusive}[i], LifetimeS: 240 + 60*float64(i), LatencyMS: 120,
			})}
		}
		said := text(page(r, reports.English))
		Expect(said).To(ContainSubstring("Before this run: 1 conformant, 1 not conformant, 1 without a verdict."))
		Expect(said).To(ContainSubstring("life of the access tokens issued: between 4 min and 6 min"))
		Expect(said).To(MatchRegexp(`2026-11-22 06:00:00 UTC this run Conformant`))
	})

	It("is Spanish throughout where that is asked for", func() {
		html := page(deviating(), reports.Spanish)
		Expect(html).To(ContainSubstring(`<html lang="es">`))
		said := text(html)
		Expect(said).To(ContainSubstring("No conforme tapi-staging (tapi) se desvía de su documentación en 2 cláusulas"))
		Expect(said).To(ContainSubstring("+1,2 s respecto al reloj de quien hizo la prueba"))
		for english, spanish := range reports.Phrases {
			if spanish != english && len(english) > 12 && !strings.Contains(english, "%") {
				Expect(said).NotTo(ContainSubstring(english))
			}
		}
	})

	It("says in which language the document's own words are", func() {
		r := conformant()
		Expect(page(r, reports.English)).To(ContainSubstring(`<a href="https://docs.example/tapi/login" lang="es" rel="noreferrer">Autenticación y login</a>`))
		r.Source.Language, r.Source.URL = `"><b>`, ""
		Expect(page(r, reports.English)).To(ContainSubstring(`<span>Autenticación y login</span>`))
	})

	It("is the same every time, and complete with nothing in it", func() {
		Expect(page(deviating(), reports.Spanish)).To(Equal(page(deviating(), reports.Spanish)))
		for _, l := range []reports.Language{"", reports.English, reports.Spanish} {
			empty := page(contract.Results{}, l)
			Expect(empty).To(HaveSuffix("</html>\n"))
			Expect(empty).NotTo(Or(ContainSubstring("%!"), ContainSubstring("<no value>"), ContainSubstring("ZgotmplZ")))
		}
	})

	It("says that it could not be written", func() {
		Expect(reports.HTML(brokenWriter{}, conformant(), reports.Options{})).To(MatchError(errFull))
	})

	It("is inert and bounded, whatever the results hold", func() {
		for _, evil := range []string{`"><script>alert(1)</script>`, "javascript:alert(1)", "\x00\u202e\x1b[2J", "\xff", strings.Repeat("very ", 2000), strings.Repeat("[", 9000), strings.Repeat("\u202e", 5000), strings.Repeat("<", 5000)} {
			for _, keep := range [][]reflect.Type{enumerations, nil} {
				r := copied(watched())
				r.Trouble = []string{"", ""}
				r.Clauses, r.Discrepancies, r.Cases = many(r.Clauses, 60), many(r.Discrepancies, 40), many(r.Cases, 60)
				r.Exchanges = many(r.Exchanges, 100)
				r.History = &contract.History{Runs: make([]contract.PastRun, 200)}
				browser.Fill(&r, evil, keep...)
				for i := range r.Cases { // each its own, or they would be joined
					for j := range r.Cases[i].Findings {
						r.Cases[i].Findings[j].Clause = fmt.Sprint(i, r.Cases[i].Findings[j].Clause)
					}
				}
				html := page(r, reports.Spanish)
				Expect(len(html)).To(BeNumerically("<", pageLimit), "%.20q", evil)
				Expect(strings.Count(html, "<script")).To(Equal(1))
				Expect(html).NotTo(MatchRegexp(`(href|src)="\s*(javascript|data:text)`))
				Expect(strings.ContainsFunc(html, func(r rune) bool {
					return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
				})).To(BeFalse(), "%.20q", evil)
			}
		}
	})
})

// enumerations are the types whose values the program knows.
var enumerations = []reflect.Type{
	reflect.TypeFor[contract.Severity](), reflect.TypeFor[contract.Status](), reflect.TypeFor[contract.Verdict](), reflect.TypeFor[contract.Mode](),
	reflect.TypeFor[contract.Level](), reflect.TypeFor[contract.Party](), reflect.TypeFor[contract.Step](),
}

func pastRuns(r contract.Results) []contract.PastRun {
	if r.History == nil {
		return nil
	}
	return r.History.Runs
}

// many repeats a list up to n elements.
func many[T any](list []T, n int) []T {
	var out []T
	for len(out) < n {
		out = append(out, list...)
	}
	return out[:n]
}

// copied returns a copy that shares nothing.
func copied(r contract.Results) contract.Results {
	GinkgoHelper()
	data, err := json.Marshal(r)
	Expect(err).NotTo(HaveOccurred())
	var out contract.Results
	Expect(json.Unmarshal(data, &out)).To(Succeed())
	return out
}

// watched is a deviating run in which a token was watched to its end.
func watched() contract.Results {
	r := deviating()
	token := "«accessToken#1 jwt 812 bytes d4e5f6»"
	issued := login("tapi/expiry#1")
	exp, iat := 1_795_327_440.0, 1_795_327_200.0
	issued.Tokens[token].JWT.Exp, issued.Tokens[token].JWT.Iat = &exp, &iat
	r.Cases = append(r.Cases, contract.CaseResult{Case: contract.Case{ID: "tapi/expiry", Title: "watches a token"}, Status: contract.Pass})
	r.Exchanges = []contract.Exchange{issued}
	probe := func(n int, step contract.Step, after time.Duration, status int) {
		r.Exchanges = append(r.Exchanges, contract.Exchange{
			ID: fmt.Sprintf("tapi/expiry#%d", n), Step: step, SentAt: issued.ReceivedAt.Add(after), Probed: token, Response: &contract.Response{Status: status},
		})
	}
	probe(2, contract.StepProbeBefore, 237*time.Second, 200)
	probe(3, contract.StepProbeAfter, 243*time.Second, 401)
	return r
}

// stoppedBy has the first case end in a failure of the given kind.
func stoppedBy(kind string) func(*contract.Results) {
	return func(r *contract.Results) {
		r.Exchanges[0].Failure.Kind = kind
		r.Cases[0].Reason = "login: " + r.Exchanges[0].Failure.Message
	}
}

// answeredWith has the first case end in an answer that could not be judged.
func answeredWith(status int, example string) func(*contract.Results) {
	return func(r *contract.Results) {
		e := &r.Exchanges[0]
		e.Failure, e.Example, e.Response = nil, example, &contract.Response{Status: status}
	}
}

var _ = Describe("the index page", func() {
	entries := func() []reports.IndexEntry {
		good, bad, open := reports.IndexEntryOf(conformant(), "mock/report.html"), reports.IndexEntryOf(deviating(), "tapi-staging/report.html"), reports.IndexEntryOf(inconclusive(), "tapi/report.html")
		lost := reports.IndexEntry{Target: contract.TargetInfo{Name: "lost", Provider: "tapi"}, Verdict: contract.Conformant, Problem: "results.json: the JSON document ends too early"}
		return []reports.IndexEntry{good, bad, open, lost}
	}
	render := func(l reports.Language, entries ...reports.IndexEntry) string {
		GinkgoHelper()
		var b bytes.Buffer
		Expect(reports.Index(&b, entries, reports.Options{Language: l})).To(Succeed())
		return b.String()
	}

	It("lists targets, the worst first, with what is to be seen of each", func() {
		said := text(render(reports.English, entries()...))
		Expect(said).To(ContainSubstring("1 of 4 targets does what its documentation says 2 without a verdict 1 not conformant 1 conformant"))
		Expect(said).To(ContainSubstring("1 of them is a run of the bundled mock (MOCK)"))
		Expect(said).To(MatchRegexp(`lost results\.json: the JSON document ends too early tapi No verdict .* tapi tapi No verdict 0 0 1 0 .* tapi-staging tapi Not conformant 2 2 0 2 2026-11-22 06:00 mock MOCK tapi Conformant 0 0 0 0`))
		Expect(text(render(reports.Spanish, entries()...))).To(ContainSubstring("1 de 4 destinos hace lo que dice su documentación 2 sin veredicto 1 no conformes 1 conformes"))
	})

	It("does not depend on the order in which the targets come", func() {
		e := entries()
		Expect(render(reports.English, e[3], e[2], e[1], e[0])).To(Equal(render(reports.English, e...)))
	})

	It("says in words how all of them do", func() {
		Expect(text(render(reports.English))).To(ContainSubstring("No target was run"))
		Expect(text(render(reports.English, entries()[0]))).To(ContainSubstring("The only target (1 of 1) does what its documentation says"))
		Expect(text(render(reports.English, entries()[0], entries()[0]))).To(ContainSubstring("All 2 targets do what their documentation says"))
	})

	DescribeTable("links to what lies below it or on the web, and to nothing else",
		func(href string, linked bool) {
			e := entries()[0]
			e.Href = href
			Expect(strings.Contains(render(reports.English, e), `<th scope="row"><a href=`)).To(Equal(linked))
		},
		Entry(nil, "tapi/report.html", true), Entry(nil, "a b/report.html", true), Entry(nil, "https://reports.example/x", true),
		Entry(nil, "", false), Entry(nil, "javascript:alert(1)", false), Entry(nil, "//evil.example/", false), Entry(nil, "/etc/passwd", false),
		Entry(nil, "../../x", false), Entry(nil, "a/../../x", false), Entry(nil, `\\evil\x`, false), Entry(nil, "data:text/html,x", false), Entry(nil, "file:///etc/passwd", false),
	)

	It("stays below its limit, and says what has no room", func() {
		html := render(reports.English, many(entries(), 500)...)
		Expect(len(html)).To(BeNumerically("<", pageLimit))
		Expect(strings.Count(html, "<tr data-state")).To(Equal(500))
		html = render(reports.English, many(entries(), 5000)...)
		Expect(len(html)).To(BeNumerically("<", pageLimit))
		Expect(text(html)).To(MatchRegexp(`\d{4} more targets have no room on this page`))
		Expect(reports.Index(io.Discard, nil, reports.Options{})).To(Succeed())
		Expect(reports.Index(brokenWriter{}, nil, reports.Options{})).To(MatchError(errFull))
	})
})

// FuzzHTML holds the page to its limit and to being inert, for whatever results
// can be read.
func FuzzHTML(f *testing.F) {
	for _, r := range []contract.Results{conformant(), deviating(), inconclusive(), watched()} {
		var b bytes.Buffer
		if err := reports.WriteResults(&b, r); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := reports.ReadResults(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := reports.HTML(&b, r, reports.Options{Language: reports.Spanish}); err != nil {
			t.Fatal(err)
		}
		switch html := b.String(); {
		case len(html) > pageLimit:
			t.Fatalf("%d bytes", len(html))
		case strings.Count(html, "<script") != 1, strings.Contains(html, "ZgotmplZ"):
			t.Fatal("not inert")
		}
	})
}

// BenchmarkHTML renders a page with everything on it.
func BenchmarkHTML(b *testing.B) {
	r := watched()
	for b.Loop() {
		if err := reports.HTML(io.Discard, r, reports.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
