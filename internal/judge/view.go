package judge

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// view is an observation under judgement.
type view struct {
	*Book
	c        Case
	o        contract.Observation
	answers  []*answer
	findings []contract.Finding
	cannot   string // why the case could not be judged
	skip     string // why there was nothing to judge
}

// answer is one exchange with its body read.
type answer struct {
	contract.Exchange
	body     *wire.Value
	problems []wire.Problem
}

func newView(b *Book, c Case, o contract.Observation) *view {
	v := &view{Book: b, c: c, o: o}
	for _, e := range o.Exchanges {
		a := &answer{Exchange: e}
		if e.Response != nil {
			a.body, a.problems = wire.Read(content(e.Response.Body))
		}
		v.answers = append(v.answers, a)
	}
	return v
}

// content returns the bytes of a body. An observation that was tampered with
// may hold invalid base64; it is then judged as it stands.
func content(b contract.Body) []byte {
	if b.Encoding == "base64" {
		if data, err := base64.StdEncoding.DecodeString(b.Text); err == nil {
			return data
		}
	}
	return []byte(b.Text)
}

// unreachable says why the target's answers cannot be judged: trouble between
// us and the server is no verdict on it.
func (v *view) unreachable() string {
	for _, a := range v.answers {
		switch {
		case a.Failure != nil:
			return fmt.Sprintf("%s: %s", a.Step, a.Failure.Message)
		case a.Response == nil:
			return fmt.Sprintf("%s: no answer was recorded", a.Step)
		}
	}
	if len(v.answers) == 0 {
		return "nothing was observed"
	}
	return ""
}

// at returns the answers to a step, in order.
func (v *view) at(step contract.Step) []*answer {
	var out []*answer
	for _, a := range v.answers {
		if a.Step == step {
			out = append(out, a)
		}
	}
	return out
}

// good returns the answers to the case's logins that were granted.
func (v *view) good() []*answer {
	var out []*answer
	for _, a := range v.at(contract.StepLogin) {
		if granted(a) {
			out = append(out, a)
		}
	}
	return out
}

func granted(a *answer) bool { return a.Response.Status/100 == 2 }

// token returns the facts of the token that stands at p in an answer.
func (a *answer) token(p *openapi.Property) (contract.Token, bool) {
	at := a.body.At(p.Pointer)
	if at == nil || at.Kind != wire.String {
		return contract.Token{}, false
	}
	t, ok := a.Tokens[at.Text]
	return t, ok
}

// property returns the token property with the given role, or nil.
func (b *Book) property(role string) *openapi.Property {
	for _, p := range b.Doc.Tokens() {
		if p.Token.Role == role {
			return p
		}
	}
	return nil
}

// date returns the server's time as the answer states it, and by how much the
// moment of issue may differ from it: the header's grain and the round trip.
func (a *answer) date() (at time.Time, within time.Duration, ok bool) {
	header := http.Header(a.Response.Header)
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}, 0, false
	}
	if age := header.Get("Age"); age != "" && age != "0" {
		return time.Time{}, 0, false // dated by a cache, some time ago
	}
	// Without the monotonic reading, which a stored observation does not have.
	trip := a.ReceivedAt.Round(0).Sub(a.SentAt.Round(0))
	return at, time.Second + max(trip, 0), true
}
