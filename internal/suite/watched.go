package suite

import (
	"context"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/transport"
)

// watched returns the login whose token a case looks at: the latest, or the
// latest by the request that the case names.
func (n *session) watched(ctx context.Context, c judge.Case, o *contract.Observation) (transport.Answer, error) {
	if c.Example == "" {
		answers, err := n.latest(ctx, c, 1)
		if err != nil {
			return transport.Answer{}, err
		}
		return answers[0], nil
	}
	_, example, ok := n.book.Doc.Answer(c.Example)
	if !ok { // the cases come from the same contract
		panic("no answer " + c.Example)
	}
	answers, err := n.login(ctx, c, n.book.Doc.Base(example), 1, o)
	if err != nil {
		return transport.Answer{}, err
	}
	if last := answers[len(answers)-1]; !granted(last) || n.lives(last) {
		return last, nil
	}
	return n.freshLogin(ctx, c.ID, contract.StepLogin, n.book.Doc.Base(example))
}

// latest returns the last count good logins with tokens that live, making those
// that are missing. It ends early with one that is not granted.
func (n *session) latest(ctx context.Context, c judge.Case, count int) ([]transport.Answer, error) {
	if len(n.recent) == 0 && n.refusedLast(n.first()) {
		return n.logins[n.first().Name], nil
	}
	var out []transport.Answer
	for _, answer := range n.recent[max(0, len(n.recent)-count):] {
		if n.lives(answer) {
			out = append(out, answer)
		}
	}
	for len(out) < count {
		if len(out) > 0 {
			_ = n.clock.Sleep(ctx, n.pause())
		}
		answer, err := n.freshLogin(ctx, c.ID, contract.StepLogin, n.first())
		if err != nil {
			return out, err
		}
		out = append(out, answer)
		if !granted(answer) {
			break
		}
	}
	return out, nil
}

// lives tells whether the token of an answer has some of its life before it, as
// far as can be seen.
func (n *session) lives(answer transport.Answer) bool {
	end, within, ok := n.book.Ends(answer.Exchange, n.settings)
	return !ok || end.Add(-2*(within+probeMargin)).After(n.clock.Now())
}

// asLogin returns an answer as one to the case's own login, whatever it was
// asked for at first.
func asLogin(answer transport.Answer) transport.Answer {
	answer.Step = contract.StepLogin
	return answer
}
