package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
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
	KindDNS         = "dns"         // no address for the host
	KindRefused     = "refused"     // nobody listens
	KindUnreachable = "unreachable" // no route
	KindTLS         = "tls"         // no verified secure connection
	KindReset       = "reset"       // connection reset before the headers were complete
	KindClosed      = "closed"      // connection ended before the headers were complete
	KindTimeout     = "timeout"     // not complete in time
	KindCanceled    = "canceled"    // we gave up
	KindMalformed   = "malformed"   // what came is not HTTP
	KindOversize    = "oversize"    // more than MaxBody bytes, or headers without end
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
	{KindOversize, func(err error) bool { return errors.Is(err, errOversize) || says(err, "headers exceeded") }},
	{KindDNS, isA[*net.DNSError]},
	{KindRefused, func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }},
	{KindUnreachable, func(err error) bool {
		return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
	}},
	{KindTLS, isTLS},
	{KindTimeout, isTimeout},
	{KindReset, func(err error) bool {
		return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || says(err, "stream error")
	}},
	{KindClosed, func(err error) bool {
		return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
			says(err, "server closed") || says(err, "connection lost") || says(err, "GOAWAY")
	}},
	{KindMalformed, func(err error) bool {
		return says(err, "malformed") || says(err, "transport connection broken") || says(err, "Content-Length") ||
			says(err, "unsupported transfer encoding") || says(err, "http2:")
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
	for _, k := range kinds {
		if k.is(err) {
			return k.kind
		}
	}
	return KindNetwork
}

func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// says is for the errors of net/http that have no type.
func says(err error, words string) bool { return strings.Contains(err.Error(), words) }

func isTLS(err error) bool {
	return isA[tls.RecordHeaderError](err) || isA[*tls.CertificateVerificationError](err) || isA[tls.AlertError](err) ||
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		errors.Is(err, http.ErrSchemeMismatch) || says(err, "tls: ") && !isTimeout(err)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout() || says(err, "would exceed context deadline")
}

// failure says in plain words why no complete answer came; nil for a nil err.
func (r *redactor) failure(ctx context.Context, req *http.Request, err error) *contract.Failure {
	if err == nil {
		return nil
	}
	host := ""
	if req != nil {
		host = HostPort(req.URL)
	}
	kind := kindOf(ctx, err)
	return &contract.Failure{Kind: kind, Message: r.registry.Scrub(message(kind, host, err))}
}

func message(kind, host string, err error) string {
	switch kind {
	case KindDNS:
		return fmt.Sprintf("the host of %q has no address (DNS)", host)
	case KindRefused:
		return fmt.Sprintf("%q refused the connection: nobody listens there", host)
	case KindUnreachable:
		return fmt.Sprintf("%q cannot be reached from this network", host)
	case KindTLS:
		return fmt.Sprintf("no secure connection with %q: %s", host, reason(err))
	case KindReset:
		return fmt.Sprintf("%q reset the connection before it answered", host)
	case KindClosed:
		return fmt.Sprintf("%q closed the connection before it answered", host)
	case KindTimeout:
		return fmt.Sprintf("no complete answer from %q in time", host)
	case KindCanceled:
		return fmt.Sprintf("the request to %q was given up: the run was stopped", host)
	case KindMalformed:
		return fmt.Sprintf("what %q answered is not HTTP: %s", host, reason(err))
	case KindOversize:
		return fmt.Sprintf("the answer of %q has more than %d bytes", host, MaxBody)
	case KindForbidden, KindUnsendable:
		return "not sent: " + reason(err)
	default:
		return fmt.Sprintf("no answer from %q: %s", host, reason(err))
	}
}

// reason returns the words of err. What net/http quotes in its errors is what
// the server sent, which may be a token nobody knows yet: those texts end there.
func reason(err error) string {
	text := err.Error()
	if isA[forbidden](err) || isA[unsendable](err) {
		return text
	}
	if i := strings.IndexByte(text, '"'); i >= 0 {
		text = strings.TrimRight(text[:i], " :") + " …"
	}
	return text
}

func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}
