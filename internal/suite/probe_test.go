package suite_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
)

var _ = Describe("the probe of a live run", func() {
	only := func(p *partner, adjust ...func(*target.Target, *suite.Options)) (*suite.Suite, judge.Case) {
		s := live("tapi", p, adjust...)
		c, _ := s.Case("tapi/expiry")
		return s, c
	}

	DescribeTable("is not believed where it tells no tokens apart, and not waited for",
		func(ctx SpecContext, code int) {
			p := &partner{change: func(a *answered) {
				if _, probe := a.probed(); probe {
					a.Code = code
				}
			}}
			s, c := only(p)
			got := s.Run(ctx, c).Result
			Expect(got.Status).To(Equal(contract.Error))
			Expect(got.Reason).To(ContainSubstring("the probe accepts anybody"))
			Expect(p.Clock.Now()).To(Equal(start))
		},
		Entry("it accepts anybody", 200),
		Entry("it is not there", 404),
		Entry("it redirects", 302),
	)

	DescribeTable("leaves a case unjudged where there is trouble on the way",
		func(ctx SpecContext, trouble func(*answered, time.Time), words string) {
			var p *partner
			p = &partner{change: func(a *answered) { trouble(a, p.Clock.Now()) }}
			s, c := only(p)
			got := s.Run(ctx, c).Result
			Expect(got.Status).To(Equal(contract.Error))
			Expect(got.Reason).To(ContainSubstring(words))
			Expect(got.Findings).To(BeEmpty())
		},
		Entry("with the probe, at first", func(a *answered, _ time.Time) {
			if _, probe := a.probed(); probe {
				a.Code = 502
			}
		}, "probe without a token: the server is not available"),
		Entry("with the probe, after the wait", func(a *answered, now time.Time) {
			if _, probe := a.probed(); probe && now.After(start.Add(4*time.Minute)) {
				a.Code = 504
			}
		}, "probe after expiry: the server is not available"),
		Entry("with the second login", func(a *answered, _ time.Time) {
			if a.login == 2 {
				a.Code = 503
			}
		}, "login after expiry: the server is not available"),
		Entry("with a second login that is refused", func(a *answered, _ time.Time) {
			if a.login == 2 {
				a.Code = 429
			}
		}, "no login was granted, so there is no token to probe with (status 429)"),
	)

	It("may be at another host, which sees no login", func(ctx SpecContext) {
		p, asked := &partner{}, []string{}
		s := live("popup", p, func(t *target.Target, _ *suite.Options) {
			behind := t.ProbeURL
			host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.Method+" "+r.URL.Path)
				r.Body = nil
				again, err := http.NewRequestWithContext(ctx, http.MethodGet, behind, nil)
				Expect(err).NotTo(HaveOccurred())
				again.Header = r.Header.Clone()
				got, err := http.DefaultTransport.RoundTrip(again)
				Expect(err).NotTo(HaveOccurred())
				defer got.Body.Close()
				w.WriteHeader(got.StatusCode)
			}))
			DeferCleanup(host.Close)
			t.ProbeURL = host.URL + "/me"
		})
		c, _ := s.Case("popup/accepted")
		Expect(s.Run(ctx, c).Result.Status).To(Equal(contract.Pass))
		Expect(asked).To(Equal([]string{"GET /me", "GET /me", "GET /me"}))
	})

	It("sends the token where the target says", func(ctx SpecContext) {
		p := &partner{change: func(a *answered) {
			if token, probe := strings.CutPrefix(a.asked.Header.Get("X-Session"), "t="); probe && strings.HasPrefix(token, "eyJ") {
				a.Code = 200
			}
		}}
		s := live("tapi", p, func(t *target.Target, _ *suite.Options) {
			t.ProbeHeaders = map[string]secret.String{"X-Session": secret.New("t={token}"), "X-Tenant": secret.New("tenant-number-7")}
		})
		c, _ := s.Case("tapi/accepted")
		got := s.Run(ctx, c)
		Expect(got.Result.Status).To(Equal(contract.Pass))
		probes := p.seen()
		Expect(probes[len(probes)-1].Header).To(And(HaveKeyWithValue("X-Tenant", []string{"tenant-number-7"}), Not(HaveKey("X-Authorization-Token"))))
		Expect(fmt.Sprint(got.Observation)).NotTo(Or(ContainSubstring("tenant-number-7"), ContainSubstring("eyJ")))
	})

	It("sends the token in the URL where the target says so", func(ctx SpecContext) {
		token := ""
		p := &partner{change: func(a *answered) {
			if _, probe := a.probed(); probe && strings.HasPrefix(a.asked.Query, "t=eyJ") {
				a.Code, token = 200, a.asked.Query[2:]
			}
		}}
		s := live("tapi", p, func(t *target.Target, _ *suite.Options) { t.ProbeURL += "?t={token}" })
		c, _ := s.Case("tapi/accepted")
		got := s.Run(ctx, c)
		Expect(got.Result.Status).To(Equal(contract.Pass))
		Expect(s.Leaks([]byte(token))).NotTo(BeEmpty())
		Expect(fmt.Sprint(got.Observation)).NotTo(ContainSubstring(token))
	})
})
