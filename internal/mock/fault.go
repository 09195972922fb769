package mock

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"concord/internal/clock"
	"concord/internal/situation"
	"concord/internal/wire"
	"concord/openapi"
)

// Fault is one thing that a mock does otherwise than the plain one, on purpose.
// One that breaks no clause is a harmless variation.
type Fault struct {
	// ID is stable: provider, place (a status, an answer's name, a token), then
	// what happens there, with colons between: "<provider>:200:/tx:missing".
	ID   string
	What string
	// Clauses are the ids of the clauses that it breaks.
	Clauses []string
	// Trouble says why nothing can be judged where this happens; empty for a
	// fault that is to be found.
	Trouble string
	does    behaviour
}

// Harmless tells whether f breaks nothing.
func (f Fault) Harmless() bool { return len(f.Clauses) == 0 }

// behaviour holds what is done at each point at which an answer is made; nil is
// as documented.
type behaviour struct {
	ahead   time.Duration              // of the server's clock
	limit   int                        // refused logins that are too many; 0 for the usual number
	situate func(*call, *http.Request) // which answer the request earns
	life    func(*call, *minted)       // when a token is issued, and for how long
	claims  func(*call, *minted)       // what a JWT says, before it is signed
	token   func(*call, *minted)       // a token's text, its end and its timestamp
	body    func(*call, *wire.Value)   // the JSON of an answer
	wire    func(*call, *answer)       // status, headers and bytes of an answer
}

// call is a login under way.
type call struct {
	api     *API
	request *http.Request
	message *situation.Message
	found   *found             // the answer it earns; nil where the contract has none
	login   int                // its number among the granted ones, from 1; 0 for a refusal
	issued  time.Time          // when its tokens are
	tokens  map[string]*minted // its own so far, by role
}

func perform[T any](do func(*call, T), c *call, x T) {
	if do != nil {
		do(c, x)
	}
}

// condition tells whether a call is one that a fault is about.
type condition func(*call) bool

// when limits a behaviour to some calls. The answer they earn, the clock and the
// limit come before that can be told.
func (b behaviour) when(holds condition) behaviour {
	b.life, b.claims, b.token = where(holds, b.life), where(holds, b.claims), where(holds, b.token)
	b.body, b.wire = where(holds, b.body), where(holds, b.wire)
	return b
}

func where[T any](holds condition, do func(*call, T)) func(*call, T) {
	if do == nil {
		return nil
	}
	return func(c *call, x T) {
		if holds(c) {
			do(c, x)
		}
	}
}

// answering is about the answers of one documented status.
func answering(status string) condition {
	return func(c *call) bool { return c.found.response.Status == status }
}

// named is about one answer.
func named(example string) condition {
	return func(c *call) bool { return c.found.example.Name == example }
}

// asked is about the requests that follow one example, whatever the credentials.
func asked(example *openapi.Example) condition {
	return func(c *call) bool { return c.login > 0 && c.follows(example) }
}

// granted is about logins that are granted.
func granted(c *call) bool { return c.login > 0 }

// third is about every third login that is granted.
func third(c *call) bool { return c.login > 0 && c.login%3 == 0 }

// follows tells whether the request has exactly the members of an example, and
// its values where they are no credentials.
func (c *call) follows(e *openapi.Example) bool {
	credential := map[string]bool{}
	for _, name := range c.message.Members {
		credential[name] = true
	}
	if c.message.Body == nil || len(c.message.Body.Members) != len(e.Value.Members) {
		return false
	}
	for _, m := range e.Value.Members {
		got := c.message.Body.Get(m.Name)
		if got == nil || !credential[m.Name] && string(got.Append(nil)) != string(m.Value.Append(nil)) {
			return false
		}
	}
	return true
}

// ahead is a clock that is off, consistently.
type ahead struct {
	clock.Clock
	by time.Duration
}

// Now is the time of a clock that is off.
func (a ahead) Now() time.Time { return a.Clock.Now().Add(a.by) }

// wait lets time pass on the server.
func (c *call) wait(d time.Duration) {
	_ = c.api.clock.Sleep(context.WithoutCancel(c.request.Context()), d) // cannot be ended
}

// Find returns the fault or the harmless variation with the given id among those
// of the documents.
func Find(docs []*openapi.Document, id string) (Fault, error) {
	for _, doc := range docs {
		if !strings.HasPrefix(id, doc.Provider+":") {
			continue
		}
		for _, f := range slices.Concat(Faults(doc), Harmless(doc)) {
			if f.ID == id {
				return f, nil
			}
		}
	}
	return Fault{}, fmt.Errorf("%q is no fault and no harmless variation (concord faults lists them)", id)
}
