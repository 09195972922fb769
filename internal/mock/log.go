package mock

import (
	"net/http"
	"time"
)

// logLength bounds the request log; the oldest entries go first.
const logLength = 1000

// Entry is a request that the mock answered. It holds no bodies and no headers:
// people try real credentials by mistake.
type Entry struct {
	At        time.Time `json:"at"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Situation string    `json:"situation,omitempty"`
	Status    int       `json:"status"`
}

type log struct{ entries []Entry }

func (a *API) record(r *http.Request, out answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.log.entries) == logLength {
		a.log.entries = append(a.log.entries[:0], a.log.entries[1:]...)
	}
	a.log.entries = append(a.log.entries, Entry{
		At: a.clock.Now(), Method: r.Method, Path: r.URL.Path, Situation: out.situation, Status: out.status,
	})
}

// Requests returns the requests answered since the last reset, oldest first.
func (a *API) Requests() []Entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Entry{}, a.log.entries...)
}
