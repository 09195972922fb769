package suite_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
)

// names returns whom a login of the partner's real account names: the user, or
// the key and the profile.
func names(provider, body string) []string {
	doc := books()[provider].Doc
	members, account := doc.Members(), mock.Account(doc)
	kinds := []string{"apiKey", "profileUUID"}
	if _, ok := members["username"]; ok {
		kinds = []string{"username"}
	}
	return slices.DeleteFunc(kinds, func(kind string) bool { return member(body, members[kind]) != account[kind] })
}

// good tells whether a request is a valid login, as the situation does not ask
// for anything else.
func good(provider string, a asked) bool {
	return a.Situation == "" && slices.ContainsFunc(books()[provider].Doc.Request.Examples, func(e openapi.Example) bool { return goodBody(provider, e.Name) == a.Body })
}

// traffic is what a partner was sent, counted as a plan counts.
func traffic(p *partner) contract.Plan {
	var out contract.Plan
	for _, a := range p.seen() {
		switch {
		case strings.HasSuffix(a.Path, mock.ProbePath):
			out.Probes++
		case good(p.provider, a):
			out.GoodLogins++
		default:
			out.RefusedLogins++
			if a.Situation == "" && len(names(p.provider, a.Body)) > 0 {
				out.BadLogins++
			}
		}
	}
	return out
}

// setting is one way in which a target is configured.
type setting struct {
	name                   string
	probe, permitted, wait bool
}

var settings = []setting{
	{"bare", false, false, false}, {"with a probe", true, false, false},
	{"permitted", false, true, false}, {"with everything", true, true, true},
}

func (w setting) apply(t *target.Target, o *suite.Options) {
	o.MaxWait = 0
	if !w.probe {
		t.ProbeURL = ""
	}
	if w.permitted {
		permitted(t, o)
	}
	if w.wait {
		o.MaxWait = 24 * time.Hour
	}
}

// runDeclared runs cases as they were declared, and returns the plan.
func runDeclared(ctx context.Context, s *suite.Suite, cases []judge.Case) contract.Plan {
	plan := s.Declare(cases)
	observe(ctx, s, cases...)
	return plan
}

// atMost expects of traffic that it is within a plan.
func atMost(got, plan contract.Plan, unanswered int, what string) {
	GinkgoHelper()
	Expect(got.GoodLogins).To(BeNumerically("<=", plan.GoodLogins+unanswered), "good logins: %s", what)
	Expect(got.RefusedLogins).To(BeNumerically("<=", plan.RefusedLogins), "refused logins: %s", what)
	Expect(got.BadLogins).To(BeNumerically("<=", plan.BadLogins), "refused logins of the real account: %s", what)
	Expect(got.Probes).To(BeNumerically("<=", plan.Probes), "probes: %s", what)
}

// onGood changes the nth valid login, and whichever else is wanted.
func onGood(p *partner, wanted func(n int) bool, code int) func(*answered) {
	n := 0
	return func(a *answered) {
		if _, probe := a.probed(); probe || !good(p.provider, a.asked) {
			return
		}
		if n++; wanted(n) {
			a.Code, a.asked.Status = code, code
			a.write(`{"message":"no"}`)
		}
	}
}

// misbehaviours are ways in which a partner may make a run want to send more.
var misbehaviours = map[string]func(*partner){
	"refuses everything":           func(p *partner) { p.change = onGood(p, func(int) bool { return true }, 401) },
	"calls everything bad":         func(p *partner) { p.change = onGood(p, func(int) bool { return true }, 422) },
	"calls every second login bad": func(p *partner) { p.change = onGood(p, func(n int) bool { return n%2 == 0 }, 422) },
	"calls the third login bad":    func(p *partner) { p.change = onGood(p, func(n int) bool { return n == 3 }, 422) },
	"refuses the third login":      func(p *partner) { p.change = onGood(p, func(n int) bool { return n == 3 }, 401) },
	"limits all but the first":     func(p *partner) { p.change = onGood(p, func(n int) bool { return n > 1 }, 429) },
	"is down":                      func(p *partner) { p.change = status(503) },
	"is down now and then":         func(p *partner) { p.change = onGood(p, func(n int) bool { return n%3 == 1 }, 503) },
	"grants everything": func(p *partner) {
		p.change = func(a *answered) {
			if _, probe := a.probed(); !probe {
				a.Code = 200
			}
		}
	},
	"locks after a refusal": func(p *partner) {
		locked := false
		p.change = func(a *answered) {
			if _, probe := a.probed(); !probe && locked {
				a.Code = 423
			}
			locked = locked || a.Code/100 == 4
		}
	},
	"issues tokens that end at once": func(p *partner) { p.amend = lives(time.Second) },
	"accepts any token": func(p *partner) {
		p.change = func(a *answered) {
			if _, probe := a.probed(); probe {
				a.Code = 200
			}
		}
	},
	"accepts tokens for ever": func(p *partner) { p.change = immortal },
	"lets tokens end, and refuses others": func(p *partner) {
		p.amend, p.change = lives(5*time.Second), onGood(p, func(n int) bool { return n > 4 }, http.StatusForbidden)
	},
}

var _ = Describe("the plan of a live run", func() {
	each("is kept to the login by a faithful partner, unless a token is watched", func(ctx SpecContext, provider string) {
		for _, w := range settings {
			whole := suite.Cases(books()[provider])
			runs := [][]judge.Case{whole}
			if w.probe == w.permitted { // the least and the most, case by case
				runs = append(runs, singles(whole)...)
			}
			for _, cases := range runs {
				p := &partner{}
				s := live(provider, p, w.apply)
				plan := runDeclared(ctx, s, cases)
				what := fmt.Sprintf("%s, %d cases from %s", w.name, len(cases), cases[0].ID)
				atMost(traffic(p), plan, 0, what)
				limited := slices.ContainsFunc(cases, func(c judge.Case) bool { return c.Kind == judge.RateLimit })
				if !w.probe && !(limited && w.permitted) {
					Expect(traffic(p)).To(Equal(plan), what)
				}
				s.Close()
			}
		}
	})

	each("is kept by every other, to the last request", func(ctx SpecContext, provider string) {
		for name, misbehave := range misbehaviours {
			for _, w := range []setting{settings[0], settings[len(settings)-1]} {
				p := &partner{}
				misbehave(p)
				s := live(provider, p, w.apply)
				unanswered := 0
				if strings.Contains(name, "down") {
					unanswered = 3 // made again, since no answer came
				}
				plan := runDeclared(ctx, s, s.Cases())
				atMost(traffic(p), plan, unanswered, name+" "+w.name)
				s.Close()
			}
		}
	})

	each("is kept case by case where tokens end at once", func(ctx SpecContext, provider string) {
		w := settings[len(settings)-1]
		for _, cases := range singles(suite.Cases(books()[provider])) {
			p := &partner{amend: lives(time.Second)}
			s := live(provider, p, w.apply)
			plan := runDeclared(ctx, s, cases)
			atMost(traffic(p), plan, 0, cases[0].ID)
			s.Close()
		}
	})

	each("grows with the cases, and with what is permitted", func(provider string) {
		for _, w := range settings {
			s := live(provider, &partner{}, w.apply)
			whole := s.Plan(s.Cases())
			for _, cases := range singles(s.Cases()) {
				one := s.Plan(cases)
				Expect(one.GoodLogins).To(BeNumerically("<=", whole.GoodLogins))
				Expect(one.Requests()).To(BeNumerically("<=", whole.Requests()))
				if s.Forbidden(cases[0]) != "" {
					Expect(one).To(BeZero(), cases[0].ID)
				}
			}
			for _, capability := range []string{target.RateLimit, target.SideEffects} {
				more := s.PlanAllowing(s.Cases(), capability)
				Expect(more.Requests()).To(BeNumerically(">=", whole.Requests()))
				Expect(s.Plan(s.Cases())).To(Equal(whole))
			}
		}
	})

	It("says what each refusal does to the real account", func() {
		plans := map[string]contract.Plan{}
		for _, provider := range providers {
			s := live(provider, &partner{}, settings[0].apply)
			plans[provider] = s.Plan(s.Cases())
		}
		Expect(plans).To(Equal(map[string]contract.Plan{
			"apuesteria": {GoodLogins: 9, RefusedLogins: 6, BadLogins: 3},
			"popup":      {GoodLogins: 10, RefusedLogins: 7, BadLogins: 2}, // two more are the environment's doing
			"starship":   {GoodLogins: 8, RefusedLogins: 5, BadLogins: 2},
			"tapi":       {GoodLogins: 8, RefusedLogins: 5, BadLogins: 2},
			"tecalis":    {GoodLogins: 18, RefusedLogins: 6, BadLogins: 4},
		}))
	})

	It("counts the rate limit and what has side effects only where they are permitted", func() {
		s := live("starship", &partner{}, settings[0].apply)
		more := s.PlanAllowing(s.Cases(), target.RateLimit)
		Expect(more.RefusedLogins - s.Plan(s.Cases()).RefusedLogins).To(Equal(judge.LimitAttempts))
		Expect(more.BadLogins).To(Equal(s.Plan(s.Cases()).BadLogins), "nobody's account is named")
		s = live("tecalis", &partner{}, settings[0].apply)
		more = s.PlanAllowing(s.Cases(), target.SideEffects)
		Expect(more.GoodLogins - s.Plan(s.Cases()).GoodLogins).To(Equal(6*3 + 1))
	})

	It("is in the head of the results, and nothing on the mock", func(ctx SpecContext) {
		s := live("tapi", &partner{}, settings[0].apply)
		c, _ := s.Case("tapi/wrong-password")
		Expect(s.Declare([]judge.Case{c})).To(Equal(contract.Plan{GoodLogins: 2, RefusedLogins: 1, BadLogins: 1}))
		Expect(s.Head("run-1", contract.Tool{}, contract.Selection{}, start, start).Plan).To(HaveValue(Equal(s.Plan([]judge.Case{c}))))
		m := mockSuite("tapi")
		Expect(m.Head("run-1", contract.Tool{}, contract.Selection{}, start, start).Plan).To(BeNil())
		Expect(m.Plan(m.Cases())).To(BeZero())
	})

	It("is enforced: what was not declared is not sent", func(ctx SpecContext) {
		p := &partner{}
		s := live("tapi", p, settings[0].apply)
		valid, _ := s.Case("tapi/valid")
		wrong, _ := s.Case("tapi/wrong-password")
		s.Declare([]judge.Case{valid})
		Expect(s.Run(ctx, valid).Result.Status).To(Equal(contract.Pass))
		got := s.Run(ctx, wrong).Result
		Expect(got.Status).To(Equal(contract.Error))
		Expect(got.Reason).To(Equal("the declared budget of 3 good logins is used up"))
		Expect(p.logins()).To(HaveLen(3))
	})
})

// singles returns each case by itself.
func singles(cases []judge.Case) [][]judge.Case {
	var out [][]judge.Case
	for _, c := range cases {
		out = append(out, []judge.Case{c})
	}
	return out
}
