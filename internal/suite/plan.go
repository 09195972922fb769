package suite

import (
	"maps"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/openapi"
)

// Plan returns the most that a live run of the given cases sends, nothing on the
// mock.
func (s *Suite) Plan(cases []judge.Case) contract.Plan { return s.terms().plan(cases) }

// PlanAllowing returns the plan as it were if a risky capability were permitted too.
func (s *Suite) PlanAllowing(cases []judge.Case, capability string) contract.Plan {
	t := s.terms()
	t.allow = maps.Clone(t.allow)
	if t.allow == nil {
		t.allow = map[string]bool{}
	}
	t.allow[capability] = true
	return t.plan(cases)
}

// Forbidden says why a case would be skipped whatever the target answers; "" if
// it would not.
func (s *Suite) Forbidden(c judge.Case) string { return s.terms().forbidden(c) }

// Declare says which cases are about to run. From then on the session sends no
// more logins than their plan has, which is returned. What is not declared may
// send as many as all cases together.
func (s *Suite) Declare(cases []judge.Case) contract.Plan {
	p := s.Plan(cases)
	s.declared.Store(&p)
	return p
}

// plan returns what was declared.
func (s *Suite) plan() contract.Plan {
	if p := s.declared.Load(); p != nil {
		return *p
	}
	return s.Declare(s.cases)
}

// Standing returns what the ledger leaves to the target's account; ok is false
// where there is no ledger, as for the mock.
func (s *Suite) Standing() (standing ledger.Standing, ok bool, err error) {
	if s.options.Ledger == nil || s.Target.Mode == contract.ModeMock {
		return ledger.Standing{}, false, nil
	}
	standing, err = s.options.Ledger.Standing(s.options.Clock.Now(), ledger.Credentials(s.Target.Credentials), s.terms().accounts(s.Target.Credentials)...)
	return standing, true, err
}

// What cases that use a probe send at most, beside the first login.
const (
	guards        = 2 // probes that must be refused: no token, and garbage
	expiryProbes  = 5 // fresh, before the end, after it, long after it, renewed
	expiryLogins  = 2 // one whose token lives, and the renewal
	laterProbes   = 2 // of the earlier and the later token
	laterLogins   = 2 // neither of the last two tokens need live
	freshProbes   = 1
	freshLogins   = 1 // the last token need not live
	recoveryLogin = 1
)

// planner adds up what cases send.
type planner struct {
	terms
	contract.Plan
	good map[string]int          // logins that are kept for all cases, by request example
	met  map[ledger.Account]bool // other accounts that a case has refused
}

// plan adds up the cases that are not skipped.
func (t terms) plan(cases []judge.Case) contract.Plan {
	if t.target.Mode == contract.ModeMock {
		return contract.Plan{}
	}
	p := &planner{terms: t, good: map[string]int{}, met: map[ledger.Account]bool{}}
	for _, c := range cases {
		if t.forbidden(c) == "" {
			p.add(c)
		}
	}
	for _, logins := range p.good {
		p.GoodLogins += logins
	}
	return p.Plan
}

func (p *planner) add(c judge.Case) {
	first := &p.doc.Request.Examples[0]
	p.need(first, 1) // shows that the credentials are right
	_, example, answers := p.doc.Answer(c.Example)
	switch c.Kind {
	case judge.Answer:
		if answers && situationOf(example).Good {
			p.need(p.doc.Base(example), answersPerLogin)
		} else if answers {
			p.refuse(p.refusal(example), 1, recoveryLogin)
		}
	case judge.RateLimit:
		if answers {
			p.refuse(p.refusal(example), judge.LimitAttempts, 0)
		}
	case judge.Accepted:
		p.probe(freshProbes, freshLogins)
	case judge.IndependentLogins:
		p.probe(laterProbes, laterLogins)
	case judge.Expiry:
		if answers {
			p.need(p.doc.Base(example), 1)
		}
		p.probe(expiryProbes, expiryLogins)
	default:
		p.need(first, answersPerLogin)
	}
}

// need makes sure of a number of logins by a request example.
func (p *planner) need(base *openapi.Example, count int) {
	p.good[base.Name] = max(p.good[base.Name], count)
}

func (p *planner) probe(probes, logins int) {
	p.Probes += guards + probes
	p.GoodLogins += logins
}

func (p *planner) refuse(r refusal, times, recoveries int) {
	if r.metIn(p.met) {
		return
	}
	p.RefusedLogins += times
	p.GoodLogins += recoveries
	if r.real && len(r.counted) > 0 {
		p.BadLogins += times
	}
}

// metIn tells whether the request names an account, not the target's own, that
// is among those that were refused before, and adds it to them. One such account
// is refused once a run: no good login of it comes between.
func (r refusal) metIn(met map[ledger.Account]bool) bool {
	if r.real {
		return false
	}
	for _, a := range r.counted {
		if met[a] {
			return true
		}
	}
	for _, a := range r.counted {
		met[a] = true
	}
	return false
}
