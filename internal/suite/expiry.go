package suite

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/transport"
	"concord/internal/wire"
	"concord/openapi"
)

// probeMargin is how far from a token's end a probe stays, beside the clock's error.
const probeMargin = 2 * time.Second

// garbage is a token that nobody issued.
const garbage = "concord-garbage-token"

// observeProbe watches what tokens open, by a protected URL of the target. An
// error says why a login for one was not sent.
func (n *session) observeProbe(ctx context.Context, c judge.Case, o *contract.Observation) error {
	var answer transport.Answer // whose token is watched, where that is known before
	if c.Kind == judge.Expiry && n.live() {
		var err error
		if answer, err = n.watched(ctx, c, o); err != nil {
			return err
		}
		if n.tooLong(answer, o) {
			return nil
		}
	}
	record(o, n.probe(ctx, c, contract.StepProbeNone, "", ""), n.probe(ctx, c, contract.StepProbeGarbage, garbage, ""))
	if n.failed(o) || !n.guarded(o) {
		if answer.ID != "" {
			record(o, asLogin(answer)) // it was sent, so it is shown
		}
		return nil
	}
	switch c.Kind {
	case judge.IndependentLogins:
		return n.observeIndependence(ctx, c, o)
	case judge.Expiry:
		return n.observeExpiry(ctx, c, answer, o)
	default:
		_, _, err := n.observeFresh(ctx, c, answer, o)
		return err
	}
}

// tooLong skips the case where a live token ends later than may be waited for,
// before anything is asked of the probe.
func (n *session) tooLong(answer transport.Answer, o *contract.Observation) bool {
	end, within, ok := n.book.Ends(answer.Exchange, n.settings)
	wait := end.Add(within + probeMargin).Sub(n.clock.Now())
	if !ok || wait <= n.suite.options.MaxWait {
		return false
	}
	record(o, asLogin(answer))
	o.Skip = fmt.Sprintf("the token ends in %s, and CONCORD_MAX_WAIT is %s: a longer one waits for it", wait.Round(time.Second), n.suite.options.MaxWait)
	return true
}

func (n *session) failed(o *contract.Observation) bool {
	return len(o.Exchanges) > 0 && o.Exchanges[len(o.Exchanges)-1].Failure != nil
}

// guarded tells whether the probe refuses whoever has no token. There is
// nothing to wait for where it does not.
func (n *session) guarded(o *contract.Observation) bool {
	for _, e := range o.Exchanges {
		if e.Response.Status != http.StatusUnauthorized && e.Response.Status != http.StatusForbidden {
			return false
		}
	}
	return true
}

// observeFresh probes with the token of a login, the latest if none is given,
// and returns both.
func (n *session) observeFresh(ctx context.Context, c judge.Case, answer transport.Answer, o *contract.Observation) (transport.Answer, string, error) {
	if answer.ID == "" {
		var err error
		if answer, err = n.watched(ctx, c, o); err != nil {
			return answer, "", err
		}
	}
	record(o, asLogin(answer))
	return answer, n.probeWith(ctx, c, o, contract.StepProbeFresh, answer), nil
}

// withoutToken says why there is nothing to probe with. What is wrong with the
// login is a finding of the case of the good login; a login after expiry that is
// not granted is judged here.
func withoutToken(o *contract.Observation, step contract.Step, answer transport.Answer) {
	switch {
	case answer.Failure != nil:
	case answer.Response.Status == http.StatusTooManyRequests:
		o.Error = "no login was granted, so there is no token to probe with (status 429)"
	case step != contract.StepProbeFresh && step != contract.StepProbeEarlier:
	case answer.Response.Status/100 == 2:
		o.Skip = "the login was granted without an access token to probe with"
	default:
		o.Skip = fmt.Sprintf("no login was granted, so there is no token to probe with (status %d)", answer.Response.Status)
	}
}

// probeWith probes with the access token of an answer and returns the token; an
// answer without one ends the observation.
func (n *session) probeWith(ctx context.Context, c judge.Case, o *contract.Observation, step contract.Step, answer transport.Answer) string {
	token := accessToken(n.book.Doc, answer)
	if token == "" {
		withoutToken(o, step, answer)
		return ""
	}
	record(o, n.probe(ctx, c, step, token, n.placeholder(token)))
	return token
}

// accessToken returns the token that a granted login gave, or nothing.
func accessToken(doc *openapi.Document, answer transport.Answer) string {
	if answer.Response == nil || answer.Response.Status/100 != 2 {
		return ""
	}
	if v := answer.Value.At(doc.Access().Pointer); v != nil && v.Kind == wire.String {
		return v.Text
	}
	return ""
}

func (n *session) placeholder(token string) string {
	placeholder, _ := n.registry.Add("accessToken", token)
	return placeholder
}

// observeIndependence logs in twice and probes with both tokens, the earlier first.
func (n *session) observeIndependence(ctx context.Context, c judge.Case, o *contract.Observation) error {
	logins, err := n.latest(ctx, c, 2)
	for _, answer := range logins {
		record(o, asLogin(answer))
	}
	if err != nil {
		return err
	}
	if last := logins[len(logins)-1]; len(last.Retries) > 0 && !n.lives(logins[0]) {
		o.Error = "the earlier token ended while the later login had to wait"
		return nil
	}
	if n.probeWith(ctx, c, o, contract.StepProbeEarlier, logins[0]) != "" && len(logins) == 2 {
		n.probeWith(ctx, c, o, contract.StepProbeLater, logins[1])
	}
	return nil
}

// pause is the time between two logins on the mock, whose clock stands still.
func (n *session) pause() time.Duration {
	if n.target.Mode == contract.ModeMock {
		return time.Second
	}
	return 0
}

// observeExpiry watches a token to its end and beyond, then logs in again.
func (n *session) observeExpiry(ctx context.Context, c judge.Case, answer transport.Answer, o *contract.Observation) error {
	answer, token, err := n.observeFresh(ctx, c, answer, o)
	if err != nil || token == "" || n.failed(o) {
		return err
	}
	end, within, ok := n.book.Ends(answer.Exchange, n.settings)
	if !ok {
		o.Skip = "neither the token nor the document says when it ends"
		return nil
	}
	margin := within + probeMargin
	placeholder := n.placeholder(token)
	if n.wait(ctx, end.Add(-margin), "just before the token's end") {
		before := n.probe(ctx, c, contract.StepProbeBefore, token, placeholder)
		if before.Failure != nil || before.SentAt.Before(end.Add(-within)) { // another case may have held it up
			record(o, before)
		}
	}
	n.wait(ctx, end.Add(margin), "the token's end")
	after := n.probe(ctx, c, contract.StepProbeAfter, token, placeholder)
	record(o, after)
	if granted(after) {
		leeway := min(time.Minute, end.Sub(answer.ReceivedAt)/10)
		n.wait(ctx, end.Add(leeway+margin), "the end of any leeway")
		record(o, n.probe(ctx, c, contract.StepProbeLate, token, placeholder))
	}
	if n.failed(o) {
		return nil
	}
	renewed, err := n.freshLogin(ctx, c.ID, contract.StepRenewal, n.first())
	if err != nil {
		return err
	}
	record(o, renewed)
	n.probeWith(ctx, c, o, contract.StepProbeRenewed, renewed)
	return nil
}

// wait lets time pass until an instant, and tells whether it was still to come.
// A live session is free for other cases meanwhile.
func (n *session) wait(ctx context.Context, until time.Time, what string) bool {
	d := until.Sub(n.clock.Now())
	if d <= 0 || over(ctx) {
		return false
	}
	if n.target.Mode == contract.ModeMock {
		return n.clock.Sleep(ctx, d) == nil
	}
	n.suite.options.Progress("%s: waiting %s for %s", n.target.Name, d.Round(time.Second), what)
	n.suite.mu.Unlock() // another case may use the session, or wait as well
	defer n.suite.mu.Lock()
	return n.clock.Sleep(ctx, d) == nil
}

// probe asks the protected URL, with a token where one is given.
func (n *session) probe(ctx context.Context, c judge.Case, step contract.Step, token, placeholder string) transport.Answer {
	header := http.Header{}
	address := n.target.ProbeURL
	carried := strings.Contains(address, "{token}")
	for name, value := range n.target.ProbeHeaders {
		text := value.Reveal()
		carried = carried || strings.Contains(text, "{token}")
		if !strings.Contains(text, "{token}") || token != "" {
			header.Set(name, strings.ReplaceAll(text, "{token}", token))
		}
	}
	if !carried && token != "" {
		sent := n.book.Doc.Sent()
		header.Set(sent.Header, strings.TrimSpace(sent.Scheme+" "+token))
	}
	mask := map[string]string{}
	if n.target.Mode == contract.ModeLive {
		n.maskHeaders(mask, n.target.ProbeHeaders)
	}
	return n.client.Do(ctx, transport.Request{
		ID: n.id(c.ID), Step: step, Method: http.MethodGet, URL: strings.ReplaceAll(address, "{token}", url.QueryEscape(token)),
		Header: header, Mask: mask, Probed: placeholder,
	})
}
