package transport

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// place is where and when a try failed.
type place struct {
	host, proxy string // host and port; no proxy if empty
	phase       phase  // 0 where nothing was tried
	took        time.Duration
}

func (w *place) note(p *progress) {
	w.proxy, w.phase, w.took = p.proxy, p.phase(), time.Since(p.began)
}

// message words a failure of a kind. It repeats nothing that a server sent: that
// may be a token which nobody knows yet.
func (w place) message(kind string, err error) string {
	server := fmt.Sprintf("%q", w.host)
	switch kind {
	case KindForbidden, KindUnsendable, KindLimited:
		return "not sent: " + reason(err)
	case KindCanceled:
		return fmt.Sprintf("the request to %s was given up: the run was stopped", server)
	case KindTimeout:
		if w.phase == 0 {
			return fmt.Sprintf("the request to %s was not sent in time: its turn comes too late", server)
		}
		return fmt.Sprintf("%s within %s", w.late(), rounded(w.took))
	case KindProxy:
		return w.proxyMessage(err)
	case KindTLS:
		return fmt.Sprintf("no secure connection with %s%s: %s", server, w.through(), tlsReason(err))
	case KindMalformed:
		return fmt.Sprintf("what %s answered is not HTTP: %s", server, breach(err))
	case KindOversize:
		if w.phase < body {
			return fmt.Sprintf("the headers of the answer of %s have more than %d bytes", server, MaxHeader)
		}
		return fmt.Sprintf("the answer of %s has more than %d bytes", server, MaxBody)
	default:
		return server + " " + w.deed(kind, err)
	}
}

// deed says what a server or a proxy did, as the end of a sentence about it.
func (w place) deed(kind string, err error) string {
	switch kind {
	case KindDNS:
		var dns *net.DNSError
		if errors.As(err, &dns) && !dns.IsNotFound {
			return "could not be looked up (DNS)"
		}
		return "has no address (DNS)"
	case KindRefused:
		return "refused the connection: nobody listens there"
	case KindUnreachable:
		return "cannot be reached from this network"
	case KindReset:
		return "reset the connection " + w.moment()
	case KindClosed:
		return "closed the connection " + w.moment()
	default:
		return "gave no answer: " + reason(err)
	}
}

// moment says when a connection ended, by the phase it ended in.
func (w place) moment() string {
	switch w.phase {
	case tunnel:
		return "before it opened the way"
	case handshake:
		return "during the TLS handshake"
	case headers:
		return "amid the headers of its answer"
	default:
		return "before it answered"
	}
}

// late says which phase was not complete.
func (w place) late() string {
	server := fmt.Sprintf("%q", w.host)
	next := server
	if w.proxy != "" {
		next = fmt.Sprintf("the proxy %q", w.proxy)
	}
	switch w.phase {
	case lookup:
		return fmt.Sprintf("no address was found for %s (DNS)", next)
	case connect:
		return fmt.Sprintf("no connection came about with %s", next)
	case tunnel:
		return fmt.Sprintf("%s did not open the way to %s", next, server)
	case handshake:
		return fmt.Sprintf("the TLS handshake with %s%s was not complete", server, w.through())
	case writing:
		return fmt.Sprintf("%s did not take the request", server)
	case waiting:
		return fmt.Sprintf("%s took the request and did not begin to answer", server)
	case headers:
		return fmt.Sprintf("the headers of the answer of %s were not complete", server)
	default:
		return fmt.Sprintf("the body of the answer of %s was not complete", server)
	}
}

func (w place) through() string {
	if w.proxy == "" {
		return ""
	}
	return fmt.Sprintf(" through the proxy %q", w.proxy)
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

// proxyMessage words what is the doing of the proxy, and never the partner's.
func (w place) proxyMessage(err error) string {
	proxy := fmt.Sprintf("the proxy %q", w.proxy)
	if w.proxy == "" {
		proxy = "the proxy"
	}
	var fault proxyFault
	if errors.As(err, &fault) {
		return fmt.Sprintf("%s %s, so %q was not asked", proxy, fault.what, w.host)
	}
	if within, of := ofProxy(err); of {
		err = within
	}
	deed := w.deed(kindOfError(err), err)
	switch kindOfError(err) {
	case KindTimeout:
		deed = "did not answer within " + rounded(w.took).String()
	case KindTLS:
		deed = "offers no secure connection: " + tlsReason(err)
	case KindMalformed:
		deed = "answered something that is not HTTP"
	}
	return fmt.Sprintf("%s %s, so %q was not asked", proxy, deed, w.host)
}

// tlsReason says what a secure connection failed for.
func tlsReason(err error) string {
	var record tls.RecordHeaderError
	if errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record) {
		return "what answers there does not speak TLS"
	}
	return reason(err)
}

// breach says which rule of HTTP an answer breaks.
func breach(err error) string {
	switch {
	case says(err, "malformed MIME"):
		return "a line of its headers is none"
	case says(err, "Content-Length"):
		return "its length is no number, or stated differently twice"
	case says(err, "transfer encoding"):
		return "its transfer coding is not known"
	case says(err, "http2", "connection error", "stream error", "frame too large"):
		return "it breaks the rules of HTTP/2"
	default:
		return "it does not begin with a status line"
	}
}

// reason returns the words of err up to what it quotes, which may be the server's.
func reason(err error) string {
	text := err.Error()
	if isA[forbidden](err) || isA[unsendable](err) || isA[limited](err) {
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
