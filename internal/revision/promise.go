package revision

import (
	"fmt"
	"strings"

	"concord/openapi"
)

// promise is something that a contract says in our extensions, in words, with
// the line that says it where it has one.
type promise struct {
	says string
	line int
}

// promised compares the promises of two contracts. One that is changed or no
// longer there breaks whoever relied on it.
func promised(old, now *openapi.Document) []Change {
	was, order := promises(old)
	is, added := promises(now)
	var out []Change
	for _, about := range order {
		a := was[about]
		b, kept := is[about]
		switch {
		case !kept:
			out = append(out, Change{Breaking: true, Rule: "promise-removed", Text: about + ": " + a.says + ", before"})
		case a.says != b.says:
			out = append(out, Change{Breaking: true, Rule: "promise-changed", Text: about + ": " + a.says + " → " + b.says, Line: b.line})
		}
	}
	for _, about := range added {
		if _, known := was[about]; !known {
			out = append(out, Change{Rule: "promise-added", Text: about + ": " + is[about].says, Line: is[about].line})
		}
	}
	return out
}

// promises lists what a contract promises in our extensions, by what it is about
// and in the document's order.
func promises(d *openapi.Document) (map[string]promise, []string) {
	out := map[string]promise{}
	var order []string
	add := func(about, says string, line int) {
		if _, twice := out[about]; !twice && says != "" {
			out[about] = promise{says, line}
			order = append(order, about)
		}
	}
	if d.IndependentLogins != "" {
		add("a login", "leaves the tokens of earlier ones alone", d.Lines[d.IndependentLogins])
	}
	d.Request.Schema.Walk(func(p *openapi.Property) { add("request "+p.Pointer+" takes", p.Credential, 0) })
	for _, h := range d.Headers {
		add("header "+h.Name+" takes", h.Credential, 0)
	}
	for _, r := range d.Responses {
		add("what status "+r.Status+" leaves open", r.Silent, r.Line)
		r.Schema.Walk(func(p *openapi.Property) {
			at := "status " + r.Status + " " + p.Pointer
			add("identity of "+at, p.Identity, 0)
			tokenPromises(p.Token, at, func(about, says, clause string) { add(about+" "+at, says, d.Lines[clause]) })
		})
		for _, e := range r.Examples {
			add("situation of example "+e.Name, situationWords(r, e), e.Line)
		}
	}
	return out, order
}

func tokenPromises(t *openapi.Token, at string, add func(about, says, clause string)) {
	if t == nil {
		return
	}
	add("role of", t.Role, "")
	add("form of", t.Form, "")
	add("lifetime of", lifetimeWords(t.Lifetime), t.Lifetime.Clause)
	if q := t.Lifetime.Request; q != nil {
		add("lifetime on request of", fmt.Sprintf("%s, in units of %s, at most %s", q.Field, q.Unit, q.Maximum), q.Clause)
	}
	add("end of", strings.TrimSpace(t.Expires.At+" "+t.Expires.Zone), t.Expires.Clause)
	add("sending of", strings.TrimSpace(t.Sent.Header+" "+t.Sent.Scheme), t.Sent.Clause)
}

func lifetimeWords(l openapi.Lifetime) string {
	if l.Is == 0 {
		return ""
	}
	says := l.Is.String() + ", " + l.Exactness
	if l.Scope != "" {
		says += ", in " + l.Scope
	}
	return says
}

func situationWords(r openapi.Response, e openapi.Example) string {
	s := e.Situation
	says := s.Name
	for _, part := range []struct{ name, value string }{{"without", s.Omit}, {"from", s.From}} {
		if part.value != "" {
			says += " " + part.name + " " + part.value
		}
	}
	if s.Minutes != 0 {
		says += fmt.Sprintf(" of %d minutes", s.Minutes)
	}
	return says + " earns " + r.Status
}
