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
	case ctx.Err() != nil:
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
		outcome = ledger.Refusal
		if n.deniedBy(answer.Response.Status) {
			outcome = ledger.Denial
		}
		n.sent.GoodLogins++
		switch status := answer.Response.Status; {
		case step == contract.StepRecovery: // whoever asked for it knows what it follows
		case outcome == ledger.Denial && n.granted:
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

// mayRefuse makes sure that a login may be sent that is to be refused, and
// records that it is about to be. The real account is not refused twice in a row.
func (n *session) mayRefuse(ctx context.Context, c judge.Case, r refusal, recoveries int, o *contract.Observation) error {
	if !n.live() {
		return nil
	}
	if err := n.afford(ctx, 0, 0); err != nil {
		return err
	}
	if r.metIn(n.met) {
		return &withheld{skip: true, reason: "the account of this situation was refused before in this run, and another refusal in a row might lock it"}
	}
	if err := n.afford(ctx, recoveries, 1); err != nil {
		return err
	}
	if r.real {
		if err := n.settle(ctx, c, o); err != nil {
			return err
		}
	}
	if n.suite.options.Ledger == nil || len(r.counted) == 0 {
		return nil
	}
	err := n.suite.options.Ledger.Provoke(ctx, n.clock.Now(), r.counted...)
	var denied *ledger.Denied
	switch {
	case err == nil:
		return nil
	case errors.As(err, &denied):
		return &withheld{skip: true, reason: denied.Error()}
	default:
		return &withheld{skip: true, reason: "no login of a real account is provoked that cannot be recorded: " + err.Error()}
	}
}

// noteRefusal remembers how a login went that was to be refused.
func (n *session) noteRefusal(ctx context.Context, r refusal, answer transport.Answer) {
	n.sent.RefusedLogins++
	if r.real {
		n.owed = !granted(answer)
	}
	if n.suite.options.Ledger != nil && answer.Attempts > 1 && len(r.counted) > 0 {
		// Where it cannot be recorded, the next one cannot either, and is not sent.
		_ = n.suite.options.Ledger.Repeat(context.WithoutCancel(ctx), n.clock.Now(), answer.Attempts-1, r.counted...)
	}
}

// recovered follows a refused login up with a good one, lest a lockout add up. A
// live session that is not let in again sends no more logins.
func (n *session) recovered(ctx context.Context, c judge.Case, refused transport.Answer, o *contract.Observation) error {
	switch {
	case !n.live() && refused.Failure != nil, refused.Attempts == 0, ctx.Err() != nil:
		return nil
	case n.live() && refused.Failure == nil && slowDown(refused):
		n.end("%s was answered with status %d: %s", c.ID, refused.Response.Status, looksLocked(refused.Response.Status))
		return nil
	}
	return n.letIn(ctx, c, o, "the refusal of "+c.ID)
}

// settle has the real account let in, where a live target refused it last, before
// it may be refused again.
func (n *session) settle(ctx context.Context, c judge.Case, o *contract.Observation) error {
	if !n.live() || !n.owed {
		return nil
	}
	if err := n.letIn(ctx, c, o, "the refusal of a valid request"); err != nil {
		return err
	}
	if n.ended != "" {
		return &withheld{reason: n.ended}
	}
	return nil
}

// slowDown tells whether an answer asks for no more logins. Where it says when the
// next is welcome, that is waited for.
func slowDown(answer transport.Answer) bool {
	switch answer.Response.Status {
	case http.StatusLocked:
		return true
	case http.StatusTooManyRequests:
		return !transport.NamesTime(answer)
	default:
		return false
	}
}

// letIn logs in after a refusal, once more if no answer comes.
func (n *session) letIn(ctx context.Context, c judge.Case, o *contract.Observation, after string) error {
	answer, err := n.freshLogin(ctx, c.ID, contract.StepRecovery, n.first())
	if err != nil {
		return err
	}
	record(o, answer)
	if n.live() && answer.Failure != nil && ctx.Err() == nil {
		if answer, err = n.freshLogin(ctx, c.ID, contract.StepRecovery, n.first()); err != nil {
			return err
		}
		record(o, answer)
	}
	switch {
	case !n.live() || granted(answer):
	case answer.Attempts == 0:
		n.end("%s", answer.Failure.Message)
	case answer.Failure != nil:
		n.end("after %s a good login got no answer, so that the account may be locked: no login is sent any more in this run", after)
	default:
		n.end("after %s a good login was answered with status %d: %s", after, answer.Response.Status, looksLocked(answer.Response.Status))
	}
	return nil
}

// granted tells whether a login was answered with success.
func granted(a transport.Answer) bool {
	return a.Failure == nil && a.Response != nil && a.Response.Status/100 == 2
}
