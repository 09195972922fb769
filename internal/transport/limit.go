package transport

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"concord/internal/clock"
)

// limits are when a client may send: its own rate, and the pause that a server
// asked for.
type limits struct {
	clock clock.Clock
	rate  *rate.Limiter       // nil if unlimited
	told  func(time.Duration) // before a pause is waited for

	mu     sync.Mutex
	until  time.Time // nothing is sent before
	status int       // of the answer that said so
}

func newLimits(o Options) *limits {
	l := &limits{clock: o.Clock, told: o.Waits}
	if o.Rate > 0 {
		l.rate = rate.NewLimiter(rate.Limit(o.Rate), 1)
	}
	if l.told == nil {
		l.told = func(time.Duration) {}
	}
	return l
}

// limited says until when a server wants no more requests.
type limited struct {
	until  time.Time
	status int
}

func (l limited) Error() string {
	return fmt.Sprintf("the server asked for no more requests before %s UTC (it answered %s with Retry-After)",
		l.until.UTC().Format(time.DateTime), statusText(l.status))
}

// tooLate says that a wait would outlast the run.
type tooLate struct{}

func (tooLate) Error() string { return "the wait would end after the run" }

// note keeps the pause that an answer asks for, if it does so: 429 (RFC 6585 §4),
// and 503, which says in the same way how long the server is away (RFC 9110
// §15.6.4).
func (l *limits) note(head *http.Response, received time.Time) (wait time.Duration, asked bool) {
	if head == nil || head.StatusCode != http.StatusTooManyRequests && head.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	until, ok := retryAfter(head.Header, received)
	if !ok {
		return 0, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until, l.status = until, head.StatusCode
	}
	return until.Sub(received), true
}

// paused returns the pause that is still on, or nil.
func (l *limits) paused() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.clock.Now().Before(l.until) {
		return limited{l.until, l.status}
	}
	return nil
}

// admit lets a request wait for its turn. A patient one waits for a pause of up
// to MaxRetryAfter as well; another fails in it.
func (l *limits) admit(ctx context.Context, r Request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if r.Patient {
		if err := l.sitOut(ctx); err != nil {
			return err
		}
	}
	if err := l.paused(); err != nil {
		return err
	}
	if !r.Unpaced {
		return l.pace(ctx)
	}
	return nil
}

// sitOut waits for the end of a pause, unless that is too far away.
func (l *limits) sitOut(ctx context.Context) error {
	l.mu.Lock()
	wait := l.until.Sub(l.clock.Now())
	l.mu.Unlock()
	if wait <= 0 || wait > MaxRetryAfter {
		return nil
	}
	l.told(wait)
	return l.wait(ctx, wait)
}

// pace waits for the turn that the rate allows.
func (l *limits) pace(ctx context.Context) error {
	if l.rate == nil {
		return ctx.Err()
	}
	now := l.clock.Now()
	turn := l.rate.ReserveN(now, 1)
	err := l.wait(ctx, turn.DelayFrom(now))
	if err != nil {
		turn.CancelAt(l.clock.Now())
	}
	return err
}

// wait lets time pass on the clock of the run. It does not begin what ctx would
// cut short.
func (l *limits) wait(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return tooLate{}
	}
	return l.clock.Sleep(ctx, d)
}
