package mock

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"concord/internal/wire"
	"concord/openapi"
)

// algorithms are other ones than the mock's own, with the length of their
// signatures in bytes. Nobody but the server has the key.
var algorithms = []struct {
	name   string
	length int
}{
	{"HS512", 64}, {"RS256", 256}, {"RS512", 512}, {"PS384", 256}, {"ES256", 64}, {"ES512", 132}, {"EdDSA", 64}, {"ML-DSA-65", 3309},
}

// signed has a token be signed by another algorithm.
func signed(alg string, length int) behaviour {
	return behaviour{
		claims: header("alg", alg).claims,
		token: parted(func(p []string) []string {
			signature := []byte(strings.Repeat("\x5a\xc3\x0f", length/3+1))[:length]
			return []string{p[0], p[1], base64.RawURLEncoding.EncodeToString(signature)}
		}).token,
	}
}

// sound lists what any JWT may say, or leave out.
var sound = []tokenFault{
	{"no-typ", "has no typ", header("typ", nil)},
	{"typ-at", "has the type at+jwt", header("typ", "at+jwt")},
	{"kid", "names its key", header("kid", "https://keys.example.invalid/2024#1")},
	{"crit", "has other header members", claimed(func(m *minted) { m.header["x5t"], m.header["cty"] = "dGVzdA", "JWT" })},
	{"no-jti", "has no jti", claimed(func(m *minted) { delete(m.claims, "jti") })},
	{"no-iat", "has no iat", claimed(func(m *minted) { delete(m.claims, "iat") })},
	{"exp-only", "has exp and nothing else", claimed(func(m *minted) {
		for name := range m.claims {
			if name != "exp" && name != "use" {
				delete(m.claims, name)
			}
		}
		m.claims["n"] = newUUID()
	})},
	{"nbf", "has nbf", claimed(func(m *minted) { m.claims["nbf"] = m.issued.Unix() })},
	{"nbf-early", "has an nbf a minute before it was issued", claimed(func(m *minted) { m.claims["nbf"] = m.issued.Add(-time.Minute).Unix() })},
	{"nbf-soon", "has an nbf some seconds after it was issued", claimed(func(m *minted) { m.claims["nbf"] = m.issued.Add(10 * time.Second).Unix() })},
	{"issued-early", "was issued some seconds before it was", behaviour{life: func(_ *call, m *minted) { m.issued = m.issued.Add(-10 * time.Second) }}},
	{"issued-late", "was issued some seconds after it was", behaviour{life: func(_ *call, m *minted) { m.issued = m.issued.Add(10 * time.Second) }}},
	{"fractions", "has times with fractions", claimed(func(m *minted) {
		m.claims["iat"], m.claims["exp"] = float64(m.issued.Unix())+0.25, float64(m.issued.Add(m.life).Unix())+0.25
	})},
	{"audience", "has an audience, scopes and roles", claimed(func(m *minted) {
		m.claims["aud"], m.claims["scope"], m.claims["roles"] = []string{"api", "web"}, "read write", map[string]any{"admin": false, "groups": []int{1, 2}}
	})},
	{"unicode", "has claims beyond ASCII", claimed(func(m *minted) { m.claims["name"] = "José Núñez 𝄞" })},
	{"six-kilobytes", "is six kilobytes long", claimed(func(m *minted) { m.claims["permissions"] = strings.Repeat("resource:action ", 300) })},
	{"string-claims", "has all but its times as strings", claimed(func(m *minted) { m.claims["auth_time"], m.claims["version"] = fmt.Sprint(m.issued.Unix()), "1" })},
	{"auth-time", "says when the caller first logged in", claimed(func(m *minted) { m.claims["auth_time"] = m.issued.Add(-time.Hour).Unix() })},
}

// token lets a token be another than the mock's, of the documented form.
func (v *varier) token(p *openapi.Property) {
	role := p.Token.Role
	add := func(does behaviour, what string, parts ...string) {
		v.add(does.role(role), p.Name+" "+what, append([]string{role + "-token"}, parts...)...)
	}
	isJWT := p.Token.Form == "jwt" || p.Token.Form == "opaque" && p.Token.Lifetime.Is > 0
	if isJWT {
		for _, x := range algorithms {
			add(signed(x.name, x.length), "is signed with "+x.name, "alg", x.name)
		}
		for _, x := range sound {
			add(x.does, x.what, x.name)
		}
		add(written(encrypted), "is encrypted", "encrypted")
	}
	if p.Token.Form == "uuid" {
		for _, x := range uuids {
			add(x.does, x.what, x.name)
		}
	}
	if p.Token.Form == "opaque" {
		v.opaque(p, add)
	}
	v.lives(p, add)
	if p.Token.Expires.At != "" {
		v.stamps(p, add)
	}
}

// encrypted gives a token the five parts of a JWE (RFC 7516 §3.1).
func encrypted(m *minted) string {
	first := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RSA-OAEP-256","enc":"A256GCM"}`))
	return strings.Join([]string{first, newOpaque(), "AAAAAAAAAAAAAAAA", newOpaque(), "AAAAAAAAAAAAAAAAAAAAAA"}, ".")
}

// uuids are UUIDs of any version (RFC 9562 §4).
var uuids = []tokenFault{
	{"upper-case", "is in upper case", written(func(m *minted) string { return strings.ToUpper(m.text) })},
	{"version-1", "has version 1", written(func(m *minted) string { return m.text[:14] + "1" + m.text[15:] })},
	{"version-7", "has version 7", written(func(m *minted) string { return m.text[:14] + "7" + m.text[15:] })},
	{"other-variant", "has another variant", written(func(m *minted) string { return m.text[:19] + "c" + m.text[20:] })},
}

// opaque lets a token that may have any form have some.
func (v *varier) opaque(p *openapi.Property, add func(behaviour, string, ...string)) {
	add(written(func(*minted) string { return newOpaque() }), "is random text", "opaque")
	add(written(func(*minted) string { return newUUID() }), "is a UUID", "uuid")
	add(written(func(*minted) string { return strings.Repeat(newOpaque(), 64) }), "is four kilobytes of random text", "long")
	add(written(func(*minted) string { return "1//0g" + newOpaque() + "_-~.+/=" }), "has all characters that tokens may have", "symbols")
	if p.Token.Expires.At == "" {
		add(behaviour{token: repeat(func(*call, *minted) bool { return true })}, "stays the same", "stays")
	}
}

// lives lets a token live for a tolerable time, or for any where none is stated.
func (v *varier) lives(p *openapi.Property, add func(behaviour, string, ...string)) {
	l := p.Token.Lifetime
	switch {
	case l.Is == 0:
	case l.Exactness == "implied":
		for _, x := range []time.Duration{5 * time.Minute, time.Hour, 24 * time.Hour} {
			if p.Token.Role == "refresh" {
				x *= 50
			}
			add(lasts(func(time.Duration) time.Duration { return x }), "lives for "+x.String(), "life", x.String())
		}
	default:
		near := min(tolerance(l.Is, l.Exactness), 30*time.Second) - grain
		if l.Request != nil {
			near = grain // requests may ask for a minute
		}
		add(lasts(plus(near)), "lives some seconds longer", "life", "longer")
		add(lasts(plus(-near)), "lives some seconds shorter", "life", "shorter")
		if far := tolerance(l.Is, l.Exactness) - grain; l.Request == nil && far > near {
			add(lasts(plus(far)), "lives just as much longer as is tolerated", "life", "longest")
			add(lasts(plus(-far)), "lives just as much shorter as is tolerated", "life", "shortest")
		}
	}
}

// stamps lets a companion timestamp be written otherwise.
func (v *varier) stamps(p *openapi.Property, add func(behaviour, string, ...string)) {
	stamp := func(write func(*minted) string) behaviour {
		return behaviour{token: func(_ *call, m *minted) { m.stamp = write(m) }}
	}
	for _, x := range []misdate{
		{"zero-offset", "is written with an offset of nought", form("2006-01-02T15:04:05", "+00:00")},
		{"minus-zero", "is written with an offset of minus nought", form("2006-01-02T15:04:05", "-00:00")},
		{"tenths", "has tenths of a second", form("2006-01-02T15:04:05", ".0Z")},
		{"milliseconds", "has milliseconds", form("2006-01-02T15:04:05", ".123Z")},
		{"microseconds", "has microseconds", form("2006-01-02T15:04:05", ".123456Z")},
		{"nanoseconds", "has nanoseconds", form("2006-01-02T15:04:05", ".123456789Z")},
		{"lower-case", "is written in lower case", form("2006-01-02t15:04:05", "z")},
		{"second-late", "is a second late", shift(time.Second)},
		{"second-early", "is a second early", shift(-time.Second)},
	} {
		add(stamp(x.stamp), "has a timestamp that "+x.what, "timestamp", x.name)
	}
	if p.Token.Form != "uuid" { // which says its end itself
		add(stamp(shift(3*time.Second)), "has a timestamp that is three seconds late", "timestamp", "seconds-late")
		add(stamp(shift(-3*time.Second)), "has a timestamp that is three seconds early", "timestamp", "seconds-early")
	}
	if p.Token.Expires.Zone == "" {
		add(stamp(offset(2*time.Hour)), "has a timestamp in another zone", "timestamp", "offset")
		add(stamp(offset(-5*time.Hour-30*time.Minute)), "has a timestamp in a western zone", "timestamp", "offset-west")
	}
}

type identifierForm struct {
	name, what string
	value      func(login int) *wire.Value
}

// formsOf lists what a member that is no token and no literal may hold instead
// of what the mock puts there.
func formsOf(r *openapi.Response, p *openapi.Property) []identifierForm {
	words := func(format string) func(int) *wire.Value {
		return func(n int) *wire.Value { return wire.StringValue(fmt.Sprintf(format, n)) }
	}
	digits := func(lit string) func(int) *wire.Value {
		return func(int) *wire.Value { return wire.NumberValue(lit) }
	}
	switch {
	case p.Types[0] == "number" || p.Types[0] == "integer":
		return []identifierForm{
			{"small", "1", digits("1")}, {"large", "large", digits("98765432109876")}, {"fraction", "123456.0", digits("123456.0")},
			{"exponent", "1.2E5", digits("1.2E5")}, {"beyond-floats", "beyond what floats tell apart", digits("123456789012345678901")},
		}
	case strings.HasPrefix(r.Examples[0].Value.At(p.Pointer).Text, "https:"):
		return []identifierForm{
			{"long", "a long URL", words("https://login.example.invalid:8443/s/%d?lang=es&x=%%20#top")},
			{"short", "a short URL", words("https://s.invalid/%d")},
		}
	case isCompanion(r, p):
		return nil
	default:
		return []identifierForm{
			{"digits", "a number in quotes", words("%012d")}, {"ulid", "a ULID", words("01HZX3VJ8K9M2N4P6Q8R0S2T%02d")},
			{"short", "short", words("t%d")}, {"upper-uuid", "a UUID in upper case", words("5F0C2F6E-3C1B-4D0E-9A57-6B1D2C3E4F%02d")},
			{"symbols", "text with symbols", words("txn_%d.a/b:c+d=é")}, {"long", "long", words(strings.Repeat("0123456789abcdef", 16) + "%d")},
		}
	}
}

// isCompanion tells whether a member says when a token ends.
func isCompanion(r *openapi.Response, p *openapi.Property) bool {
	found := false
	r.Schema.Walk(func(q *openapi.Property) { found = found || q.Token != nil && q.Token.Expires.At == p.Pointer })
	return found
}

// added are members that no document names.
var added = []struct{ name, json string }{
	{"token_type", `"Bearer"`}, {"expires_in", `3600`}, {"meta", `{"version":"2.1","tags":["a","b"],"next":null}`}, {"request_id", `"req-1"`},
}

// adds puts another member into the object at a pointer.
func adds(pointer, name, json string) edit {
	value, _ := wire.Read([]byte(json)) // ours
	return func(body *wire.Value) {
		if at := body.At(pointer); at.Get(name) == nil {
			at.Set(name, value.Clone())
		}
	}
}
