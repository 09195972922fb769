package doctor

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"sync"
)

// line is what was seen of the connection that a request went over. Watching the
// run's own client shows what a run will meet, its proxy and its trusted
// certificates included, which a connection of our own would not.
type line struct {
	mu        sync.Mutex
	addresses []string // that the name of the host, or of the proxy, stands for
	remote    string   // that accepted the connection
	secured   *tls.ConnectionState
	insecure  error // why there is no secure connection
}

// watch returns a context in which requests are watched.
func (l *line) watch(ctx context.Context) context.Context {
	note := func(write func()) {
		l.mu.Lock() // an attempt that came too late may still report
		defer l.mu.Unlock()
		write()
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSDone: func(info httptrace.DNSDoneInfo) {
			note(func() {
				l.addresses = nil
				for _, a := range info.Addrs {
					l.addresses = append(l.addresses, a.String())
				}
			})
		},
		ConnectDone: func(_, address string, err error) {
			if err == nil {
				note(func() { l.remote = address })
			}
		},
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			note(func() {
				l.secured, l.insecure = &state, err
				if err != nil {
					l.secured = nil
				}
			})
		},
	})
}

// seen returns a copy that does not change.
func (l *line) seen() (addresses []string, remote string, secured *tls.ConnectionState, insecure error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.addresses, l.remote, l.secured, l.insecure
}
