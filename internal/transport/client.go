package transport

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/wire"
)

// DefaultTimeout bounds a whole exchange, body included, unless Options says otherwise.
const DefaultTimeout = 30 * time.Second

// Options configure a Client. Registry is required.
type Options struct {
	// Allowed lists the hosts that may be asked, as host:port (see HostPort).
	Allowed []string
	// Rate is the number of requests a second, 0 = unlimited. A request waits
	// its turn; none are saved up.
	Rate float64
	// Timeout bounds a whole exchange, retry and body included; DefaultTimeout
	// if 0. Waiting does not count: for one's turn, or because the server asked
	// for it.
	Timeout   time.Duration
	UserAgent string // "concord" if empty
	Registry  *secret.Registry
	Clock     clock.Clock // stamps SentAt and ReceivedAt; the real one if nil
	// TokenNames are the names of the JSON members that carry tokens in the
	// contract at hand, such as accessToken or auth_uuid; case, _ and - do not
	// count. Widely used names are known anyway.
	TokenNames []string
	// Dial connects to a server in this process instead of over the network;
	// nil for the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// RootCAs are the certification authorities to trust; nil for the system's.
	RootCAs *x509.CertPool
	// Proxy chooses the proxy for an https request, none where it returns nil;
	// nil for that of the environment (HTTPS_PROXY, NO_PROXY).
	Proxy func(*http.Request) (*url.URL, error)
	// Waits, when set, is told how long a request is about to wait because the
	// server asked for it.
	Waits func(d time.Duration)
}

// Client sends requests. It is safe for concurrent use.
type Client struct {
	options   Options
	allowed   map[string]bool
	sensitive sensitive
	transport *http.Transport
	limits    *limits
	sent      atomic.Int64
}

// New returns a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.UserAgent == "" {
		o.UserAgent = "concord"
	}
	if o.Clock == nil {
		o.Clock = clock.Real()
	}
	return &Client{
		options: o, allowed: allowList(o.Allowed), sensitive: newSensitive(o.TokenNames),
		transport: newTransport(o), limits: newLimits(o),
	}
}

// Request is what to send, and how to name it in the evidence.
type Request struct {
	secret.Hidden // it goes to the wire as it is

	ID      string
	Step    contract.Step
	Example string
	Method  string
	URL     string
	// Header is sent with User-Agent, Accept, Accept-Encoding and X-Request-Id
	// added where absent, and nothing else.
	Header http.Header
	Body   []byte
	// Mask holds values to replace in the evidence of this request only, by
	// placeholder: user names, and secrets too short to be looked for. They are
	// replaced where they stand as a whole word, never as a member name.
	Mask map[string]string
	// Probed is the placeholder of the token that a probe sends.
	Probed string
	// Unpaced requests do not wait their turn.
	Unpaced bool
	// Once is for a request that is not to be sent again, whatever comes of it.
	Once bool
	// Patient requests wait where the server says by Retry-After when to come
	// back, for up to MaxRetryAfter, and are then sent once more. It is not for
	// requests that are about a moment in time.
	Patient bool
}

// Answer is a redacted exchange, and the body as it came for further requests.
type Answer struct {
	secret.Hidden
	contract.Exchange
	// Value is the body unredacted, nil if it has no JSON value. It holds
	// secrets: read single members of it, and never print or store it.
	Value *wire.Value `json:"-"`
	// Attempts counts how often the request was sent: 0 if it was refused here.
	Attempts int `json:"-"`
}

// Format implements fmt.Formatter, lest a printed answer show Value.
func (a Answer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.GomegaString()) }

// GomegaString implements Gomega's format.GomegaStringer.
func (a Answer) GomegaString() string {
	switch {
	case a.Failure != nil:
		return fmt.Sprintf("%s: %s: %s", a.ID, a.Failure.Kind, a.Failure.Message)
	case a.Response != nil:
		return fmt.Sprintf("%s: %d, %d bytes", a.ID, a.Response.Status, a.Response.Body.Bytes)
	default:
		return a.ID
	}
}

// Do sends r and returns its exchange. Whatever prevents a complete answer is in
// Failure. A request is sent a second time at most, and only if the connection was
// refused, reset or closed before a single byte of an answer came, or if it is
// patient and the server named a time; Retries has the first try then. Until a
// time that the server named has passed nothing is sent. Do ends soon after ctx.
func (c *Client) Do(ctx context.Context, r Request) Answer {
	a := Answer{Exchange: contract.Exchange{
		ID: r.ID, Step: r.Step, Example: r.Example, Probed: r.Probed, SentAt: c.options.Clock.Now(),
	}}
	red := c.newRedactor()
	req, err := c.build(r)
	a.Request = red.request(r, req)
	if err == nil {
		err = c.permit(req.URL)
	}
	if err == nil {
		err = c.limits.admit(ctx, r)
	}
	if err != nil {
		a.ReceivedAt = a.SentAt
		a.Failure = red.failure(ctx, req, err, nil)
		return a
	}
	c.exchange(ctx, &a, r, req, red)
	return a
}

// Requests returns how many requests were sent so far, repeated ones included.
func (c *Client) Requests() int { return int(c.sent.Load()) }

// Close lets go of whatever is held. No connection outlives its request.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

func (c *Client) build(r Request) (*http.Request, error) {
	target, err := url.Parse(r.URL)
	if err != nil {
		return nil, unsendable{"the URL cannot be read"} // url.Error quotes it
	}
	req, err := http.NewRequest(r.Method, target.String(), http.NoBody)
	if err != nil {
		return nil, unsendable{fmt.Sprintf("the method %q is not valid", r.Method)}
	}
	req.ContentLength = int64(len(r.Body)) // each try has a reader of its own
	for name, values := range r.Header {
		for _, v := range values {
			req.Header.Add(name, v)
		}
	}
	setDefault(req.Header, "Accept", "application/json")
	setDefault(req.Header, "Accept-Encoding", "gzip")
	setDefault(req.Header, "User-Agent", c.options.UserAgent)
	setDefault(req.Header, "X-Request-Id", requestID())
	return req, nil
}

func setDefault(h http.Header, name, value string) {
	if len(h.Values(name)) == 0 {
		h.Set(name, value)
	}
}
