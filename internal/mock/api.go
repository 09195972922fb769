// Package mock serves the documented APIs from their contracts: no provider has
// code of its own. A request is looked at for each situation in turn, and the
// answer is the contract's example for it, with real tokens, times and
// identifiers in the places that the contract marks.
package mock

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"concord/internal/clock"
	"concord/internal/situation"
	"concord/internal/wire"
	"concord/openapi"
)

// SituationHeader puts one request into a situation, such as blocked-ip, that a
// client cannot bring about by itself. Names that the contract has no refusal
// for change nothing.
const SituationHeader = "X-Concord-Situation"

// ProbePath is where, below the base URL, a mock answers 200 to a live access
// token and 401 to anything else.
const ProbePath = "/probe"

// The limit on refused logins, for contracts that document a 429. No document
// says how many or how long.
const (
	refusedLimit  = 10
	refusedWindow = time.Minute
)

const maxBody = 1 << 20

// API is the mock of one provider.
type API struct {
	doc     *openapi.Document
	clock   clock.Clock
	mu      sync.Mutex
	forced  string                 // situation set by control
	refused map[string][]time.Time // refused logins by user name
	issued  map[string]time.Time   // access token → end of its life
	sweep   int                    // how many issued tokens there are when the ended ones go
	logins  int                    // granted so far
	kept    map[string]*minted     // what a fault remembers of earlier tokens
	locked  bool                   // by a fault
	log     log
	fault   Fault // what is done otherwise than documented; none by default
}

// NewAPI returns the mock of one contract. All its times come from c.
func NewAPI(doc *openapi.Document, c clock.Clock) *API {
	a := &API{doc: doc, clock: c}
	a.Reset()
	return a
}

// Break has the mock do one thing otherwise, on purpose. It is called before
// the first request.
func (a *API) Break(f Fault) {
	a.fault = f
	if f.does.ahead != 0 {
		a.clock = ahead{a.clock, f.does.ahead}
	}
}

// Reset forgets tokens, refused logins, the forced situation and the request log.
func (a *API) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forced, a.refused, a.issued, a.log = "", map[string][]time.Time{}, map[string]time.Time{}, log{}
	a.logins, a.kept, a.locked = 0, map[string]*minted{}, false
}

// Force puts every request into the situation with the given name, one that the
// contract has a refusal for; empty ends it.
func (a *API) Force(name string) error {
	if known := a.situations(); name != "" && !slices.Contains(known, name) {
		return fmt.Errorf("unknown situation %q (%s answers to %s)", name, a.doc.Provider, strings.Join(known, ", "))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.forced = name
	return nil
}

// situations lists what the contract has a refusal for, sorted.
func (a *API) situations() []string {
	var out []string
	for _, r := range a.doc.Responses {
		for _, e := range r.Examples {
			if s, err := situation.Find(e.Situation.Name); err == nil && !s.Good {
				out = append(out, s.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Account returns the credentials that the mock accepts, by kind: the example
// values of the document.
func Account(doc *openapi.Document) map[string]string {
	out := map[string]string{}
	for _, p := range doc.Request.Schema.Properties {
		if p.Credential != "" {
			out[p.Credential] = doc.Request.Examples[0].Value.Get(p.Name).Text
		}
	}
	for _, h := range doc.Headers {
		if h.Credential != "" {
			out[h.Credential] = h.Example
		}
	}
	return out
}

// ServeHTTP answers the login operation and the probe, both below the base URL.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var out answer
	switch {
	case r.URL.Path == ProbePath:
		out = a.probe(r)
	case r.URL.Path != a.doc.Path:
		out = plain(http.StatusNotFound, "no such path")
	case r.Method != a.doc.Method:
		out = plain(http.StatusMethodNotAllowed, "no such method")
		out.header = http.Header{"Allow": {a.doc.Method}} // RFC 9110 §15.5.6
	default:
		out = a.login(r)
	}
	out.write(w, a.clock.Now())
	a.record(r, out)
}

func (a *API) login(r *http.Request) answer {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return plain(http.StatusBadRequest, "the body could not be read")
	}
	body, problems := wire.Read(data)
	if len(problems) > 0 {
		body = nil
	}
	m := a.message(r, body)
	c := &call{api: a, request: r, message: m, found: a.recognise(m), tokens: map[string]*minted{}}
	perform(a.fault.does.situate, c, r)
	return a.answer(c)
}

func (a *API) message(r *http.Request, body *wire.Value) *situation.Message {
	m := &situation.Message{Body: body, Members: a.doc.Members(), Account: Account(a.doc)}
	if q := a.doc.Access().Token.Lifetime.Request; q != nil {
		m.LifetimeField, m.LifetimeMaximum = q.Field, int(q.Maximum/q.Unit)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	m.Forced = a.forced
	if h := r.Header.Get(SituationHeader); h != "" {
		m.Forced = h
	}
	m.Limited = a.limited(userOf(m))
	return m
}

// recognise returns the example that answers the situation that is forced, else
// the first one that holds.
func (a *API) recognise(m *situation.Message) *found {
	for _, s := range situation.All {
		if !s.Good && s.Name == m.Forced {
			if f := a.example(s, func() bool { return true }, m); f != nil {
				return f
			}
		}
	}
	for _, s := range situation.All {
		if f := a.example(s, func() bool { return s.Holds(m) }, m); f != nil {
			return f
		}
	}
	return nil
}

// example returns the first example for a situation that holds with the
// parameters of that example.
func (a *API) example(s *situation.Situation, holds func() bool, m *situation.Message) *found {
	for i := range a.doc.Responses {
		response := &a.doc.Responses[i]
		for j := range response.Examples {
			e := &response.Examples[j]
			m.Params = situation.Params{Omit: e.Situation.Omit, Minutes: e.Situation.Minutes}
			if e.Situation.Name == s.Name && holds() {
				return &found{situation: s, response: response, example: e}
			}
		}
	}
	return nil
}

type found struct {
	situation *situation.Situation
	response  *openapi.Response
	example   *openapi.Example
}

func userOf(m *situation.Message) string {
	if v := m.Body.Get(m.Members["username"]); v != nil {
		return v.Text
	}
	return ""
}

// limited tells whether a user's refused logins have used up the limit. The
// caller holds the lock.
func (a *API) limited(user string) bool { return len(a.recent(user)) >= a.limit() }

// limit is how many refused logins are too many.
func (a *API) limit() int { return cmp.Or(a.fault.does.limit, refusedLimit) }

// recent returns when a user's latest refused logins were, and forgets the
// others. The caller holds the lock.
func (a *API) recent(user string) []time.Time {
	now := a.clock.Now()
	kept := slices.DeleteFunc(a.refused[user], func(at time.Time) bool { return now.Sub(at) >= refusedWindow })
	if len(kept) == 0 {
		delete(a.refused, user)
	} else {
		a.refused[user] = kept
	}
	return kept
}
