package mock

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"concord/internal/wire"
	"concord/openapi"
)

// role limits a behaviour to the tokens of one role.
func (b behaviour) role(role string) behaviour {
	of := func(do func(*call, *minted)) func(*call, *minted) {
		if do == nil {
			return nil
		}
		return func(c *call, m *minted) {
			if m.property.Token.Role == role {
				do(c, m)
			}
		}
	}
	b.life, b.claims, b.token = of(b.life), of(b.claims), of(b.token)
	return b
}

// written changes the text of a token. What it opens stays the same.
func written(change func(*minted) string) behaviour {
	return behaviour{token: func(_ *call, m *minted) { m.text = change(m) }}
}

func claimed(change func(*minted)) behaviour {
	return behaviour{claims: func(_ *call, m *minted) { change(m) }}
}

// tokens derives what could be wrong with each token.
func (g *generator) tokens() {
	for _, p := range g.doc.Tokens() {
		for _, x := range malformed[p.Token.Form] {
			g.token(p, x.does, p.Clauses, x.what, x.name)
		}
		if p.Token.Form == "jwt" {
			for _, x := range misclaimed {
				g.token(p, x.does, g.ends(p), x.what, x.name)
			}
		}
		g.lifetimes(p)
		if p.Token.Expires.At != "" {
			g.timestamps(p)
		}
		if p.Token.Role == "refresh" {
			g.refresh(p)
		}
	}
}

// token adds a fault of one token, and the same in every third answer.
func (g *generator) token(p *openapi.Property, does behaviour, clauses []string, what string, parts ...string) {
	place := append([]string{p.Token.Role + "-token"}, parts...)
	g.add(does.role(p.Token.Role), clauses, p.Name+" "+what, place...)
	g.add(does.role(p.Token.Role).when(third), clauses, p.Name+" "+what+", in every third answer", append(place, "third")...)
}

// ends returns the clauses about a token and its end.
func (g *generator) ends(p *openapi.Property) []string {
	out := append([]string{}, p.Clauses...)
	if p.Token.Lifetime.Exactness != "implied" {
		out = append(out, p.Token.Lifetime.Clause)
	}
	return append(out, p.Token.Expires.Clause)
}

// tokenFault is something that could be wrong with any token of a form.
type tokenFault struct {
	name, what string
	does       behaviour
}

// malformed lists, by documented form, what is no token of it.
var malformed = map[string][]tokenFault{
	"jwt": {
		{"opaque", "is no JWT but random text", written(func(*minted) string { return newOpaque() })},
		{"uuid", "is no JWT but a UUID", written(func(*minted) string { return newUUID() })},
		{"two-parts", "has two parts", parted(func(p []string) []string { return p[:2] })},
		{"four-parts", "has four parts", parted(func(p []string) []string { return append(p, p[2]) })},
		{"unsigned", "has an empty signature", parted(func(p []string) []string { return []string{p[0], p[1], ""} })},
		{"header-cut", "has a header that is not JSON", parted(func(p []string) []string { return []string{p[0][:len(p[0])-4], p[1], p[2]} })},
		{"payload-cut", "has a payload that is not JSON", parted(func(p []string) []string { return []string{p[0], p[1][:len(p[1])-8], p[2]} })},
		{"payload-array", "has a payload that is no object", payload(with("[", "]"))},
		{"payload-twice", "has a payload with two documents", payload(with("", "{}"))},
		{"payload-duplicate", "repeats a claim", payload(with(`{"exp":1,`, ""), cutFirst)},
		{"payload-plain", "has a payload that is not encoded", parted(func(p []string) []string { return []string{p[0], `{"sub":"x"}`, p[2]} })},
		{"padded", "has padding", parted(padded)},
		{"standard-alphabet", "is encoded with + and /", parted(standard)},
		{"space", "ends in a line break", written(func(m *minted) string { return m.text + "\n" })},
		{"scheme", "begins with the scheme", written(func(m *minted) string { return "Bearer " + m.text })},
		{"quoted", "stands in quotes", written(func(m *minted) string { return `"` + m.text + `"` })},
		{"alg-none", "has the algorithm none", header("alg", "none")},
		{"alg-none-upper", "has the algorithm None", header("alg", "None")},
		{"alg-none-unsigned", "has the algorithm none and no signature", behaviour{claims: header("alg", "none").claims,
			token: parted(func(p []string) []string { return []string{p[0], p[1], ""} }).token}},
		{"alg-missing", "names no algorithm", header("alg", nil)},
		{"alg-empty", "has an empty algorithm", header("alg", "")},
		{"alg-number", "has a number for its algorithm", header("alg", 256)},
	},
	"uuid": {
		{"jwt", "is no UUID but a JWT", behaviour{token: func(c *call, m *minted) { m.claims = c.api.claims(m); m.sign() }}},
		{"opaque", "is no UUID but random text", written(func(*minted) string { return newOpaque() })},
		{"no-dashes", "has no dashes", written(func(m *minted) string { return strings.ReplaceAll(m.text, "-", "") })},
		{"short", "is one digit short", written(func(m *minted) string { return m.text[:len(m.text)-1] })},
		{"long", "is one digit too long", written(func(m *minted) string { return m.text + "0" })},
		{"letter", "has a letter that is no digit", written(func(m *minted) string { return m.text[:len(m.text)-1] + "g" })},
		{"braces", "stands in braces", written(func(m *minted) string { return "{" + m.text + "}" })},
		{"urn", "is written as a URN", written(func(m *minted) string { return "urn:uuid:" + m.text })},
		{"dashes-elsewhere", "has its dashes elsewhere", written(func(m *minted) string { return m.text[1:] + m.text[:1] })},
		{"number", "is a number", written(func(*minted) string { return "123456789" })},
	},
}

func header(name string, value any) behaviour {
	return claimed(func(m *minted) { m.header[name] = value })
}

func parted(change func([]string) []string) behaviour {
	return written(func(m *minted) string { return strings.Join(change(strings.Split(m.text, ".")), ".") })
}

// payload changes the decoded claims of a JWT.
func payload(changes ...func([]byte) []byte) behaviour {
	return parted(func(p []string) []string {
		text, _ := base64.RawURLEncoding.DecodeString(p[1]) // our own
		for _, change := range changes {
			text = change(text)
		}
		return []string{p[0], base64.RawURLEncoding.EncodeToString(text), p[2]}
	})
}

// cutFirst takes the bracket away that opened the object before another beginning
// was put before it.
func cutFirst(b []byte) []byte {
	text := string(b)
	if at := strings.LastIndex(text, `,{`); at >= 0 {
		text = text[:at+1] + text[at+2:]
	}
	return []byte(text)
}

// padded encodes each part with padding, which at least one of them has to have.
func padded(parts []string) []string {
	for i, p := range parts {
		text, _ := base64.RawURLEncoding.DecodeString(p) // our own
		for i == 1 && len(text)%3 == 0 {
			text = append(text[:len(text)-1:len(text)-1], " }"...)
		}
		parts[i] = base64.URLEncoding.EncodeToString(text)
	}
	return parts
}

// standard encodes each part with the standard alphabet, in which the payload is
// given something to encode that differs.
func standard(parts []string) []string {
	for i, p := range parts {
		text, _ := base64.RawURLEncoding.DecodeString(p) // our own
		if i == 1 {
			text = []byte(strings.Replace(string(text), "{", `{"name":"???>>>???>>>",`, 1))
		}
		parts[i] = base64.RawStdEncoding.EncodeToString(text)
	}
	return parts
}

// misclaimed lists what the time claims of a JWT could say that makes no sense.
var misclaimed = []tokenFault{
	{"exp-missing", "has no exp", claimed(func(m *minted) { delete(m.claims, "exp") })},
	{"exp-null", "has an exp of null", claimed(func(m *minted) { m.claims["exp"] = nil })},
	{"exp-string", "has exp as a string", claimed(func(m *minted) { m.claims["exp"] = fmt.Sprint(m.claims["exp"]) })},
	{"exp-date", "has exp as a date", claimed(func(m *minted) { m.claims["exp"] = m.issued.Add(m.life).Format(time.RFC3339) })},
	{"exp-milliseconds", "has exp in milliseconds", claimed(func(m *minted) { m.claims["exp"] = m.issued.Add(m.life).UnixMilli() })},
	{"exp-duration", "has its life for exp", claimed(func(m *minted) { m.claims["exp"] = int64(m.life.Seconds()) })},
	{"exp-before-iat", "ends before it was issued", claimed(func(m *minted) { m.claims["exp"] = m.issued.Add(-m.life).Unix() })},
	{"exp-is-iat", "ends when it was issued", claimed(func(m *minted) { m.claims["exp"] = m.issued.Unix() })},
	{"iat-milliseconds", "has iat in milliseconds", claimed(func(m *minted) { m.claims["iat"] = m.issued.UnixMilli() })},
	{"iat-string", "has iat as a string", claimed(func(m *minted) { m.claims["iat"] = fmt.Sprint(m.claims["iat"]) })},
	{"times-milliseconds", "has both times in milliseconds", claimed(func(m *minted) {
		m.claims["iat"], m.claims["exp"] = m.issued.UnixMilli(), m.issued.Add(m.life).UnixMilli()
	})},
	{"local-time", "has local time in exp and iat", claimed(func(m *minted) {
		m.claims["iat"], m.claims["exp"] = m.issued.Add(-6*time.Hour).Unix(), m.issued.Add(m.life-6*time.Hour).Unix()
	})},
	{"iat-future", "was issued an hour later than it was", behaviour{life: func(_ *call, m *minted) { m.issued = m.issued.Add(time.Hour) }}},
	{"nbf-future", "is not valid yet", claimed(func(m *minted) { m.claims["nbf"] = m.issued.Add(m.life / 2).Unix() })},
	{"nbf-after-exp", "is valid at no time", claimed(func(m *minted) { m.claims["nbf"] = m.issued.Add(m.life + time.Minute).Unix() })},
	{"nbf-string", "has nbf as a string", claimed(func(m *minted) { m.claims["nbf"] = fmt.Sprint(m.issued.Unix()) })},
	{"nbf-milliseconds", "has nbf in milliseconds", claimed(func(m *minted) { m.claims["nbf"] = m.issued.UnixMilli() })},
}

// refresh derives what could be wrong with a refresh token beside its times.
func (g *generator) refresh(p *openapi.Property) {
	same := behaviour{token: func(c *call, m *minted) {
		if access := c.tokens["access"]; access != nil {
			m.text = access.text
		}
	}}
	g.token(p, same, append(append([]string{}, p.Clauses...), g.doc.Access().Clauses...), "is the access token", "is-access")
}

// identifiers derives what could be wrong with what is unique or stable.
func (g *generator) identifiers() {
	r := g.doc.Success()
	r.Schema.Walk(func(p *openapi.Property) {
		switch p.Identity {
		case "unique":
			g.add(edited(put(p, constant(wire.StringValue("5f0c2f6e-3c1b-4d0e-9a57-6b1d2c3e4f50")))), p.Clauses,
				p.Name+" is the same in all answers", r.Status, p.Pointer, "same")
			g.add(numbered(p, func(n int) *wire.Value { return wire.StringValue(fmt.Sprint("tx-", n/2)) }), p.Clauses,
				p.Name+" is the same in two answers", r.Status, p.Pointer, "same-twice")
			g.add(numbered(p, func(n int) *wire.Value { return wire.StringValue(fmt.Sprint("tx-", n%2)) }), p.Clauses,
				p.Name+" comes again after another", r.Status, p.Pointer, "alternates")
		case "stable":
			g.add(numbered(p, func(n int) *wire.Value { return wire.NumberValue(fmt.Sprint(123456 + n)) }), p.Clauses,
				p.Name+" changes from answer to answer", r.Status, p.Pointer, "changes")
			g.add(numbered(p, func(n int) *wire.Value { return wire.NumberValue(fmt.Sprint(123456 + n/3)) }), p.Clauses,
				p.Name+" is another in every third answer", r.Status, p.Pointer, "changes", "third")
		}
	})
}

// numbered has a member follow the number of the login.
func numbered(p *openapi.Property, value func(login int) *wire.Value) behaviour {
	return behaviour{body: func(c *call, body *wire.Value) {
		if c.login > 0 {
			put(p, constant(value(c.login)))(body)
		}
	}}
}
