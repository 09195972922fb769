package judge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// judgeForm judges what can be seen of a token without its key.
func judgeForm(role string) func(*view) {
	return func(v *view) {
		p := v.property(role)
		for _, a := range v.granted() {
			t, ok := a.token(p)
			if !ok {
				v.noToken(a, p)
				continue
			}
			v.checkForm(a, p, t)
		}
	}
}

// granted returns the answers to the case's logins that were granted. Where
// there is none the case is skipped: the case of the good login is about that.
func (v *view) granted() []*answer {
	good := v.good()
	if len(good) == 0 && v.cannot == "" && v.skip == "" {
		v.skip = "no login was granted, so there is nothing to judge"
		if first := v.at(contract.StepLogin); len(first) > 0 && !v.withheld(first[0]) && !v.limited(first[0], v.Doc.Success()) {
			v.skip += fmt.Sprintf(" (status %d)", first[0].Response.Status)
		}
	}
	return good
}

func (v *view) noToken(a *answer, p *openapi.Property) {
	v.add(a, p.Clauses, contract.Finding{
		Check: checkTokenMissing, Pointer: p.Pointer, Message: "there is no token in " + p.Name,
		Expected: "a token (" + p.Token.Form + ")", Actual: shownType(a.body.At(p.Pointer)),
	})
}

func shownType(v *wire.Value) string {
	if v == nil {
		return "absent"
	}
	if v.Kind == wire.String && v.Text == "" {
		return "an empty string"
	}
	return withArticle(v.Kind.String())
}

func (v *view) checkForm(a *answer, p *openapi.Property, t contract.Token) {
	want := p.Token.Form
	if want == "opaque" {
		return // any form will do
	}
	if t.Form != want {
		v.add(a, p.Clauses, contract.Finding{
			Check: checkTokenForm, Pointer: p.Pointer, Message: fmt.Sprintf("%s does not have the form of a %s", p.Name, strings.ToUpper(want)),
			Expected: want, Actual: fmt.Sprintf("%s, %d bytes", t.Form, t.Length),
		})
		return
	}
	if t.JWT == nil {
		return
	}
	for _, problem := range t.JWT.Problems {
		v.add(a, p.Clauses, contract.Finding{
			Check: checkTokenJWT, Pointer: p.Pointer, Message: p.Name + " is not a sound JWT: " + problem, Expected: "a well-formed signed JWT", Actual: problem,
		})
	}
}

// judgeTimes judges the token's own times against each other and against
// the server's clock.
func judgeTimes(role string) func(*view) {
	return func(v *view) {
		p := v.property(role)
		for _, a := range v.good() {
			if t, ok := a.token(p); ok && t.JWT != nil {
				v.checkClaims(a, p, t)
			}
		}
	}
}

func (v *view) checkClaims(a *answer, p *openapi.Property, t contract.Token) {
	j := t.JWT
	fail := func(check, message, expected, actual string) {
		v.add(a, lifetimeClauses(p), contract.Finding{Check: check, Pointer: p.Pointer, Message: message, Expected: expected, Actual: actual})
	}
	if j.Exp == nil && p.Token.Form == wire.FormJWT && j.Claims != nil && j.Claims["exp"] == "" && (p.Token.Lifetime.Is > 0 || p.Token.Expires.At != "") {
		fail(checkTokenExp, p.Name+" has no exp claim: nothing in it ends its life", "exp", "absent")
	}
	if j.Exp != nil && j.Iat != nil && *j.Exp <= *j.Iat {
		fail(checkTokenClaims, p.Name+" ends before it was issued: exp is not after iat", "exp after iat", "exp − iat = "+seconds(*j.Exp-*j.Iat))
	}
	if j.Nbf != nil && j.Exp != nil && *j.Nbf >= *j.Exp {
		fail(checkTokenClaims, p.Name+" is valid at no time: nbf is not before exp", "nbf before exp", "exp − nbf = "+seconds(*j.Exp-*j.Nbf))
	}
	date, within, dated := a.date()
	now := unix(date)
	switch {
	case dated:
		v.checkNow(a, p, t, now, within.Seconds())
	case j.Iat != nil:
		now = *j.Iat // the next best sign of the server's time
	default:
		return
	}
	if late := clockLeeway + within; j.Nbf != nil && *j.Nbf > now+late.Seconds() {
		fail(checkTokenNbf, p.Name+" is not yet valid when it is issued", "nbf at the time of issue or before", seconds(*j.Nbf-now)+" later")
	}
}

// checkNow judges a token's times against the moment of the answer on the
// server's own clock, in seconds since 1970, known to within some seconds.
func (v *view) checkNow(a *answer, p *openapi.Property, t contract.Token, now, within float64) {
	j := t.JWT
	fail := func(check, message, expected, actual string) {
		v.add(a, lifetimeClauses(p), contract.Finding{Check: check, Pointer: p.Pointer, Message: message, Expected: expected, Actual: actual})
	}
	if j.Exp != nil && *j.Exp <= now-within {
		fail(checkTokenStale, p.Name+" had expired when it was issued", "an end in the future", "exp is "+seconds(now-*j.Exp)+" before the server's Date")
	}
	leeway := clockLeeway.Seconds() + within
	switch {
	case j.Iat == nil:
	case *j.Iat > now+leeway:
		fail(checkTokenIat, p.Name+" was issued in the future of the server's own clock", "iat at the server's Date", seconds(*j.Iat-now)+" later")
	case *j.Iat < now-leeway && p.Token.Lifetime.Is > 0 && v.minted(a, p):
		fail(checkTokenIat, p.Name+" is new but says that it was issued long ago", "iat at the server's Date", seconds(now-*j.Iat)+" earlier")
	}
}

// minted tells whether a token was surely made for this very answer: the other
// answers of the case have others. One that several answers share was kept by
// the server, and is as old as it says.
func (v *view) minted(a *answer, p *openapi.Property) bool {
	own, _ := a.token(p)
	good := v.good()
	return len(good) > 1 && !slices.ContainsFunc(good, func(b *answer) bool {
		t, ok := b.token(p)
		return ok && b != a && t.Digest == own.Digest
	})
}

// repeated tells whether an earlier answer of the case carried the token already.
func (v *view) repeated(a *answer, p *openapi.Property) bool {
	own, ok := a.token(p)
	for _, b := range v.good() {
		if b == a || !ok {
			return false
		}
		if t, ok := b.token(p); ok && t.Digest == own.Digest {
			return true
		}
	}
	return false
}

// clockLeeway is how far the parts of one server may disagree about the time.
const clockLeeway = 30 * time.Second

// lifetimeClauses returns where a finding about a token's end belongs: a
// lifetime that an example merely implies binds nobody.
func lifetimeClauses(p *openapi.Property) []string {
	switch {
	case p.Token.Lifetime.Clause != "" && p.Token.Lifetime.Exactness != "implied":
		return []string{p.Token.Lifetime.Clause}
	case p.Token.Expires.Clause != "":
		return []string{p.Token.Expires.Clause}
	default:
		return p.Clauses
	}
}

// judgeRefreshDiffers wants the refresh token to be another token than the access token.
func judgeRefreshDiffers(v *view) {
	access, refresh := v.property("access"), v.property("refresh")
	if access == nil || refresh == nil {
		return
	}
	for _, a := range v.good() {
		at, ok := a.token(access)
		rt, also := a.token(refresh)
		if ok && also && at.Digest != "" && at.Digest == rt.Digest {
			v.add(a, v.property(v.roleOf()).Clauses, contract.Finding{
				Check: checkRefreshOwn, Pointer: refresh.Pointer, Message: "the refresh token is the access token",
				Expected: "two different tokens", Actual: "the same token twice",
			})
		}
	}
}

// roleOf returns the role of the token that the case is about.
func (v *view) roleOf() string {
	if v.c.Kind == RefreshToken || v.c.Kind == RefreshLifetime {
		return "refresh"
	}
	return "access"
}

func unix(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }

// seconds renders a number of seconds for people.
func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second)).Round(time.Millisecond)
	if s > 1e9 || s < -1e9 {
		return fmt.Sprintf("%.0f s", s)
	}
	return d.String()
}
