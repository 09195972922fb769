package suite

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/situation"
	"concord/internal/target"
	"concord/internal/wire"
	"concord/openapi"
)

// terms decide which cases run against a target, and what they send.
type terms struct {
	doc     *openapi.Document
	target  target.Target
	allow   map[string]bool
	maxWait time.Duration
}

// terms returns those of the suite's own target.
func (s *Suite) terms() terms {
	return terms{doc: s.Book.Doc, target: s.Target, allow: s.options.Allow, maxWait: s.options.MaxWait}
}

// terms returns those of the session's target, which may be the bundled mock.
func (n *session) terms() terms {
	t := n.suite.terms()
	t.target = n.target
	return t
}

// forbidden says why a case may not run against this target.
func (t terms) forbidden(c judge.Case) string {
	if t.target.Mode == contract.ModeMock {
		return ""
	}
	_, example, answers := t.doc.Answer(c.Example)
	if answers && sideEffects(t.doc, example) && !t.allow[target.SideEffects] {
		return "this request does more at the partner than log in: CONCORD_ALLOW=side-effects permits it"
	}
	if c.Kind == judge.RateLimit && !t.allow[target.RateLimit] {
		return fmt.Sprintf("up to %d refused logins in a row: CONCORD_ALLOW=rate-limit permits it", judge.LimitAttempts)
	}
	if answers {
		s := situationOf(example)
		if _, configured := t.target.Situations[s.Name]; s.ByTarget && !configured {
			return fmt.Sprintf("a client cannot bring this about: situations.%s in a targets file says how this environment does", s.Name)
		}
	}
	switch c.Kind {
	case judge.Accepted, judge.Expiry, judge.IndependentLogins:
		if t.target.ProbeURL == "" {
			return fmt.Sprintf("no probe shows whether a token is accepted: set %s", variable(t.target.Provider, "PROBE_URL"))
		}
	}
	if life := t.life(c); c.Kind == judge.Expiry && t.maxWait == 0 && life > 0 {
		return fmt.Sprintf("the token ends in %s, and CONCORD_MAX_WAIT is 0s: a longer one waits for it", life)
	}
	return ""
}

// life returns how long the access token that a case watches is to live; 0 where
// nothing says so.
func (t terms) life(c judge.Case) time.Duration {
	documented := t.doc.Access().Token.Lifetime
	if q := documented.Request; q != nil && c.Example != "" {
		if d, ok := t.requested(c, q); ok {
			return d
		}
	}
	if t.target.TokenLifetime > 0 {
		return t.target.TokenLifetime
	}
	return documented.Is
}

// requested returns the life that the request of a case asks for.
func (t terms) requested(c judge.Case, q *openapi.Requested) (time.Duration, bool) {
	_, example, ok := t.doc.Answer(c.Example)
	if !ok {
		return 0, false
	}
	v := t.doc.Base(example).Value.Get(q.Field)
	if v == nil || v.Kind != wire.Number {
		return 0, false
	}
	units, err := time.ParseDuration(v.Text + "ns")
	return units * q.Unit, err == nil
}

// situationOf returns the situation that earns an answer.
func situationOf(e *openapi.Example) *situation.Situation {
	s, err := situation.Find(e.Situation.Name)
	if err != nil { // the contract reader admits known situations only
		panic(err)
	}
	return s
}

// draft starts a request from a valid example with credentials in their places.
func draft(doc *openapi.Document, base *openapi.Example, credentials target.Credentials) *situation.Draft {
	d := &situation.Draft{Body: base.Value.Clone(), Members: doc.Members()}
	for kind, name := range d.Members {
		value := credentials[kind]
		switch {
		case d.Body.Get(name) == nil || value.IsZero():
		case kind == "pointOfSaleID":
			d.Body.Set(name, wire.NumberValue(value.Reveal()))
		default:
			d.Body.Set(name, wire.StringValue(value.Reveal()))
		}
	}
	if q := doc.Access().Token.Lifetime.Request; q != nil {
		d.LifetimeField = q.Field
	}
	return d
}

// refusal is a request that is to be refused.
type refusal struct {
	example *openapi.Example // of the answer
	how     target.Situation
	body    []byte
	// real says that the request names the target's own account. A lockout may
	// count it for those in counted, which may be others'.
	real    bool
	counted []ledger.Account
}

// refusal derives the request that earns an answer from a valid one.
func (t terms) refusal(example *openapi.Example) refusal {
	s := situationOf(example)
	how := t.target.Situations[s.Name]
	credentials := maps.Clone(t.target.Credentials)
	maps.Copy(credentials, how.Credentials)
	d := draft(t.doc, t.doc.Base(example), credentials)
	d.Params = situation.Params{Omit: example.Situation.Omit, Minutes: example.Situation.Minutes}
	s.Derive(d)
	r := refusal{example: example, how: how, body: d.Bytes()}
	// What the environment refuses at our request, right credentials and all, was
	// agreed with whoever runs it, and is no attempt at the account.
	arranged := s.ByTarget && maps.Equal(credentials, t.target.Credentials)
	for _, a := range t.accounts(credentials) {
		if !d.Carries(a.Kind, a.Name.Reveal()) {
			continue
		}
		r.real = r.real || a.Name == t.target.Credentials[a.Kind]
		if !arranged {
			r.counted = append(r.counted, a)
		}
	}
	return r
}

// accounts returns whom a login with the given credentials is for: the user it
// names or, where logins have no user names, each credential in the body.
func (t terms) accounts(credentials target.Credentials) []ledger.Account {
	const user = "username"
	members := t.doc.Members()
	kinds := slices.Sorted(maps.Keys(members))
	if _, ok := members[user]; ok {
		kinds = []string{user}
	}
	var out []ledger.Account
	for _, kind := range kinds {
		if name := credentials[kind]; !name.IsZero() {
			out = append(out, ledger.Account{BaseURL: t.target.BaseURL, Kind: kind, Name: name})
		}
	}
	return out
}
