package suite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/transport"
)

// manners are what a live session remembers lest it do harm: it sends no more
// than was declared, and nothing more to an account that may be locked.
type manners struct {
	sent  contract.Plan           // logins that were answered
	ended string                  // why no login is sent any more; empty while they are
	owed  bool                    // the real account's last login was refused
	met   map[ledger.Account]bool // other accounts that were refused
}

// withheld says why a login was not sent.
type withheld struct {
	reason string
	skip   bool // the case is skipped; else it could not be judged
}

// Error is the reason.
func (w *withheld) Error() string { return w.reason }

// withhold records why a case went no further.
func withhold(o *contract.Observation, err error) {
	var w *withheld
	switch {
	case err == nil:
	case errors.As(err, &w) && w.skip:
		o.Skip = err.Error()
	default:
		o.Error = err.Error()
	}
}

func (n *session) live() bool { return n.target.Mode == contract.ModeLive }

// end has the session send no more logins, for the first reason that it is given.
func (n *session) end(format string, args ...any) {
	if n.ended == "" {
		n.ended = fmt.Sprintf(format, args...)
	}
}

// afford tells whether so many more logins are within what was declared.
func (n *session) afford(ctx context.Context, good, refused int) error {
	plan := n.suite.plan()
	switch {
	case over(ctx):
		return &withheld{reason: ended(ctx)}
	case n.ended != "":
		return &withheld{reason: n.ended}
	case n.sent.GoodLogins+good > plan.GoodLogins:
		return &withheld{reason: fmt.Sprintf("the declared budget of %d good logins is used up", plan.GoodLogins)}
	case n.sent.RefusedLogins+refused > plan.RefusedLogins:
		return &withheld{reason: fmt.Sprintf("the declared budget of %d refused logins is used up", plan.RefusedLogins)}
	}
	return nil
}

// mayLogIn makes sure that a good login may be sent, and records that it is
// about to be; the login is nil where there is no record. A record that cannot
// be used keeps nobody from logging in with the right credentials.
func (n *session) mayLogIn(ctx context.Context) (*ledger.Login, error) {
	if !n.live() {
		return nil, nil
	}
	if n.silent >= maxUnanswered {
		n.end("not tried, since the target has left %d logins without an answer: %s", n.silent, n.trouble)
	}
	if err := n.afford(ctx, 1, 0); err != nil || n.suite.options.Ledger == nil {
		return nil, err
	}
	login, err := n.suite.options.Ledger.Login(ctx, n.clock.Now(), ledger.Credentials(n.target.Credentials), n.terms().accounts(n.target.Credentials)...)
	var denied *ledger.Denied
	switch {
	case errors.As(err, &denied) && denied.Same:
		n.end("%s: correct %s", denied.Error(), strings.Join(n.variables(), ", "))
	case denied != nil:
		n.end("%s", denied.Error())
	default:
		return login, nil
	}
	return nil, &withheld{reason: n.ended}
}

// noteLogin remembers how a good login went.
func (n *session) noteLogin(ctx context.Context, login *ledger.Login, step contract.Step, answer transport.Answer) {
	outcome := ledger.Granted
	switch {
	case answer.Failure != nil:
		outcome = ledger.Unanswered
	case granted(answer):
		n.sent.GoodLogins++
		n.owed = false
	default:
		outcome = n.outcome(answer.Response.Status)
		n.sent.GoodLogins++
		switch status := answer.Response.Status; {
		case step == contract.StepRecovery: // whoever asked for it knows what it follows
		case n.deniedBy(status) && n.granted:
			n.end("after others were granted a good login was answered with status %d: %s", status, looksLocked(status))
		case n.owed:
			n.end("two logins in a row were refused, the second with status %d: %s", status, looksLocked(status))
		}
		n.owed = true
	}
	if login == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)           // an answer is recorded even if it is the last
	_ = login.End(ctx, n.clock.Now(), outcome) // unrecorded it counts as refused
	if answer.Attempts > 1 && (outcome == ledger.Denial || outcome == ledger.Refusal) {
		_ = n.suite.options.Ledger.Repeat(ctx, n.clock.Now(), answer.Attempts-1, n.terms().accounts(n.target.Credentials)...)
	}
}

// outcome tells a refusal of the credentials from any other, which different
// ones would not change: a wrong base URL, a request that is called bad, a limit.
func (n *session) outcome(status int) ledger.Outcome {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusLocked:
		return ledger.Denial
	}
	if judge.RefusesCredentials(n.book.Doc, status) {
		return ledger.Denial
	}
	return ledger.Refusal
}

// looksLocked says what the refusal of a good login may mean, and what follows.
func looksLocked(status int) string {
	meaning := "the account may be locked"
	switch status {
	case http.StatusTooManyRequests:
		meaning = "the target limits logins"
	case http.StatusLocked:
		meaning = "the account is locked"
	}
	return meaning + ", and no login is sent any more in this run"
}

// granted tells whether a login was answered with success.
func granted(a transport.Answer) bool {
	return a.Failure == nil && a.Response != nil && a.Response.Status/100 == 2
}
