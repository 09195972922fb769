package transport

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// phase is a part of a try, in the order of their beginnings; a proxy's tunnel is
// made before the handshake with the server.
type phase int32

const (
	lookup    phase = iota + 1 // the address of the host, or of the proxy
	connect                    // a connection with it
	tunnel                     // the way through the proxy to the host
	handshake                  // TLS
	writing                    // the request
	waiting                    // for the first byte of the answer
	headers                    // of the answer
	body                       // of the answer
)

// progress is how far a try has come. Net/http reports from several goroutines.
type progress struct {
	at    atomic.Int32
	began time.Time
	// target is where the request goes, proxy the host and port of a proxy on the
	// way. Net/http reads and sets them before it connects.
	target *url.URL
	proxy  string
	// ended is why no more can be read from the connection, stuck the number of
	// writes to it that have not succeeded, of those begun before the try was over.
	ended atomic.Pointer[error]
	stuck atomic.Int32
	over  func() bool
}

// watched is a connection that notes its end.
type watched struct {
	net.Conn
	progress *progress
}

// Write notes a write that does not succeed, unless it begins when the try is over:
// it is then a farewell, as HTTP/2 sends when it gives up on a request.
func (w watched) Write(b []byte) (int, error) {
	if w.progress.over() {
		return w.Conn.Write(b)
	}
	w.progress.stuck.Add(1)
	n, err := w.Conn.Write(b)
	if err == nil {
		w.progress.stuck.Add(-1)
	}
	return n, err
}

func (w watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if err != nil && !errors.Is(err, net.ErrClosed) { // which is our own doing
		w.progress.ended.CompareAndSwap(nil, &err)
	}
	return n, err
}

func newProgress(target *url.URL) *progress {
	p := &progress{began: time.Now(), target: target, over: func() bool { return false }}
	p.at.Store(int32(connect)) // a dialler of one's own reports nothing
	return p
}

// phase returns the phase that a try is in. Net/http calls a request written that
// lies in its own buffer.
func (p *progress) phase() phase {
	at := phase(p.at.Load())
	if at == waiting && p.stuck.Load() > 0 {
		return writing
	}
	return at
}

// reach notes that a phase has begun. Once there is a connection no report of an
// earlier phase counts: it comes late.
func (p *progress) reach(next phase) {
	for {
		now := p.at.Load()
		if now >= int32(writing) && int32(next) <= now || p.at.CompareAndSwap(now, int32(next)) {
			return
		}
	}
}

type progressKey struct{}

// watch returns a context by which net/http reports to p.
func (p *progress) watch(ctx context.Context) context.Context {
	try := ctx
	p.over = func() bool { return try.Err() != nil }
	ctx = context.WithValue(ctx, progressKey{}, p)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { p.reach(lookup) },
		DNSDone:              func(info httptrace.DNSDoneInfo) { p.reachIf(info.Err, connect) },
		ConnectStart:         func(string, string) { p.reach(connect) },
		TLSHandshakeStart:    func() { p.reach(handshake) },
		WroteRequest:         func(info httptrace.WroteRequestInfo) { p.reachIf(info.Err, waiting) },
		GotFirstResponseByte: func() { p.reach(headers) },
	})
}

// reachIf notes that a phase has begun, unless that before it failed.
func (p *progress) reachIf(failed error, next phase) {
	if failed == nil {
		p.reach(next)
	}
}

// progressOf returns the progress of the try that a context of net/http belongs to.
func progressOf(ctx context.Context) *progress {
	if p, ok := ctx.Value(progressKey{}).(*progress); ok {
		return p
	}
	return newProgress(nil)
}
