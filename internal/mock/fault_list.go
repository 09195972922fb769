package mock

import (
	"slices"
	"strings"

	"concord/internal/situation"
	"concord/openapi"
)

// Faults derives from a contract what could be wrong with a server that claims
// to keep it: everything that could happen to each status, member, literal,
// token, timestamp, situation and behaviour. Ids are unique; the order is that
// of the contract.
func Faults(doc *openapi.Document) []Fault {
	g := &generator{doc: doc}
	for i := range doc.Responses {
		g.response(&doc.Responses[i])
	}
	g.requests()
	g.tokens()
	g.identifiers()
	g.behaviour()
	return g.faults
}

type generator struct {
	doc    *openapi.Document
	faults []Fault
}

// add adds a fault. The id is made of the provider and the parts, with colons
// between and dashes for spaces; one at the end of a part is written out.
func (g *generator) add(does behaviour, clauses []string, what string, parts ...string) {
	id := g.doc.Provider
	for _, part := range parts {
		if bare, cut := strings.CutSuffix(part, " "); cut {
			part = bare + "-space"
		}
		id += ":" + strings.ReplaceAll(part, " ", "-")
	}
	g.faults = append(g.faults, Fault{ID: id, What: what, Clauses: distinct(clauses), does: does})
}

func distinct(ids []string) []string {
	var out []string
	for _, id := range ids {
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// response derives what could happen to the answers of one status.
func (g *generator) response(r *openapi.Response) {
	for i := range r.Examples {
		g.statuses(r, &r.Examples[i])
		if s := situationOf(&r.Examples[i]); !s.Good {
			g.situation(r, &r.Examples[i], s)
		}
	}
	if r.Silent != "" {
		return // any body will do
	}
	g.bytes(r)
	g.mediaTypes(r)
	g.envelopes(r)
	r.Schema.Walk(func(p *openapi.Property) {
		if p.Pointer != "" {
			g.fields(r, p)
			g.literals(r, p)
		}
	})
}

// situationOf returns what earns an answer. The reader of contracts admits known
// situations only.
func situationOf(e *openapi.Example) *situation.Situation {
	s, err := situation.Find(e.Situation.Name)
	if err != nil {
		panic("mock: " + err.Error())
	}
	return s
}

// shown returns the clauses that an answer as a whole shows.
func (g *generator) shown(r *openapi.Response, e *openapi.Example) []string {
	if own := r.Own(e, slices.Concat(e.Clauses, r.Clauses)); len(own) > 0 {
		return own
	}
	return g.doc.Clauses
}

// answers returns the clauses that the answers of one status show, of their body
// where any can be told from those of the status, which come first by custom.
func (g *generator) answers(r *openapi.Response) (all, body []string) {
	cited := map[string]bool{}
	r.Schema.Walk(func(p *openapi.Property) {
		for _, id := range p.Clauses {
			cited[id] = true
		}
	})
	for i := range r.Examples {
		own := g.shown(r, &r.Examples[i])
		all = append(all, own...)
		about := slices.DeleteFunc(slices.Clone(own), func(id string) bool { return !cited[id] })
		if len(about) == 0 {
			about = own[min(1, len(own)-1):]
		}
		body = append(body, about...)
	}
	return distinct(all), distinct(body)
}

// about returns the clauses of a member: its own, or those of what it is in.
func (g *generator) about(r *openapi.Response, p *openapi.Property) []string {
	for at := p; at != nil; at = r.Schema.Find(at.Pointer[:strings.LastIndex(at.Pointer, "/")]) {
		if len(at.Clauses) > 0 {
			return at.Clauses
		}
		if at.Pointer == "" {
			break
		}
	}
	_, body := g.answers(r)
	return body
}
