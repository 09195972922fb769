// Package suite runs a provider's cases against a target and judges them. It
// is what both the Ginkgo suites and the command line call: same cases, same
// results.
package suite

import (
	"context"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/expectation"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/target"
	"concord/internal/transport"
	"concord/internal/wire"
	"concord/openapi"
	"concord/specs"
)

// Load reads a provider's spec and contract and compiles them into a book.
func Load(specFiles, contractFiles fs.FS, provider string) (*judge.Book, error) {
	spec, err := specs.Load(specFiles, provider)
	if err != nil {
		return nil, err
	}
	doc, err := openapi.Load(contractFiles, provider)
	if err != nil {
		return nil, err
	}
	if err := doc.Trace(spec); err != nil {
		return nil, err
	}
	return judge.NewBook(spec, doc)
}

// Options are the limits of a run.
type Options struct {
	MaxWait   time.Duration   // longest real wait for an expiry
	Rate      float64         // requests a second, 0 = unlimited
	Allow     map[string]bool // risky capabilities permitted live
	UserAgent string
	// Progress, when set, is told before every wait what is waited for.
	Progress func(format string, args ...any)
	// Start is when the mock's clock begins; real time if zero.
	Start time.Time
	// Fault is what the mock does otherwise than documented; none if zero.
	Fault mock.Fault
	// Ledger is where a live run looks up and records refused logins; none if nil.
	Ledger *ledger.Ledger
	// History is what earlier runs of the target showed; nil where none is known.
	History *contract.History
	// Expectations are the known deviations of the target.
	Expectations []contract.Expectation
	// Clock is what a live run goes by; real time if nil.
	Clock clock.Clock
	// Secrets is the registry of a run over several targets; nil for one of its own.
	Secrets *secret.Registry
}

// Suite is the cases of one provider, ready to run against one target.
type Suite struct {
	Book    *judge.Book
	Target  target.Target
	options Options
	cases   []judge.Case

	mu       sync.Mutex
	live     secret.Box[*session] // the one session of a live target
	secrets  *secret.Registry     // of the whole run
	requests int

	declared atomic.Pointer[contract.Plan] // what a live run may send; nil before anybody asked
}

// New returns the suite of a target. The target's provider is that of the book.
func New(b *judge.Book, t target.Target, o Options) *Suite {
	if o.Progress == nil {
		o.Progress = func(string, ...any) {}
	}
	if o.Clock == nil {
		o.Clock = clock.Real()
	}
	if o.Secrets == nil {
		o.Secrets = NewRegistry(b)
	}
	s := &Suite{Book: b, Target: t, options: o, cases: Cases(b), secrets: o.Secrets.Part()}
	if t.Mode == contract.ModeLive {
		register(s.secrets, t)
	}
	return s
}

// NewRegistry returns a registry for the secrets of a run over targets of the given
// books. What their contracts have on the wire as it stands is none.
func NewRegistry(books ...*judge.Book) *secret.Registry {
	r := secret.NewRegistry(wire.Inspect)
	for _, b := range books {
		r.Public(b.Doc.Literals()...)
	}
	return r
}

// Cases returns the cases of the suite, in the order of the contract.
func (s *Suite) Cases() []judge.Case { return s.cases }

// Case returns the case with the given id.
func (s *Suite) Case(id string) (judge.Case, bool) {
	for _, c := range s.cases {
		if c.ID == id {
			return c, true
		}
	}
	return judge.Case{}, false
}

// Outcome is a case that ran: what was seen, and the judgement of it.
type Outcome struct {
	Observation contract.Observation `json:"observation"`
	Result      contract.CaseResult  `json:"result"`
}

// Run observes a case and judges it by itself, for whoever reports case by case:
// without the secrets that are known by now.
func (s *Suite) Run(ctx context.Context, c judge.Case) Outcome {
	o := []contract.Observation{s.Observe(ctx, c)}
	s.Scrub(o)
	result := s.Book.Judge(c, o[0])
	expectation.Mark(&result, s.options.Expectations, s.options.Clock.Now())
	return Outcome{Observation: o[0], Result: result}
}

// Observe runs a case and records what is seen. Cases against the mock each have
// a server and a clock of their own and may run at the same time; those against
// a live target run one after the other in one session. One that panics could not
// be judged.
func (s *Suite) Observe(ctx context.Context, c judge.Case) (o contract.Observation) {
	defer s.survive(c, &o)
	session := s.enter(c)
	defer s.leave(session)
	started := time.Now()
	o = session.observe(ctx, c)
	o.DurationMS = float64(time.Since(started).Microseconds()) / 1000
	return o
}

func (s *Suite) enter(c judge.Case) *session {
	s.mu.Lock()
	if s.Target.Mode == contract.ModeMock {
		defer s.mu.Unlock()
		return s.mockSession(c)
	}
	if s.live.Reveal() == nil {
		s.live = secret.Enclose(s.liveSession())
	}
	return s.live.Reveal() // still locked: live cases are serial
}

func (s *Suite) leave(n *session) {
	if s.Target.Mode == contract.ModeMock {
		n.close()
		s.mu.Lock()
	}
	s.requests += n.client.Requests() - n.counted
	n.counted = n.client.Requests()
	s.mu.Unlock()
}

// Close ends the live session, if there is one.
func (s *Suite) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if live := s.live.Reveal(); live != nil {
		live.close()
		s.live = secret.Box[*session]{}
	}
}

// Requests returns how many requests were sent so far.
func (s *Suite) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Leaks returns the placeholders of all secrets of the run that occur in data.
func (s *Suite) Leaks(data []byte) []string {
	return s.secrets.Leaks(data)
}

// Secrets returns the registry of all secrets of the run: those configured, and
// those seen so far.
func (s *Suite) Secrets() *secret.Registry { return s.secrets }

// tokenNames lists the members that carry tokens in the book's answers.
func (s *Suite) tokenNames() []string {
	var names []string
	for _, p := range s.Book.Doc.Tokens() {
		names = append(names, p.Name)
	}
	return names
}

// MockURL is where `concord mock` serves a provider by default. Cases against
// the bundled mock use the same address without a network, so that the requests
// in their evidence can be sent again.
func MockURL(provider string) string { return "http://127.0.0.1:8080/" + provider }

// mockTarget describes the bundled mock as if it were an environment.
func (s *Suite) mockTarget() target.Target {
	doc := s.Book.Doc
	t := target.Target{
		Name: s.Target.Name, Provider: doc.Provider, Mode: contract.ModeMock, BaseURL: MockURL(doc.Provider),
		Credentials: target.Credentials{}, Situations: map[string]target.Situation{},
	}
	t.ProbeURL = t.BaseURL + mock.ProbePath
	for kind, value := range mock.Account(doc) {
		t.Credentials[kind] = secret.New(value)
	}
	for _, name := range Situations(doc) {
		t.Situations[name] = target.Situation{Headers: map[string]secret.String{mock.SituationHeader: secret.New(name)}}
	}
	return t
}

// variable returns the name of a provider's environment variable.
func variable(provider, suffix string) string {
	return strings.ToUpper(strings.ReplaceAll(provider, "-", "_")) + "_" + suffix
}

// transportFor returns the client of a session.
func (s *Suite) transportFor(o transport.Options) *transport.Client {
	o.UserAgent, o.TokenNames = s.options.UserAgent, s.tokenNames()
	return transport.New(o)
}
