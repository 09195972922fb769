package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
)

// reply is what one try brought: headers if head is set, then content.
type reply struct {
	head       *http.Response
	receivedAt time.Time // headers complete
	content              // decoded
	progress   *progress
	err        error
	failure    *contract.Failure // of err
	took       time.Duration
	wait       time.Duration // until the server wants to be asked again
	asked      bool          // the server said so
}

// exchange sends req, at most twice, and fills in what came of it.
func (c *Client) exchange(ctx context.Context, a *Answer, r Request, req *http.Request, red *redactor) {
	got := c.try(ctx, a, r, req, red, c.options.Timeout)
	if retry, again := worthRepeating(r, got); again {
		retry.SentAt = a.SentAt
		ended := c.options.Clock.Now()
		if c.limits.admit(ctx, r) == nil {
			retry.WaitedMS = milliseconds(c.options.Clock.Now().Sub(ended))
			a.Retries = append(a.Retries, retry)
			got = c.try(ctx, a, r, req, red, c.options.Timeout-got.took)
		}
	}
	a.ReceivedAt = got.receivedAt
	if got.head != nil {
		a.Value, _ = wire.Read(got.body)
		a.Response = red.response(got, a.Value)
		a.Tokens = red.tokens
	}
	a.Failure = got.failure
	if a.Failure == nil {
		a.Failure = unavailable(got.head)
	}
}

// try sends req once, within the time that is left.
func (c *Client) try(ctx context.Context, a *Answer, r Request, req *http.Request, red *redactor, left time.Duration) reply {
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	a.Attempts++
	a.SentAt = c.options.Clock.Now()
	started := time.Now()
	got := c.attempt(ctx, req, r.Body)
	got.took = time.Since(started)
	a.DurationMS = milliseconds(got.took)
	got.failure = red.failure(ctx, req, got.err, got.progress)
	got.wait, got.asked = c.limits.note(got.head, got.receivedAt)
	return got
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// attempt sends req on a connection of its own and reads the answer to its end.
func (c *Client) attempt(ctx context.Context, req *http.Request, content []byte) reply {
	p := newProgress(req.URL)
	ctx = p.watch(ctx)
	req = req.Clone(ctx)
	req.Close = true // see docs/decisions/0008-one-connection-a-request.md
	if len(content) > 0 {
		req.Body = io.NopCloser(bytes.NewReader(content))
	}
	c.sent.Add(1)
	conn, err := c.transport.NewClientConn(ctx, req.URL.Scheme, dialAddress(req.URL))
	if err != nil {
		if p.phase() == tunnel {
			err = unopened{err}
		}
		return reply{receivedAt: c.options.Clock.Now(), progress: p, err: err}
	}
	defer func() { _ = conn.Close() }()
	p.reach(writing)
	head, err := conn.RoundTrip(req)
	got := reply{head: head, receivedAt: c.options.Clock.Now(), progress: p, err: err}
	if err != nil {
		got.err = p.brokenOff(err)
		return got
	}
	p.reach(body)
	defer head.Body.Close()
	if head.StatusCode != http.StatusSwitchingProtocols { // after which comes no body, but another protocol, without end
		got.content, got.err = readBody(ctx, head)
	}
	return got
}

// worthRepeating says whether a request that got this reply may be sent once
// more: because no byte of an answer came, or because the answer says when to come
// back and the request has the patience.
func worthRepeating(r Request, got reply) (contract.Retry, bool) {
	switch {
	case r.Once:
		return contract.Retry{}, false
	case unanswered(got):
		return contract.Retry{Kind: got.failure.Kind, Message: got.failure.Message}, true
	case r.Patient && got.asked && got.err == nil && got.wait <= MaxRetryAfter:
		kind := contract.RetryLimited
		if f := unavailable(got.head); f != nil {
			kind = f.Kind
		}
		message := fmt.Sprintf("the server answered %s and asked to come back after %s", statusText(got.head.StatusCode), rounded(got.wait))
		return contract.Retry{Kind: kind, Message: message}, true
	default:
		return contract.Retry{}, false
	}
}

// unanswered says whether the request surely got no answer.
func unanswered(got reply) bool {
	if got.failure == nil || got.head != nil || got.progress.phase() >= headers {
		return false
	}
	switch got.failure.Kind {
	case KindRefused, KindReset, KindClosed:
		return true
	default:
		return false
	}
}

// unavailable says of an answer that came from in front of the server, or from
// one that is down, that it tells nothing of the partner's contract.
func unavailable(head *http.Response) *contract.Failure {
	switch head.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return &contract.Failure{
			Kind:    KindUnavailable,
			Message: "the server is not available: it answered " + statusText(head.StatusCode),
		}
	default:
		return nil
	}
}

// requestID returns a fresh id by which the server's logs can be searched.
func requestID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}
