package mock

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"concord/internal/situation"
	"concord/internal/wire"
	"concord/openapi"
)

// answer is a response before it is written.
type answer struct {
	situation string // for the request log
	status    int
	header    http.Header // a name without values is left out
	body      []byte
	cut       int  // bytes at the end of the body that are promised and never sent
	chunked   bool // sent piece by piece, its length untold
	hung      bool // not sent at all: the connection is closed instead
}

func plain(status int, message string) answer {
	body := wire.ObjectValue(wire.Member{Name: "message", Value: wire.StringValue(message)})
	return answer{status: status, body: body.Append(nil)}
}

// write sends the answer, dated by the mock's own clock.
func (o answer) write(w http.ResponseWriter, now time.Time) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	h.Set("Content-Length", strconv.Itoa(len(o.body)))
	if o.chunked {
		h.Del("Content-Length")
	}
	for name, values := range o.header {
		h[name] = values
	}
	if o.hung {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(o.status)
	o.send(w)
}

// send writes the body. A client that went away is no concern of ours.
func (o answer) send(w http.ResponseWriter) {
	body := o.body[:len(o.body)-o.cut]
	if !o.chunked {
		_, _ = w.Write(body)
		return
	}
	for piece := range slices.Chunk(body, chunk) {
		_, _ = w.Write(piece)
		_ = http.NewResponseController(w).Flush()
	}
}

// chunk is the length of a piece of a chunked body, in bytes.
const chunk = 16

// answer makes the contract's example for the situation found into an answer.
func (a *API) answer(c *call) answer {
	f := c.found
	if f == nil {
		return plain(http.StatusBadRequest, "the contract has no answer to this request")
	}
	body := f.example.Value.Clone()
	if f.situation.Good {
		c.login = a.count()
		a.fill(c, body)
	} else {
		a.refuse(userOf(c.message))
	}
	perform(a.fault.does.body, c, body)
	out := answer{situation: f.situation.Name, status: statusOf(f), header: http.Header{}, body: body.Append(nil)}
	perform(a.fault.does.wire, c, &out)
	return out
}

// count numbers the granted logins, from 1.
func (a *API) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.logins++
	return a.logins
}

// statusOf returns the documented status, or for an answer that the document is
// silent about the one that its example names.
func statusOf(f *found) int {
	if f.example.Status != 0 {
		return f.example.Status
	}
	status, err := strconv.Atoi(f.response.Status)
	if err != nil { // the reader admits numbers and 4XX only
		panic("mock: status " + f.response.Status)
	}
	return status
}

func (a *API) refuse(user string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.recent(user)) < a.limit() { // more would tell nothing more
		a.refused[user] = append(a.refused[user], a.clock.Now())
	}
}

// fill replaces what the example has in the place of tokens, times and
// identifiers.
func (a *API) fill(c *call, body *wire.Value) {
	c.issued = a.clock.Now().UTC().Truncate(time.Second)
	a.doc.Success().Schema.Walk(func(p *openapi.Property) {
		switch {
		case p.Token != nil:
			a.fillToken(c, body, p)
		case p.Identity == "unique", isPlaceholder(body.At(p.Pointer)):
			replace(body, p.Pointer, newUUID())
		}
	})
}

func isPlaceholder(v *wire.Value) bool {
	return v != nil && v.Kind == wire.String && v.Text == "UUID"
}

func (a *API) fillToken(c *call, body *wire.Value, p *openapi.Property) {
	m := a.mint(c, p)
	replace(body, p.Pointer, m.text)
	if p.Token.Role == "access" {
		a.remember(m.text, m.end)
	}
	if at := p.Token.Expires.At; at != "" {
		replace(body, at, m.stamp)
	}
}

// remember notes when an access token ends. Now and then it forgets those that
// have ended: the probe refuses an unknown token just the same.
func (a *API) remember(token string, end time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.issued) >= a.sweep {
		now := a.clock.Now()
		maps.DeleteFunc(a.issued, func(_ string, end time.Time) bool { return !now.Before(end) })
		a.sweep = 2*len(a.issued) + 1000
	}
	a.issued[token] = end
}

// replace sets the string at a pointer of the example.
func replace(body *wire.Value, pointer, text string) {
	if v := body.At(pointer); v != nil {
		*v = *wire.StringValue(text)
	}
}

// lifetime returns the life that the document promises this request.
func lifetime(t *openapi.Token, m *situation.Message) time.Duration {
	if q := t.Lifetime.Request; q != nil {
		if v := m.Body.Get(q.Field); v != nil && v.Kind == wire.Number {
			if n, err := strconv.ParseFloat(v.Text, 64); err == nil && n > 0 {
				return time.Duration(n * float64(q.Unit))
			}
		}
	}
	return t.Lifetime.Is
}
