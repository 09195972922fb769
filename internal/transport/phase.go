package transport

import (
	"context"
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
}

func newProgress(target *url.URL) *progress {
	p := &progress{began: time.Now(), target: target}
	p.at.Store(int32(connect)) // a dialler of one's own reports nothing
	return p
}

func (p *progress) phase() phase { return phase(p.at.Load()) }

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
	ctx = context.WithValue(ctx, progressKey{}, p)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:             func(httptrace.DNSStartInfo) { p.reach(lookup) },
		DNSDone:              func(httptrace.DNSDoneInfo) { p.reach(connect) },
		ConnectStart:         func(string, string) { p.reach(connect) },
		TLSHandshakeStart:    func() { p.reach(handshake) },
		WroteRequest:         func(info httptrace.WroteRequestInfo) { p.wrote(info.Err) },
		GotFirstResponseByte: func() { p.reach(headers) },
	})
}

func (p *progress) wrote(err error) {
	if err == nil {
		p.reach(waiting)
	}
}

// progressOf returns the progress of the try that a context of net/http belongs to.
func progressOf(ctx context.Context) *progress {
	if p, ok := ctx.Value(progressKey{}).(*progress); ok {
		return p
	}
	return newProgress(nil)
}
