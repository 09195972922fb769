package fact

import (
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"concord/openapi"
)

// jsonTypes maps the types that tables name to those of JSON Schema.
var jsonTypes = map[string][]string{
	"string": {"string"}, "datetime": {"string"}, "date-time": {"string"}, "date": {"string"}, "timestamp": {"string", "integer", "number"},
	"uuid": {"string"}, "url": {"string"}, "uri": {"string"}, "jwt": {"string"}, "enum": {"string"},
	"integer": {"integer"}, "int": {"integer"}, "int32": {"integer"}, "int64": {"integer"}, "long": {"integer"},
	"number": {"number", "integer"}, "float": {"number"}, "double": {"number"}, "decimal": {"number"},
	"boolean": {"boolean"}, "bool": {"boolean"}, "json": {"object"}, "object": {"object"}, "array": {"array"},
}

// agree finds what the facts and the contract do not agree on, both ways, so that
// neither is changed without the other. All mistakes are returned, joined.
func (b *Baseline) agree(doc *openapi.Document) error {
	a := &agreement{base: b, doc: doc}
	a.endpoint()
	a.properties()
	a.statuses()
	a.tokens()
	a.headers()
	walk(b.Facts, a.fact)
	return errors.Join(a.errs...)
}

type agreement struct {
	base *Baseline
	doc  *openapi.Document
	errs []error
}

func (a *agreement) fail(format string, args ...any) {
	a.errs = append(a.errs, fmt.Errorf("specs/%s and %s: "+format, append([]any{File(a.base.Provider), a.doc.File}, args...)...))
}

// some says that a fact of the baseline is as wanted.
func (a *agreement) some(wanted func(f, parent *Fact) bool) bool {
	found := false
	walk(a.base.Facts, func(f, parent *Fact) { found = found || wanted(f, parent) })
	return found
}

func (a *agreement) endpoint() {
	if !a.some(func(f, _ *Fact) bool {
		return f.Kind == Endpoint && strings.HasPrefix(f.Value, a.doc.Method+" ") && strings.HasSuffix(f.Value, a.doc.Path)
	}) {
		a.fail("no fact says %s %s", a.doc.Method, a.doc.Path)
	}
}

// properties wants each property of the contract in a table or an example.
func (a *agreement) properties() {
	check := func(where, status string, schema *openapi.Property) {
		schema.Walk(func(p *openapi.Property) {
			if p.Pointer != "" && !a.some(func(f, parent *Fact) bool {
				return f.Kind == Field && f.Name == p.Name || f.Kind == Example && statusOf(parent) == status && f.member(p.Pointer) != nil
			}) {
				a.fail("no fact shows %s of the %s", p.Pointer, where)
			}
		})
	}
	check("request", "", a.doc.Request.Schema)
	for _, r := range a.documented() {
		check("answer "+r.Status, r.Status, r.Schema)
	}
}

func (a *agreement) documented() []openapi.Response {
	return slices.DeleteFunc(slices.Clone(a.doc.Responses), func(r openapi.Response) bool { return r.Silent != "" })
}

func statusOf(parent *Fact) string {
	if parent != nil && parent.Kind == Status {
		return parent.Name
	}
	return ""
}

func (f *Fact) member(pointer string) *Member {
	for i := range f.Members {
		if f.Members[i].At == pointer {
			return &f.Members[i]
		}
	}
	return nil
}

// statuses wants each status, and each literal of its bodies in an example.
func (a *agreement) statuses() {
	for _, r := range a.documented() {
		if !a.some(func(f, _ *Fact) bool { return f.Kind == Status && f.Name == r.Status }) {
			a.fail("no fact says status %s", r.Status)
		}
		r.Schema.Walk(func(p *openapi.Property) {
			for _, literal := range p.Literals {
				text, _ := scalar(literal)
				if !a.some(func(f, parent *Fact) bool {
					m := f.member(p.Pointer)
					return statusOf(parent) == r.Status && m != nil && m.Is != nil && *m.Is == text
				}) {
					a.fail("no example of status %s has %s as %s", r.Status, text, p.Pointer)
				}
			}
		})
	}
}

// tokens wants each lifetime that the page states.
func (a *agreement) tokens() {
	for _, p := range a.doc.Tokens() {
		life := p.Token.Lifetime
		if life.Is == 0 || life.Exactness == "implied" {
			continue
		}
		says := Duration(life.Is)
		if life.Exactness == "about" {
			says = "about " + says
		}
		if !a.some(func(f, _ *Fact) bool {
			return f.Kind == Lifetime && f.Value == says && slices.Contains(f.Clauses, life.Clause)
		}) {
			a.fail("no fact gives %s as %s: %s", life.Clause, "the life of "+p.Pointer, says)
		}
		if life.Request != nil && life.Request.Maximum > 0 {
			most := "up to " + Duration(life.Request.Maximum)
			if !a.some(func(f, _ *Fact) bool { return f.Kind == Lifetime && f.Value == most }) {
				a.fail("no fact says %s", most)
			}
		}
	}
}

func (a *agreement) headers() {
	for _, h := range a.doc.Headers {
		if !a.some(func(f, _ *Fact) bool {
			return f.Kind == Header && f.Name == textproto.CanonicalMIMEHeaderKey(h.Name)
		}) {
			a.fail("no fact names the header %s", h.Name)
		}
	}
}

// fact compares one fact with what the contract says of the same thing.
func (a *agreement) fact(f, parent *Fact) {
	switch f.Kind {
	case Field:
		a.field(f)
	case Status:
		for _, r := range a.documented() {
			if r.Status == f.Name {
				a.cites(f.name(nil), f.Clauses, r.Clauses)
				return
			}
		}
		a.fail("the contract has no answer %s", f.Name)
	case Example:
		a.example(f, parent)
	}
}

// cites wants one of the contract's clauses among those of the fact.
func (a *agreement) cites(what string, clauses, ours []string) {
	if len(ours) > 0 && !slices.ContainsFunc(clauses, func(id string) bool { return slices.Contains(ours, id) }) {
		a.fail("%s cites %s, the contract %s", what, strings.Join(clauses, ", "), strings.Join(ours, ", "))
	}
}

func (a *agreement) field(f *Fact) {
	is, mark, _ := strings.Cut(f.Value, ", ")
	fits := func(p *openapi.Property) bool {
		ofRequest := a.doc.Request.Schema.Find(p.Pointer) == p
		return p.Name == f.Name && slices.ContainsFunc(p.Types, func(t string) bool { return slices.Contains(jsonTypes[is], t) }) &&
			(!ofRequest || mark == "" || p.Required == (mark == "required")) &&
			slices.ContainsFunc(f.Clauses, func(id string) bool { return slices.Contains(p.Clauses, id) })
	}
	found := false
	look := func(p *openapi.Property) { found = found || fits(p) }
	a.doc.Request.Schema.Walk(look)
	for _, r := range a.documented() {
		r.Schema.Walk(look)
	}
	if !found {
		a.fail("the contract has no field %s that is %s and cites one of %s", f.Name, f.Value, strings.Join(f.Clauses, ", "))
	}
}

// example wants each member in the schema of the body that it is part of.
func (a *agreement) example(f, parent *Fact) {
	schema := a.doc.Request.Schema
	switch {
	case parent != nil && parent.Kind == Field:
		return // part of a body that the contract leaves open
	case statusOf(parent) != "":
		schema = nil
		for _, r := range a.documented() {
			if r.Status == parent.Name {
				schema = r.Schema
			}
		}
	}
	for _, m := range f.Members {
		p, inside := nearest(schema, m.At)
		switch {
		case p == nil:
			a.fail("the contract has no %s, which is in the %s", m.At, f.name(parent))
		case inside:
		case !slices.ContainsFunc(p.Types, func(t string) bool { return t == m.Type || t == "integer" && m.Type == "number" }):
			a.fail("%s is a %s in the %s", m.At, m.Type, f.name(parent))
		case m.Is != nil && len(m.Clauses) == 0 && !hasLiteral(p, *m.Is):
			a.fail("%s is not always %s, as the %s has it: that is a sample, or needs a clause", m.At, *m.Is, f.name(parent))
		}
	}
}

// nearest returns the property at a pointer, or the open object that it lies in.
func nearest(schema *openapi.Property, pointer string) (p *openapi.Property, inside bool) {
	if p := schema.Find(pointer); p != nil {
		return p, false
	}
	for i := strings.LastIndexByte(pointer, '/'); i > 0; i = strings.LastIndexByte(pointer[:i], '/') {
		if p := schema.Find(pointer[:i]); p != nil && p.Open {
			return p, true
		}
	}
	return nil, false
}

func hasLiteral(p *openapi.Property, text string) bool {
	for _, literal := range p.Literals {
		if is, _ := scalar(literal); is == text {
			return true
		}
	}
	return false
}
