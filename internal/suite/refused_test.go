package suite_test

import (
	"net"
	"net/http"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
)

var _ = Describe("a live run that cannot get in", func() {
	each("calls a closed port no verdict on the partner", func(ctx SpecContext, provider string) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		base := "http://" + listener.Addr().String() + "/" + provider
		Expect(listener.Close()).To(Succeed())
		s := suite.New(books()[provider], liveTarget(provider, base), suite.Options{MaxWait: time.Hour, Allow: map[string]bool{"rate-limit": true, "side-effects": true}})
		DeferCleanup(s.Close)
		r := check(ctx, s)
		Expect(r.Summary.Error).To(Equal(len(r.Cases)))
		Expect(statuses(r)).To(HaveEach(ContainSubstring("refused")))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(r.Clock.ErrorMS).To(BeNumerically("<", 0))
	})

	each("does not pass with a wrong password, tries it once and keeps it secret", func(ctx SpecContext, provider string) {
		kind := "password"
		if provider == "tecalis" {
			kind = "apiKey"
		}
		p := &partner{}
		s := live(provider, p, permitted, func(t *target.Target, _ *suite.Options) { t.Credentials[kind] = secret.New(wrongPassword) })
		observations := observe(ctx, s)
		r := results(s, observations)
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(r.Summary.Pass).To(BeZero())
		if provider == "tapi" { // whose x-api-key may be the reason, and of that the document says nothing
			Expect(outcome(r, "tapi/valid").Reason).To(ContainSubstring("x-api-key"))
		} else {
			Expect(outcome(r, s.Cases()[0].ID).Findings).To(ContainElement(And(
				HaveField("Check", "status"), HaveField("Actual", "401"), HaveField("Severity", contract.SeverityError))))
		}
		Expect(outcome(r, s.Cases()[1].ID).Reason).To(HavePrefix("the configured credentials do not log in (status 401)"))
		Expect(p.logins()).To(HaveLen(1), "an account may be locked by more")
		Expect(p.logins()[0].Body).To(ContainSubstring(wrongPassword))
		Expect(stored(s, r, observations)).NotTo(ContainSubstring(wrongPassword))
	})

	each("finds a server that suddenly wants more than the document says", func(ctx SpecContext, provider string) {
		demanding := func(a *answered) {
			if _, probe := a.probed(); !probe && a.Code/100 == 2 {
				a.Code = http.StatusUnprocessableEntity
				a.write(`{"message":"client_version is required"}`)
			}
		}
		r := check(ctx, live(provider, &partner{change: demanding}, permitted))
		first := r.Cases[0]
		Expect(first.Status).To(Equal(contract.Fail))
		Expect(first.Findings).To(ContainElement(And(HaveField("Check", "status"), HaveField("Actual", "422"))))
		Expect(r.Summary.Error).To(BeZero())
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
	})

	each("says that there is no login where the base URL is wrong, after one try", func(ctx SpecContext, provider string) {
		lost := func(a *answered) {
			a.Code = http.StatusNotFound
			a.write(`{"message":"no such path"}`)
		}
		p := &partner{change: lost}
		r := check(ctx, live(provider, p, permitted))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		if provider == "apuesteria" { // whose document gives 404 to a point of sale that is not the client's
			Expect(r.Cases[1].Reason).To(ContainSubstring("check APUESTERIA_USERNAME, APUESTERIA_PASSWORD, APUESTERIA_POINT_OF_SALE_ID"))
		} else {
			Expect(r.Cases[1].Reason).To(And(HavePrefix("there is no login at http://"), ContainSubstring("_BASE_URL, to which /")))
		}
		Expect(p.logins()).To(HaveLen(1))
	})

	each("keeps its results where a refusal repeats what was sent, or names a rule", func(ctx SpecContext, provider string) {
		echo := func(a *answered) {
			if _, probe := a.probed(); !probe && a.Code/100 == 4 {
				a.Header().Set("X-Echo", "validation.required")
				a.write(`{"sent":` + strconv.Quote(a.asked.Body) + `,"errors":{"password":["validation.required"],"api_key":["concord-wrong-api-key"]}}`)
			}
		}
		s := live(provider, &partner{change: echo}, permitted)
		observations := observe(ctx, s)
		s.Scrub(observations)
		r := results(s, observations)
		Expect(s.Leaks([]byte(stored(s, r, observations)))).To(BeEmpty())
	})

	It("tries again with the next case after trouble on the way", func(ctx SpecContext) {
		first := true
		s := live("tapi", &partner{change: func(a *answered) {
			if first {
				a.Code, first = http.StatusServiceUnavailable, false
			}
		}})
		r := check(ctx, s)
		Expect(outcome(r, "tapi/valid").Status).To(Equal(contract.Error))
		Expect(r.Summary.Error).To(Equal(1))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
	})

	Describe("by tapi's API key", func() {
		guarded := func(a *answered) {
			if _, probe := a.probed(); !probe && a.asked.Header.Get("X-Api-Key") != "YOUR_API_KEY_HERE" {
				a.Code, a.asked.Status = http.StatusForbidden, http.StatusForbidden
				a.write(`{"message":"Forbidden"}`)
			}
		}
		It("passes with the key", func(ctx SpecContext) {
			Expect(check(ctx, live("tapi", &partner{change: guarded})).Verdict).To(Equal(contract.Conformant))
		})
		It("names the variable to set without it", func(ctx SpecContext) {
			p := &partner{change: guarded}
			r := check(ctx, live("tapi", p, func(t *target.Target, _ *suite.Options) { delete(t.Credentials, "apiKey") }))
			Expect(r.Verdict).To(Equal(contract.Inconclusive))
			Expect(statuses(r)).To(HaveEach(And(HavePrefix("error: "), ContainSubstring("TAPI_API_KEY"))))
			Expect(deviations(r)).To(BeEmpty(), "a refused key is no deviation")
			Expect(p.logins()[0].Header).NotTo(HaveKey("X-Api-Key"))
		})
		It("does not blame the partner for a wrong one", func(ctx SpecContext) {
			s := live("tapi", &partner{change: guarded}, func(t *target.Target, _ *suite.Options) { t.Credentials["apiKey"] = secret.New("another-key-of-tapi") })
			observations := observe(ctx, s)
			r := results(s, observations)
			Expect(r.Verdict).To(Equal(contract.Inconclusive))
			Expect(deviations(r)).To(BeEmpty())
			Expect(stored(s, r, observations)).NotTo(ContainSubstring("another-key-of-tapi"))
		})
		It("passes without the key where no one asks for it", func(ctx SpecContext) {
			r := check(ctx, live("tapi", &partner{}, func(t *target.Target, _ *suite.Options) { delete(t.Credentials, "apiKey") }))
			Expect(r.Verdict).To(Equal(contract.Conformant))
		})
	})
})
