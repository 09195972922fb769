package suite

import (
	"context"
	"net/http"
	"net/url"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/transport"
)

// What follows tries a live target out for whoever sets it up, one step at a
// time and outside any case: through the session, and so with the client, the
// pace and the redaction, of a run. ctx may carry an [net/http/httptrace.ClientTrace]
// that watches the connections.

// Reach asks whether anything answers at the host of the base URL: HEAD at its
// root, without credentials, the least that can be asked. Any answer will do.
func (s *Suite) Reach(ctx context.Context) contract.Exchange {
	n := s.enter(judge.Case{})
	defer s.leave(n)
	u, err := url.Parse(n.target.BaseURL)
	if err != nil { // the reader of the configuration admits URLs only
		panic(err)
	}
	root := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}
	return n.client.Do(ctx, transport.Request{ID: n.id(s.tried()), Method: http.MethodHead, URL: root.String()}).Exchange
}

// TryGuard asks the probe what it must refuse: no token, then one that nobody
// issued. It ends with the first that is not refused.
func (s *Suite) TryGuard(ctx context.Context) []contract.Exchange {
	n := s.enter(judge.Case{})
	defer s.leave(n)
	var o contract.Observation
	record(&o, n.probe(ctx, s.trial(), contract.StepProbeNone, "", ""))
	if !n.failed(&o) && n.guarded(&o) {
		record(&o, n.probe(ctx, s.trial(), contract.StepProbeGarbage, garbage, ""))
	}
	return o.Exchanges
}

// TryLogin logs in with the first documented request. It is sent once, even
// where no byte of an answer comes. The error says why it was not sent at all: the
// ledger has seen these credentials refused a moment ago.
func (s *Suite) TryLogin(ctx context.Context) (contract.Exchange, error) {
	n := s.enter(judge.Case{})
	defer s.leave(n)
	n.once = true
	defer func() { n.once = false }()
	answer, err := n.freshLogin(ctx, s.tried(), contract.StepLogin, n.first())
	return answer.Exchange, err
}

// TryToken asks the probe with the token of the latest login; ok is false where
// there is none to ask with.
func (s *Suite) TryToken(ctx context.Context) (e contract.Exchange, ok bool) {
	n := s.enter(judge.Case{})
	defer s.leave(n)
	if len(n.recent) == 0 {
		return e, false
	}
	token := accessToken(s.Book.Doc, n.recent[len(n.recent)-1])
	if token == "" {
		return e, false
	}
	return n.probe(ctx, s.trial(), contract.StepProbeFresh, token, n.placeholder(token)).Exchange, true
}

// Redact replaces the secrets of the target in text.
func (s *Suite) Redact(text string) string {
	s.leave(s.enter(judge.Case{})) // the session registers them
	return s.secrets.Scrub(text)
}

// tried names the exchanges of a trial, trial stands for the case they have not.
func (s *Suite) tried() string     { return s.Book.Doc.Provider + "/trial" }
func (s *Suite) trial() judge.Case { return judge.Case{Case: contract.Case{ID: s.tried()}} }
