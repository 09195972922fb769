package suite_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/reports"
)

const wrongPassword = "hunter2-hunter2-hunter2"

// reasons maps each skipped case to its reason.
func reasons(r contract.Results) map[string]string {
	out := map[string]string{}
	for _, c := range r.Cases {
		if c.Status == contract.Skip {
			out[c.ID] = c.Reason
		}
	}
	return out
}

// stored is everything of a run that reaches a disk.
func stored(s *suite.Suite, r contract.Results, observations []contract.Observation) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.WriteResults(&b, r)).To(Succeed())
	Expect(reports.WriteObservations(&b, r.Run, observations)).To(Succeed())
	Expect(s.Leaks(b.Bytes())).To(BeEmpty())
	return b.String()
}

var _ = Describe("a live run", func() {
	each("passes every case on a faithful server that lets it do everything", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, permitted)
		observations := observe(ctx, s)
		r := results(s, observations)
		Expect(deviations(r)).To(BeEmpty())
		Expect(statuses(r)).To(HaveEach("pass"))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(r.Mode).To(Equal(contract.ModeLive))
		Expect(r.Requests).To(Equal(len(p.seen())), "every exchange is in the evidence once")
		Expect(s.Requests()).To(Equal(len(p.seen())))
		Expect(r.Target.BaseURL).To(Equal(p.url))
	})

	each("passes on concord's own mock server, in real time", func(ctx SpecContext, provider string) {
		server := httptest.NewServer(served())
		DeferCleanup(server.Close)
		s := suite.New(books()[provider], liveTarget(provider, server.URL+"/"+provider), suite.Options{Rate: 0})
		DeferCleanup(s.Close)
		r := check(ctx, s)
		Expect(deviations(r)).To(BeEmpty())
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(outcome(r, provider+"/expiry").Reason).To(MatchRegexp(`^the token ends in .*, and CONCORD_MAX_WAIT is 0s: a longer one waits for it$`))
	})

	each("is serial, however it is called", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, withoutProbe)
		r := results(s, together(ctx, s))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(r.Requests).To(Equal(len(p.seen())))
		Expect(p.logins()).To(HaveLen(3*len(variants(s.Book.Doc)) + 2*refusals(s)))
	})

	each("gives away neither credentials nor tokens", func(ctx SpecContext, provider string) {
		s := live(provider, &partner{}, permitted)
		observations := observe(ctx, s)
		text := stored(s, results(s, observations), observations)
		for kind, value := range mock.Account(books()[provider].Doc) {
			if kind == "pointOfSaleID" || len(value) < secret.MinScrub {
				continue
			}
			Expect(text).NotTo(ContainSubstring(value), kind)
		}
		Expect(text).NotTo(ContainSubstring("eyJ"))
	})

	It("skips what it may not or cannot do, and says how it could", func(ctx SpecContext) {
		bare := func(t *target.Target, _ *suite.Options) { t.ProbeURL, t.Situations = "", nil }
		r := check(ctx, live("tecalis", &partner{}, bare))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		more := "this request does more at the partner than log in: CONCORD_ALLOW=side-effects permits it"
		probe := "no probe shows whether a token is accepted: set TECALIS_PROBE_URL"
		Expect(reasons(r)).To(Equal(map[string]string{
			"tecalis/advanced": more, "tecalis/profile-settings": more, "tecalis/duration-1": more, "tecalis/duration-30": more, "tecalis/duration-60": more,
			"tecalis/duration-119": more, "tecalis/duration-above-maximum": more,
			"tecalis/server-error": "a client cannot bring this about: situations.server-error in a targets file says how this environment does",
			"tecalis/accepted":     probe, "tecalis/expiry": probe, "tecalis/expiry-requested": probe,
		}))
		Expect(clause(r, "TECALIS-LOGIN-038").Reason).To(ContainSubstring("situations.server-error"))

		r = check(ctx, live("starship", &partner{}, bare))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(reasons(r)).To(HaveKeyWithValue("starship/rate-limited", "up to 30 refused logins in a row: CONCORD_ALLOW=rate-limit permits it"))
	})

	It("waits for an expiry no longer than allowed, and says before what it waits for", func(ctx SpecContext) {
		var told []string
		limit := func(d time.Duration) func(*target.Target, *suite.Options) {
			return func(_ *target.Target, o *suite.Options) {
				o.MaxWait = d
				o.Progress = func(format string, args ...any) { told = append(told, fmt.Sprintf(format, args...)) }
			}
		}
		p := &partner{}
		Expect(reasons(check(ctx, live("tapi", p, limit(4*time.Minute))))).To(HaveKey("tapi/expiry"))
		Expect(p.Clock.Now()).To(Equal(start))
		Expect(told).To(BeEmpty())
		Expect(reasons(check(ctx, live("tapi", &partner{}, limit(5*time.Minute))))).To(BeEmpty())
		Expect(told).To(HaveLen(2))
		Expect(told[0]).To(MatchRegexp(`^tapi-staging: waiting 3m5\ds for just before the token's end$`))
	})

	It("judges the lifetime that this environment is said to have", func(ctx SpecContext) {
		ten := func(d *openapi.Document) { d.Access().Token.Lifetime.Is = 10 * time.Minute }
		r := check(ctx, live("tapi", &partner{amend: ten}, func(t *target.Target, _ *suite.Options) { t.TokenLifetime = 10 * time.Minute }))
		Expect(r.Verdict).To(Equal(contract.Conformant))

		r = check(ctx, live("tapi", &partner{}, func(t *target.Target, _ *suite.Options) { t.TokenLifetime = 10 * time.Minute }))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(outcome(r, "tapi/access-lifetime").Findings).To(ConsistOf(And(
			HaveField("Clause", "TAPI-LOGIN-031"), HaveField("Expected", ContainSubstring("as configured for this environment")), HaveField("Actual", ContainSubstring("4m0s")))))
	})
})
