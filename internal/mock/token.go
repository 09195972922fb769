package mock

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"concord/openapi"
)

// signingKey signs the mock's JWTs. It protects nothing: whoever has a token of
// the mock may as well ask the mock for one.
var signingKey = []byte(rand.Text())

// minted is a token in the making, and what is said of it beside it.
type minted struct {
	property *openapi.Property
	issued   time.Time
	life     time.Duration
	header   map[string]any // of a JWT, beside what signing puts there; nil for another form
	claims   jwt.MapClaims
	text     string
	end      time.Time // when the probe stops accepting it
	stamp    string    // the companion timestamp
}

// mint issues a token as the contract describes it. A refresh token with a
// documented life is a JWT, so that its times can be seen.
func (a *API) mint(c *call, p *openapi.Property) *minted {
	m := &minted{property: p, issued: c.issued, life: lifetime(p.Token, c.message)}
	c.tokens[p.Token.Role] = m
	perform(a.fault.does.life, c, m)
	switch {
	case p.Token.Form == "uuid":
		m.text = newUUID()
	case p.Token.Form == "opaque" && m.life == 0:
		m.text = newOpaque()
	default:
		m.header, m.claims = map[string]any{}, a.claims(m)
		perform(a.fault.does.claims, c, m)
		m.sign()
	}
	m.end = m.issued.Add(m.life)
	m.stamp = m.end.Format(time.RFC3339)
	perform(a.fault.does.token, c, m)
	return m
}

func (a *API) claims(m *minted) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": "concord-mock/" + a.doc.Provider,
		"sub": "concord-mock-client",
		"use": m.property.Token.Role,
		"jti": newUUID(),
		"iat": m.issued.Unix(),
		"exp": m.issued.Add(m.life).Unix(),
	}
}

// sign makes a JWT of header and claims. A header member without a value is
// left out.
func (m *minted) sign() {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, m.claims)
	for name, value := range m.header {
		token.Header[name] = value
		if value == nil {
			delete(token.Header, name)
		}
	}
	signed, err := token.SignedString(signingKey)
	if err != nil { // HMAC over plain claims cannot fail
		panic(fmt.Sprintf("mock: signing a token: %v", err))
	}
	m.text = signed
}

// newUUID returns a random UUID (RFC 9562 §5.4).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func newOpaque() string {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// probe accepts an access token that was issued and has not ended.
func (a *API) probe(r *http.Request) answer {
	sent := a.doc.Sent()
	token := r.Header.Get(sent.Header)
	if sent.Scheme != "" {
		var ok bool
		if token, ok = strings.CutPrefix(token, sent.Scheme+" "); !ok {
			token = ""
		}
	}
	a.mu.Lock()
	end, known := a.issued[token]
	a.mu.Unlock()
	if !known || !a.clock.Now().Before(end) {
		return plain(http.StatusUnauthorized, "the token is missing, unknown or expired")
	}
	return plain(http.StatusOK, "the token is accepted")
}
