package judge

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// Tolerance is how far a token's life may be from the documented one: exact
// statements 30 s or 2 %, "about" 30 s or 10 %, whichever is more, and never
// over a quarter of the lifetime.
func Tolerance(documented time.Duration, exactness string) time.Duration {
	share := 0.02
	if exactness == "about" {
		share = 0.10
	}
	return min(max(30*time.Second, time.Duration(share*float64(documented))), documented/4)
}

// judgeLifetime judges how long a token says it lives against the document.
func judgeLifetime(role string) func(*view) {
	return func(v *view) {
		p := v.property(role)
		measured := 0
		good := v.granted()
		for _, a := range good {
			if v.lifetime(a, p, v.documented(a, p)) {
				measured++
			}
		}
		if measured == 0 && len(good) > 0 && len(v.findings) == 0 {
			v.skip = "the lifetime of " + p.Name + " cannot be seen: it carries no times and the answer no usable Date"
			if _, found := good[0].token(p); !found {
				v.skip = "there is no token in " + p.Name + " whose lifetime could be seen"
			}
		}
	}
}

// promise is a documented lifetime, and the words for where it comes from.
type promise struct {
	is        time.Duration
	exactness string
	clauses   []string
	why       string
}

// documented returns the life promised to the request that an answer answers:
// what the request asked for, else what is configured for the environment, else
// what the document states.
func (v *view) documented(a *answer, p *openapi.Property) promise {
	l := p.Token.Lifetime
	out := promise{is: l.Is, exactness: l.Exactness, clauses: []string{l.Clause}}
	if q := l.Request; q != nil {
		if n, ok := requested(a, q); ok {
			out.is, out.clauses, out.why = span(n*q.Unit.Seconds()), []string{q.Clause}, "as the request asked"
			return out
		}
	}
	if p.Token.Role == "access" && v.o.Settings.TokenLifetime > 0 {
		out.is, out.why = span(v.o.Settings.TokenLifetime), "as configured for this environment"
		if l.Exactness != "about" {
			out.exactness = "exact"
		}
		return out
	}
	if l.Scope != "" {
		out.why = fmt.Sprintf("documented for %s; set %s_TOKEN_LIFETIME where this environment's differs", l.Scope, strings.ToUpper(v.Doc.Provider))
	}
	return out
}

// requested returns the number that the request's lifetime member carries.
func requested(a *answer, q *openapi.Requested) (float64, bool) {
	if !strings.Contains(a.Request.Body, q.Field) {
		return 0, false
	}
	body, _ := wire.Read([]byte(a.Request.Body))
	member := body.Get(q.Field)
	if member == nil || member.Kind != wire.Number {
		return 0, false
	}
	n, err := strconv.ParseFloat(member.Text, 64)
	return n, err == nil
}

// life is a token's life as an answer shows it.
type life struct {
	is     time.Duration
	within time.Duration // error bound
	from   string        // how it was measured
}

func (l life) String() string {
	if l.within == 0 {
		return fmt.Sprintf("%s (%s)", l.is.Round(time.Second), l.from)
	}
	return fmt.Sprintf("%s (%s, to within %s)", l.is.Round(time.Second), l.from, l.within.Round(time.Second))
}

// life measures a token: exp − iat where both exist, else its end against the
// server's Date. A token that an earlier answer carried already is not as young
// as the answer, and cannot be measured by its Date.
func (v *view) life(a *answer, p *openapi.Property) (life, bool) {
	t, _ := a.token(p)
	if j := t.JWT; j != nil && j.Exp != nil && j.Iat != nil {
		return life{is: span(*j.Exp - *j.Iat), from: "exp − iat"}, true
	}
	date, within, dated := a.date()
	if !dated || v.repeated(a, p) {
		return life{}, false
	}
	if j := t.JWT; j != nil && j.Exp != nil {
		return life{is: span(*j.Exp - unix(date)), within: within, from: "exp − Date"}, true
	}
	if end, ok := companion(a, p); ok {
		return life{is: end.Sub(date), within: within, from: lastToken(p.Token.Expires.At) + " − Date"}, true
	}
	return life{}, false
}

// span is a number of seconds as a duration; absurd ones stop at a century, so
// that they cannot overflow.
func span(s float64) time.Duration {
	const century = 100 * 365 * 24 * 3600
	return time.Duration(min(max(s, -century), century) * float64(time.Second))
}

// lifetime adds a finding where a token's life is not the promised one, and
// tells whether it could be measured.
func (v *view) lifetime(a *answer, p *openapi.Property, want promise) bool {
	got, ok := v.life(a, p)
	if !ok {
		return false
	}
	tolerance := Tolerance(want.is, want.exactness)
	if within(got.is, want.is, tolerance+got.within) {
		return true
	}
	f := contract.Finding{
		Check: checkTokenLife, Pointer: p.Pointer,
		Message:  fmt.Sprintf("%s lives for another time than documented", p.Name),
		Expected: fmt.Sprintf("%s ± %s", want.is, tolerance.Round(time.Second)),
		Actual:   got.String(),
	}
	if want.why != "" {
		f.Expected += " (" + want.why + ")"
	}
	if want.exactness == "implied" {
		f.Severity, f.Message = contract.SeverityInfo, p.Name+" lives for another time than the example implies; the document states none"
	}
	v.add(a, want.clauses, f)
	return true
}

func within(got, want, tolerance time.Duration) bool {
	d := got - want
	return -tolerance <= d && d <= tolerance
}

// judgeRequestedLifetime judges answers to requests that ask for a lifetime.
func judgeRequestedLifetime(v *view) {
	p := v.property("access")
	q := p.Token.Lifetime.Request
	if _, example, ok := v.Doc.Answer(v.c.Example); q == nil || !ok || !isGood(example) {
		return
	}
	for _, a := range v.good() {
		if _, asked := requested(a, q); asked && !v.lifetime(a, p, v.documented(a, p)) && !v.repeated(a, p) {
			v.skip = "whether the requested lifetime was granted cannot be seen: the answer has no end of it, or no usable Date"
		}
	}
}

// checkCapped judges the answer to a request for more life than the document
// allows: at most the maximum may be granted. Of that no share is tolerated, or
// the smallest excess that can be asked for would pass.
func (v *view) checkCapped(a *answer) {
	p := v.property("access")
	maximum := p.Token.Lifetime.Request.Maximum
	got, ok := v.life(a, p)
	if !ok && len(v.findings) == 0 {
		v.skip = "the lifetime granted cannot be seen: the answer has no usable Date"
	}
	if !ok || got.is <= maximum+clockLeeway+got.within {
		return
	}
	v.add(a, []string{p.Token.Lifetime.Request.Clause}, contract.Finding{
		Check: checkTokenLife, Pointer: p.Pointer, Message: p.Name + " lives longer than the documented maximum",
		Expected: "at most " + maximum.String(), Actual: got.String(),
	})
}
