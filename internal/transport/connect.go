package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

// Bounds of the parts of a try, beside that of the whole.
const (
	connectTimeout   = 10 * time.Second // address and connection
	handshakeTimeout = 10 * time.Second // TLS
)

// MaxHeader is how much of the headers of an answer is read, in bytes; those of
// interim answers (1xx) count.
const MaxHeader = 256 << 10

type dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// newTransport returns what makes connections. Each request has one of its own
// (see docs/decisions/0008-one-connection-a-request.md).
func newTransport(o Options) *http.Transport {
	dial := o.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: connectTimeout}).DialContext
	}
	choose := o.Proxy
	if choose == nil {
		choose = http.ProxyFromEnvironment
	}
	return &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) { return proxyFor(r, choose) },
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return watch(ctx, dial, network, address)
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		ForceAttemptHTTP2:      true, // a TLS configuration of one's own turns it off
		DisableCompression:     true, // decoded here: a cut or lying encoding must be seen
		TLSHandshakeTimeout:    handshakeTimeout,
		MaxResponseHeaderBytes: MaxHeader,
		GetProxyConnectHeader: func(ctx context.Context, _ *url.URL, _ string) (http.Header, error) {
			progressOf(ctx).reach(tunnel)
			return nil, nil
		},
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
			return tunnelled(answer.StatusCode)
		},
	}
}

// watch connects, and notes the end of the connection in the progress of ctx.
func watch(ctx context.Context, dial dialer, network, address string) (net.Conn, error) {
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return watched{conn, progressOf(ctx)}, nil
}

// dialAddress returns the host and port to connect to. Net/http turns names in
// other scripts into those of the DNS only for connections that it pools.
func dialAddress(u *url.URL) string {
	host, port, _ := net.SplitHostPort(HostPort(u))
	if foreign := strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }); foreign {
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			host = ascii
		}
	}
	return net.JoinHostPort(host, port)
}

// proxyFor chooses the proxy of a connection. Plain http stays on this machine,
// where a proxy would see all of it.
func proxyFor(r *http.Request, choose func(*http.Request) (*url.URL, error)) (*url.URL, error) {
	if r.URL.Scheme != "https" {
		return nil, nil
	}
	p := progressOf(r.Context())
	if p.target != nil { // net/http leaves the port out
		r.URL = p.target
	}
	proxy, err := choose(r)
	switch {
	case err != nil:
		return nil, proxyFault{"is not configured by a URL that can be read"} // the error quotes it, password included
	case proxy == nil:
		return nil, nil
	}
	p.proxy = proxy.Host
	return proxy, nil
}

// proxyFault is what a proxy did instead of opening the way, as the end of a
// sentence about it.
type proxyFault struct{ what string }

func (p proxyFault) Error() string { return p.what }

// tunnelled returns what is wrong with a proxy's answer to CONNECT (RFC 9110 §9.3.6).
func tunnelled(status int) error {
	text := statusText(status)
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		return proxyFault{fmt.Sprintf("wants credentials (%s): they belong into the URL of the proxy", text)}
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return proxyFault{fmt.Sprintf("could not get through (%s)", text)}
	default:
		return proxyFault{fmt.Sprintf("refused to open the way (%s)", text)}
	}
}

// unopened marks an error that came while a proxy was to open the way.
type unopened struct{ error }

func (u unopened) Unwrap() error { return u.error }

// isProxy tells whether an error is about a proxy, and not about what is behind it.
func isProxy(err error) bool {
	_, of := ofProxy(err)
	return of || isA[proxyFault](err)
}

// ofProxy returns what went wrong with a connection to a proxy, if it was one.
func ofProxy(err error) (error, bool) {
	var during unopened
	var op *net.OpError
	switch {
	case errors.As(err, &during):
		return during.error, true
	case errors.As(err, &op) && (op.Op == "proxyconnect" || op.Op == "socks connect"): // as net/http calls them
		return op.Err, true
	default:
		return nil, false
	}
}
