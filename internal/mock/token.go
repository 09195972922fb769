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

// newToken issues a token as the contract describes it. A refresh token with a
// documented life is a JWT, so that its times can be seen.
func newToken(provider string, p *openapi.Property, issued time.Time, life time.Duration) string {
	switch {
	case p.Token.Form == "uuid":
		return newUUID()
	case p.Token.Form == "opaque" && life == 0:
		return newOpaque()
	}
	claims := jwt.MapClaims{
		"iss": "concord-mock/" + provider,
		"sub": "concord-mock-client",
		"use": p.Token.Role,
		"jti": newUUID(),
		"iat": issued.Unix(),
		"exp": issued.Add(life).Unix(),
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(signingKey)
	if err != nil { // HMAC over plain claims cannot fail
		panic(fmt.Sprintf("mock: signing a token: %v", err))
	}
	return signed
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
	sent := a.doc.Access().Token.Sent
	if sent.Header == "" {
		sent.Header, sent.Scheme = "Authorization", "Bearer"
	}
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
