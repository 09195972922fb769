package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/run"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/reports"
)

// birdcage serves a parrot of one provider on a clock of its own.
func birdcage(provider string, at clock.Clock, loud bool, turn int) (*parrot, string) {
	GinkgoHelper()
	doc := baited(provider, canary.lines)
	p := &parrot{
		api: http.StripPrefix("/"+provider, mock.NewAPI(doc, at)), doc: func(*http.Request) *openapi.Document { return doc },
		loud: loud, turn: turn, baits: append(baits(doc), headerCanary.line(), queryCanary.lines()),
	}
	return p, serve(p) + "/" + provider
}

// baitedTarget is a live target whose secrets are canaries, in every place that a
// target has for secrets.
func baitedTarget(provider, base string) target.Target {
	t := target.Target{
		Name: provider + "-staging", Provider: provider, Mode: contract.ModeLive, BaseURL: base,
		ProbeURL:     base + mock.ProbePath + "?api_key=" + url.QueryEscape(queryCanary.lines()) + "&token={token}",
		ProbeHeaders: map[string]secret.String{"X-Api-Key": secret.New(headerCanary.line()), "Cookie": secret.New("sid=" + headerCanary.core)},
		Credentials:  target.Credentials{}, Situations: map[string]target.Situation{},
	}
	doc := baited(provider, canary.lines)
	for kind, value := range mock.Account(doc) {
		t.Credentials[kind] = secret.New(value)
	}
	for _, name := range suite.Situations(doc) {
		t.Situations[name] = target.Situation{Headers: map[string]secret.String{
			mock.SituationHeader: secret.New(name), "X-Auth-Key": secret.New(headerCanary.line()),
		}}
	}
	return t
}

// sinks are all places that text of a run can end up in, by name.
type sinks map[string]string

func (s sinks) clean(canaries []canary) {
	GinkgoHelper()
	wanted := needles(canaries)
	for name, text := range s {
		Expect(text).NotTo(BeEmpty(), name)
		found := wanted.hunt(text)
		Expect(found).To(BeEmpty(), "%s: %s", name, around(text, found, canaries))
	}
}

// around shows where the first canary stands.
func around(text string, found []string, canaries []canary) string {
	for _, c := range canaries {
		if i := strings.Index(text, c.core); i >= 0 && len(found) > 0 {
			return text[max(0, i-200):min(len(text), i+200)]
		}
	}
	return ""
}

// of renders results in every format there is.
func (s sinks) of(r contract.Results, observations []contract.Observation) {
	GinkgoHelper()
	for _, name := range reports.FormatNames() {
		format, err := reports.FormatNamed(name)
		Expect(err).NotTo(HaveOccurred())
		for _, language := range []reports.Language{reports.English, reports.Spanish} {
			if format.English && language != reports.English {
				continue
			}
			var b bytes.Buffer
			Expect(format.Render(&b, r, reports.Options{Language: language})).To(Succeed())
			s[format.FileName(language)] = b.String()
		}
	}
	var lines, console bytes.Buffer
	Expect(reports.WriteObservations(&lines, r.Run, observations)).To(Succeed())
	Expect(reports.Console(&console, []contract.Results{r, r}, reports.ConsoleOptions{Color: true, Verbose: true, Width: 60})).To(Succeed())
	s["observations"], s["console"] = lines.String(), console.String()
}

// caged runs every case at a parrot and returns what came of it, and of each case
// as it was told at once.
func caged(ctx context.Context, provider string, loud bool, turn int, adjust ...func(*target.Target)) (*parrot, *suite.Suite, contract.Results, sinks) {
	GinkgoHelper()
	virtual := clock.NewVirtual(time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC))
	p, base := birdcage(provider, virtual, loud, turn)
	t := baitedTarget(provider, base)
	for _, f := range adjust {
		f(&t)
	}
	var told strings.Builder
	s := suite.New(compiled()[provider], t, suite.Options{
		Clock: virtual, MaxWait: 24 * time.Hour, Allow: map[string]bool{"rate-limit": true, "side-effects": true},
		Progress: func(format string, args ...any) { fmt.Fprintf(&told, format+"\n", args...) },
	})
	DeferCleanup(s.Close)
	out := sinks{}
	var observations []contract.Observation
	var failures strings.Builder
	for _, c := range s.Cases() {
		o := s.Run(ctx, c)
		for _, f := range o.Result.Findings {
			for i := range o.Observation.Exchanges {
				failures.WriteString(reports.FindingText(func(string) (string, string) { return "", "" }, f, &o.Observation.Exchanges[i]))
			}
		}
		fmt.Fprintln(&failures, o.Result.Reason, o.Observation.Error)
		observations = append(observations, o.Observation)
	}
	atOnce, err := json.Marshal(observations)
	Expect(err).NotTo(HaveOccurred())
	Expect(loud || len(hunt(string(atOnce), []canary{lateCanary})) > 0).To(BeTrue(), "nobody could know it for a secret at first")
	s.Scrub(observations)
	head := s.Head("run-1", contract.Tool{Version: "test"}, contract.Selection{Complete: true}, virtual.Now(), virtual.Now())
	r, err := suite.Judge(s.Book, head, observations)
	Expect(err).NotTo(HaveOccurred())
	out.of(r, observations)
	out["failures at once"] = s.Secrets().Scrub(failures.String())
	out["progress"] = told.String() + "."
	out["dumps"] = fmt.Sprintf("%+v %#v %+v %#v %v %+v %v", t, t, s, s, s.Target, s.Secrets(), observations) +
		format.Object(t, 0) + format.Object(s.Secrets(), 0) + format.Object(struct{ at any }{s.Secrets()}, 0)
	return p, s, r, out
}

// compiled are the books, as every run has them.
func compiled() map[string]*judge.Book {
	GinkgoHelper()
	books, err := run.Books()
	Expect(err).NotTo(HaveOccurred())
	return books
}

// entries are the table entries of all providers.
func entries() []any {
	var out []any
	for _, name := range providers {
		out = append(out, Entry(name, name))
	}
	return out
}

var _ = Describe("canaries in every position", func() {
	DescribeTable("are nowhere to be found, and what they stood in is judged all the same", append([]any{
		func(ctx SpecContext, provider string) {
			p, s, r, out := caged(ctx, provider, false, 0)
			out.clean(p.canaries())
			for _, c := range r.Cases {
				Expect(c.Status).To(Equal(contract.Pass), "%s %v", c.Reason, c.Findings)
			}
			Expect(r.Verdict).To(Equal(contract.Conformant))
			for name, text := range out {
				Expect(s.Leaks([]byte(text))).To(BeEmpty(), name)
			}
		}}, entries()...)...)

	DescribeTable("are nowhere in what a server writes that has lost its mind", append([]any{
		func(ctx SpecContext, provider string) {
			p, _, r, out := caged(ctx, provider, true, 4*slices.Index(providers, provider), func(t *target.Target) {
				t.ProbeURL = strings.Replace(strings.Replace(t.ProbeURL, "&token={token}", "", 1), mock.ProbePath, mock.ProbePath+"/{token}", 1)
			})
			out.clean(p.canaries())
			Expect(slices.ContainsFunc(r.Exchanges, func(e contract.Exchange) bool {
				return e.Response != nil && e.Response.Status/100 == 4 && strings.Contains(e.Response.Body.Text, "«")
			})).To(BeTrue(), "it repeated something")
		}}, entries()...)...)

	It("would be found by this search, had they been left", func() {
		all := []canary{passwordCanary}
		text := passwordCanary.lines()
		for _, planted := range []string{text, quoted(text), url.QueryEscape(text), entities(text), "x" + folded(text)} {
			Expect(hunt(planted, all)).NotTo(BeEmpty(), planted)
		}
		for _, turn := range noises {
			w := httptest.NewRecorder()
			turn(w, 401, []string{text, text})
			if w.Body.Len() > 0 {
				encoded := fmt.Sprintf(`{"body":{"text":%q,"encoding":"base64"}}`, base64Of(w.Body.Bytes()))
				Expect(hunt(encoded, all)).NotTo(BeEmpty())
			}
		}
	})

	It("look equal within a run and different in another", func() {
		c := newConsole(tapiAt(partner(replacing(`"main_tx"`, `"echo":"`+tapiPassword+`","main_tx"`)).URL)...)
		stand := regexp.MustCompile(`«password#1 16 bytes [0-9a-f]{6}»`)
		sent := map[string]bool{}
		for range 2 {
			r := c.run("check", "tapi").results("tapi")
			seen := map[string]bool{}
			for _, e := range r.Exchanges {
				for _, found := range stand.FindAllString(e.Request.Body+e.Response.Body.Text, -1) {
					seen[found], sent[found] = true, true
				}
			}
			Expect(seen).To(HaveLen(1))
		}
		Expect(sent).To(HaveLen(2))
	})

	DescribeTable("do not come out with a panic",
		func(ctx SpecContext, value any, says string) {
			virtual := panicking{clock.NewVirtual(time.Now()), value}
			_, base := birdcage("tapi", clock.NewVirtual(virtual.Now()), false, 0)
			s := suite.New(compiled()["tapi"], baitedTarget("tapi", base), suite.Options{Clock: virtual, MaxWait: time.Hour})
			DeferCleanup(s.Close)
			c, _ := s.Case("tapi/expiry")
			Expect(s.Run(ctx, c).Result.Reason).To(Equal("concord itself failed: " + says))
			c, _ = s.Case("tapi/valid")
			Expect(s.Run(ctx, c).Result.Status).To(Equal(contract.Pass), "the others go on")
		},
		Entry("of a text", "with "+passwordCanary.lines(), "the message is withheld, it holds a secret"),
		Entry("of an error that wraps one", fmt.Errorf("wrapped: %w", errors.New(url.QueryEscape(passwordCanary.lines()))), "the message is withheld, it holds a secret"),
		Entry("of something harmless", 42, "42"),
	)
})

// panicking is a clock that nobody can wait by.
type panicking struct {
	*clock.Virtual
	with any
}

// Sleep implements [clock.Clock].
func (p panicking) Sleep(context.Context, time.Duration) error { panic(p.with) }

// aviary is a parrot for every provider.
type aviary []*parrot

func (a aviary) canaries() []canary {
	var out []canary
	for _, p := range a {
		out = append(out, p.canaries()...)
	}
	return out
}

// newAviary serves parrots in real time, with credentials that configuration
// accepts, and returns the variables that make them targets.
func newAviary(loud bool) (aviary, []string) {
	GinkgoHelper()
	var all aviary
	var environ []string
	for i, name := range providers {
		doc := baited(name, canary.line)
		p := &parrot{
			api: mock.NewServer([]*openapi.Document{doc}), doc: func(*http.Request) *openapi.Document { return doc },
			loud: loud, turn: 3 * i, baits: append(baits(doc), headerCanary.line(), queryCanary.line()),
		}
		base := serve(p) + "/" + name
		environ = append(environ, suite.Provider(doc).Environment(base, mock.Account(doc), base+mock.ProbePath+"?api_key="+url.QueryEscape(queryCanary.line())+"&token={token}")...)
		environ = append(environ, prefix(name)+"PROBE_HEADERS=X-Api-Key: "+headerCanary.line())
		all = append(all, p)
	}
	return all, environ
}

func serve(p *parrot) (address string) {
	server := httptest.NewUnstartedServer(p)
	server.Config.ErrorLog = log.New(GinkgoWriter, "", 0)
	server.Start()
	DeferCleanup(server.Close)
	return server.URL
}

// of adds the files of a run.
func (r ran) sinks() sinks {
	GinkgoHelper()
	out := sinks{"stdout": r.stdout, "stderr": r.stderr + "."}
	Expect(filepath.WalkDir(filepath.Dir(r.folder), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "lock" { // which is always empty
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = string(data)
		return err
	})).To(Succeed())
	return out
}

var _ = Describe("canaries in the configuration", func() {
	for _, loud := range []bool{false, true} {
		It(fmt.Sprintf("reach no file and no console of concord check (loud: %t)", loud), func() {
			p, environ := newAviary(loud)
			r := newConsole(environ...).run("check", "-v")
			Expect(r.code).To(BeNumerically("<=", 3))
			Expect(r.code).NotTo(Equal(2), r.stderr)
			out := r.sinks()
			Expect(len(out)).To(BeNumerically(">=", 2+3*len(providers)))
			out.clean(p.canaries())
			if !loud {
				Expect(r.code).To(Equal(0), r.stdout)
			}
		})

		It(fmt.Sprintf("reach none of Ginkgo's either (loud: %t)", loud), func() {
			p, environ := newAviary(loud)
			folder := GinkgoT().TempDir()
			flags := []string{"vv", "trace", "label-filter=!unit"}
			for _, kind := range []string{"json", "junit", "teamcity"} {
				flags = append(flags, kind+"-report="+filepath.Join(folder, kind))
			}
			c, _ := suitesCommand(append(environ, "CONCORD_REPORTS="+filepath.Join(folder, "out")), flags...)
			r := finish(c, filepath.Join(folder, "out"))
			Expect(r.code).NotTo(Equal(2), r.stderr)
			out := r.sinks()
			for _, kind := range []string{"json", "junit", "teamcity"} {
				data, err := os.ReadFile(filepath.Join(folder, kind))
				Expect(err).NotTo(HaveOccurred())
				Expect(string(data)).To(ContainSubstring("tapi"))
				out["Ginkgo's "+kind] = string(data)
			}
			out.clean(slices.DeleteFunc(p.canaries(), func(c canary) bool { return c == lateCanary }))
			for name := range out {
				if strings.HasPrefix(name, "Ginkgo's") || strings.HasSuffix(name, "json") || strings.HasSuffix(name, "xml") {
					Expect(hunt(out[name], []canary{lateCanary})).To(BeEmpty(), name)
				}
			}
		})
	}
})
