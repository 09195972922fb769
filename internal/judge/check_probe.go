package judge

import (
	"fmt"
	"net/http"
	"strconv"

	"concord/internal/contract"
)

// refusedBy tells whether a probe refused the token it was sent.
func refusedBy(a *answer) bool {
	return a.Response.Status == http.StatusUnauthorized || a.Response.Status == http.StatusForbidden
}

// judgeGuard makes sure that the probe tells tokens apart: one that accepts
// anybody, or knows no tokens, shows nothing.
func judgeGuard(v *view) {
	for _, step := range []contract.Step{contract.StepProbeNone, contract.StepProbeGarbage} {
		for _, a := range v.at(step) {
			if !refusedBy(a) {
				v.cannot = fmt.Sprintf("the probe accepts anybody, or is none: %s was answered with %d, not 401 or 403", step, a.Response.Status)
				return
			}
		}
	}
}

// undecided ends the case in error: the answer shows nothing about the token.
func (v *view) undecided(a *answer) {
	v.cannot = fmt.Sprintf("%s was answered with %d, which neither accepts nor refuses the token", a.Step, a.Response.Status)
}

// judgeAccepted wants a token that was just issued to open the API.
func judgeAccepted(v *view) {
	v.accepts(contract.StepProbeFresh, checkFresh, v.sentClauses(), "a token just issued is refused")
}

// accepts wants every probe at a step to be accepted.
func (v *view) accepts(step contract.Step, check string, clauses []string, message string) {
	if v.cannot != "" {
		return
	}
	for _, a := range v.at(step) {
		switch {
		case granted(a):
		case refusedBy(a):
			v.add(a, clauses, contract.Finding{Check: check, Message: message, Expected: "accepted", Actual: "status " + strconv.Itoa(a.Response.Status)})
		default:
			v.undecided(a)
		}
	}
}

// sentClauses returns where a finding about using the access token belongs.
func (v *view) sentClauses() []string {
	p := v.property("access")
	if c := p.Token.Sent.Clause; c != "" {
		return []string{c}
	}
	return p.Clauses
}

// judgeExpiry wants the token to be accepted up to its end, and refused after it.
func judgeExpiry(v *view) {
	clauses := lifetimeClauses(v.property("access"))
	v.accepts(contract.StepProbeBefore, checkEnd, clauses, "the token is refused before its life is over")
	v.refuses(contract.StepProbeAfter, contract.Finding{
		Check: checkLeeway, Severity: contract.SeverityInfo, Message: "the token is still accepted shortly after its end",
	}, clauses)
	v.refuses(contract.StepProbeLate, contract.Finding{
		Check: checkEnd, Message: "the token is accepted after its life is over",
	}, clauses)
}

// refuses wants every probe at a step to be refused.
func (v *view) refuses(step contract.Step, f contract.Finding, clauses []string) {
	if v.cannot != "" {
		return
	}
	for _, a := range v.at(step) {
		switch {
		case refusedBy(a):
		case granted(a):
			f.Expected, f.Actual = "refused", "status "+strconv.Itoa(a.Response.Status)
			v.add(a, clauses, f)
		default:
			v.undecided(a)
		}
	}
}

// judgeRenewal wants a login after expiry to give another token, which opens
// the API again.
func judgeRenewal(v *view) {
	p := v.property("access")
	for _, a := range v.at(contract.StepRenewal) {
		if v.limited(a, v.Doc.Success()) {
			return
		}
		if !granted(a) {
			v.add(a, v.Doc.Clauses, contract.Finding{
				Check: checkRenewed, Message: fmt.Sprintf("a login after expiry is answered with status %d", a.Response.Status),
				Expected: v.Doc.Success().Status, Actual: strconv.Itoa(a.Response.Status),
			})
			continue
		}
		fresh, ok := a.token(p)
		for _, old := range v.good() {
			if t, had := old.token(p); ok && had && t.Digest != "" && t.Digest == fresh.Digest {
				v.add(a, p.Clauses, contract.Finding{
					Check: checkReused, Pointer: p.Pointer, Message: "a login after expiry gives the expired token once more",
					Expected: "another token", Actual: "the token of " + old.ID,
				})
			}
		}
	}
	v.accepts(contract.StepProbeRenewed, checkRenewed, v.sentClauses(), "the token of a login after expiry is refused")
}

// judgeIndependence wants a second login to leave the first one's token alone.
func judgeIndependence(v *view) {
	clauses := []string{v.Doc.IndependentLogins}
	v.accepts(contract.StepProbeEarlier, checkIndependent, clauses, "a second login ends the token of the first")
	v.accepts(contract.StepProbeLater, checkIndependent, clauses, "the token of a second login is refused")
	logins := v.at(contract.StepLogin)
	if len(logins) < 2 || !granted(logins[0]) {
		return
	}
	if second := logins[1]; !granted(second) {
		v.add(second, clauses, contract.Finding{
			Check: checkIndependent, Message: "a second login is refused while the first one's token lives",
			Expected: v.Doc.Success().Status, Actual: strconv.Itoa(second.Response.Status),
		})
	}
}
