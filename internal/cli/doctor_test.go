package cli_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/doctor"
	"concord/internal/secret"
	"concord/internal/wire"
)

const day = 24 * time.Hour

var _ = Describe("concord doctor", func() {
	It("finds nothing where all is well, with one login", func() {
		p := &patient{}
		base := p.start()
		c := newConsole(append(tapiProbedAt(base), "TAPI_API_KEY=YOUR_API_KEY_HERE", "CONCORD_MAX_WAIT=5m", "CONCORD_STATE="+GinkgoT().TempDir())...)
		r := c.run("doctor", "tapi")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		Expect(p.logins()).To(Equal(1))
		host := strings.TrimPrefix(base, "http://")
		Expect(r.stdout).To(MatchRegexp(`\A` + strings.ReplaceAll(`settings
  ✓ targets     tapi live
  ✓ reports     the reports folder can be written to
  ✓ state       the state directory can be written to

tapi  http://HOST/tapi
  ✓ address     127\.0\.0\.1 is an address already
  ✓ connection  HOST accepts it
  – tls         plain http, to this machine only
  ✓ answer      HTTP/1\.1; HEAD / is answered with 404
  ✓ clock       the server's clock is 0\.\d s (ahead of|behind) ours, to within 0\.\d s
  ✓ probe       refuses a request without a token \(401\) and one with a garbage token \(401\)
  ✓ login       granted \(status 200\); accessToken is a JWT of \d+ bytes
  ✓ token       the probe answers 200 to the token of this login

all well; 0 remarks, 5 requests sent
`, "HOST", host) + `\z`))
	})

	It("says what makes a run live where nothing is, and is content", func() {
		r := concord("doctor")
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(ContainSubstring("nothing is live: everything runs on the mock, and nothing is sent to anybody"))
		for _, p := range providers {
			Expect(r.stdout).To(ContainSubstring("set " + prefix(p) + "BASE_URL, "))
		}
		Expect(r.stdout).To(HaveSuffix("\nall well; 0 remarks, 0 requests sent\n"))
	})

	It("lists every mistake of the configuration, and sends nothing", func() {
		p := &patient{}
		e := examineWith([]string{"TAPI_BASE_URL=" + p.start(), "TAPI_USERNAME=", "CONCORD_RATE=fast", "CONCORD_SPEED=1"})
		Expect(e.code).To(Equal(2))
		Expect(e.checks("mistake")).To(HaveLen(4))
		for _, name := range []string{"TAPI_USERNAME: is set but empty", "TAPI_PASSWORD is not set", "CONCORD_RATE: ", "CONCORD_SPEED: unknown variable"} {
			Expect(e.checks("mistake")).To(ContainElement(HaveField("Finding", HavePrefix(name))))
		}
		Expect(p.asked).To(BeEmpty())
	})

	It("refuses what nobody is called, and contrary flags", func() {
		r := concord("doctor", "nope")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring(`"nope" is neither a provider`))
		Expect(concord("doctor", "--offline", "--no-login").stderr).To(ContainSubstring("--offline and --no-login exclude each other"))
	})

	It("sends nothing with --offline, and no credentials with --no-login", func() {
		p := &patient{}
		environ := tapiProbedAt(p.start())
		e := examineWith(environ, "--offline")
		Expect(e.code).To(Equal(0))
		Expect(p.asked).To(BeEmpty())
		e = examineWith(environ, "--no-login")
		Expect(e.code).To(Equal(0))
		Expect(p.asked).To(Equal(map[string]int{"HEAD": 1, "GET": 2}))
		Expect(e.check("the rest").Finding).To(Equal("not tried, since --no-login sends no credentials: login and token"))
	})

	It("names file, line and key of a target from a file", func() {
		p := &patient{}
		file := GinkgoT().TempDir() + "/t.yaml"
		Expect(writeFile(file, "targets:\n  - name: eu\n    provider: tapi\n    baseURL: "+p.start()+"/tapi\n    credentials:\n      username: john.doe\n      password: ' wrong-password'\n")).To(Succeed())
		r := newConsole("CONCORD_TARGETS="+file).run("doctor", "eu")
		Expect(r.code).To(Equal(2), r.stderr)
		Expect(r.stdout).To(ContainSubstring("white space at the beginning or the end of password (" + file + ":7)"))
		Expect(r.stdout).To(ContainSubstring("set probeURL (" + file + ":2) to a URL"))
		Expect(r.stdout).To(ContainSubstring("check username (" + file + ":6) and password (" + file + ":7); nothing more is tried"))
	})

	It("ends in order when it is interrupted", func() {
		ctx, cancel := context.WithCancel(context.Background())
		p := &patient{probe: func(w http.ResponseWriter, _ *http.Request) { cancel(); w.WriteHeader(401) }}
		c := newConsole(tapiProbedAt(p.start())...)
		c.ctx = ctx
		r := c.run("doctor", "tapi")
		Expect(r.code).To(Equal(3))
		Expect(r.stdout).To(ContainSubstring("it was interrupted here: run concord doctor again"))
		Expect(p.logins()).To(BeZero())
	})
})

var _ = Describe("concord doctor, of the way to the server,", func() {

	// vital wants a stage to fail, the stages before it to be well and no request after it.
	vital := func(e examined, stage string, finding any) {
		GinkgoHelper()
		Expect(e.code).To(Equal(3), e.stdout)
		got := e.check(stage)
		Expect(got.Status).To(Equal(doctor.Trouble))
		Expect(got.Finding).To(Or(Equal(finding), MatchRegexp(fmt.Sprint(finding))))
		Expect(e.check("the rest").Finding).To(HavePrefix("not tried: "))
		Expect(e.check("the rest").Finding).To(ContainSubstring("login"))
	}

	It("finds a host without an address", func() {
		host := strings.Repeat("x", 64) + ".invalid" // a label too long to be asked of any server
		e := examine("https://" + host)
		vital(e, "address", `has no address \(DNS\)$`)
		Expect(e.check("address").Advice).To(ContainSubstring("TAPI_BASE_URL"))
		Expect(e.checks("connection")).To(BeEmpty())
	})

	It("tells the addresses of a name", func() {
		e := examine(strings.Replace((&patient{}).start(), "127.0.0.1", "localhost", 1))
		Expect(e.code).To(Equal(0), e.stdout)
		Expect(e.check("address").Finding).To(HavePrefix("localhost is "))
	})

	It("finds a port where nobody listens", func() {
		server := httptest.NewServer(nil)
		server.Close()
		vital(examine(server.URL), "connection", "refused the connection")
	})

	It("tells version, authority and days of a certificate that is trusted", func() {
		e := examine((&patient{serve: trusted().serving(-time.Hour, 63*day+time.Hour)}).start())
		Expect(e.code).To(Equal(0), e.stdout)
		Expect(e.check("tls")).To(Equal(doctor.Check{Name: "tls", Status: doctor.OK, Finding: `TLS 1.3, certificate by "Trusted Tests", 63 days left`}))
		Expect(e.check("login").Status).To(Equal(doctor.OK))
	})

	It("remarks on one that ends soon", func() {
		e := examine((&patient{serve: trusted().serving(-time.Hour, 5*day+time.Hour)}).start())
		Expect(e.code).To(Equal(0), e.stdout)
		Expect(e.check("tls").Status).To(Equal(doctor.Remark))
		Expect(e.check("tls").Finding).To(HaveSuffix("5 days left"))
	})

	DescribeTable("finds a certificate",
		func(finding, advice string, serve func(*httptest.Server)) {
			e := examine((&patient{serve: serve}).start())
			vital(e, "tls", finding)
			Expect(e.check("tls").Advice).To(ContainSubstring(advice))
		},
		Entry("signed by itself", `is signed by itself \("Acme Co"\)`, "CONCORD_CA_FILE", (*httptest.Server).StartTLS),
		Entry("by a stranger", `is by "Strangers", which this machine does not trust`, "CONCORD_CA_FILE",
			func(s *httptest.Server) { newAuthority("Strangers").serving(-time.Hour, day)(s) }),
		Entry("that has ended", `the certificate ended on \d{4}-\d\d-\d\d, 3 days ago`, "ask the partner to renew it",
			func(s *httptest.Server) { trusted().serving(-9*day, -3*day-time.Hour)(s) }),
		Entry("that has not begun", `the certificate begins on \d{4}-\d\d-\d\d, and it is`, "check this machine's clock",
			func(s *httptest.Server) { trusted().serving(2*day, 9*day)(s) }),
		Entry("for another host", `is for "a\.example", "b\.example", "c\.example" and 1 more`, "check the host name in TAPI_BASE_URL",
			func(s *httptest.Server) {
				trusted().serving(-time.Hour, day, "a.example", "b.example", "c.example", "d.example")(s)
			}),
	)

	It("finds a port that does not speak TLS", func() {
		vital(examine(strings.Replace((&patient{}).start(), "http", "https", 1)), "tls", `127\.0\.0\.1 does not speak TLS on this port`)
	})

	It("finds a server that hangs up", func() {
		server := httptest.NewServer(http.HandlerFunc(hangUp))
		DeferCleanup(server.Close)
		vital(examine(server.URL), "answer", "closed the connection before it answered")
	})

	It("takes any answer at the root for one, also that the server is down", func() {
		api := (&patient{}).start()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			http.Redirect(w, r, api, http.StatusTemporaryRedirect)
		}))
		DeferCleanup(server.Close)
		e := examineWith(tapiAt(server.URL))
		Expect(e.check("answer").Finding).To(Equal("HTTP/1.1; HEAD / is answered with 503"))
		Expect(e.check("login").Status).To(Equal(doctor.Wrong))
	})

	DescribeTable("compares the clocks",
		func(ahead time.Duration, status doctor.Status, finding string) {
			e := examine((&patient{alter: func(w http.ResponseWriter) {
				w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
			}}).start())
			Expect(e.code).To(Equal(0), e.stdout)
			Expect(e.check("clock").Status).To(Equal(status))
			Expect(e.check("clock").Finding).To(MatchRegexp(finding))
		},
		Entry("which agree", time.Duration(0), doctor.OK, `0\.\d s (ahead of|behind) ours, to within 0\.\d s`),
		Entry("the server's ahead by 90 s", 90*time.Second, doctor.Remark, `(89|90)\.\d s ahead of ours, to within 0\.\d s`),
		Entry("the server's behind by 90 s", -90*time.Second, doctor.Remark, `(89|90)\.\d s behind ours, to within 0\.\d s`),
	)

	It("remarks on a server that does not say its time", func() {
		e := examine((&patient{alter: func(w http.ResponseWriter) { w.Header()["Date"] = nil }}).start())
		Expect(e.code).To(Equal(0), e.stdout)
		Expect(e.check("clock").Status).To(Equal(doctor.Remark))
	})
})

var _ = Describe("concord doctor, of the login,", func() {
	DescribeTable("tells our mistakes from the partner's",
		func(login http.HandlerFunc, code int, finding, advice string) {
			p := &patient{login: login}
			e := examine(p.start())
			Expect(e.code).To(Equal(code), e.stdout)
			Expect(p.logins()).To(Equal(1))
			Expect(e.check("login").Finding).To(ContainSubstring(finding))
			Expect(e.check("login").Advice).To(ContainSubstring(advice))
			Expect(e.checks("token")).To(BeEmpty())
			Expect(e.check("the rest").Finding).To(Equal("not tried: token"))
		},
		Entry("credentials", replying(401, nil, `{}`), 2, "the credentials are refused (status 401", "check TAPI_USERNAME and TAPI_PASSWORD; nothing more is tried, lest the account be locked; TAPI_API_KEY is not set, and may be needed"),
		Entry("an account or an address", replying(403, nil, `{}`), 2, "refused (status 403", "ask whether the account is active here and our address let in"),
		Entry("a path", replying(404, nil, ``), 2, "/tapi/login (status 404)", "check TAPI_BASE_URL, to which /login is added"),
		Entry("a method", replying(405, nil, ``), 2, "(status 405)", "check TAPI_BASE_URL"),
		Entry("a redirect", replying(302, map[string]string{"Location": "https://sso.example/?next=x"}, ``), 2, `redirected to "https://sso.example/" (status 302)`, "set TAPI_BASE_URL to where the API itself is"),
		Entry("a page", replying(200, map[string]string{"Content-Type": "text/html"}, `<html>`), 2, `is not JSON (Content-Type "text/html")`, "check TAPI_BASE_URL: a page or a gateway"),
		Entry("broken JSON", replying(200, map[string]string{"Content-Type": "application/json"}, `{"a`), 3, `is not JSON`, "tell the partner: X-Request-Id "),
		Entry("no token", replying(200, map[string]string{"Content-Type": "application/json"}, `{"access_token":"x"}`), 3, "granted (status 200), but there is no accessToken at /accessToken", "concord check tapi says which clauses"),
		Entry("a refusal of another kind", replying(422, nil, `{}`), 3, "the documented request is refused (status 422)", "check the credentials (TAPI_USERNAME and TAPI_PASSWORD)"),
		Entry("a limit", replying(429, nil, `{}`), 3, "too many requests (status 429)", "wait some minutes"),
		Entry("a limit for so long", replying(429, map[string]string{"Retry-After": "17"}, `{}`), 3, "too many requests", "wait 17 seconds"),
		Entry("a limit until then", replying(429, map[string]string{"Retry-After": "Sun, 22 Nov 2026 08:00:00 GMT"}, `{}`), 3, "too many requests", "wait until 2026-11-22T08:00:00Z"),
		Entry("a server's failure", replying(500, nil, `oh`), 3, "the server fails at it (status 500)", "tell the partner: X-Request-Id "),
		Entry("a server that is down", replying(503, nil, ``), 3, "it answered 503", "try again later"),
		Entry("a connection cut, with no second login", hangUp, 3, "closed the connection before it answered", "TAPI_BASE_URL"),
	)

	It("finds wrong credentials, once", func() {
		p := &patient{}
		e := examine(p.start(), "TAPI_PASSWORD=not-the-password")
		Expect(e.code).To(Equal(2))
		Expect(p.logins()).To(Equal(1))
		Expect(e.check("login").Status).To(Equal(doctor.Wrong))
		Expect(e.check("login").Finding).To(HavePrefix("the credentials are refused (status "))
	})

	It("says in which situations the document gives an answer", func() {
		p := &patient{}
		url := p.start()
		c := newConsole("POPUP_BASE_URL="+url+"/popup", "POPUP_USERNAME=your_api_username", "POPUP_PASSWORD=not-the-password")
		Expect(c.run("doctor", "popup").stdout).To(MatchRegexp(`the credentials are refused \(status 401, by the document: .*wrong-password`))
	})
})

var _ = Describe("concord doctor, of the probe,", func() {
	toToken := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("X-Authorization-Token"), "eyJ") {
				w.WriteHeader(status)
				return
			}
			w.WriteHeader(http.StatusUnauthorized)
		}
	}

	DescribeTable("wants it to refuse whoever has no token, and logs in all the same",
		func(probe http.HandlerFunc, code int, finding, advice string) {
			p := &patient{probe: probe}
			e := examine(p.start())
			Expect(e.code).To(Equal(code), e.stdout)
			Expect(e.check("probe").Finding).To(ContainSubstring(finding))
			Expect(e.check("probe").Advice).To(ContainSubstring(advice))
			Expect(e.check("login").Status).To(Equal(doctor.OK))
		},
		Entry("it accepts anybody", replying(200, nil, ``), 2, "it accepts anybody: a request without a token is answered with 200", "TAPI_PROBE_URL must be a URL that needs the token"),
		Entry("it accepts garbage", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Authorization-Token") == "" {
				w.WriteHeader(401)
			}
		}), 2, "one with a garbage token is answered with 200", "TAPI_PROBE_URL"),
		Entry("it is nowhere", replying(404, nil, ``), 2, "answered with 404", "check TAPI_PROBE_URL for a slip"),
		Entry("it is a page", replying(302, map[string]string{"Location": "/"}, ``), 2, "answered with 302", "a redirect is not followed"),
		Entry("it fails", replying(500, nil, ``), 3, "answered with 500", "try again later"),
		Entry("it is down", replying(502, nil, ``), 3, "it answered 502", "try again later"),
	)

	DescribeTable("wants it to accept the token just issued",
		func(probe http.HandlerFunc, code int, finding, advice string) {
			e := examine((&patient{probe: probe}).start())
			Expect(e.code).To(Equal(code), e.stdout)
			Expect(e.check("probe").Status).To(Equal(doctor.OK))
			Expect(e.check("token").Finding).To(Equal(finding))
			Expect(e.check("token").Advice).To(ContainSubstring(advice))
		},
		Entry("and it does", toToken(204), 0, "the probe answers 204 to the token of this login", ""),
		Entry("and it is refused", toToken(403), 2, "the probe answers 403 to the token of this login", "TAPI_PROBE_HEADERS says otherwise"),
		Entry("and there is nothing", toToken(404), 2, "the probe answers 404 to the token of this login", "check TAPI_PROBE_URL"),
		Entry("and it fails", toToken(500), 3, "the probe answers 500 to the token of this login", "ask the partner"),
		Entry("and it is down", toToken(503), 3, "the server is not available: it answered 503 Service Unavailable", "try again later"),
	)

	It("says how a token is sent to it", func() {
		refused := (&patient{probe: toToken(401)}).start()
		for said, more := range map[string]string{
			"as x-authorization-token: {token}": "", "in the header X-Token": "TAPI_PROBE_HEADERS=X-Token: {token}\nAuthorization: eyJ", "in the URL": "TAPI_PROBE_URL=" + refused + "/tapi/probe?t={token}",
		} {
			environ := tapiProbedAt(refused)
			if more != "" {
				environ = append(environ, more)
			}
			text := examineWith(environ).stdout
			Expect(text).To(ContainSubstring(said))
		}
	})

	It("says what is missing without one", func() {
		e := examineWith(tapiAt((&patient{}).start()))
		Expect(e.code).To(Equal(0))
		Expect(e.check("probe").Advice).To(HavePrefix("set TAPI_PROBE_URL to a URL that answers 2xx to a live token"))
		Expect(e.checks("cases")).To(ContainElement(HaveField("Finding", HavePrefix("tapi/accepted, tapi/expiry and tapi/independent-logins will be skipped: no probe"))))
	})
})

var _ = Describe("concord doctor and secrets", func() {
	It("shows none, whatever a server does with them", func() {
		const canary = `can"%+/\<é-ary-Pass`
		registry := secret.NewRegistry(wire.Inspect)
		for label, value := range map[string]string{"password": canary, "apiKey": "api-Key-canary-77", "probeKey": "probe-Key-canary-78"} {
			registry.Add(label, value)
		}
		jwt := ""
		for name, p := range map[string]*patient{
			"granted": {},
			"redirected": {login: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "https://x.example/"+canary+"/"+r.Header.Get("X-Api-Key"))
				w.WriteHeader(302)
			}},
			"typed":   {login: replying(200, map[string]string{"Content-Type": "text/" + canary + "/api-Key-canary-77"}, canary)},
			"later":   {login: replying(429, map[string]string{"Retry-After": canary}, canary)},
			"failing": {login: replying(500, nil, canary), probe: replying(500, nil, "probe-Key-canary-78")},
			"cut":     {login: hangUp},
		} {
			base := p.start()
			environ := []string{
				"TAPI_BASE_URL=" + base + "/tapi", "TAPI_USERNAME=john.doe", "TAPI_PASSWORD=" + canary, "TAPI_API_KEY=api-Key-canary-77",
				"TAPI_PROBE_URL=" + base + "/tapi/probe?key=probe-Key-canary-78&t={token}", "CONCORD_STATE=" + GinkgoT().TempDir(),
			}
			for _, args := range [][]string{{"doctor", "tapi"}, {"doctor", "tapi", "--json"}, {"doctor", "tapi", "--offline"}} {
				r := newConsole(environ...).run(args...)
				Expect(registry.Leaks([]byte(r.stdout+r.stderr))).To(BeEmpty(), "%s %v", name, args)
				jwt += r.stdout
			}
		}
		Expect(jwt).NotTo(Or(ContainSubstring("eyJ"), ContainSubstring("john.doe")))
	})

	It("shows no control characters of a server's", func() {
		p := &patient{login: replying(302, map[string]string{"Location": "https://x.example/\x1b[2J"}, "")}
		c := newConsole(tapiAt(p.start())...)
		Expect(c.run("doctor", "tapi").stdout).NotTo(ContainSubstring("\x1b"))
	})
})
