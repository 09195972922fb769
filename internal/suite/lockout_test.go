package suite_test

import (
	"context"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/ledger"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
)

// A lockout as it is common: five bad logins in ten minutes.
const (
	lockAfter  = 5
	lockWithin = 10 * time.Minute
)

// lockout counts the refused logins that name the real account, of each name by
// itself: as a server does that forgets them after a good login, and as one does
// that forgets nothing. The latter counts more, so that one who is never locked
// by it never is.
type lockout struct {
	counts map[string][]time.Time
	most   int
}

// watch counts what a partner answers.
func (l *lockout) watch(p *partner) {
	l.counts = map[string][]time.Time{}
	p.change = func(a *answered) {
		if _, probe := a.probed(); probe || a.Code/100 == 2 {
			return
		}
		now := p.Clock.Now()
		for _, name := range names(p.provider, a.asked.Body) {
			recent := slices.DeleteFunc(l.counts[name], func(t time.Time) bool { return now.Sub(t) >= lockWithin })
			l.counts[name] = append(recent, now)
			l.most = max(l.most, len(l.counts[name]))
		}
	}
}

// again is another run of a live suite, on the same clock, with a ledger.
func again(p *partner, state string, adjust ...func(*target.Target, *suite.Options)) *suite.Suite {
	t := liveTarget(p.provider, p.url)
	o := suite.Options{Clock: p.Clock, Ledger: ledger.New(state)}
	for _, f := range adjust {
		f(&t, &o)
	}
	return suite.New(books()[p.provider], t, o)
}

// scheduled makes so many runs, one at each interval, and returns the results of all.
func scheduled(ctx context.Context, runs int, every time.Duration, p *partner, adjust ...func(*target.Target, *suite.Options)) []contract.Results {
	GinkgoHelper()
	state := GinkgoT().TempDir()
	var out []contract.Results
	for range runs {
		s := again(p, state, adjust...)
		out = append(out, check(ctx, s))
		s.Close()
		p.Clock.Advance(every)
	}
	return out
}

// plain is what an environment variable or two configure: no probe, and no help
// from the environment.
func plain(t *target.Target, _ *suite.Options) { t.ProbeURL, t.Situations = "", nil }

// told lists the reasons of all cases that were not judged.
func told(all []contract.Results) []string {
	var out []string
	for _, r := range all {
		for _, c := range r.Cases {
			out = append(out, c.Reason)
		}
	}
	return out
}

var _ = Describe("a target that locks the account after five bad logins in ten minutes", func() {
	DescribeTable("survives 50 scheduled runs",
		func(ctx SpecContext, every time.Duration, names ...string) {
			for _, provider := range names {
				p, l := &partner{}, &lockout{}
				live(provider, p)
				l.watch(p)
				all := scheduled(ctx, 50, every, p, plain)
				Expect(l.most).To(BeNumerically("<", lockAfter), provider)
				Expect(l.most).To(BeNumerically(">", 0), provider)
				first := all[0]
				for _, c := range first.Cases {
					if strings.Contains(strings.Join(c.Labels, " "), "negative") && !slices.Contains(c.Labels, "side-effects") {
						Expect(c.Status).To(Equal(contract.Pass), c.ID)
					}
				}
				for i, r := range all {
					Expect(r.Verdict).To(Equal(contract.Conformant), "%s, run %d: %v", provider, i, statuses(r))
				}
				Expect(told(all)).To(ContainElement(MatchRegexp(
					`^the account had \d+ refused logins within (15 minutes|24 hours), and more might lock it: possible again from 2026-11-2\d \d\d:\d\d:\d\d UTC$`)))
			}
		},
		Entry("back to back", 13*time.Second, "apuesteria", "popup", "starship", "tapi", "tecalis"), // at a request a second
		Entry("every five minutes", 5*time.Minute, "tecalis"),
		Entry("every hour", time.Hour, "apuesteria"),
	)

	DescribeTable("survives 50 scheduled runs with wrong credentials",
		func(ctx SpecContext, every time.Duration, tries int) {
			for _, provider := range []string{"tapi", "tecalis"} {
				p, l := &partner{}, &lockout{}
				live(provider, p)
				l.watch(p)
				all := scheduled(ctx, 50, every, p, plain, func(t *target.Target, _ *suite.Options) {
					kind := map[string]string{"tapi": "password", "tecalis": "apiKey"}[provider]
					t.Credentials[kind] = secret.New(wrongPassword)
				})
				Expect(l.most).To(BeNumerically("<", lockAfter))
				Expect(p.logins()).To(HaveLen(tries), provider)
				for _, r := range all {
					Expect(r.Verdict).To(Equal(contract.Inconclusive))
				}
				Expect(told(all)).To(ContainElement(MatchRegexp(
					`^the same credentials were refused at 2026-11-2\d \d\d:\d\d:\d\d UTC, and are not tried again before .*: correct [A-Z_]+, `)))
			}
		},
		Entry("back to back: once in a quarter of an hour", 13*time.Second, 1),
		Entry("every five minutes: each quarter of an hour, five times a day", 5*time.Minute, 5),
		Entry("every hour: five times a day, in two days and two hours", time.Hour, 12),
	)

	It("lets corrected credentials in at once", func(ctx SpecContext) {
		p, l, state := &partner{}, &lockout{}, GinkgoT().TempDir()
		live("popup", p)
		l.watch(p)
		for i := range 5 {
			s := again(p, state, plain, func(t *target.Target, _ *suite.Options) {
				if i < 3 { // three other ones
					t.Credentials["password"] = secret.New(wrongPassword + string(rune('a'+i)))
				}
			})
			r := check(ctx, s)
			s.Close()
			Expect(r.Verdict).To(Equal(map[bool]contract.Verdict{true: contract.Inconclusive, false: contract.Conformant}[i < 3]), "run %d", i)
		}
		Expect(l.most).To(Equal(3))
	})

	It("survives 50 scheduled runs with a profile that it does not know", func(ctx SpecContext) {
		p, l := &partner{}, &lockout{}
		live("tecalis", p)
		l.watch(p)
		all := scheduled(ctx, 50, 13*time.Second, p, plain, func(t *target.Target, _ *suite.Options) {
			t.Credentials["profileUUID"] = secret.New("7e0b5a34-92d4-4a57-8a3a-1d1d7c5b6f10")
		})
		Expect(l.most).To(Equal(4), "of its key, by an answer of 404 that may mean anything")
		Expect(told(all)).To(ContainElement(HavePrefix("the account had 4 refused logins within 15 minutes")))
	})

	It("lets a corrected base URL in at once", func(ctx SpecContext) {
		p, state := &partner{}, GinkgoT().TempDir()
		live("tapi", p)
		lost := again(p, state, plain, func(t *target.Target, _ *suite.Options) { t.BaseURL += "/v2" })
		Expect(check(ctx, lost).Verdict).To(Equal(contract.Inconclusive))
		lost.Close()
		s := again(p, state, plain)
		Expect(check(ctx, s).Verdict).To(Equal(contract.Conformant))
		s.Close()
	})

	It("is tried with no more than four different credentials at once", func(ctx SpecContext) {
		p, l, state := &partner{}, &lockout{}, GinkgoT().TempDir()
		live("popup", p)
		l.watch(p)
		for i := range 10 {
			s := again(p, state, plain, func(t *target.Target, _ *suite.Options) {
				t.Credentials["password"] = secret.New(wrongPassword + string(rune('a'+i)))
			})
			check(ctx, s)
			s.Close()
		}
		Expect(l.most).To(Equal(4))
	})

	It("is asked each case again once time has passed", func(ctx SpecContext) {
		p := &partner{}
		live("apuesteria", p)
		all := scheduled(ctx, 26, time.Hour, p, plain)
		skipped := func(r contract.Results) int { return len(reasons(r)) - len(reasons(all[0])) }
		Expect(skipped(all[2])).To(BeZero(), "nine in the first three runs")
		Expect(skipped(all[3])).To(Equal(2), "the tenth")
		Expect(skipped(all[23])).To(Equal(3))
		Expect(skipped(all[24])).To(BeZero(), "a day later")
	})

	It("is counted by what a request names, whatever the ledger's other accounts", func(ctx SpecContext) {
		p, state := &partner{}, GinkgoT().TempDir()
		live("popup", p)
		s := again(p, state)
		check(ctx, s)
		standing, ok, err := s.Standing()
		Expect(err).NotTo(HaveOccurred())
		Expect(ok).To(BeTrue())
		Expect(standing.Left).To(Equal(1), "two of three: blocked-ip and inactive-account were arranged for")
		s = again(p, state, func(t *target.Target, _ *suite.Options) { t.Credentials["username"] = secret.New("somebody-else") })
		standing, _, err = s.Standing()
		Expect(err).NotTo(HaveOccurred())
		Expect(standing.Left).To(Equal(3))
	})
})
