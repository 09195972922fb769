package judge

import (
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
)

// Ends returns when the access token of an answer ends, on the clock of the
// runner, and how far off that may be. What the token itself says comes before
// the document: whether it says the right thing is judged elsewhere. ok is
// false where neither says anything.
func (b *Book) Ends(e contract.Exchange, s contract.Settings) (end time.Time, within time.Duration, ok bool) {
	v := newView(b, Case{}, contract.Observation{Settings: s, Exchanges: []contract.Exchange{e}})
	a, p := v.answers[0], b.property("access")
	if a.Response == nil || p == nil {
		return time.Time{}, 0, false
	}
	date, bound, dated := a.date()
	t, found := a.token(p)
	if stamp, has := companion(a, p); has && dated && (!found || t.JWT == nil || t.JWT.Exp == nil) {
		return a.ReceivedAt.Add(stamp.Sub(date)), bound, true
	}
	if found && t.JWT != nil && t.JWT.Exp != nil && dated {
		return a.ReceivedAt.Add(span(*t.JWT.Exp - unix(date))), bound, true
	}
	if l, measured := v.life(a, p); measured {
		return a.ReceivedAt.Add(l.is), l.within + time.Second, true
	}
	want := v.documented(a, p)
	if want.is == 0 {
		return time.Time{}, 0, false
	}
	return a.ReceivedAt.Add(want.is), Tolerance(want.is, want.exactness), true
}

// Offset returns how far the server's clock is ahead of the runner's by one
// exchange, and the error bound: the grain of the Date header and the round
// trip. ok is false where the answer is not dated by the server itself.
func Offset(e contract.Exchange) (offset, within time.Duration, ok bool) {
	if e.Response == nil {
		return 0, 0, false
	}
	date, bound, ok := (&answer{Exchange: e}).date()
	if !ok {
		return 0, 0, false
	}
	// The truth lies between Date − ReceivedAt and Date + 1 s − SentAt.
	earliest := date.Sub(e.ReceivedAt.Round(0))
	return earliest + bound/2, bound / 2, true
}

// Member returns the value at a pointer of an answer's body, or nil.
func Member(e contract.Exchange, pointer string) *wire.Value {
	if e.Response == nil {
		return nil
	}
	body, _ := wire.Read(content(e.Response.Body))
	return body.At(pointer)
}
