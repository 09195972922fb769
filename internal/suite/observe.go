package suite

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/transport"
	"concord/openapi"
)

// answersPerLogin is how often a good login is asked for: a field that changes
// from answer to answer shows in three.
const answersPerLogin = 3

// rateLimitTime bounds the rate-limit case.
const rateLimitTime = 10 * time.Second

// observe runs a case and records what is seen, or why it is not run.
func (n *session) observe(ctx context.Context, c judge.Case) contract.Observation {
	o := contract.Observation{Case: c.ID, Settings: n.settings}
	if o.Skip = n.terms().forbidden(c); o.Skip != "" {
		return o
	}
	if !n.proven(ctx, c, &o) {
		return o
	}
	var err error
	switch c.Kind {
	case judge.Answer:
		err = n.observeAnswer(ctx, c, &o)
	case judge.RateLimit:
		err = n.observeRateLimit(ctx, c, &o)
	case judge.Accepted, judge.Expiry, judge.IndependentLogins:
		err = n.observeProbe(ctx, c, &o)
	default:
		err = n.observeLogins(ctx, c, n.first(), &o)
	}
	withhold(&o, err)
	if over(ctx) && o.Error == "" {
		o.Error = ended(ctx)
	}
	return o
}

// over tells whether a run has ended, and ended why.
func over(ctx context.Context) bool    { return ctx.Err() != nil }
func ended(ctx context.Context) string { return "the run was ended: " + context.Cause(ctx).Error() }

// proven tells whether a live target accepts the configured credentials, and
// otherwise records why the case is not run: where every login is refused a
// refusal shows nothing, and a series of them may lock the account. Only the
// case of the good login itself is judged then.
func (n *session) proven(ctx context.Context, c judge.Case, o *contract.Observation) bool {
	if !n.live() {
		return true
	}
	if n.silent >= maxSilent && !n.granted && n.denied == 0 {
		o.Error = "not tried, since the target did not answer before: " + n.trouble
		return false
	}
	answers, err := n.login(ctx, c, n.first(), 1, o)
	if err != nil {
		withhold(o, err)
		return false
	}
	last := answers[len(answers)-1]
	locked := n.locked() && (c.Kind != judge.Answer || c.Example != n.first().Name)
	refused := len(n.recent) == 0 && n.sendsMore(c)
	switch {
	case last.Failure != nil:
	case locked:
		o.Error = n.refusal()
	case refused:
		o.Skip = fmt.Sprintf("the documented login itself is refused (status %d), so that no other is tried", last.Response.Status)
	default:
		return true
	}
	record(o, answers...)
	return false
}

// sendsMore tells whether a case sends other logins than the plain one.
func (n *session) sendsMore(c judge.Case) bool { return c.Example != "" && c.Example != n.first().Name }

const (
	// maxSilent is how many good logins may fail on the way before a target that
	// never answered is left alone, maxUnanswered before any is.
	maxSilent     = 2
	maxUnanswered = 3
)

// refusal says what to look at where no good login was ever granted.
func (n *session) refusal() string {
	p := n.target.Provider
	absent := n.denied == http.StatusNotFound || n.denied == http.StatusMethodNotAllowed
	if absent && !judge.RefusesCredentials(n.book.Doc, n.denied) {
		return fmt.Sprintf("there is no login at %s%s (status %d): check %s, to which %s is added",
			n.target.BaseURL, n.book.Doc.Path, n.denied, variable(p, "BASE_URL"), n.book.Doc.Path)
	}
	if n.denied == http.StatusTooManyRequests && !judge.RefusesCredentials(n.book.Doc, n.denied) {
		return "the server limits logins (status 429): run again later, or with a lower CONCORD_RATE; nothing more is tried"
	}
	text := fmt.Sprintf("the configured credentials do not log in (status %d): check %s; nothing more is tried, lest the account be locked",
		n.denied, strings.Join(n.variables(), ", "))
	if len(n.settings.Withheld) > 0 {
		text += fmt.Sprintf("; %s is not set, and may be needed", strings.Join(n.settings.Withheld, ", "))
	}
	return text
}

// variables names what holds the credentials of the target's provider.
func (n *session) variables() []string {
	var names []string
	for _, kind := range Provider(n.book.Doc).Credentials {
		names = append(names, variable(n.target.Provider, snake(kind)))
	}
	return names
}

func record(o *contract.Observation, answers ...transport.Answer) {
	for _, a := range answers {
		o.Exchanges = append(o.Exchanges, a.Exchange)
	}
}

// first returns the request example that stands for a plain login.
func (n *session) first() *openapi.Example { return &n.book.Doc.Request.Examples[0] }

// observeLogins asks for good logins by a request example, as often as it takes
// to see what changes.
func (n *session) observeLogins(ctx context.Context, c judge.Case, base *openapi.Example, o *contract.Observation) error {
	answers, err := n.login(ctx, c, base, answersPerLogin, o)
	record(o, answers...)
	return err
}

// observeAnswer asks for a documented answer: a good one several times, a
// refusal once, with a good login after it.
func (n *session) observeAnswer(ctx context.Context, c judge.Case, o *contract.Observation) error {
	_, example, ok := n.book.Doc.Answer(c.Example)
	if !ok {
		return fmt.Errorf("the contract has no answer %q", c.Example)
	}
	if situationOf(example).Good {
		return n.observeLogins(ctx, c, n.book.Doc.Base(example), o)
	}
	r := n.terms().refusal(example)
	if err := n.mayRefuse(ctx, c, r, recoveryLogin, o); err != nil {
		return err
	}
	answer := n.refuse(ctx, c, r, false)
	record(o, answer)
	return n.recovered(ctx, c, answer, o)
}

// observeRateLimit sends refused logins of a user that does not exist until the
// server has had enough.
func (n *session) observeRateLimit(ctx context.Context, c judge.Case, o *contract.Observation) error {
	_, example, ok := n.book.Doc.Answer(c.Example)
	if !ok {
		return fmt.Errorf("the contract has no answer %q", c.Example)
	}
	r := n.terms().refusal(example)
	until := n.clock.Now().Add(rateLimitTime)
	for i := 0; i < judge.LimitAttempts && n.clock.Now().Before(until); i++ {
		if err := n.mayRefuse(ctx, c, r, 0, o); err != nil {
			return err
		}
		answer := n.refuse(ctx, c, r, true)
		record(o, answer)
		if answer.Failure != nil || answer.Response.Status == http.StatusTooManyRequests {
			return nil
		}
	}
	return nil
}
