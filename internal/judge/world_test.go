package judge_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/situation"
	"concord/internal/suite"
	"concord/internal/wire"
	"concord/openapi"
	"concord/specs"
)

// start is when every fixture begins, on the server's clock and the runner's.
var start = time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)

// books holds what the five providers document.
var books = sync.OnceValue(func() map[string]*judge.Book {
	out := map[string]*judge.Book{}
	for _, p := range openapi.Providers(openapi.Files) {
		book, err := suite.Load(specs.Files, openapi.Files, p)
		if err != nil {
			panic(err)
		}
		out[p] = book
	}
	return out
})

// world is an observation in the making, as a faithful server would answer,
// until a fixture changes it.
type world struct {
	book     *judge.Book
	c        judge.Case
	settings contract.Settings
	replies  []*reply
	issued   int // tokens so far
}

// reply is one answer in the making.
type reply struct {
	step    contract.Step
	example string
	request *wire.Value
	at      time.Time     // on the server's clock: its Date, and what tokens start from
	trip    time.Duration // until the answer arrived
	status  int
	header  http.Header
	body    *wire.Value
	text    string // instead of body
	base64  bool
	cut     bool
	coded   bool // not in the declared coding
	probed  string
	tokens  map[string]contract.Token
	failure *contract.Failure
}

// newWorld makes what a faithful server shows of a case, named provider/name.
func newWorld(id string) *world {
	provider, _, _ := strings.Cut(id, "/")
	book := *books()[provider] // a fixture may spoil its own
	w := &world{book: &book, settings: contract.Settings{Mode: contract.ModeLive}}
	for _, c := range suite.Cases(w.book) {
		if c.ID == id {
			w.c = c
		}
	}
	switch w.c.Kind {
	case judge.Answer:
		w.answers()
	case judge.RateLimit:
		for i := range judge.LimitAttempts {
			w.refused(w.c.Example, time.Duration(i)*100*time.Millisecond)
		}
		for _, r := range w.replies[:judge.LimitAttempts-1] {
			r.status = 401
			r.body = wire.ObjectValue(wire.Member{Name: "error", Value: str("unauthorized")}, wire.Member{Name: "message", Value: str("Invalid credentials")})
		}
	case judge.Accepted, judge.Expiry, judge.IndependentLogins:
		w.probes()
	default:
		w.logins(w.book.Doc.Request.Examples[0].Name)
	}
	return w
}

func (w *world) answers() {
	_, e, _ := w.book.Doc.Answer(w.c.Example)
	if s, _ := situation.Find(e.Situation.Name); s.Good {
		w.logins(e.Name)
		return
	}
	w.refused(e.Name, 0)
	w.granted(contract.StepRecovery, w.book.Doc.Request.Examples[0].Name, time.Second)
}

func (w *world) logins(example string) {
	for i := range 3 {
		w.granted(contract.StepLogin, example, time.Duration(i)*time.Second)
	}
}

func (w *world) probes() {
	first := w.book.Doc.Request.Examples[0].Name
	w.probe(contract.StepProbeNone, 401, 0)
	w.probe(contract.StepProbeGarbage, 401, 0)
	w.granted(contract.StepLogin, first, 0)
	life := w.book.Doc.Access().Token.Lifetime.Is
	switch w.c.Kind {
	case judge.IndependentLogins:
		w.granted(contract.StepLogin, first, time.Second)
		w.probe(contract.StepProbeEarlier, 200, time.Second)
		w.probe(contract.StepProbeLater, 200, time.Second)
	case judge.Expiry:
		w.probe(contract.StepProbeFresh, 200, 0)
		w.probe(contract.StepProbeBefore, 200, life-5*time.Second)
		w.probe(contract.StepProbeAfter, 401, life+5*time.Second)
		w.granted(contract.StepRenewal, first, life+6*time.Second)
		w.probe(contract.StepProbeRenewed, 200, life+6*time.Second)
	default:
		w.probe(contract.StepProbeFresh, 200, 0)
	}
}

func (w *world) reply(step contract.Step, status int, after time.Duration) *reply {
	r := &reply{step: step, status: status, at: start.Add(after), trip: 80 * time.Millisecond,
		header: http.Header{"Content-Type": {"application/json"}}, tokens: map[string]contract.Token{}}
	w.replies = append(w.replies, r)
	return r
}

func (w *world) probe(step contract.Step, status int, after time.Duration) {
	w.reply(step, status, after)
}

func (w *world) refused(example string, after time.Duration) {
	response, e, _ := w.book.Doc.Answer(example)
	status, _ := strconv.Atoi(response.Status)
	r := w.reply(contract.StepLogin, max(status, e.Status), after)
	r.example, r.body, r.request = example, e.Value.Clone(), w.book.Doc.Base(e).Value.Clone()
	if q := w.book.Doc.Access().Token.Lifetime.Request; q != nil && e.Situation.Minutes > 0 {
		r.request.Set(q.Field, wire.NumberValue(strconv.Itoa(e.Situation.Minutes)))
	}
}

// granted adds a good answer with fresh tokens that live as documented.
func (w *world) granted(step contract.Step, example string, after time.Duration) *reply {
	response, e, _ := w.book.Doc.Answer(example)
	status, _ := strconv.Atoi(response.Status)
	r := w.reply(step, status, after)
	r.example, r.body, r.request = example, e.Value.Clone(), w.book.Doc.Base(e).Value.Clone()
	for _, p := range w.book.Doc.Tokens() {
		life := p.Token.Lifetime.Is
		if q := p.Token.Lifetime.Request; q != nil && r.request.Get(q.Field) != nil {
			n, _ := strconv.Atoi(r.request.Get(q.Field).Text)
			life = time.Duration(n) * q.Unit
		}
		w.issue(r, p, life)
	}
	if tx := r.body.Get("tx"); tx != nil {
		tx.Text = fmt.Sprintf("tx-%d", len(w.replies))
	}
	return r
}

// issue puts a new token in its place, with its companion.
func (w *world) issue(r *reply, p *openapi.Property, life time.Duration) {
	switch {
	case p.Token.Form == "uuid":
		w.put(r, p, fmt.Sprintf("abcdef12-3456-4890-abcd-ef12345678%02d", w.issued))
	case life == 0:
		w.put(r, p, fmt.Sprintf("opaque-refresh-token-%02d", w.issued))
	default:
		w.put(r, p, jwt(`{"alg":"HS256","typ":"JWT"}`, w.claims(r.at, r.at.Add(life))))
	}
	if at := p.Token.Expires.At; at != "" {
		r.body.At(at).Text = r.at.Add(life).Format(time.RFC3339)
	}
}

// claims are those of a token with the given times and a number of its own.
func (w *world) claims(iat, exp time.Time) string {
	return fmt.Sprintf(`{"jti":"%d","iat":%d,"exp":%d}`, w.issued, iat.Unix(), exp.Unix())
}

// put puts a token's placeholder in the place of a property.
func (w *world) put(r *reply, p *openapi.Property, token string) {
	w.issued++
	t := wire.Inspect(token)
	t.Digest = base64.RawURLEncoding.EncodeToString([]byte(token))
	placeholder := fmt.Sprintf("«%s#%d %s %d bytes %06x»", p.Name, w.issued, t.Form, t.Length, w.issued)
	r.tokens[placeholder] = t
	if v := r.body.At(p.Pointer); v != nil {
		*v = *wire.StringValue(placeholder)
	}
}

// jwt spells a token with any signature.
func jwt(header, claims string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(claims)) + "." + enc([]byte("signature"))
}

// observation is what a runner would have recorded.
func (w *world) observation() contract.Observation {
	o := contract.Observation{Case: w.c.ID, Settings: w.settings, DurationMS: 1}
	for i, r := range w.replies {
		e := contract.Exchange{
			ID: fmt.Sprintf("%s#%d", w.c.ID, i+1), Step: r.step, Example: r.example, SentAt: r.at, ReceivedAt: r.at.Add(r.trip),
			Request: contract.Request{Method: w.book.Doc.Method, URL: "https://api.invalid", Body: string(r.request.Append(nil))},
			Tokens:  r.tokens, Probed: r.probed, Failure: r.failure,
		}
		text := r.text
		if r.body != nil {
			text = string(r.body.Append(nil))
		}
		header := r.header.Clone()
		if _, set := header["Date"]; !set {
			header.Set("Date", r.at.UTC().Format(http.TimeFormat))
		} else if header.Get("Date") == "" {
			header.Del("Date")
		}
		e.Response = &contract.Response{Status: r.status, Proto: "HTTP/1.1", Header: header, Body: contract.Body{Text: text, Bytes: len(text), Cut: r.cut, Miscoded: r.coded}}
		if r.base64 {
			e.Response.Body.Text, e.Response.Body.Encoding = base64.StdEncoding.EncodeToString([]byte(text)), "base64"
		}
		o.Exchanges = append(o.Exchanges, e)
	}
	return o
}

func (w *world) judge() contract.CaseResult { return noted(w.book.Judge(w.c, w.observation())) }
