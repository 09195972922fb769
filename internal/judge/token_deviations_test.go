package judge_test

import (
	"time"

	"concord/internal/contract"
)

const accepted, refused = 200, 401

// shifted issues a good token whose times are all moved.
func shifted(role, by string) func(*world, *reply) {
	end := map[string]string{"access": "3600", "refresh": "604800"}[role]
	return claims(role, hs256, `{"jti":"{n}","iat":<`+by+`>,"exp":<`+plus(end, by)+`>}`)
}

func plus(a, b string) string {
	x, _ := time.ParseDuration(a + "s")
	y, _ := time.ParseDuration(b + "s")
	return itoa(int64((x + y).Seconds()))
}

// tokenDeviations are those of tokens, of their times, and of their use.
var tokenDeviations = []deviation{
	{name: "no token", id: "apuesteria/access-token", check: "token-missing", clause: "APUESTERIA-LOGIN-019", pointer: "/access_token", says: "no token in access_token", change: each(drop("/access_token"))},
	{name: "an empty token", id: "tapi/refresh-token", check: "token-missing", change: each(set("/refreshToken", str("")))},
	{name: "a number for a token", id: "tecalis/access-token", check: "token-missing", change: each(set("/auth_uuid", num("0")))},
	{name: "an opaque token for a JWT", id: "popup/access-token", check: "token-form", clause: "POPUP-LOGIN-010", pointer: atAccess, says: "the form of a JWT", change: each(issued("access", func(time.Time) string { return "7f3b2c1d0e{n}" }))},
	{name: "a JWT for a UUID", id: "tecalis/access-token", check: "token-form", clause: "TECALIS-LOGIN-031", change: each(claims("access", hs256, `{"exp":<3600>}`))},
	{name: "two parts", id: "popup/access-token", check: "token-jwt", says: "three parts", change: each(issued("access", func(time.Time) string { return "eyJhbGciOiJIUzI1NiJ9.eyJuIjp7bn19" }))},
	{name: "alg none", id: "popup/access-token", check: "token-jwt", says: "alg is none", change: each(claims("access", `{"alg":"None"}`, `{"iat":<0>,"exp":<3600>}`))},
	{name: "no alg", id: "popup/access-token", check: "token-jwt", says: "alg is missing", change: each(claims("access", `{"typ":"JWT"}`, `{"iat":<0>,"exp":<3600>}`))},
	{name: "a claim in milliseconds", id: "popup/access-token", check: "token-jwt", says: "exp is in milliseconds", change: each(claims("access", hs256, `{"iat":<0>,"exp":1768212000000}`))},
	{name: "a time as a string", id: "popup/access-token", check: "token-jwt", says: "exp is not a JSON number", change: each(claims("access", hs256, `{"iat":<0>,"exp":"tomorrow"}`))},
	{name: "claims that are no object", id: "popup/access-token", check: "token-jwt", says: "payload is not a JSON object", change: each(claims("access", hs256, `[]`))},
	{name: "no exp", id: "tapi/access-token", check: "token-exp", clause: "TAPI-LOGIN-031", change: each(claims("access", hs256, `{"iat":<0>}`))},
	{name: "an end before its beginning", id: "popup/access-token", check: "token-claims", says: "exp is not after iat", change: each(claims("access", hs256, `{"iat":<10>,"exp":<5>}`))},
	{name: "never valid", id: "popup/access-token", check: "token-claims", says: "nbf is not before exp", change: each(claims("access", hs256, `{"nbf":<3600>,"exp":<3600>}`))},
	{name: "over when issued", id: "popup/access-token", check: "token-stale", clause: "POPUP-LOGIN-011", change: each(shifted("access", "-7200"))},
	{name: "reused past its life", id: "popup/access-token", check: "token-stale", says: "(1 of 3 answers)", change: all(same("access"), only(2, func(_ *world, r *reply) { r.at = r.at.Add(2 * time.Hour) }))},
	{name: "born in the future", id: "popup/access-token", check: "token-iat", says: "future", change: each(shifted("access", "600"))},
	{name: "born old", id: "popup/access-token", check: "token-iat", clause: "POPUP-LOGIN-011", says: "issued long ago", change: each(shifted("access", "-600"))},
	{name: "not valid yet", id: "popup/access-token", check: "token-nbf", change: each(claims("access", hs256, `{"iat":<0>,"nbf":<60>,"exp":<3600>}`))},
	{name: "not valid yet, undated", id: "popup/access-token", check: "token-nbf", change: all(each(claims("access", hs256, `{"iat":<0>,"nbf":<60>,"exp":<3600>}`)), each(header("Date", "")))},
	{name: "one token for both", id: "popup/access-token", check: "refresh-differs", clause: "POPUP-LOGIN-010", pointer: "/data/refresh_token", change: each(twin)},
	{name: "one token for both, seen from the other", id: "popup/refresh-token", check: "refresh-differs", clause: "POPUP-LOGIN-012", change: each(twin)},

	{name: "twice the life", id: "tapi/access-lifetime", check: "token-lifetime", clause: "TAPI-LOGIN-031", says: "another time than documented", change: each(claims("access", hs256, `{"iat":<0>,"exp":<480>}`))},
	{name: "exactly, and 73 seconds more", id: "popup/access-lifetime", check: "token-lifetime", change: each(claims("access", hs256, `{"iat":<0>,"exp":<3673>}`))},
	{name: "about, and 91 seconds more", id: "apuesteria/access-lifetime", check: "token-lifetime", change: each(claims("access", hs256, `{"iat":<0>,"exp":<991>}`))},
	{name: "measured by Date", id: "popup/access-lifetime", check: "token-lifetime", change: each(claims("access", hs256, `{"exp":<3400>}`))},
	{name: "measured by the companion", id: "tecalis/access-lifetime", check: "token-lifetime", clause: "TECALIS-LOGIN-002", change: each(companion("access", 2*time.Hour, time.RFC3339))},
	{name: "the third only", id: "popup/access-lifetime", check: "token-lifetime", says: "(1 of 3 answers)", change: only(2, claims("access", hs256, `{"iat":<0>,"exp":<7200>}`))},
	{name: "a week and a day", id: "popup/refresh-lifetime", check: "token-lifetime", clause: "POPUP-LOGIN-013", change: each(claims("refresh", hs256, `{"iat":<0>,"exp":<691200>}`))},
	{name: "not as configured", id: "tapi/access-lifetime", check: "token-lifetime", change: func(w *world) { w.settings.TokenLifetime = 600 }},
	{name: "not as requested", id: "tecalis/duration-30", check: "token-lifetime", clause: "TECALIS-LOGIN-016", change: each(companion("access", time.Hour, time.RFC3339))},
	{name: "a minute is not a minute and a half", id: "tecalis/duration-1", check: "token-lifetime", change: each(companion("access", 80*time.Second, time.RFC3339))},
	{name: "more than the maximum", id: "tecalis/duration-above-maximum", check: "token-lifetime", clause: "TECALIS-LOGIN-016", says: "longer than the documented maximum", change: each(grant(121 * time.Minute))},
	{name: "not as the example implies", id: "starship/access-lifetime", check: "token-lifetime", severity: contract.SeverityInfo, change: each(claims("access", hs256, `{"iat":<0>,"exp":<60>}`))},

	{name: "a number of milliseconds", id: "popup/timestamps", check: "timestamp-form", clause: "POPUP-LOGIN-014", pointer: atEnd, change: each(set(atEnd, num("1768212000000")))},
	{name: "a missing timestamp", id: "starship/timestamps", check: "timestamp-form", change: each(drop("/refresh_expires_at"))},
	{name: "without a zone", id: "popup/timestamps", check: "timestamp-form", change: each(companion("access", time.Hour, "2006-01-02T15:04:05"))},
	{name: "not in UTC", id: "popup/timestamps", check: "timestamp-zone", clause: "POPUP-LOGIN-014", change: each(func(_ *world, r *reply) {
		r.body.At(atEnd).Text = r.at.Add(time.Hour).In(time.FixedZone("", -6*3600)).Format(time.RFC3339)
	})},
	{name: "an hour off its token", id: "starship/timestamps", check: "timestamp-token", clause: "STARSHIP-LOGIN-016", change: each(companion("access", 30*time.Minute, time.RFC3339))},
	{name: "in the past", id: "popup/timestamps", check: "timestamp-past", change: each(companion("access", -time.Minute, time.RFC3339))},
	{name: "in the past, undated", id: "popup/timestamps", check: "timestamp-past", change: all(each(companion("access", -time.Minute, time.RFC3339)), each(header("Date", "")))},
	{name: "an hour more", id: "popup/timestamps", check: "timestamp-lifetime", clause: "POPUP-LOGIN-015", pointer: "/data/refresh_expires_at", change: each(companion("refresh", longLife, time.RFC3339))},
	{name: "refresh before access", id: "starship/timestamps", check: "timestamp-order", clause: "STARSHIP-LOGIN-013", change: each(companion("refresh", time.Hour, time.RFC3339))},

	{name: "one transaction", id: "tapi/identifiers", check: "identifier-repeated", clause: "TAPI-LOGIN-014", pointer: "/tx", change: each(set("/tx", str("1")))},
	{name: "two clients", id: "starship/identifiers", check: "identifier-changed", clause: "STARSHIP-LOGIN-018", change: only(1, set("/client_id", num("7")))},

	{name: "a fresh token refused", id: "tapi/accepted", check: "accepted", clause: "TAPI-LOGIN-018", change: on(contract.StepProbeFresh, status(refused))},
	{name: "refused too early", id: "popup/expiry", check: "expiry", clause: "POPUP-LOGIN-011", says: "before its life is over", change: on(contract.StepProbeBefore, status(refused))},
	{name: "accepted for ever", id: "tecalis/expiry", check: "expiry", clause: "TECALIS-LOGIN-002", says: "after its life is over", change: late(accepted)},
	{name: "accepted a little longer", id: "popup/expiry", check: "expiry-leeway", severity: contract.SeverityInfo, change: late(refused)},
	{name: "no login after expiry", id: "apuesteria/expiry", check: "renewal", change: on(contract.StepRenewal, status(403))},
	{name: "a useless login after expiry", id: "apuesteria/expiry", check: "renewal", change: on(contract.StepProbeRenewed, status(refused))},
	{name: "the same token for ever", id: "tecalis/expiry", check: "token-reused", clause: "TECALIS-LOGIN-031", change: same("access")},
	{name: "one login at a time", id: "tapi/independent-logins", check: "independent-logins", clause: "TAPI-LOGIN-030", change: on(contract.StepProbeEarlier, status(refused))},
	{name: "a later token refused", id: "tapi/independent-logins", check: "independent-logins", clause: "TAPI-LOGIN-030", change: on(contract.StepProbeLater, status(refused))},
	{name: "a second login refused", id: "tapi/independent-logins", check: "independent-logins", clause: "TAPI-LOGIN-030", says: "a second login is refused", change: only(1, status(409))},
}

func twin(w *world, r *reply) { *r.body.At("/data/refresh_token") = *r.body.At(atAccess) }

// late has the token accepted shortly after its end, and then as given.
func late(code int) change {
	return all(on(contract.StepProbeAfter, status(accepted)), func(w *world) { w.probe(contract.StepProbeLate, code, 3*time.Hour) })
}

// grant answers a request for too long a life with a good answer.
func grant(life time.Duration) func(*world, *reply) {
	return func(w *world, r *reply) {
		good := newWorld("tecalis/basic").replies[0]
		r.status, r.body, r.tokens = good.status, good.body, good.tokens
		companion("access", life, time.RFC3339)(w, r)
	}
}
