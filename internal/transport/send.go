package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
)

// reply is what one attempt brought: headers if head is set, then content.
type reply struct {
	head       *http.Response
	receivedAt time.Time // headers complete
	content              // decoded
	anyByte    bool      // of an answer, however malformed
	err        error
}

// exchange sends req, at most twice, and fills in what came of it.
func (c *Client) exchange(parent context.Context, a *Answer, req *http.Request, r Request, red *redactor) {
	ctx, cancel := context.WithTimeout(parent, c.options.Timeout)
	defer cancel()
	started := time.Now()
	a.SentAt = c.options.Clock.Now()
	got := c.attempt(ctx, req, r.Body)
	a.Attempts = 1
	if !r.Once && worthRepeating(ctx, got) && c.pace(ctx) == nil {
		a.SentAt = c.options.Clock.Now()
		got = c.attempt(ctx, req, r.Body)
		a.Attempts = 2
	}
	a.DurationMS = float64(time.Since(started).Microseconds()) / 1000
	a.ReceivedAt = got.receivedAt
	if got.head != nil {
		a.Value, _ = wire.Read(got.body)
		a.Response = red.response(got, a.Value)
		a.Tokens = red.tokens
	}
	a.Failure = red.failure(ctx, req, got.err)
	if a.Failure == nil {
		a.Failure = unavailable(got.head)
	}
}

// attempt sends req once and reads the answer to its end.
func (c *Client) attempt(ctx context.Context, req *http.Request, body []byte) reply {
	var anyByte atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotFirstResponseByte: func() { anyByte.Store(true) },
	})
	req = req.Clone(ctx)
	if len(body) > 0 {
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	c.sent.Add(1)
	// RoundTrip, not http.Client: it follows no redirect and adds no header.
	head, err := c.transport.RoundTrip(req)
	got := reply{head: head, receivedAt: c.options.Clock.Now(), err: err}
	if err == nil {
		defer head.Body.Close()
		got.content, got.err = readBody(ctx, head)
	}
	got.anyByte = anyByte.Load()
	return got
}

// worthRepeating says whether the request surely got no answer, so that it may
// be sent once more.
func worthRepeating(ctx context.Context, got reply) bool {
	if got.err == nil || got.head != nil || got.anyByte || ctx.Err() != nil {
		return false
	}
	switch kindOf(ctx, got.err) {
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
