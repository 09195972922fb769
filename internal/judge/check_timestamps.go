package judge

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// agreement is how far a timestamp may be from the token's own end: servers
// compute the two one after the other and round them.
const agreement = 5 * time.Second

// companion returns the timestamp beside a token that says when it ends.
func companion(a *answer, p *openapi.Property) (time.Time, bool) {
	at := a.body.At(p.Token.Expires.At)
	if p.Token.Expires.At == "" || at == nil || at.Kind != wire.String {
		return time.Time{}, false
	}
	return parseTimestamp(at.Text)
}

var timestampForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// parseTimestamp reads an RFC 3339 timestamp (§5.6) with what time.Parse does
// not take, t and z in lower case and leap seconds, and without what it takes
// too many of: short hours, commas.
func parseTimestamp(text string) (time.Time, bool) {
	text = strings.ToUpper(text)
	if !timestampForm.MatchString(text) {
		return time.Time{}, false
	}
	leap := time.Duration(0)
	if text[17:19] == "60" {
		text, leap = text[:17]+"59"+text[19:], time.Second
	}
	t, err := time.Parse(time.RFC3339, text)
	return t.Add(leap), err == nil
}

// judgeTimestamps judges the fields that repeat when tokens end: against the
// tokens themselves, the document's lifetime and time zone, and each other.
func judgeTimestamps(v *view) {
	for _, a := range v.granted() {
		for _, p := range v.Doc.Tokens() {
			if p.Token.Expires.At != "" {
				v.timestamp(a, p)
			}
		}
		v.order(a)
	}
}

func (v *view) timestamp(a *answer, p *openapi.Property) {
	pointer, clauses := p.Token.Expires.At, []string{p.Token.Expires.Clause}
	name := lastToken(pointer)
	end, ok := companion(a, p)
	if !ok {
		v.add(a, clauses, contract.Finding{
			Check: checkStampForm, Pointer: pointer, Message: fmt.Sprintf("%s does not say when %s expires", name, p.Name),
			Expected: "an RFC 3339 timestamp", Actual: shown(a.body.At(pointer)),
		})
		return
	}
	if _, offset := end.Zone(); p.Token.Expires.Zone == "utc" && offset != 0 {
		v.add(a, clauses, contract.Finding{
			Check: checkStampZone, Pointer: pointer, Message: name + " is not in UTC", Expected: "UTC", Actual: end.Format("-07:00"),
		})
	}
	if t, ok := a.token(p); ok && t.JWT != nil && t.JWT.Exp != nil {
		if off := span(unix(end) - *t.JWT.Exp); !within(off, 0, agreement) {
			v.add(a, clauses, contract.Finding{
				Check: checkStampToken, Pointer: pointer, Message: fmt.Sprintf("%s is not when %s expires", name, p.Name),
				Expected: "the token's exp ± " + agreement.String(), Actual: seconds(off.Seconds()) + " from it",
			})
		}
	}
	v.timestampLife(a, p, end)
}

// timestampLife judges the life that a timestamp promises, counted from when the
// token says it was issued, else from the server's Date.
func (v *view) timestampLife(a *answer, p *openapi.Property, end time.Time) {
	date, bound, dated := a.date()
	issued := unix(date)
	t, _ := a.token(p)
	told := t.JWT != nil && t.JWT.Iat != nil
	if told && !dated {
		issued, bound = *t.JWT.Iat, 0
	}
	if !dated && !told {
		return
	}
	clauses, pointer := []string{p.Token.Expires.Clause}, p.Token.Expires.At
	if left := span(unix(end) - issued); left <= -bound {
		v.add(a, clauses, contract.Finding{
			Check: checkStampPast, Pointer: pointer, Message: lastToken(pointer) + " lies in the past",
			Expected: "a time to come", Actual: seconds(-left.Seconds()) + " ago when the token was issued",
		})
		return
	}
	if told {
		issued, bound = *t.JWT.Iat, 0
	} else if v.repeated(a, p) {
		return // as old as the earlier answer that it came with
	}
	want := v.documented(a, p)
	if want.is == 0 || want.exactness == "implied" {
		return
	}
	got, tolerance := span(unix(end)-issued), Tolerance(want.is, want.exactness)
	if !within(got, want.is, tolerance+bound) {
		v.add(a, append(clauses, want.clauses...), contract.Finding{
			Check: checkStampLife, Pointer: pointer, Message: lastToken(pointer) + " promises another life than documented",
			Expected: fmt.Sprintf("%s ± %s", want.is, tolerance.Round(time.Second)), Actual: got.Round(time.Second).String(),
		})
	}
}

// order wants the refresh token to outlive the access token: it is for the time
// after that one's end.
func (v *view) order(a *answer) {
	access, refresh := v.property("access"), v.property("refresh")
	if refresh == nil {
		return
	}
	ends, ok := companion(a, access)
	later, also := companion(a, refresh)
	if ok && also && !later.After(ends) {
		clause := cmp.Or(refresh.Token.Expires.Order, refresh.Token.Expires.Clause)
		v.add(a, []string{clause}, contract.Finding{
			Check: checkStampOrder, Pointer: refresh.Token.Expires.At, Message: "the refresh token ends before the access token that it is to refresh",
			Expected: "after " + lastToken(access.Token.Expires.At), Actual: later.Sub(ends).String(),
		})
	}
}
