package ledger

import (
	"slices"
	"time"
)

// kind says what an event is.
type kind string

const (
	provoked   kind = "provoked"   // a login that is to be refused is about to be sent
	repeated   kind = "repeated"   // a refused login had been sent once more
	torn       kind = "torn"       // a line was cut off: it may have been any of the others
	begun      kind = "login"      // a valid login is about to be sent
	granted    kind = "granted"    // it was
	denied     kind = "denied"     // it was refused for its credentials, as far as the answer shows
	refused    kind = "refused"    // it was refused otherwise
	unanswered kind = "unanswered" // no answer came
)

// event is a line of an account's file.
type event struct {
	At   time.Time `json:"at"`
	Kind kind      `json:"event"`
	// Login ties the end of a valid login to its beginning; Credentials marks
	// what was sent.
	Login       string `json:"login,omitempty"`
	Credentials string `json:"credentials,omitempty"`
}

// ends tells whether an event is the end of a valid login.
func (e event) ends() bool {
	return e.Kind == granted || e.Kind == denied || e.Kind == refused || e.Kind == unanswered
}

// bad tells whether an event is a login that a lockout may have counted. Valid
// logins under way are among them: a run that is killed leaves them like that.
func (e event) bad() bool { return e.Kind != granted && e.Kind != unanswered }

// valid tells whether a bad event is one of a valid login.
func (e event) valid() bool { return e.Kind == begun || e.Kind == denied || e.Kind == refused }

// History is what is on record of one account, oldest first. The beginnings of
// logins that have ended are left out.
type History struct {
	events []event
	loose  int  // beginnings left out
	torn   bool // the last line was cut off
	ahead  bool // something is dated well after now
}

// skew is by how much the clocks of two runs, or a wait for the lock, may put an
// event after now.
const skew = time.Minute

// add appends an event; the end of a login takes the place of its beginning. A
// login that is granted speaks for those that were left open with the same
// credentials.
func (h *History) add(e event) {
	if e.ends() {
		before := len(h.events)
		h.events = slices.DeleteFunc(h.events, func(b event) bool {
			return b.Kind == begun && (b.Login == e.Login || e.Kind == granted && b.Credentials == e.Credentials)
		})
		h.loose += before - len(h.events)
	}
	h.events = append(h.events, e)
}

// at returns when an event counts as having happened: one from the future, of a
// clock that was wrong, now.
func at(e event, now time.Time) time.Time {
	if e.At.After(now) {
		return now
	}
	return e.At
}

// within returns the times of the bad events of the last span, oldest first.
func (h *History) within(now time.Time, span time.Duration, counts func(event) bool) []time.Time {
	var out []time.Time
	for _, e := range h.events {
		if e.bad() && counts(e) && now.Sub(at(e, now)) < span {
			out = append(out, at(e, now))
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

func all(event) bool { return true }

// Bad counts the logins of the last span that a lockout may have counted.
func (h *History) Bad(now time.Time, span time.Duration) int { return len(h.within(now, span, all)) }

// last returns the end of the latest valid login that was answered, among those
// that are wanted.
func (h *History) last(wanted func(event) bool) (event, bool) {
	for _, e := range slices.Backward(h.events) {
		if e.ends() && e.Kind != unanswered && wanted(e) {
			return e, true
		}
	}
	return event{}, false
}

// known tells whether the last answer to a valid login was to grant these
// credentials.
func (h *History) known(mark string) bool {
	last, ok := h.last(all)
	return ok && last.Kind == granted && last.Credentials == mark
}

// open counts the valid logins that have begun of late and not ended.
func (h *History) open(now time.Time) int {
	return len(h.within(now, window, func(e event) bool { return e.Kind == begun }))
}

// needed returns the events that can still make a difference: bad ones of the
// last day, the last answer to each credentials in it, and the last answer of
// all, however old. Those from the future are dated now.
func (h *History) needed(now time.Time) []event {
	var out []event
	answered := map[string]bool{} // later, by credentials
	for _, e := range slices.Backward(h.events) {
		answer := e.ends() && e.Kind != unanswered
		recent := now.Sub(at(e, now)) < day
		if answer && (len(answered) == 0 || recent && !answered[e.Credentials]) || recent && e.bad() {
			e.At = at(e, now)
			out = append(out, e)
		}
		if answer {
			answered[e.Credentials] = true
		}
	}
	slices.Reverse(out)
	return out
}
