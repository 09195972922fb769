package suite_test

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
)

// wordy is a server that says some words to whoever connects, and hangs up.
func wordy(words string) string {
	GinkgoHelper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(l.Close)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, words)
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

// isLogin tells logins from probes.
func isLogin(a *answered) bool { return !strings.HasSuffix(a.asked.Path, mock.ProbePath) }

// busyOnce answers the login of a number, from 1, with a status and Retry-After.
func busyOnce(number, status int, after string) func(*answered) {
	logins := 0
	return func(a *answered) {
		if !isLogin(a) {
			return
		}
		if logins++; logins == number {
			a.Code, a.asked.Status = status, status
			a.Header().Set("Retry-After", after)
			a.write(`{"message":"come back later"}`)
		}
	}
}

// retries collects those of all exchanges.
func retries(r contract.Results) []contract.Retry {
	var out []contract.Retry
	for _, e := range r.Exchanges {
		out = append(out, e.Retries...)
	}
	return out
}

// flaky lists the cases that are.
func flaky(r contract.Results) []string {
	var out []string
	for _, c := range r.Cases {
		if c.Flaky {
			out = append(out, c.ID)
		}
	}
	return out
}

var _ = Describe("a live run in a bad network", func() {
	DescribeTable("finds nothing, and has no verdict",
		func(ctx SpecContext, words, reason string) {
			s := suite.New(books()["popup"], liveTarget("popup", wordy(words)), suite.Options{MaxWait: 24 * time.Hour})
			DeferCleanup(s.Close)
			r := check(ctx, s)
			Expect(deviations(r)).To(BeEmpty())
			Expect(r.Summary.Error).To(Equal(len(r.Cases)))
			Expect(statuses(r)).To(HaveEach(And(HavePrefix("error: "), ContainSubstring(reason))))
			Expect(flaky(r)).To(BeEmpty())
			Expect(r.Verdict).To(Equal(contract.Inconclusive))
			Expect(r.Verdict.ExitCode()).To(Equal(3))
		},
		Entry("closed without a word", "", "closed the connection before it answered"),
		Entry("closed within the headers", "HTTP/1.1 200 OK\r\nContent-Ty", "closed the connection amid the headers of its answer"),
		Entry("another protocol", "SSH-2.0-x\r\n\r\n", "is not HTTP"),
		Entry("too long a header", "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<20), "the headers of the answer of"),
		Entry("too long a body", "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("x", 1<<20+1), "has more than 1048576 bytes"),
		Entry("a gateway without a server", "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "502 Bad Gateway"),
		Entry("a server that is away for an hour", "HTTP/1.1 503 Away\r\nRetry-After: 3600\r\n\r\n", "503 Service Unavailable"),
	)

	It("calls a pass flaky that took a second try, and no other", func(ctx SpecContext) {
		aborted := false
		r := check(ctx, live("popup", &partner{change: func(a *answered) {
			if !aborted && isLogin(a) && a.Code == 401 {
				aborted = true
				panic(http.ErrAbortHandler)
			}
		}}))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(flaky(r)).To(Equal([]string{"popup/wrong-password"}))
		Expect(outcome(r, "popup/wrong-password").Status).To(Equal(contract.Pass))
		Expect(retries(r)).To(HaveExactElements(HaveField("Kind", "closed")))
	})

	It("calls a failure flaky too, and nothing that was not judged", func(ctx SpecContext) {
		tries := 0
		r := check(ctx, live("popup", &partner{change: func(a *answered) {
			if isLogin(a) && a.Code == 401 {
				if tries++; tries == 1 {
					panic(http.ErrAbortHandler)
				}
				a.replace("Invalid", "Wrong")
			}
		}}))
		Expect(outcome(r, "popup/wrong-password").Status).To(Equal(contract.Fail))
		Expect(flaky(r)).To(Equal([]string{"popup/wrong-password"}))

		r = check(ctx, live("popup", &partner{change: func(a *answered) {
			if isLogin(a) && a.Code == 401 {
				panic(http.ErrAbortHandler)
			}
		}}))
		Expect(outcome(r, "popup/wrong-password").Status).To(Equal(contract.Error))
		Expect(flaky(r)).To(BeEmpty())
	})

	It("trusts the authorities of its target", func(ctx SpecContext) {
		doc := books()["popup"].Doc
		p := &partner{provider: "popup"}
		s := live("popup", p)
		server := httptest.NewTLSServer(p.handler(http.StripPrefix("/popup", mock.NewAPI(doc, p.Clock))))
		DeferCleanup(server.Close)
		s.Target.BaseURL = server.URL + "/popup"
		s.Target.ProbeURL = ""
		s.Target.RootCAs = x509.NewCertPool()
		s.Target.RootCAs.AddCert(server.Certificate())
		Expect(check(ctx, s).Verdict).To(Equal(contract.Conformant))
	})
})

var _ = Describe("a live run that is asked to come back later", func() {
	each("waits, repeats the login once, and finds nothing", func(ctx SpecContext, provider string) {
		for number := 1; number <= 4; number++ {
			var told []string
			p := &partner{change: busyOnce(number, 429, "30")}
			s := live(provider, p, withoutProbe, func(_ *target.Target, o *suite.Options) {
				o.Progress = func(format string, _ ...any) { told = append(told, format) }
			})
			r := check(ctx, s)
			Expect(r.Verdict).To(Equal(contract.Conformant), "login %d", number)
			Expect(deviations(r)).To(BeEmpty())
			Expect(retries(r)).To(HaveExactElements(And(HaveField("Kind", "limited"), HaveField("WaitedMS", 30_000.0))))
			Expect(flaky(r)).To(BeEmpty())
			Expect(told).To(ContainElement(ContainSubstring("as the server asks")))
			Expect(p.Clock.Now()).To(BeTemporally(">=", start.Add(30*time.Second)))
		}
	})

	It("waits until a date on the server's clock", func(ctx SpecContext) {
		p := &partner{ahead: time.Hour}
		p.change = busyOnce(2, 429, start.Add(time.Hour+20*time.Second).Format(http.TimeFormat))
		r := check(ctx, live("popup", p, withoutProbe))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(retries(r)).To(HaveExactElements(HaveField("WaitedMS", BeNumerically("~", 20_000, 1000))))
	})

	It("sends nothing more where the time is too long to wait for", func(ctx SpecContext) {
		p := &partner{change: busyOnce(2, 429, "900")}
		r := check(ctx, live("popup", p, withoutProbe))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(deviations(r)).To(BeEmpty())
		Expect(p.logins()).To(HaveLen(2))
		Expect(statuses(r)).To(HaveEach(Or(HavePrefix("skip: "), Equal("pass"),
			MatchRegexp(`^error: .*(the server limits logins \(429\)|status 429: the target limits logins)`))))
	})

	It("says so where the first login is refused for its pace, and not that the credentials are wrong", func(ctx SpecContext) {
		p := &partner{change: func(a *answered) {
			if isLogin(a) {
				a.Code, a.asked.Status = 429, 429
			}
		}}
		r := check(ctx, live("tapi", p))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(deviations(r)).To(BeEmpty())
		Expect(p.logins()).To(HaveLen(1))
		Expect(r.Cases[1].Reason).To(HavePrefix("the server limits logins (status 429)"))
	})

	It("passes the rate limit of a document, and goes on when it is over", func(ctx SpecContext) {
		p := &partner{}
		p.change = func(a *answered) {
			if a.Code == 429 {
				a.Header().Set("Retry-After", "60")
			}
		}
		r := check(ctx, live("starship", p, permitted))
		Expect(outcome(r, "starship/rate-limited").Status).To(Equal(contract.Pass))
		Expect(r.Verdict).To(Equal(contract.Conformant), statusText(r))
		Expect(retries(r)).To(BeEmpty(), "what comes after it waits before it is sent")
	})

	It("takes 429 for one of the answers that a silent document leaves open", func(ctx SpecContext) {
		p := &partner{}
		p.change = func(a *answered) {
			if isLogin(a) && a.Code == 400 {
				a.Code, a.asked.Status = 429, 429
				a.Header().Set("Retry-After", strconv.Itoa(5))
			}
		}
		s := live("tapi", p)
		silent := 0
		for _, c := range s.Cases() {
			response, _, found := s.Book.Doc.Answer(c.Example)
			if !found || response.Silent == "" {
				continue
			}
			silent++
			got := s.Run(ctx, c).Result
			Expect(got.Status).To(Equal(contract.Pass), c.ID+": "+got.Reason)
		}
		Expect(silent).To(BeNumerically(">", 0))
	})

	It("does not judge a token whose end came while a later login had to wait", func(ctx SpecContext) {
		logins := 0
		p := &partner{}
		p.change = func(a *answered) {
			if !isLogin(a) {
				return
			}
			if logins++; logins == 2 {
				p.Clock.Advance(3 * time.Minute) // of the four that the first token lives
				a.Code, a.asked.Status = 429, 429
				a.Header().Set("Retry-After", "90")
			}
		}
		s := live("tapi", p)
		c, _ := s.Case("tapi/independent-logins")
		got := s.Run(ctx, c).Result
		Expect(got.Findings).To(BeEmpty())
		Expect(got.Status).To(Equal(contract.Error))
		Expect(got.Reason).To(Equal("the earlier token ended while the later login had to wait"))
	})

	It("does not judge a token by a probe that came too late", func(ctx SpecContext) {
		p := &partner{}
		s := live("tapi", p, func(_ *target.Target, o *suite.Options) {
			o.Progress = func(string, ...any) { p.Clock.Advance(8 * time.Second) } // another case is at work
		})
		c, _ := s.Case("tapi/expiry")
		got := s.Run(ctx, c)
		Expect(got.Result.Findings).To(BeEmpty())
		Expect(got.Observation.Exchanges).NotTo(ContainElement(HaveField("Step", contract.StepProbeBefore)))
		Expect(got.Observation.Exchanges).To(ContainElement(HaveField("Step", contract.StepProbeAfter)))
	})
})

// statusText lists what became of the cases, for a failure's text.
func statusText(r contract.Results) string {
	var b strings.Builder
	for _, c := range r.Cases {
		b.WriteString(c.ID + ": " + string(c.Status) + " " + c.Reason + "\n")
	}
	return b.String()
}
