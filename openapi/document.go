package openapi

import (
	"slices"
	"time"

	"concord/internal/wire"
)

// Document is one provider's contract: a single login operation.
type Document struct {
	Provider string
	File     string // path in the repository, for messages and contract lines
	Title    string
	Version  string
	Method   string // upper case
	Path     string // below the base URL, with its trailing slash where it has one
	Clauses  []string
	// IndependentLogins is the clause that says that one login leaves the tokens
	// of another alone; empty where the document does not.
	IndependentLogins string
	Headers           []Header
	Request           Request
	Responses         []Response
	// Lines maps a clause id to the first line that cites it.
	Lines map[string]int
}

// Header is a documented request header beside Content-Type.
type Header struct {
	Name       string
	Credential string // what to fill in
	Required   bool
	Example    string
	Clauses    []string
}

// Request is the documented request body.
type Request struct {
	MediaType string
	Clauses   []string
	Schema    *Property
	Examples  []Example // valid requests, in document order
}

// Response is one documented status, or the 4XX answer to what the document is
// silent about.
type Response struct {
	Status      string // "200", or "4XX"
	Silent      string // id of the discrepancy; empty for a documented status
	Line        int
	Description string
	Clauses     []string
	Schema      *Property // nil where any body will do
	Examples    []Example
}

// Origin says where an example's value comes from.
type Origin string

const (
	Documented  Origin = "documented"
	Constructed Origin = "constructed"
)

// Example is a named body: of a valid request, or of an answer.
type Example struct {
	Name        string
	Summary     string
	Origin      Origin
	Clauses     []string
	Situation   Situation // of an answer
	Status      int       // of an answer to what the document is silent about, else 0
	SideEffects bool      // of a request, or of the one that an answer's situation derives
	Value       *wire.Value
	Line        int
}

// Situation names what earns an answer.
type Situation struct {
	Name    string
	Omit    string // request member to leave out
	From    string // request example to start from; empty for the first one
	Minutes int
}

// Property is a node of a body's schema.
type Property struct {
	Name     string
	Pointer  string // RFC 6901, in the body
	Required bool
	Types    []string // JSON Schema type names
	Clauses  []string
	// Literals are the documented wire values (const or enum); empty for placeholders.
	Literals []*wire.Value
	// Open objects may have members that the document does not name.
	Open       bool
	Credential string
	Token      *Token
	// Identity is "unique" where every answer carries a new value, "stable"
	// where it never changes for one caller, else empty.
	Identity   string
	Properties []*Property // in document order

	schema *wire.Value // as written, references resolved
}

// Token describes a property that carries a token (x-token).
type Token struct {
	Role     string // access or refresh
	Form     string // jwt, uuid or opaque; opaque admits any form
	Lifetime Lifetime
	Expires  Expires
	Sent     Sent
}

// Lifetime is the documented life of a token, from the moment it was issued.
type Lifetime struct {
	Is time.Duration // 0 where the document has none
	// Exactness is exact, about (a wider tolerance) or implied (by the example
	// only: observed, never a deviation).
	Exactness string
	// Scope names the environment that the statement is made for; empty for all.
	Scope   string
	Clause  string
	Request *Requested
}

// Requested is a request member by which the caller chooses the lifetime.
type Requested struct {
	Field   string
	Unit    time.Duration // of its number
	Maximum time.Duration
	Clause  string
}

// Expires is the companion timestamp that says when the token ends.
type Expires struct {
	At     string // pointer in the same body; empty for none
	Zone   string // "utc" where the document demands it, else empty
	Clause string
	// Order is the clause that says that this token ends after the access token;
	// empty where none does.
	Order string
}

// Sent is how the token is sent to the rest of the API.
type Sent struct {
	Header string
	Scheme string // before the token, with a space between; may be empty
	Clause string // empty where the document does not say
}

// Answer returns the response and the example with the given example name.
func (d *Document) Answer(example string) (*Response, *Example, bool) {
	for i := range d.Responses {
		for j := range d.Responses[i].Examples {
			if d.Responses[i].Examples[j].Name == example {
				return &d.Responses[i], &d.Responses[i].Examples[j], true
			}
		}
	}
	return nil, nil, false
}

// AnswerTo returns the first response and example that a situation earns.
func (d *Document) AnswerTo(situation string) (*Response, *Example, bool) {
	for i := range d.Responses {
		for j := range d.Responses[i].Examples {
			if d.Responses[i].Examples[j].Situation.Name == situation {
				return &d.Responses[i], &d.Responses[i].Examples[j], true
			}
		}
	}
	return nil, nil, false
}

// Base returns the request example that the answer's request is made from: the
// one of the same name, else the one its situation names, else the first.
func (d *Document) Base(answer *Example) *Example {
	for i := range d.Request.Examples {
		if e := &d.Request.Examples[i]; e.Name == answer.Name || e.Name == answer.Situation.From {
			return e
		}
	}
	return &d.Request.Examples[0]
}

// Success returns the response to a valid request.
func (d *Document) Success() *Response {
	r, _, _ := d.Answer(d.Request.Examples[0].Name)
	return r
}

// Tokens returns the token properties of a successful answer, in document order.
func (d *Document) Tokens() []*Property {
	var out []*Property
	d.Success().Schema.Walk(func(p *Property) {
		if p.Token != nil {
			out = append(out, p)
		}
	})
	return out
}

// Access returns the property that carries the access token.
func (d *Document) Access() *Property {
	for _, p := range d.Tokens() {
		if p.Token.Role == "access" {
			return p
		}
	}
	return nil
}

// Sent returns how the access token is sent: as documented, else as a bearer token.
func (d *Document) Sent() Sent {
	if sent := d.Access().Token.Sent; sent.Header != "" {
		return sent
	}
	return Sent{Header: "Authorization", Scheme: "Bearer"}
}

// Walk visits p and all below it, in document order. A nil p has nothing to visit.
func (p *Property) Walk(visit func(*Property)) {
	if p == nil {
		return
	}
	visit(p)
	for _, c := range p.Properties {
		c.Walk(visit)
	}
}

// Find returns the property at a pointer, or nil.
func (p *Property) Find(pointer string) *Property {
	var found *Property
	p.Walk(func(q *Property) {
		if q.Pointer == pointer {
			found = q
		}
	})
	return found
}

// Members maps each credential kind to the body member that carries it.
func (d *Document) Members() map[string]string {
	out := map[string]string{}
	for _, p := range d.Request.Schema.Properties {
		if p.Credential != "" {
			out[p.Credential] = p.Name
		}
	}
	return out
}

// Own returns those of the given clauses that an answer with example e can show:
// all but the ones that only other examples of the same response claim.
func (r *Response) Own(e *Example, clauses []string) []string {
	claimed := func(id string) bool {
		for i := range r.Examples {
			if slices.Contains(r.Examples[i].Clauses, id) {
				return true
			}
		}
		return false
	}
	var out []string
	for _, id := range clauses {
		if slices.Contains(e.Clauses, id) || !claimed(id) {
			out = append(out, id)
		}
	}
	return out
}
