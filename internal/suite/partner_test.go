package suite_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
)

// asked is a request as a partner's server sees it.
type asked struct {
	Method, Path, Query, Body string
	Header                    http.Header
	Situation                 string
	Status                    int
}

// answered is an answer on its way out, which a partner may change.
type answered struct {
	*httptest.ResponseRecorder
	asked asked
	login int // granted logins so far, this one included; 0 for any other answer
}

// partner is a live server of one provider: the mock's answers over loopback,
// on a clock of its own, changed where the partner deviates.
type partner struct {
	Clock    *clock.Virtual
	amend    func(*openapi.Document) // a deviation that the contract can express
	change   func(*answered)         // any other
	ahead    time.Duration           // of the server's clock
	provider string
	url      string

	mu       sync.Mutex
	requests []asked
	granted  int
}

// live starts a partner and returns it with the suite that tests it.
func live(provider string, p *partner, adjust ...func(*target.Target, *suite.Options)) *suite.Suite {
	GinkgoHelper()
	p.provider, p.Clock = provider, clock.NewVirtual(start)
	doc := books()[provider].Doc
	if p.amend != nil {
		var err error
		doc, err = openapi.Load(openapi.Files, provider) // one of its own
		Expect(err).NotTo(HaveOccurred())
		p.amend(doc)
	}
	api := http.StripPrefix("/"+provider, mock.NewAPI(doc, ahead{p.Clock, p.ahead}))
	server := httptest.NewServer(p.handler(api))
	DeferCleanup(server.Close)
	p.url = server.URL + "/" + provider
	t, o := liveTarget(provider, p.url), suite.Options{Clock: p.Clock, MaxWait: 24 * time.Hour, UserAgent: "concord/test"}
	for _, f := range adjust {
		f(&t, &o)
	}
	s := suite.New(books()[provider], t, o)
	DeferCleanup(s.Close)
	return s
}

// ahead is a clock that another one's owner finds ahead of his.
type ahead struct {
	clock.Clock
	by time.Duration
}

func (a ahead) Now() time.Time { return a.Clock.Now().Add(a.by) }

// liveTarget describes a served mock by hand, as a targets file would.
func liveTarget(provider, base string) target.Target {
	doc := books()[provider].Doc
	t := target.Target{
		Name: provider + "-staging", Provider: provider, Mode: contract.ModeLive, BaseURL: base, ProbeURL: base + mock.ProbePath,
		Credentials: target.Credentials{}, Situations: map[string]target.Situation{},
	}
	for kind, value := range mock.Account(doc) {
		t.Credentials[kind] = secret.New(value)
	}
	for _, name := range suite.Situations(doc) {
		t.Situations[name] = target.Situation{Headers: map[string]secret.String{mock.SituationHeader: secret.New(name)}}
	}
	return t
}

// permitted allows everything that a live run does not do by itself.
func permitted(_ *target.Target, o *suite.Options) {
	o.Allow = map[string]bool{"rate-limit": true, "side-effects": true}
}

func (p *partner) handler(api http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		out := &answered{ResponseRecorder: httptest.NewRecorder()}
		api.ServeHTTP(out.ResponseRecorder, r)
		p.mu.Lock()
		defer p.mu.Unlock()
		out.asked = asked{
			Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body), Header: r.Header.Clone(),
			Situation: r.Header.Get(mock.SituationHeader), Status: out.Code,
		}
		if out.Code/100 == 2 && !strings.HasSuffix(r.URL.Path, mock.ProbePath) {
			p.granted++
			out.login = p.granted
		}
		if p.change != nil {
			p.change(out)
		}
		p.requests = append(p.requests, out.asked)
		out.send(w)
	}
}

func (a *answered) send(w http.ResponseWriter) {
	a.Header().Del("Content-Length")
	for name, values := range a.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.Code)
	_, _ = w.Write(a.Body.Bytes())
}

// probed returns the token that a probe was sent, of whatever header.
func (a *answered) probed() (token string, probe bool) {
	token = strings.TrimPrefix(a.asked.Header.Get("Authorization"), "Bearer ")
	if own := a.asked.Header.Get("X-Authorization-Token"); own != "" {
		token = own
	}
	return token, strings.HasSuffix(a.asked.Path, mock.ProbePath)
}

// write replaces the content.
func (a *answered) write(text string) {
	a.Body.Reset()
	a.Body.WriteString(text)
}

// replace changes the content wherever old stands in it.
func (a *answered) replace(old, text string) {
	a.write(strings.ReplaceAll(a.Body.String(), old, text))
}

// edit changes the content as JSON.
func (a *answered) edit(change func(map[string]any)) {
	GinkgoHelper()
	body := map[string]any{}
	Expect(json.Unmarshal(a.Body.Bytes(), &body)).To(Succeed())
	change(body)
	data, err := json.Marshal(body)
	Expect(err).NotTo(HaveOccurred())
	a.write(string(data))
}

// seen returns the requests so far.
func (p *partner) seen() []asked {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// logins returns the requests to the login endpoint alone.
func (p *partner) logins() []asked {
	return slices.DeleteFunc(p.seen(), func(a asked) bool { return strings.HasSuffix(a.Path, mock.ProbePath) })
}

// goodBody is what a login with a request example sends.
func goodBody(provider, example string) string {
	for _, e := range books()[provider].Doc.Request.Examples {
		if e.Name == example {
			return string(e.Value.Append(nil))
		}
	}
	return ""
}

// member reads a number or string of a JSON body, for counting.
func member(body, name string) string {
	var m map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &m) != nil {
		return ""
	}
	text, err := strconv.Unquote(string(m[name]))
	if err != nil {
		return string(m[name])
	}
	return text
}
