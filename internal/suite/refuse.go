package suite

import (
	"context"
	"errors"
	"net/http"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/transport"
)

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
	if r.real {
		if err := n.settle(ctx, c, o); err != nil {
			return err
		}
	}
	if err := n.afford(ctx, recoveries, 1); err != nil {
		return err
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

// refuse sends a login that is to be refused.
func (n *session) refuse(ctx context.Context, c judge.Case, r refusal, unpaced bool) transport.Answer {
	answer := n.send(ctx, c.ID, contract.StepLogin, r.example, r.body, r.how, unpaced)
	n.noteRefusal(ctx, r, answer)
	return answer
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
	case !n.live() && refused.Failure != nil, refused.Attempts == 0, over(ctx):
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
	if n.live() && answer.Failure != nil && !over(ctx) {
		if answer, err = n.freshLogin(ctx, c.ID, contract.StepRecovery, n.first()); err != nil {
			return err
		}
		record(o, answer)
	}
	switch {
	case !n.live() || granted(answer):
	case answer.Attempts == 0 && answer.Failure != nil:
		n.end("%s", answer.Failure.Message)
	case answer.Failure != nil:
		n.end("after %s a good login got no answer, so that the account may be locked: no login is sent any more in this run", after)
	default:
		n.end("after %s a good login was answered with status %d: %s", after, answer.Response.Status, looksLocked(answer.Response.Status))
	}
	return nil
}
