package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"concord/internal/contract"
	"concord/internal/target"
)

// asked words what a probe was asked.
var asked = map[contract.Step]string{
	contract.StepProbeNone:    "a request without a token",
	contract.StepProbeGarbage: "one with a garbage token",
}

// probe wants the probe to refuse whoever has no token. Which cases are skipped
// where there is none is among the oddities.
func (v *visit) probe(ctx context.Context) []Check {
	if v.s.Target.ProbeURL == "" {
		return []Check{unchecked("there is none", "set "+v.place(target.KeyProbeURL)+" to a URL that answers 2xx to a live token, and 401 or 403 to anything else")}
	}
	var refused []string
	for _, e := range v.s.TryGuard(ctx) {
		switch {
		case e.Failure != nil:
			return []Check{v.failed(e.Failure, target.KeyProbeURL)}
		case refuses(e):
			refused = append(refused, fmt.Sprintf("%s (%d)", asked[e.Step], e.Response.Status))
		default:
			return []Check{v.unguarded(e)}
		}
	}
	return []Check{ok("refuses " + list(refused))}
}

// refuses tells whether a probe refused the token it was sent.
func refuses(e contract.Exchange) bool {
	return e.Response.Status == http.StatusUnauthorized || e.Response.Status == http.StatusForbidden
}

// unguarded says what to do about a probe that does not refuse.
func (v *visit) unguarded(e contract.Exchange) Check {
	status, name := e.Response.Status, v.place(target.KeyProbeURL)
	words := fmt.Sprintf("%s is answered with %d, not with 401 or 403", asked[e.Step], status)
	switch {
	case status/100 == 2:
		return wrong("it accepts anybody: "+words, name+" must be a URL that needs the token: one that accepts anybody shows nothing")
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return trouble(words, "try again later; where it stays like this, ask the partner, or choose another URL for "+name)
	case status/100 == 3:
		return wrong(words, "a redirect is not followed: set "+name+" to a URL of the API itself, not of a page")
	default:
		return wrong(words, "check "+name+" for a slip; a GET of it must answer 401 or 403 to whoever has no token")
	}
}

// token wants the probe to accept the token of the login.
func (v *visit) token(ctx context.Context) []Check {
	if !v.granted || v.s.Target.ProbeURL == "" {
		return nil
	}
	e, found := v.s.TryToken(ctx)
	switch {
	case !found:
		return nil
	case e.Failure != nil:
		return []Check{v.failed(e.Failure, target.KeyProbeURL)}
	}
	status := e.Response.Status
	words := fmt.Sprintf("the probe answers %d to the token of this login", status)
	switch {
	case status/100 == 2:
		return []Check{ok(words)}
	case refuses(e):
		return []Check{wrong(words, fmt.Sprintf("check that %s belongs to the same environment as %s, and that it takes a token as it is sent (%s; %s says otherwise); if all that is right, tell the partner",
			v.place(target.KeyProbeURL), v.place(target.KeyBaseURL), v.carried(), v.place(target.KeyProbeHeaders)))}
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return []Check{trouble(words, "try again later; where it stays like this, ask the partner")}
	default:
		return []Check{wrong(words, "check "+v.place(target.KeyProbeURL)+": it must answer 2xx to a live token")}
	}
}

// carried says how the token is sent to the probe.
func (v *visit) carried() string {
	const token = "{token}"
	for name, value := range v.s.Target.ProbeHeaders {
		if strings.Contains(value.Reveal(), token) {
			return "in the header " + name
		}
	}
	if strings.Contains(v.s.Target.ProbeURL, token) {
		return "in the URL"
	}
	sent := v.doc.Sent()
	return strings.TrimSpace("as "+sent.Header+": "+sent.Scheme) + " " + token
}
