package judge_test

import (
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
)

// deviation is a failing fixture of a check: what is changed in the answers of
// a faithful server, and the finding that must come of it. The same world
// without the change is the passing fixture.
type deviation struct {
	name, id, check, clause, pointer, says string
	change                                 change
	severity                               contract.Severity // error if empty
}

const (
	atAccess = "/data/access_token"
	atEnd    = "/data/access_expires_at"
	longLife = 365 * 24 * time.Hour
)

var (
	str  = wire.StringValue
	num  = wire.NumberValue
	null = wire.NullValue
)

// answerDeviations are those of an answer as it stands.
var answerDeviations = []deviation{
	{name: "200 for 201", id: "apuesteria/valid", check: "status", clause: "APUESTERIA-LOGIN-016", says: "status 200 instead of 201", change: each(status(200))},
	{name: "a wrong password accepted", id: "popup/wrong-password", check: "status", clause: "POPUP-LOGIN-021", says: "the login is granted with status 200 instead of refused with 401", change: each(status(200))},
	{name: "a redirect", id: "tapi/valid", check: "status", clause: "TAPI-LOGIN-016", says: "a redirect (302)", change: each(status(302))},
	{name: "the third answer only", id: "popup/valid", check: "status", says: "status 202 instead of 200 (1 of 3 answers)", change: only(2, status(202))},
	{name: "one of three refused without the key", id: "tapi/valid", check: "status", says: "status 401 instead of 200 (1 of 3 answers)", change: all(func(w *world) { w.settings.Withheld = []string{"TAPI_API_KEY"} }, only(1, status(401)))},
	{name: "403 of the mock, whose key is right", id: "tapi/valid", check: "status", says: "status 403", change: all(func(w *world) { w.settings.Mode = contract.ModeMock }, each(status(403)))},
	{name: "429 of the mock, which was asked once", id: "starship/wrong-password", check: "status", says: "status 429", change: all(func(w *world) { w.settings.Mode = contract.ModeMock }, each(status(429)))},
	{name: "a web page", id: "starship/valid", check: "media-type", clause: "STARSHIP-LOGIN-009", says: `as "text/html"`, change: each(header("Content-Type", "text/html"))},
	{name: "no media type", id: "starship/valid", check: "media-type", says: "no Content-Type", change: each(func(_ *world, r *reply) { r.header.Del("Content-Type") })},
	{name: "an almost JSON type", id: "tecalis/basic", check: "media-type", change: each(header("Content-Type", "text/json"))},

	{name: "no body", id: "tapi/valid", check: "json-empty", clause: "TAPI-LOGIN-011", says: "the body is empty", change: each(text(""))},
	{name: "a byte order mark", id: "popup/valid", check: "json-bom", clause: "POPUP-LOGIN-009", change: each(spelled(func(s string) string { return "\uFEFF" + s }))},
	{name: "latin-1", id: "apuesteria/valid", check: "json-not-utf8", clause: "APUESTERIA-LOGIN-017", change: each(func(_ *world, r *reply) {
		r.text, r.body, r.base64 = strings.Replace(string(r.body.Append(nil)), "{", "{\"ñ\":\"\xf1\",", 1), nil, true
	})},
	{name: "plain text", id: "starship/wrong-password", check: "json-not-json", clause: "STARSHIP-LOGIN-022", change: each(text("Invalid credentials"))},
	{name: "plain text of a shared answer", id: "popup/wrong-password", check: "json-not-json", clause: "POPUP-LOGIN-022", change: each(text("Invalid credentials"))},
	{name: "an HTML page", id: "starship/wrong-password", check: "json-html", says: "HTML", change: each(text("<!doctype html><title>Error</title>"))},
	{name: "half a document", id: "popup/valid", check: "json-truncated", change: each(spelled(func(s string) string { return s[:len(s)/2] }))},
	{name: "single quotes", id: "popup/wrong-password", check: "json-syntax", change: each(spelled(func(s string) string { return strings.ReplaceAll(s, `"`, "'") }))},
	{name: "two documents", id: "tapi/valid", check: "json-trailing", change: each(spelled(func(s string) string { return s + "{}" }))},
	{name: "a member twice", id: "tapi/valid", check: "json-duplicate-member", clause: "TAPI-LOGIN-014", pointer: "/tx", says: "tx stands twice", change: each(spelled(func(s string) string { return strings.Replace(s, "{", `{"tx":"old",`, 1) }))},
	{name: "a document inside a string", id: "tapi/valid", check: "json-double-encoded", change: each(spelled(func(s string) string { return string(str(s).Append(nil)) }))},
	{name: "a bottomless document", id: "tapi/valid", check: "json-too-deep", change: each(text(strings.Repeat("[", 300)))},
	{name: "half a character", id: "tapi/valid", check: "json-lone-surrogate", severity: contract.SeverityInfo, change: each(spelled(func(s string) string { return strings.Replace(s, `"main_tx":"`, `"main_tx":"\ud83d`, 1) }))},
	{name: "a body cut short", id: "popup/valid", check: "body-cut", clause: "POPUP-LOGIN-009", change: each(func(_ *world, r *reply) { r.text, r.body, r.cut = `{"success":true,"da`, nil, true })},
	{name: "plain text declared as gzip", id: "popup/valid", check: "body-coding", clause: "POPUP-LOGIN-008", change: each(func(_ *world, r *reply) {
		r.header.Set("Content-Encoding", "gzip")
		r.coded = true
	})},
	{name: "an attempt before the limit, failed", id: "starship/rate-limited", check: "status", clause: "STARSHIP-LOGIN-021", says: "status 500 instead of 401", change: only(3, status(500))},
	{name: "a complete document, cut", id: "popup/valid", check: "body-cut", change: each(func(_ *world, r *reply) { r.cut = true })},
	{name: "an array", id: "tapi/valid", check: "field-type", clause: "TAPI-LOGIN-011", says: "the body is an array, not an object", change: each(spelled(func(s string) string { return "[" + s + "]" }))},
	{name: "a string", id: "tapi/valid", check: "field-type", says: "the body is a string", change: each(text(`"ok"`))},
	{name: "null", id: "tapi/valid", check: "field-type", says: "the body is null", change: each(text("null"))},

	{name: "a dropped field", id: "tecalis/basic", check: "field-missing", clause: "TECALIS-LOGIN-030", pointer: "/pwcs_url", says: "pwcs_url is missing", change: each(drop("/pwcs_url"))},
	{name: "a field dropped twice in three", id: "tecalis/basic", check: "field-missing", says: "company is missing (2 of 3 answers)", change: all(only(0, drop("/company")), only(2, drop("/company")))},
	{name: "another name altogether", id: "apuesteria/valid", check: "field-missing", pointer: "/access_token", change: each(rename("/access_token", "jwt"))},
	{name: "another spelling", id: "tapi/valid", check: "field-renamed", clause: "TAPI-LOGIN-012", pointer: "/accessToken", says: "accessToken arrived as access_token", change: each(rename("/accessToken", "access_token"))},
	{name: "another case", id: "tecalis/basic", check: "field-renamed", says: "expiredAt arrived as expiredat", change: each(rename("/expiredAt", "expiredat"))},
	{name: "out of the envelope", id: "popup/valid", check: "field-moved", clause: "POPUP-LOGIN-016", pointer: "/data/client_id", says: "client_id stands at /client_id", change: each(unwrap("data"))},
	{name: "into an envelope", id: "starship/valid", check: "field-moved", clause: "STARSHIP-LOGIN-018", pointer: "/client_id", says: "client_id stands at /data/client_id", change: each(envelope("data"))},
	{name: "out of the envelope of an error", id: "popup/blocked-ip", check: "field-moved", clause: "POPUP-LOGIN-025", pointer: "/error/code", change: each(unwrap("error"))},
	{name: "a number as a string", id: "popup/valid", check: "field-type", clause: "POPUP-LOGIN-016", pointer: "/data/client_id", says: "client_id is a string, not a number", change: each(set("/data/client_id", str("123456")))},
	{name: "null for a string", id: "tapi/valid", check: "field-type", pointer: "/main_tx", says: "main_tx is null, not a string", change: each(set("/main_tx", null()))},
	{name: "the status as a string", id: "apuesteria/unknown-point-of-sale", check: "field-type", clause: "APUESTERIA-LOGIN-027", pointer: "/status", change: each(set("/status", str("404")))},
	{name: "a string for an object", id: "popup/wrong-password", check: "field-type", pointer: "/error", change: each(set("/error", str("UNAUTHORIZED")))},
	{name: "no timestamp", id: "popup/valid", check: "field-format", clause: "POPUP-LOGIN-014", pointer: atEnd, change: each(set(atEnd, str("2026-01-12 10:00:00")))},
	{name: "a date alone", id: "tecalis/basic", check: "field-format", pointer: "/expiredAt", change: each(set("/expiredAt", str("2026-01-12")))},
	{name: "no URL", id: "tecalis/basic", check: "field-format", clause: "TECALIS-LOGIN-030", pointer: "/pwcs_url", change: each(set("/pwcs_url", str("xyz123")))},
	{name: "an empty string", id: "tapi/valid", check: "field-empty", clause: "TAPI-LOGIN-015", pointer: "/main_tx", change: each(set("/main_tx", str("")))},
	{name: "blanks", id: "tecalis/basic", check: "field-empty", pointer: "/company", change: each(set("/company", str("  ")))},
	{name: "one character", id: "apuesteria/unknown-point-of-sale", check: "literal", clause: "APUESTERIA-LOGIN-028", pointer: "/message", change: each(spelled(func(s string) string { return strings.Replace(s, "esta", "está", 1) }))},
	{name: "another status in the body", id: "apuesteria/valid", check: "literal", clause: "APUESTERIA-LOGIN-018", pointer: "/status", change: each(set("/status", num("200")))},
	{name: "success false", id: "popup/valid", check: "literal", clause: "POPUP-LOGIN-009", pointer: "/success", change: each(set("/success", wire.BoolValue(false)))},
	{name: "the literal of another answer", id: "popup/malformed-json", check: "literal", clause: "POPUP-LOGIN-018", pointer: "/error/code", says: "another answer", change: each(set("/error/code", str("VALIDATION_FAILURE")))},
	{name: "another error code", id: "tecalis/wrong-api-key", check: "literal", clause: "TECALIS-LOGIN-035", pointer: "/error/error_code", change: each(set("/error/error_code", num("1002")))},
	{name: "an extra field", id: "popup/valid", check: "undeclared-field", clause: "POPUP-LOGIN-009", pointer: "/data/scope", severity: contract.SeverityWarning, change: each(set("/data/scope", str("b2b")))},

	{name: "a refusal that fails", id: "tapi/wrong-password", check: "refusal", clause: "TAPI-LOGIN-003", says: "fails with status 500", change: each(status(500))},
	{name: "a bad login granted", id: "tecalis/unknown-profile", check: "refusal", says: "is granted with status 200", change: each(status(200))},
	{name: "a bad login redirected", id: "tapi/unknown-user", check: "refusal", says: "a redirect (303)", change: each(status(303))},
	{name: "no refusal of a login", id: "tapi/missing-password", check: "refusal", says: "status 410", change: each(status(410))},
	{name: "a token for a bad login", id: "apuesteria/wrong-password", check: "refusal-token", pointer: "/jwt", change: each(tokenAt("/jwt"))},
	{name: "a token beside a documented refusal", id: "popup/wrong-password", check: "refusal-token", pointer: "/data", change: each(tokenAt("/data"))},
	{name: "a token in what is no JSON", id: "apuesteria/wrong-password", check: "refusal-token", change: each(func(w *world, r *reply) {
		tokenAt("/jwt")(w, r)
		spelled(func(s string) string { return s[:len(s)-1] })(w, r)
	})},
	{name: "an opaque token", id: "tecalis/missing-profile-uuid", check: "refusal-token", pointer: "/authUuid", change: each(func(w *world, r *reply) {
		r.body.Set("auth_uuid", str(""))
		w.put(r, w.token("access"), "abcdef12-3456-4890-abcd-ef1234567801")
		rename("/auth_uuid", "authUuid")(w, r)
	})},
	{name: "a token in a header of a refusal", id: "popup/wrong-password", check: "refusal-token", says: "in the header X-Access-Token", change: each(func(w *world, r *reply) {
		tokenAt("/jwt")(w, r)
		for placeholder := range r.tokens { // the one
			header("X-Access-Token", placeholder)(w, r)
		}
		r.body.Delete("jwt")
	})},
	{name: "an opaque token under another name", id: "tapi/wrong-password", check: "refusal-token", pointer: "/session_token", change: each(func(w *world, r *reply) {
		w.put(r, w.token("access"), "a8f5f167f44f4964e6c998dee827110c")
		for placeholder := range r.tokens { // the one
			set("/session_token", str(placeholder))(w, r)
		}
		r.body.Delete("accessToken")
	})},
	{name: "an excessive life granted in other words", id: "tecalis/duration-above-maximum", check: "literal", clause: "TECALIS-LOGIN-026", pointer: "/message", change: each(func(w *world, r *reply) {
		grant(time.Hour)(w, r)
		set("/message", str("hola"))(w, r)
	})},
	{name: "no good login afterwards", id: "popup/wrong-password", check: "recovery", clause: "POPUP-LOGIN-008", change: on(contract.StepRecovery, status(401))},
	{name: "no limit", id: "starship/rate-limited", check: "rate-limit", clause: "STARSHIP-LOGIN-023", says: "30 refused logins in quick succession meet no limit", change: each(status(401))},
	{name: "a user who does not exist, granted", id: "starship/rate-limited", check: "rate-limit", says: "attempt 30 of a user that does not exist is granted", change: only(29, status(200))},
	{name: "a limit of another body", id: "starship/rate-limited", check: "literal", clause: "STARSHIP-LOGIN-024", pointer: "/error", says: "error differs from the documented literal", change: only(29, set("/error", str("too_many_requests")))},
}

// tokenAt puts a JWT into the body of an answer that has no token.
func tokenAt(pointer string) func(*world, *reply) {
	return func(w *world, r *reply) {
		w.put(r, w.token("access"), jwt(hs256, `{"exp":1}`))
		for placeholder := range r.tokens { // the one
			set(pointer, str(placeholder))(w, r)
		}
	}
}
