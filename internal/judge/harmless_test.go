package judge_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
)

// clockOff has the server's clock, and all that follows from it, apart from the runner's.
func clockOff(by time.Duration) change {
	return func(w *world) {
		for _, r := range w.replies {
			r.trip -= by // the runner stays where it was
			r.header.Set("Date", r.at.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))
		}
	}
}

const bigClaim = `{"iat":<0>,"exp":<3600>,"roles":["`

var _ = Describe("a harmless variation", func() {
	DescribeTable("gives no error and no warning", func(id string, c change) {
		w := newWorld(id)
		Expect(w.c.ID).To(Equal(id))
		c(w)
		r := w.judge()
		Expect(r.Status).To(Equal(contract.Pass), "%s %+v", r.Reason, r.Findings)
		Expect(r.Findings).NotTo(ContainElement(HaveField("Severity", Not(Equal(contract.SeverityInfo)))))
		wellFormed(w, r)
	},
		Entry("a charset", "popup/valid", each(header("Content-Type", "Application/JSON; Charset=UTF-8"))),
		Entry("a problem document", "popup/wrong-password", each(header("Content-Type", "application/problem+json"))),
		Entry("parameters that do not parse", "popup/valid", each(header("Content-Type", "application/json; charset=utf-8; charset"))),
		Entry("white space and escapes", "popup/wrong-password", each(spelled(func(s string) string {
			return " \r\n" + strings.NewReplacer(":", " : ", "Invalid", `\u0049nvalid`).Replace(s) + "\n"
		}))),
		Entry("a number spelled otherwise", "apuesteria/valid", each(set("/status", num("201.0")))),
		Entry("a client beyond what floats tell apart", "starship/identifiers", each(set("/client_id", num("123456789012345678901")))),
		Entry("what another case is about", "tapi/identifiers", only(1, drop("/tx"))),
		Entry("a large client", "starship/valid", each(set("/client_id", num("98765432109876")))),
		Entry("one client, spelled otherwise once", "starship/identifiers", only(2, set("/client_id", num("123456.0")))),
		Entry("extra headers", "tapi/valid", each(header("X-Powered-By", "Express"))),

		Entry("a refusal of any kind", "tapi/malformed-json", each(status(422))),
		Entry("a refusal by a web page", "tapi/wrong-password", all(each(text("<html>no</html>")), each(header("Content-Type", "text/html")))),
		Entry("a refusal without a body", "apuesteria/missing-username", all(each(text("")), each(status(403)))),
		Entry("a refusal that names the token's member", "tecalis/malformed-json", each(set("/auth_uuid", null()))),
		Entry("a refusal for asking too often", "tapi/wrong-password", each(status(429))),
		Entry("an excessive life refused", "tecalis/duration-above-maximum", each(status(422))),
		Entry("an excessive life cut", "tecalis/duration-above-maximum", each(grant(2*time.Hour))),
		Entry("an excessive life ignored", "tecalis/duration-above-maximum", each(grant(time.Hour))),

		Entry("a clock hours ahead", "popup/access-token", clockOff(5*time.Hour)),
		Entry("a clock a day behind", "popup/timestamps", clockOff(-24*time.Hour)),
		Entry("a clock hours ahead, by which a UUID lives", "tecalis/access-lifetime", clockOff(5*time.Hour)),
		Entry("another algorithm", "popup/access-token", each(claims("access", `{"alg":"EdDSA","kid":"7"}`, `{"iat":<0>,"exp":<3600>}`))),
		Entry("an algorithm nobody knows", "popup/access-token", each(claims("access", `{"alg":"ML-DSA-65"}`, `{"iat":<0>,"exp":<3600>}`))),
		Entry("an encrypted token", "popup/access-token", each(issued("access", func(time.Time) string {
			return "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA{n}.AA"
		}))),
		Entry("six kilobytes of claims", "popup/access-token", each(claims("access", hs256, bigClaim+strings.Repeat("admin ", 1000)+`"]}`))),
		Entry("exp alone", "popup/access-token", each(claims("access", hs256, `{"exp":<3600>}`))),
		Entry("fractional seconds", "popup/access-token", each(claims("access", hs256, `{"iat":<0.25>,"nbf":<0.25>,"exp":<3600.25>}`))),
		Entry("a little before its time", "popup/access-token", each(claims("access", hs256, `{"iat":<25>,"nbf":<25>,"exp":<3625>}`))),
		Entry("an opaque refresh token", "popup/refresh-token", each(issued("refresh", func(time.Time) string { return "0123456789abcdef{n}" }))),
		Entry("an opaque refresh token's lifetime", "popup/refresh-lifetime", each(issued("refresh", func(time.Time) string { return "0123456789abcdef{n}" }))),
		Entry("a refresh token signed by other means", "tapi/refresh-token", each(issued("refresh", func(time.Time) string { return "eyJ1c2VyIjox{n}fQ.ZxYzAB.c2ln" }))),
		Entry("the token of a moment ago", "popup/access-token", same("access")),
		Entry("the token of a minute ago", "popup/access-token", all(same("access"), only(2, func(_ *world, r *reply) { r.at = r.at.Add(time.Minute) }))),
		Entry("a token kept from another day's run", "popup/access-token", all(each(shifted("access", "-600")), same("access"))),
		Entry("the UUID of ten minutes ago", "tecalis/access-lifetime", all(same("access"), only(2, func(_ *world, r *reply) { r.at = r.at.Add(10 * time.Minute) }))),
		Entry("a refresh token that stays", "popup/refresh-token", same("refresh")),

		Entry("a tolerable life", "popup/access-lifetime", each(claims("access", hs256, `{"iat":<0>,"exp":<3672>}`))),
		Entry("about a tolerable life", "apuesteria/access-lifetime", each(claims("access", hs256, `{"iat":<0>,"exp":<990>}`))),
		Entry("a tolerable short life", "tapi/access-lifetime", each(claims("access", hs256, `{"iat":<0>,"exp":<210>}`))),
		Entry("no Date, but times of its own", "popup/access-lifetime", each(header("Date", ""))),
		Entry("kept by a cache, with times of its own", "popup/access-lifetime", each(header("Age", "600"))),
		Entry("as configured", "tapi/access-lifetime", all(each(claims("access", hs256, `{"iat":<0>,"exp":<900>}`)), func(w *world) { w.settings.TokenLifetime = 900 })),
		Entry("as requested, whatever is configured", "tecalis/duration-30", func(w *world) { w.settings.TokenLifetime = 900 }),
		Entry("a slow answer", "tecalis/duration-1", each(func(_ *world, r *reply) { r.trip = 20 * time.Second })),
		Entry("not the implied life", "starship/timestamps", each(func(w *world, r *reply) { w.issue(r, w.token("access"), 15*time.Minute) })),

		Entry("a fraction of a second", "popup/timestamps", each(companion("access", time.Hour, "2006-01-02T15:04:05.000000Z"))),
		Entry("lower case", "popup/timestamps", each(companion("access", time.Hour, "2006-01-02t15:04:05z"))),
		Entry("lower case, as a field", "popup/valid", each(companion("access", time.Hour, "2006-01-02t15:04:05z"))),
		Entry("UTC by its offset", "starship/timestamps", each(companion("access", 90*time.Minute, "2006-01-02T15:04:05+00:00"))),
		Entry("seconds apart", "popup/timestamps", each(companion("access", time.Hour+3*time.Second, time.RFC3339))),
		Entry("an offset where the document names no zone", "tecalis/timestamps", each(func(_ *world, r *reply) {
			r.body.Get("expiredAt").Text = r.at.Add(time.Hour).In(time.FixedZone("", 3600)).Format(time.RFC3339)
		})),
		Entry("a leap second on the way", "popup/timestamps", only(0, set(atEnd, str("2026-01-12T09:59:60Z")))),
		Entry("a leap second", "starship/valid", each(set("/access_expires_at", str("2026-06-30T23:59:60Z")))),
		Entry("a 403 of the probe", "tapi/expiry", on(contract.StepProbeAfter, status(403))),
		Entry("a short leeway", "tapi/expiry", late(refused)),
	)
})

var _ = Describe("what cannot be judged", func() {
	DescribeTable("is neither a pass nor a fail", func(id string, c change, want contract.Status, says string) {
		w := newWorld(id)
		c(w)
		r := w.judge()
		Expect(r.Status).To(Equal(want), "%+v", r.Findings)
		Expect(r.Reason).To(ContainSubstring(says))
	},
		Entry("a login without its key", "tapi/valid", withheld(each(status(403))), contract.Error, "set TAPI_API_KEY"),
		Entry("a login with another key", "tapi/valid", each(status(403)), contract.Error, "the x-api-key sent may not be the right one"),
		Entry("a login with another key, by 401", "tapi/valid", each(status(401)), contract.Error, "refused with 401: the x-api-key sent may not be the right one"),
		Entry("a token without its key", "tapi/access-token", withheld(each(status(401))), contract.Error, "set TAPI_API_KEY"),
		Entry("a refusal without its key", "tapi/wrong-password", withheld(all(each(status(403)), on(contract.StepRecovery, status(403)))), contract.Error, "set TAPI_API_KEY"),
		Entry("a server that limits", "starship/wrong-password", each(status(429)), contract.Error, "limits logins (429)"),
		Entry("a server that limits afterwards", "popup/wrong-password", on(contract.StepRecovery, status(429)), contract.Error, "limits logins (429)"),
		Entry("a server that limits in the end", "popup/expiry", on(contract.StepRenewal, status(429)), contract.Error, "limits logins (429)"),
		Entry("tokens where none is granted", "popup/timestamps", each(status(500)), contract.Skip, "no login was granted, so there is nothing to judge (status 500)"),
		Entry("a series cut short", "starship/rate-limited", func(w *world) {
			each(status(401))(w)
			w.replies = w.replies[:12]
		}, contract.Skip, "only 12 of 30 attempts"),
		Entry("an excessive life granted without times", "tecalis/duration-above-maximum", each(func(w *world, r *reply) {
			grant(time.Hour)(w, r)
			header("Date", "")(w, r)
		}), contract.Skip, "the lifetime granted cannot be seen"),
		Entry("a life without times", "tecalis/access-lifetime", each(header("Date", "")), contract.Skip, "cannot be seen"),
		Entry("a life in a cache", "tecalis/access-lifetime", each(header("Age", "30")), contract.Skip, "cannot be seen"),
		Entry("a requested life without times", "tecalis/duration-30", each(header("Date", "yesterday")), contract.Skip, "cannot be seen"),
		Entry("one answer for three", "tapi/identifiers", func(w *world) { w.replies = w.replies[:1] }, contract.Skip, "one answer alone"),
		Entry("a probe for anybody", "popup/accepted", on(contract.StepProbeGarbage, status(200)), contract.Error, "the probe accepts anybody"),
		Entry("a probe that is none", "popup/accepted", on(contract.StepProbeNone, status(404)), contract.Error, "probe without a token was answered with 404"),
		Entry("a probe that fails", "popup/accepted", on(contract.StepProbeFresh, status(500)), contract.Error, "neither accepts nor refuses"),
		Entry("a probe that fails after the end", "popup/expiry", on(contract.StepProbeAfter, status(500)), contract.Error, "neither accepts nor refuses"),
		Entry("a probe that fails late", "popup/expiry", late(404), contract.Error, "neither accepts nor refuses"),
		Entry("trouble on the way", "popup/valid", only(1, func(_ *world, r *reply) {
			r.failure = &contract.Failure{Kind: "timeout", Message: `no complete answer from "popup.example:443" in time`}
		}), contract.Error, "login: no complete answer"),
		Entry("nothing at all", "popup/valid", func(w *world) { w.replies = nil }, contract.Error, "nothing was observed"),
		Entry("no login", "popup/valid", func(w *world) { w.replies = nil; w.probe(contract.StepProbeNone, 401, 0) }, contract.Error, "no login was observed"),
		Entry("no attempt", "starship/rate-limited", func(w *world) { w.replies = nil; w.probe(contract.StepProbeNone, 401, 0) }, contract.Error, "no attempt"),
		Entry("an unknown kind", "popup/valid", func(w *world) { w.c.Kind = "astrology" }, contract.Error, `"astrology"`),
		Entry("an unknown example", "popup/valid", func(w *world) { w.c.Example = "another" }, contract.Error, `no answer "another"`),
	)

	It("names the check that failed by itself", func() {
		w := newWorld("popup/timestamps")
		o := w.observation()
		w.book.Doc = nil
		Expect(w.book.Judge(w.c, o)).To(And(HaveField("Status", contract.Error), HaveField("Findings", BeEmpty()),
			HaveField("Reason", ContainSubstring(`the check "timestamps" failed by itself`))))
	})

	It("is an exchange without an answer", func() {
		w := newWorld("popup/valid")
		o := w.observation()
		o.Exchanges[1].Response = nil
		Expect(w.book.Judge(w.c, o)).To(And(HaveField("Status", contract.Error), HaveField("Reason", "login: no answer was recorded")))
	})

	It("is a contract that cites another spec's clauses", func() {
		_, err := judge.NewBook(books()["popup"].Spec, books()["tapi"].Doc)
		Expect(err).To(MatchError(MatchRegexp(`^openapi/tapi\.yaml:\d+: TAPI-LOGIN-\d+ is no clause of specs/popup\.yaml$`)))
	})

	It("takes over the reasons of the runner", func() {
		w := newWorld("popup/valid")
		Expect(w.book.Judge(w.c, contract.Observation{Skip: "not asked for"})).To(And(HaveField("Status", contract.Skip), HaveField("Reason", "not asked for")))
		Expect(w.book.Judge(w.c, contract.Observation{Error: "no network"})).To(And(HaveField("Status", contract.Error), HaveField("Reason", "no network")))
	})
})

func withheld(c change) change {
	return all(func(w *world) { w.settings.Withheld = []string{"TAPI_API_KEY"} }, c)
}
