package ledger

import (
	"fmt"
	"time"
)

// How much an account may be tried. The documented pages name no threshold; to
// lock after five bad logins in ten minutes is common, and others use the
// account too. docs/decisions/0009 has the reasons.
const (
	window = 15 * time.Minute
	day    = 24 * time.Hour

	// A login is provoked only while fewer bad ones than these are on record.
	provokedPerWindow = 3
	provokedPerDay    = 10
	// A valid login is sent only while fewer than these are: of any kind in the
	// window, of refused valid ones in a day.
	refusedPerWindow = 4
	refusedPerDay    = 10
	// The same credentials may use up half of a day's: corrected ones must still
	// have a chance.
	samePerDay = refusedPerDay / 2
)

// Denied says that a login would be one too many, and when it no longer is.
type Denied struct {
	Count int           // of bad logins on record
	Span  time.Duration // in which
	Until time.Time
	// Same says that these very credentials were refused, at Last.
	Same bool
	Last time.Time
}

// Error says why, and from when on it is possible.
func (d *Denied) Error() string {
	until := d.Until.Add(time.Second - 1).UTC().Format(stamp) // never a second too early
	if d.Same {
		return fmt.Sprintf("the same credentials were refused at %s, and are not tried again before %s", d.Last.UTC().Format(stamp), until)
	}
	return fmt.Sprintf("the account had %d refused logins within %s, and more might lock it: possible again from %s", d.Count, words(d.Span), until)
}

const stamp = "2006-01-02 15:04:05 UTC"

func words(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

// MayProvoke returns nil if a login of the account may be sent that is to be refused.
func (h *History) MayProvoke(now time.Time) *Denied {
	return later(h.atMost(now, window, provokedPerWindow, all), h.atMost(now, day, provokedPerDay, all))
}

// Left counts the logins that may be provoked now, one after the other.
func (h *History) Left(now time.Time) int {
	return max(0, min(provokedPerWindow-h.Bad(now, window), provokedPerDay-h.Bad(now, day)))
}

// MayLogIn returns nil if a valid login with the credentials of the given mark
// may be sent. Those that were granted last are let through whatever was
// provoked, for it is a login of theirs that ends a series of bad ones; but not
// where runs were cut off in the middle of one again and again.
func (h *History) MayLogIn(now time.Time, mark string) *Denied {
	if h.known(mark) && h.open(now) < refusedPerWindow {
		return nil
	}
	same := func(e event) bool { return e.Kind == denied && e.Credentials == mark }
	d := later(h.atMost(now, window, refusedPerWindow, all), h.atMost(now, day, refusedPerDay, event.valid))
	last, ok := h.last(func(e event) bool { return e.Credentials == mark })
	if !ok || last.Kind != denied {
		return d
	}
	pause := at(last, now).Add(window)
	if again := h.atMost(now, day, samePerDay, same); again != nil && again.Until.After(pause) {
		pause = again.Until
	}
	if pause.After(now) {
		d = later(&Denied{Until: pause, Same: true, Last: at(last, now)}, d)
	}
	return d
}

// atMost returns nil while fewer events than the limit are on record in a span.
func (h *History) atMost(now time.Time, span time.Duration, limit int, counts func(event) bool) *Denied {
	found := h.within(now, span, counts)
	if len(found) < limit {
		return nil
	}
	return &Denied{Count: len(found), Span: span, Until: found[len(found)-limit].Add(span)}
}

// later returns the denial that lasts longer, the first if both do.
func later(a, b *Denied) *Denied {
	if a == nil || b != nil && b.Until.After(a.Until) {
		return b
	}
	return a
}
