package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// MaxRetryAfter is the longest time that a patient request waits for, where an
// answer says by Retry-After when to come back.
const MaxRetryAfter = 2 * time.Minute

// farAway is how far ahead a time is taken at its word: a server that says more
// wants nothing more in this run.
const farAway = 365 * 24 * time.Hour

// retryAfter returns when an answer asks to be tried again (RFC 9110 §10.2.3): by
// a number of seconds, or by a date, which is on the clock that its Date shows,
// else on ours. ok is false without a value of either form. Of several values the
// latest counts. The time is received or later.
func retryAfter(h http.Header, received time.Time) (at time.Time, ok bool) {
	for _, value := range h.Values("Retry-After") {
		wait, valid := delay(strings.Trim(value, " \t"), h.Get("Date"), received)
		if then := received.Add(min(max(wait, 0), farAway)); valid && (!ok || then.After(at)) {
			at, ok = then, true
		}
	}
	return at, ok
}

// NamesTime tells whether an answer says when to come back.
func NamesTime(a Answer) bool {
	if a.Response == nil {
		return false
	}
	_, ok := retryAfter(a.Response.Header, a.ReceivedAt)
	return ok
}

// delay returns how long to wait; less than nothing for a date in the past.
func delay(value, date string, received time.Time) (time.Duration, bool) {
	if seconds, ok := delaySeconds(value); ok {
		return seconds, true
	}
	then, ok := httpDate(value, received)
	if !ok {
		return 0, false
	}
	if now, ok := httpDate(date, received); ok {
		return then.Sub(now), true
	}
	return then.Sub(received), true
}

// delaySeconds reads 1*DIGIT.
func delaySeconds(value string) (time.Duration, bool) {
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return 0, false
	}
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil || seconds > int64(farAway/time.Second) {
		return farAway, true // digits only, so too many of them
	}
	return time.Duration(seconds) * time.Second, true
}

// httpDate reads a date in any of the three forms of RFC 9110 §5.6.7. A year of
// two digits is the one that is at most 50 years ahead of now.
func httpDate(value string, now time.Time) (time.Time, bool) {
	t, err := http.ParseTime(value)
	if err != nil {
		return time.Time{}, false
	}
	if _, err := time.Parse(time.RFC850, value); err == nil {
		year := now.Year() - now.Year()%100 + t.Year()%100
		if year > now.Year()+50 {
			year -= 100
		}
		t = t.AddDate(year-t.Year(), 0, 0)
	}
	return t, true
}
