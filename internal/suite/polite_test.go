package suite_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/situation"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
)

// user returns who a login is for, by whichever member names him.
func user(provider, body string) string {
	members := books()[provider].Doc.Members()
	for _, kind := range []string{"username", "apiKey"} {
		if name, ok := members[kind]; ok {
			return member(body, name)
		}
	}
	return ""
}

// variants lists the request examples that may be sent without permission.
func variants(doc *openapi.Document) []string {
	var out []string
	for _, e := range doc.Request.Examples {
		if !e.SideEffects {
			out = append(out, e.Name)
		}
	}
	return out
}

// refusals counts the cases of refusals that run without permission.
func refusals(s *suite.Suite) int {
	count := 0
	for _, c := range s.Cases() {
		_, e, ok := s.Book.Doc.Answer(c.Example)
		if !ok || slices.Contains(c.Labels, "side-effects") || slices.Contains(c.Labels, situation.RateLimit) {
			continue
		}
		if found, err := situation.Find(e.Situation.Name); err == nil && !found.Good {
			count++
		}
	}
	return count
}

func withoutProbe(t *target.Target, _ *suite.Options) { t.ProbeURL = "" }

var _ = Describe("the manners of a live run", func() {
	each("asks three times for each variant, and once after each refusal", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, withoutProbe)
		check(ctx, s)
		counts := map[string]int{}
		for _, a := range p.logins() {
			if a.Situation == "" {
				counts[a.Body]++
			}
		}
		for i, name := range variants(s.Book.Doc) {
			want := 3
			if i == 0 {
				want += refusals(s)
			}
			Expect(counts).To(HaveKeyWithValue(goodBody(provider, name), want), name)
		}
		Expect(p.logins()).To(HaveLen(3*len(variants(s.Book.Doc)) + 2*refusals(s)))
	})

	each("asks for each refusal once", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, withoutProbe)
		check(ctx, s)
		refused := slices.DeleteFunc(p.logins(), func(a asked) bool { return a.Status/100 == 2 })
		Expect(refused).To(HaveLen(refusals(s)))
		bodies := map[string]bool{}
		for _, a := range refused {
			bodies[a.Situation+" "+a.Body] = true
		}
		Expect(bodies).To(HaveLen(len(refused)), "all different")
	})

	each("never has the real account refused twice in a row", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, permitted)
		check(ctx, s)
		real := user(provider, goodBody(provider, s.Book.Doc.Request.Examples[0].Name))
		Expect(real).NotTo(BeEmpty())
		refused := 0
		for _, a := range p.logins() {
			switch {
			case user(provider, a.Body) != real:
			case a.Status/100 == 2:
				refused = 0
			default:
				refused++
				Expect(refused).To(Equal(1), a.Body)
			}
		}
	})

	each("sends no header that is not documented, but its own five", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p)
		check(ctx, s)
		own := []string{"Accept", "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "User-Agent", "X-Request-Id"}
		for _, h := range s.Book.Doc.Headers {
			own = append(own, http.CanonicalHeaderKey(h.Name))
		}
		for _, a := range p.logins() {
			names := slices.DeleteFunc(slices.Collect(maps.Keys(a.Header)), func(n string) bool { return n == mock.SituationHeader })
			Expect(names).To(ConsistOf(own))
			Expect(a.Header.Get("User-Agent")).To(Equal("concord/test"))
			Expect(a.Header.Get("Content-Type")).To(Equal("application/json"))
		}
		ids := map[string]bool{}
		for _, a := range p.seen() {
			ids[a.Header.Get("X-Request-Id")] = true
		}
		Expect(ids).To(HaveLen(len(p.seen())))
	})

	each("never shows the probe a credential", func(ctx SpecContext, provider string) {
		p := &partner{}
		s := live(provider, p, permitted)
		check(ctx, s)
		count := 0
		for _, a := range p.seen() {
			if !strings.HasSuffix(a.Path, mock.ProbePath) {
				continue
			}
			count++
			Expect(a.Method).To(Equal("GET"))
			Expect(a.Body).To(BeEmpty())
			for kind, value := range mock.Account(s.Book.Doc) {
				if kind != "pointOfSaleID" {
					Expect(a.Header).NotTo(ContainElement(ContainElement(ContainSubstring(value))), kind)
				}
			}
		}
		Expect(count).To(BeNumerically(">=", 8))
	})

	It("asks tecalis without permission for nothing but an authorization of up to 120 minutes", func(ctx SpecContext) {
		p := &partner{}
		check(ctx, live("tecalis", p))
		for _, a := range p.logins() {
			Expect(member(a.Body, "token_duration_minutes")).To(Or(BeEmpty(), Equal("120")))
			for _, name := range []string{"metadata", "replacements", "match_data"} {
				Expect(member(a.Body, name)).To(BeEmpty())
			}
		}
		p = &partner{}
		check(ctx, live("tecalis", p, permitted))
		durations := map[string]bool{}
		for _, a := range p.logins() {
			durations[member(a.Body, "token_duration_minutes")] = true
		}
		Expect(slices.Sorted(maps.Keys(durations))).To(Equal([]string{"", "1", "119", "120", "121", "30", "60"}))
	})

	It("leaves starship's rate limit alone without permission, and stops at the first 429 with it", func(ctx SpecContext) {
		p := &partner{}
		check(ctx, live("starship", p))
		Expect(p.logins()).NotTo(ContainElement(HaveField("Status", 429)))

		p = &partner{}
		s := live("starship", p, permitted)
		c, _ := s.Case("starship/rate-limited")
		Expect(s.Run(ctx, c).Result.Status).To(Equal(contract.Pass))
		attempts := p.logins()
		Expect(attempts[0].Status).To(Equal(200), "the configured credentials work")
		Expect(attempts[1:]).To(HaveLen(11))
		for i, a := range attempts[1:] {
			Expect(user("starship", a.Body)).To(Equal("concord-no-such-user"))
			Expect(a.Body).NotTo(ContainSubstring("your_api_password"))
			Expect(a.Status).To(Equal(map[bool]int{false: 401, true: 429}[i == 10]))
		}
	})

	It("ends after thirty logins where there is no limit", func(ctx SpecContext) {
		p := &partner{change: func(a *answered) {
			if a.Code == 429 {
				a.Code, a.asked.Status = 401, 401
				a.write(`{"error":"unauthorized","message":"Invalid credentials"}`)
			}
		}}
		s := live("starship", p, permitted)
		c, _ := s.Case("starship/rate-limited")
		Expect(s.Run(ctx, c).Result.Findings).To(ConsistOf(And(HaveField("Check", "rate-limit"), HaveField("Clause", "STARSHIP-LOGIN-023"))))
		Expect(p.logins()).To(HaveLen(31))
	})

	It("keeps to its rate, but for the rate limit", func(ctx SpecContext) {
		p := &partner{}
		s := live("starship", p, permitted, func(_ *target.Target, o *suite.Options) { o.Rate = 1.0 / 60 })
		c, _ := s.Case("starship/valid")
		s.Run(ctx, c)
		Expect(p.Clock.Now().Sub(start)).To(BeNumerically("~", 2*time.Minute, time.Second), "three requests, two waits")
		c, _ = s.Case("starship/rate-limited")
		began := p.Clock.Now()
		s.Run(ctx, c)
		Expect(p.Clock.Now()).To(Equal(began))
	})

	It("uses another account where a situation has one", func(ctx SpecContext) {
		inactive := target.Situation{Credentials: target.Credentials{"username": secret.New("sleeping-beauty"), "password": secret.New("spindle-spindle")}}
		p := &partner{change: func(a *answered) {
			if strings.Contains(a.asked.Body, "sleeping-beauty") {
				a.Code, a.asked.Status = 401, 401
			}
		}}
		s := live("popup", p, func(t *target.Target, _ *suite.Options) { t.Situations["inactive-account"] = inactive })
		c, _ := s.Case("popup/inactive-account")
		got := s.Run(ctx, c)
		Expect(got.Result.Status).To(Equal(contract.Pass))
		Expect(p.logins()).To(ContainElement(HaveField("Body", `{"username":"sleeping-beauty","password":"spindle-spindle"}`)))
		Expect(got.Observation.Exchanges[0].Request.Body).NotTo(Or(ContainSubstring("beauty"), ContainSubstring("spindle")))
	})

	It("takes common words in configured headers for what they are", func(ctx SpecContext) {
		s := live("popup", &partner{}, func(t *target.Target, _ *suite.Options) {
			t.ProbeHeaders = map[string]secret.String{"Accept": secret.New("application/json"), "X-Api-Key": secret.New("popup-other-key"), "X-Tenant": secret.New("access_token")}
		})
		observations := observe(ctx, s)
		r := results(s, observations)
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(stored(s, r, observations)).NotTo(ContainSubstring("popup-other-key"))
	})
})
