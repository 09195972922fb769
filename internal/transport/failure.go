package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"concord/internal/contract"
)

// Kinds of a contract.Failure that this package reports.
const (
	KindForbidden   = "forbidden"   // a host or scheme that this target may not use; nothing was sent
	KindUnsendable  = "unsendable"  // a URL, method or header that is not valid; nothing was sent
	KindLimited     = "limited"     // the server named a time before which it wants no more; nothing was sent
	KindProxy       = "proxy"       // the proxy between us and the server did not open the way
	KindDNS         = "dns"         // no address for the host
	KindRefused     = "refused"     // nobody listens
	KindUnreachable = "unreachable" // no route
	KindTLS         = "tls"         // no verified secure connection
	KindReset       = "reset"       // connection reset before the headers were complete
	KindClosed      = "closed"      // connection ended before the headers were complete
	KindTimeout     = "timeout"     // a part of the exchange not complete in time; the message says which
	KindCanceled    = "canceled"    // we gave up
	KindMalformed   = "malformed"   // what came is not HTTP
	KindOversize    = "oversize"    // more than MaxBody bytes of body or MaxHeader bytes of headers
	KindUnavailable = "unavailable" // 502, 503 or 504
	KindNetwork     = "network"     // anything else
)

// kinds is in order of precedence: a later test may also hold of an earlier error.
var kinds = []struct {
	kind string
	is   func(error) bool
}{
	{KindForbidden, isA[forbidden]},
	{KindUnsendable, func(err error) bool { return isA[unsendable](err) || says(err, "invalid header field") }},
	{KindLimited, isA[limited]},
	{KindProxy, isProxy},
	{KindOversize, func(err error) bool {
		return errors.Is(err, errOversize) || says(err, "headers exceeded", "header list larger than", "header list too large")
	}},
	{KindMalformed, func(err error) bool {
		return says(err, "malformed HTTP", "malformed MIME", "Content-Length", "transfer encoding", "frame too large") || isBreach(err)
	}},
	{KindTimeout, isTimeout},
	{KindDNS, isA[*net.DNSError]},
	{KindRefused, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }},
	{KindUnreachable, func(err error) bool {
		return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
	}},
	{KindTLS, isTLS},
	{KindReset, func(err error) bool {
		return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || says(err, "stream error")
	}},
	{KindClosed, func(err error) bool {
		return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
			says(err, "server closed", "connection lost", "GOAWAY", "client conn")
	}},
	{KindMalformed, func(err error) bool {
		return says(err, "transport connection broken", "http2:", "connection error")
	}},
}

// kindOf classifies an error. The context has the first word: once it is done,
// every other error is a consequence.
func kindOf(ctx context.Context, err error) string {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return KindCanceled
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return KindTimeout
	}
	return kindOfError(err)
}

func kindOfError(err error) string {
	for _, k := range kinds {
		if k.is(err) {
			return k.kind
		}
	}
	return KindNetwork
}

// brokenOff returns what ended the connection in place of an error about half a
// line, which net/http takes for a whole one.
func (p *progress) brokenOff(err error) error {
	if ended := p.ended.Load(); ended != nil && says(err, "malformed HTTP", "malformed MIME") {
		return *ended
	}
	return err
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// says is for the errors of net/http that have no type: it looks for any of the
// words in front of what the error quotes, which is the server's.
func says(err error, words ...string) bool {
	text, _, _ := strings.Cut(err.Error(), `"`)
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// isBreach tells whether we broke off a stream of HTTP/2 for what came on it.
func isBreach(err error) bool { return says(err, "stream error") && !says(err, "received from peer") }

func isTLS(err error) bool {
	return isA[tls.RecordHeaderError](err) || isA[*tls.CertificateVerificationError](err) || isA[tls.AlertError](err) ||
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		errors.Is(err, http.ErrSchemeMismatch) || says(err, "tls: ")
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout() || isA[tooLate](err)
}

// failure says in plain words why no complete answer came; nil for a nil err.
// Progress is nil where nothing was tried.
func (r *redactor) failure(ctx context.Context, req *http.Request, err error, p *progress) *contract.Failure {
	if err == nil {
		return nil
	}
	where := place{}
	if req != nil {
		where.host = HostPort(req.URL)
	}
	if p != nil {
		where.note(p)
	}
	kind := kindOf(ctx, err)
	return &contract.Failure{Kind: kind, Message: r.registry.Scrub(where.message(kind, err))}
}
