package suite

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/situation"
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
	if o.Skip = n.forbidden(c); o.Skip != "" {
		return o
	}
	if !n.proven(ctx, c, &o) {
		return o
	}
	switch c.Kind {
	case judge.Answer:
		n.observeAnswer(ctx, c, &o)
	case judge.RateLimit:
		n.observeRateLimit(ctx, c, &o)
	case judge.Accepted, judge.Expiry, judge.IndependentLogins:
		n.observeProbe(ctx, c, &o)
	default:
		record(&o, n.login(ctx, c, n.first(), answersPerLogin)...)
	}
	if err := ctx.Err(); err != nil && o.Error == "" {
		o.Error = "the run was ended: " + context.Cause(ctx).Error()
	}
	return o
}

// proven tells whether a live target accepts the configured credentials, and
// otherwise records why the case is not run: where every login is refused a
// refusal shows nothing, and a series of them may lock the account. Only the
// case of the good login itself is judged then.
func (n *session) proven(ctx context.Context, c judge.Case, o *contract.Observation) bool {
	if n.target.Mode == contract.ModeMock {
		return true
	}
	if n.silent >= maxSilent && !n.granted && n.denied == 0 {
		o.Error = "not tried, since the target did not answer before: " + n.trouble
		return false
	}
	answers := n.login(ctx, c, n.first(), 1)
	failed := len(answers) > 0 && answers[len(answers)-1].Failure != nil
	if !failed && (!n.locked() || c.Kind == judge.Answer && c.Example == n.first().Name) {
		return true
	}
	record(o, answers...)
	if !failed {
		o.Error = n.refusal()
	}
	return false
}

// maxSilent is how many good logins may fail on the way before a target that
// never answered is left alone.
const maxSilent = 2

// refusal says what to look at where no good login was ever granted.
func (n *session) refusal() string {
	p := n.target.Provider
	absent := n.denied == http.StatusNotFound || n.denied == http.StatusMethodNotAllowed
	if absent && !judge.RefusesCredentials(n.book.Doc, n.denied) {
		return fmt.Sprintf("there is no login at %s%s (status %d): check %s, to which %s is added",
			n.target.BaseURL, n.book.Doc.Path, n.denied, variable(p, "BASE_URL"), n.book.Doc.Path)
	}
	var names []string
	for _, kind := range Provider(n.book.Doc).Credentials {
		names = append(names, variable(p, snake(kind)))
	}
	text := fmt.Sprintf("the configured credentials do not log in (status %d): check %s; nothing more is tried, lest the account be locked",
		n.denied, strings.Join(names, ", "))
	if len(n.settings.Withheld) > 0 {
		text += fmt.Sprintf("; %s is not set, and may be needed", strings.Join(n.settings.Withheld, ", "))
	}
	return text
}

func record(o *contract.Observation, answers ...transport.Answer) {
	for _, a := range answers {
		o.Exchanges = append(o.Exchanges, a.Exchange)
	}
}

// first returns the request example that stands for a plain login.
func (n *session) first() *openapi.Example { return &n.book.Doc.Request.Examples[0] }

// forbidden says why a case may not run against this target.
func (n *session) forbidden(c judge.Case) string {
	if n.target.Mode == contract.ModeMock {
		return ""
	}
	_, example, answers := n.book.Doc.Answer(c.Example)
	if answers && sideEffects(n.book.Doc, example) && !n.suite.options.Allow["side-effects"] {
		return "this request does more at the partner than log in: CONCORD_ALLOW=side-effects permits it"
	}
	if c.Kind == judge.RateLimit && !n.suite.options.Allow["rate-limit"] {
		return fmt.Sprintf("up to %d refused logins in a row: CONCORD_ALLOW=rate-limit permits it", judge.LimitAttempts)
	}
	if answers {
		if _, configured := n.target.Situations[example.Situation.Name]; n.byTarget(example) && !configured {
			return fmt.Sprintf("a client cannot bring this about: situations.%s in a targets file says how this environment does", example.Situation.Name)
		}
	}
	switch c.Kind {
	case judge.Accepted, judge.Expiry, judge.IndependentLogins:
		if n.target.ProbeURL == "" {
			return fmt.Sprintf("no probe shows whether a token is accepted: set %s", variable(n.target.Provider, "PROBE_URL"))
		}
	}
	return ""
}

func (n *session) byTarget(e *openapi.Example) bool {
	s, err := situation.Find(e.Situation.Name)
	return err == nil && s.ByTarget
}

// observeAnswer asks for a documented answer: a good one several times, a
// refusal once, with a good login after it.
func (n *session) observeAnswer(ctx context.Context, c judge.Case, o *contract.Observation) {
	_, example, ok := n.book.Doc.Answer(c.Example)
	if !ok {
		o.Error = fmt.Sprintf("the contract has no answer %q", c.Example)
		return
	}
	base := n.book.Doc.Base(example)
	if s, err := situation.Find(example.Situation.Name); err == nil && s.Good {
		record(o, n.login(ctx, c, base, answersPerLogin)...)
		return
	}
	refused := n.refused(ctx, c, example, base, false)
	record(o, refused)
	if refused.Failure == nil {
		record(o, n.freshLogin(ctx, c.ID, contract.StepRecovery, n.first()))
	}
}

// refused sends the request that a situation derives from a valid one.
func (n *session) refused(ctx context.Context, c judge.Case, example, base *openapi.Example, unpaced bool) transport.Answer {
	s, err := situation.Find(example.Situation.Name)
	if err != nil { // the contract reader admits known situations only
		panic(err)
	}
	how := n.target.Situations[s.Name]
	credentials := maps.Clone(n.target.Credentials)
	maps.Copy(credentials, how.Credentials)
	draft := n.draft(base, credentials)
	draft.Params = situation.Params{Omit: example.Situation.Omit, Minutes: example.Situation.Minutes}
	s.Derive(draft)
	return n.send(ctx, c.ID, contract.StepLogin, example, draft.Bytes(), how, unpaced)
}

// observeRateLimit sends refused logins of a user that does not exist until the
// server has had enough.
func (n *session) observeRateLimit(ctx context.Context, c judge.Case, o *contract.Observation) {
	_, example, ok := n.book.Doc.Answer(c.Example)
	if !ok {
		o.Error = fmt.Sprintf("the contract has no answer %q", c.Example)
		return
	}
	base := n.book.Doc.Base(example)
	until := n.clock.Now().Add(rateLimitTime)
	for i := 0; i < judge.LimitAttempts && n.clock.Now().Before(until); i++ {
		answer := n.refused(ctx, c, example, base, true)
		record(o, answer)
		if answer.Failure != nil || answer.Response.Status == http.StatusTooManyRequests {
			return
		}
	}
}
