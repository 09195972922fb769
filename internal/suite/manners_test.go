package suite_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/ledger"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
)

// after changes the valid logins that follow a refused one that names the real
// account.
func after(p *partner, change func(*answered)) func(*answered) {
	refused := false
	return func(a *answered) {
		if _, probe := a.probed(); probe {
			return
		}
		if refused && good(p.provider, a.asked) {
			change(a)
			a.asked.Status = a.Code
		}
		refused = refused || a.Code/100 == 4 && len(names(p.provider, a.asked.Body)) > 0
	}
}

// errorsAfter expects that the cases after one with the given id could not be
// judged, all for the same reason, and returns it.
func errorsAfter(r contract.Results, id string) string {
	GinkgoHelper()
	found, reason := false, ""
	for _, c := range r.Cases {
		if found && c.Status == contract.Error {
			if reason == "" {
				reason = c.Reason
			}
			Expect(c.Reason).To(Equal(reason), c.ID)
		}
		found = found || c.ID == id
	}
	return reason
}

var _ = Describe("an account that may be locked", func() {
	DescribeTable("is left alone after a refusal whose good login is not granted",
		func(ctx SpecContext, code, logins int, words string) {
			p := &partner{}
			p.change = after(p, status(code))
			p.provider = "tapi"
			r := check(ctx, live("tapi", p, plain))
			// Three valid logins; malformed-json and missing-client-username, which
			// name nobody, with theirs; missing-password.
			Expect(p.logins()).To(HaveLen(3 + 2*2 + 1 + logins))
			Expect(errorsAfter(r, "tapi/missing-password")).To(Equal("after the refusal of tapi/missing-password a good login " + words))
			Expect(r.Verdict).To(Equal(contract.Inconclusive))
			Expect(outcome(r, "tapi/wrong-password").Status).To(Equal(contract.Error))
			Expect(outcome(r, "tapi/unknown-user").Status).To(Equal(contract.Error))
			Expect(outcome(r, "tapi/access-token").Status).To(Equal(contract.Pass), "it needs no further login")
		},
		Entry("401", 401, 1, "was answered with status 401: the account may be locked, and no login is sent any more in this run"),
		Entry("423", 423, 1, "was answered with status 423: the account is locked, and no login is sent any more in this run"),
		Entry("429", 429, 1, "was answered with status 429: the target limits logins, and no login is sent any more in this run"),
		Entry("400", 400, 1, "was answered with status 400: the account may be locked, and no login is sent any more in this run"),
		Entry("500", 500, 1, "was answered with status 500: the account may be locked, and no login is sent any more in this run"),
		Entry("no answer, twice", 503, 2, "got no answer, so that the account may be locked: no login is sent any more in this run"),
	)

	It("is used on where the good login is answered at the second try", func(ctx SpecContext) {
		p, failed := &partner{provider: "tapi"}, false
		p.change = after(p, func(a *answered) {
			if !failed {
				a.Code, failed = 503, true
			}
		})
		r := check(ctx, live("tapi", p, plain))
		Expect(outcome(r, "tapi/missing-password").Status).To(Equal(contract.Error))
		Expect(r.Summary.Error).To(Equal(1))
		Expect(outcome(r, "tapi/unknown-user").Status).To(Equal(contract.Pass))
	})

	DescribeTable("is left alone after a refusal that says so",
		func(ctx SpecContext, code int, words string) {
			p := &partner{change: func(a *answered) {
				if strings.Contains(a.asked.Body, "concord-wrong-password") {
					a.Code = code
				}
			}}
			r := check(ctx, live("popup", p, plain))
			Expect(errorsAfter(r, "popup/wrong-password")).To(Equal("popup/wrong-password was answered with status " + words))
			logins := p.logins()
			Expect(logins[len(logins)-1].Body).To(ContainSubstring("concord-wrong-password"))
		},
		Entry("423", 423, "423: the account is locked, and no login is sent any more in this run"),
		Entry("429", 429, "429: the target limits logins, and no login is sent any more in this run"),
	)

	It("is left alone where a good login is refused after others were granted", func(ctx SpecContext) {
		p := &partner{provider: "starship"}
		p.change = onGood(p, func(n int) bool { return n == 3 }, 403)
		r := check(ctx, live("starship", p, plain))
		Expect(p.logins()).To(HaveLen(3))
		Expect(outcome(r, "starship/wrong-password").Reason).To(Equal(
			"after others were granted a good login was answered with status 403: the account may be locked, and no login is sent any more in this run"))
	})

	It("is let in once before it is refused, where a valid request was called bad", func(ctx SpecContext) {
		p := &partner{provider: "tapi"}
		p.change = onGood(p, func(n int) bool { return n == 3 }, 422)
		s := live("tapi", p, plain)
		valid, _ := s.Case("tapi/valid")
		wrong, _ := s.Case("tapi/wrong-password")
		r := results(s, observe(ctx, s, valid, wrong))
		var codes []int
		for _, a := range p.logins() {
			codes = append(codes, a.Status)
		}
		Expect(codes).To(Equal([]int{200, 200, 422, 200, 401, 200}))
		Expect(outcome(r, "tapi/wrong-password").Status).To(Equal(contract.Pass))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(r.Requests).To(Equal(6), "each is in the evidence")
	})

	It("is asked once where the documented login itself is refused", func(ctx SpecContext) {
		p := &partner{provider: "tecalis"}
		p.change = onGood(p, func(int) bool { return true }, 422)
		r := check(ctx, live("tecalis", p, plain))
		Expect(reasons(r)).To(HaveKeyWithValue("tecalis/wrong-api-key",
			"the documented login itself is refused (status 422), so that no other is tried"))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
		Expect(p.logins()).To(HaveLen(1))
	})

	each("never has two refusals in a row and then a third", func(ctx SpecContext, provider string) {
		for name, misbehave := range misbehaviours {
			if strings.Contains(name, "down") {
				continue // what was not answered was not refused
			}
			p := &partner{provider: provider}
			misbehave(p)
			s := live(provider, p, permitted, plain)
			check(ctx, s)
			inRow := map[string]int{}
			for _, a := range p.logins() {
				for _, who := range names(provider, a.Body) {
					Expect(inRow[who]).To(BeNumerically("<", 2), "%s: %s", name, a.Body)
					if inRow[who]++; a.Status/100 == 2 {
						inRow[who] = 0
					}
				}
			}
			s.Close()
		}
	})

	It("is not that of a situation, which is refused once a run", func(ctx SpecContext) {
		other := target.Situation{Credentials: target.Credentials{"username": secret.New("sleeping-beauty"), "password": secret.New("spindle-spindle")}}
		p := &partner{change: func(a *answered) {
			if strings.Contains(a.asked.Body, "sleeping-beauty") {
				a.Code = 401
			}
		}}
		s := live("popup", p, func(t *target.Target, _ *suite.Options) {
			t.Situations = map[string]target.Situation{"inactive-account": other, "blocked-ip": other}
		})
		plan := s.Declare(s.Cases())
		Expect(plan.BadLogins).To(Equal(2), "it is not the real account's")
		r := check(ctx, s)
		Expect(reasons(r)).To(Equal(map[string]string{
			"popup/blocked-ip": "the account of this situation was refused before in this run, and another refusal in a row might lock it",
		}))
		Expect(traffic(p).RefusedLogins).To(Equal(plan.RefusedLogins))
	})
})

var _ = Describe("a ledger that cannot be used", func() {
	DescribeTable("lets the run go on without refusals of the real account",
		func(ctx SpecContext, spoil func(state string) (ledgerIn string), words string) {
			p, state := &partner{}, GinkgoT().TempDir()
			live("tapi", p)
			first := again(p, state, plain)
			check(ctx, first)
			first.Close()
			before := len(p.logins())
			s := again(p, spoil(state), plain)
			r := check(ctx, s)
			Expect(r.Verdict).To(Equal(contract.Conformant))
			Expect(reasons(r)["tapi/wrong-password"]).To(MatchRegexp(`^no login of a real account is provoked that cannot be recorded: .*` + words))
			Expect(reasons(r)["tapi/missing-password"]).NotTo(BeEmpty())
			Expect(outcome(r, "tapi/unknown-user").Status).To(Equal(contract.Pass))
			for _, a := range p.logins()[before:] {
				Expect(good("tapi", a) || len(names("tapi", a.Body)) == 0).To(BeTrue(), a.Body)
			}
			_, ok, err := s.Standing()
			Expect(ok).To(BeTrue())
			Expect(err).To(MatchError(MatchRegexp(words)))
		},
		Entry("without a directory", func(string) string { return "" }, `there is no directory for the ledger of refused logins: set CONCORD_STATE`),
		Entry("with a file in place of the directory", func(state string) string {
			file := filepath.Join(state, "file")
			Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
			return file
		}, `not a directory`),
		Entry("with a line that cannot be read", func(state string) string {
			rewrite(accountFile(state), func(text string) string { return strings.Replace(text, "{", "[", 1) })
			return state
		}, `\.jsonl:1: the line is not an event of the ledger`),
		Entry("with an event of a kind that it does not know", func(state string) string {
			rewrite(accountFile(state), func(text string) string { return strings.Replace(text, `"granted"`, `"blessed"`, 1) })
			return state
		}, `\.jsonl:2: the event is of no known kind`),
		Entry("without its key", func(state string) string {
			Expect(os.Remove(filepath.Join(state, "ledger", "key"))).To(Succeed())
			return state
		}, `the key of the ledger is gone`),
		Entry("with another key than it can be", func(state string) string {
			rewrite(filepath.Join(state, "ledger", "key"), func(string) string { return "abc\n" })
			return state
		}, `key: it is not a key of 32 bytes in hex`),
	)

	It("counts a login that was sent again as often as it was sent", func(ctx SpecContext) {
		p, state := &partner{}, GinkgoT().TempDir()
		live("tapi", p)
		behind, err := url.Parse(strings.TrimSuffix(p.url, "/tapi"))
		Expect(err).NotTo(HaveOccurred())
		proxy, cut := httputil.NewSingleHostReverseProxy(behind), false
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength == int64(len(`{"clientUsername":"john.doe"}`)) && !cut {
				cut = true
				conn, _, err := w.(http.Hijacker).Hijack()
				Expect(err).NotTo(HaveOccurred())
				conn.Close()
				return
			}
			proxy.ServeHTTP(w, r)
		}))
		DeferCleanup(server.Close)
		s := again(p, state, plain, func(t *target.Target, _ *suite.Options) { t.BaseURL = server.URL + "/tapi" })
		c, _ := s.Case("tapi/missing-password")
		Expect(s.Run(ctx, c).Result.Status).To(Equal(contract.Pass))
		Expect(cut).To(BeTrue())
		standing, _, err := s.Standing()
		Expect(err).NotTo(HaveOccurred())
		Expect(standing.Left).To(Equal(1), "two of three")
	})

	It("gives nobody away", func(ctx SpecContext) {
		state := GinkgoT().TempDir()
		for _, provider := range providers {
			p := &partner{}
			live(provider, p)
			s := again(p, state)
			check(ctx, s)
			s.Close()
			for kind, value := range s.Target.Credentials {
				for _, file := range ledgerFiles(state) {
					data, err := os.ReadFile(file)
					Expect(err).NotTo(HaveOccurred())
					if kind != "pointOfSaleID" {
						Expect(file+string(data)).NotTo(ContainSubstring(value.Reveal()), kind)
					}
				}
			}
		}
		Expect(ledgerFiles(state)).To(HaveLen(len(providers)+1+2), "one an account, tecalis has two; key and lock")
		for _, file := range append(ledgerFiles(state), filepath.Join(state, "ledger")) {
			info, err := os.Stat(file)
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode().Perm()&0o077).To(BeZero(), file)
		}
	})

	It("is not asked on the mock", func(ctx SpecContext) {
		state := GinkgoT().TempDir()
		s := suite.New(books()["tapi"], target.Target{Name: "tapi", Provider: "tapi", Mode: contract.ModeMock}, suite.Options{Ledger: ledger.New(state)})
		check(ctx, s)
		Expect(os.ReadDir(state)).To(BeEmpty())
		_, ok, _ := s.Standing()
		Expect(ok).To(BeFalse())
	})
})

// ledgerFiles lists the files of a ledger.
func ledgerFiles(state string) []string {
	GinkgoHelper()
	files, err := filepath.Glob(filepath.Join(state, "ledger", "*"))
	Expect(err).NotTo(HaveOccurred())
	return files
}

// accountFile returns the only file of an account in a ledger.
func accountFile(state string) string {
	GinkgoHelper()
	files, err := filepath.Glob(filepath.Join(state, "ledger", "*.jsonl"))
	Expect(err).NotTo(HaveOccurred())
	Expect(files).To(HaveLen(1))
	return files[0]
}

func rewrite(file string, change func(string) string) {
	GinkgoHelper()
	data, err := os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(file, []byte(change(string(data))), 0o600)).To(Succeed())
}
