package fact

import (
	"net/textproto"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/openapi"
)

// Propose makes a baseline of what a page says now. What old (nil for none) knew
// of a fact is kept; what is new gets the clauses of its counterpart in the
// contract, or none where it has none: [Load] then names it.
func Propose(old *Baseline, spec *contract.Spec, doc *openapi.Document, now *Sheet) *Baseline {
	b := &Baseline{Provider: spec.Provider, SHA256: spec.Source.SHA256, Clauses: doc.Clauses, Facts: now.Facts, Prose: now.Prose}
	var known []*Fact
	if old != nil {
		b.Clauses, known = old.Clauses, old.Facts
	}
	p := proposal{doc}
	p.facts(known, b.Facts, nil)
	return b
}

type proposal struct{ doc *openapi.Document }

func (p proposal) facts(old, now []*Fact, parent *Fact) {
	for _, pair := range pairs(old, now, parent != nil) {
		switch {
		case pair.now == nil:
		case pair.old == nil:
			p.link(pair.now, parent)
			p.members(nil, pair.now, parent)
			p.facts(nil, pair.now.Facts, pair.now)
		default:
			pair.now.What, pair.now.Clauses, pair.now.Reason = pair.old.What, pair.old.Clauses, pair.old.Reason
			p.members(pair.old, pair.now, parent)
			p.facts(pair.old.Facts, pair.now.Facts, pair.now)
		}
	}
}

// link gives a fact the clauses of its counterpart.
func (p proposal) link(f, parent *Fact) {
	switch f.Kind {
	case Endpoint, Authentication, Curl:
		f.Clauses = p.doc.Clauses
	case Header:
		f.Clauses = p.doc.Request.Clauses
		for _, h := range p.doc.Headers {
			if textproto.CanonicalMIMEHeaderKey(h.Name) == f.Name {
				f.Clauses = h.Clauses
			}
		}
	case Table:
		f.Clauses = p.doc.Success().Clauses
		if p.ofRequest(f) {
			f.Clauses = p.doc.Request.Clauses
		}
	case Field:
		if q := p.property(f.Name, parent); q != nil {
			f.Clauses = q.Clauses
		}
	case Status:
		if r := p.answer(f.Name); r != nil {
			f.Clauses = r.Clauses
		}
	case Example:
		switch {
		case parent == nil:
			f.Clauses = p.doc.Request.Clauses
		case parent.Kind == Status:
			f.Clauses = p.exampleClauses(f, parent)
		}
	case Lifetime:
		for _, q := range p.doc.Tokens() {
			if life := q.Token.Lifetime; life.Is > 0 && life.Exactness != "implied" && strings.HasSuffix(f.Value, Duration(life.Is)) {
				f.Clauses, f.What = []string{life.Clause}, "lifetime of the "+q.Token.Role+" token"
			}
		}
	}
}

// ofRequest says that more fields of a table are in the request than in the
// successful answer.
func (p proposal) ofRequest(table *Fact) bool {
	return share(table, p.doc.Request.Schema) > share(table, p.doc.Success().Schema)
}

func share(table *Fact, schema *openapi.Property) int {
	n := 0
	schema.Walk(func(q *openapi.Property) {
		if slices.Contains(table.fields(), q.Name) {
			n++
		}
	})
	return n
}

func (p proposal) property(name string, table *Fact) *openapi.Property {
	schema := p.doc.Success().Schema
	if p.ofRequest(table) {
		schema = p.doc.Request.Schema
	}
	var found *openapi.Property
	schema.Walk(func(q *openapi.Property) {
		if q.Name == name {
			found = q
		}
	})
	return found
}

func (p proposal) answer(status string) *openapi.Response {
	for i, r := range p.doc.Responses {
		if r.Status == status {
			return &p.doc.Responses[i]
		}
	}
	return nil
}

// exampleClauses returns the clauses of the contract's example with that body.
func (p proposal) exampleClauses(f, status *Fact) []string {
	r := p.answer(status.Name)
	if r == nil {
		return nil
	}
	for i, e := range r.Examples {
		same := slices.EqualFunc(membersOf(e.Value), f.Members, func(a, b Member) bool { return a.At == b.At && a.value() == b.value() })
		if same && len(e.Clauses) > 0 {
			return r.Own(&r.Examples[i], e.Clauses)
		}
	}
	return r.Clauses
}

// members tells what the contract rests on from samples.
func (p proposal) members(old, now, parent *Fact) {
	var schema *openapi.Property
	if r := p.answer(statusOf(parent)); r != nil {
		schema = r.Schema
	}
	for i := range now.Members {
		m := &now.Members[i]
		if m.Is == nil {
			continue
		}
		if old != nil {
			if was := old.member(m.At); was != nil && (was.Is != nil || was.Sample != nil) {
				m.Clauses = was.Clauses
				if was.Sample != nil {
					m.Is, m.Sample = nil, m.Is
				}
				continue
			}
		}
		q := schema.Find(m.At)
		if q != nil && (form(*m.Is) != "" || hasLiteral(q, *m.Is)) {
			m.Clauses = shared(q.Clauses, now.Clauses)
		}
		if q == nil || !hasLiteral(q, *m.Is) {
			m.Is, m.Sample = nil, m.Is
		}
	}
}

// shared returns the clauses of a member that its example has too, or all of them.
func shared(member, example []string) []string {
	both := slices.DeleteFunc(slices.Clone(member), func(id string) bool { return !slices.Contains(example, id) })
	if len(both) == 0 {
		return member
	}
	return both
}
