package mock

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"concord/openapi"
)

// Harmless derives from a contract what a server may do otherwise than the mock
// and still keep it. None may be taken for a deviation. Ids are unique; their
// second part is "ok".
func Harmless(doc *openapi.Document) []Fault {
	v := &varier{generator{doc: doc}}
	v.bytes()
	v.headers()
	v.delivery()
	v.clocks()
	for _, p := range doc.Tokens() {
		v.token(p)
	}
	v.reuse()
	v.identifiers()
	v.additions()
	v.refusals()
	v.demands()
	return v.faults
}

// varier generates harmless variations.
type varier struct{ generator }

func (v *varier) add(does behaviour, what string, parts ...string) {
	v.generator.add(does, nil, what, append([]string{"ok"}, parts...)...)
}

// isRefusal is about documented refusals and others.
func isRefusal(c *call) bool { return c.found != nil && !c.found.situation.Good }

// reuse has the server answer with a token that it issued before, while that lives.
func (v *varier) reuse() {
	access := v.doc.Access()
	if access.Token.Lifetime.Is == 0 {
		return
	}
	for _, x := range []struct {
		name, what string
		until      func(*minted) int64
	}{
		{"while-it-lives", "while it lives", func(m *minted) int64 { return m.end.Unix() }},
		{"half", "for half its life", func(m *minted) int64 { return m.issued.Add(m.life / 2).Unix() }},
		{"seconds", "within two seconds", func(m *minted) int64 { return m.issued.Unix() + 2 }},
	} {
		kept := behaviour{token: repeat(func(c *call, earlier *minted) bool { return c.issued.Unix() < x.until(earlier) })}
		v.add(kept, "the same tokens are given again "+x.what, "token", "reused", x.name)
	}
	if access.Token.Form == "jwt" {
		older := behaviour{
			life:  func(_ *call, m *minted) { m.issued = m.issued.Add(-m.life / 3) },
			token: repeat(func(c *call, earlier *minted) bool { return c.issued.Before(earlier.end) }),
		}
		if !slices.ContainsFunc(v.doc.Tokens(), func(p *openapi.Property) bool { return p.Token.Role == "refresh" && p.Token.Lifetime.Is > 0 }) {
			v.add(older.role("access"), "a token is given that others were given before", "token", "reused", "from-before")
		}
	}
	if v.doc.IndependentLogins == "" {
		v.add(behaviour{token: func(c *call, _ *minted) { c.api.forget() }}.role("access"),
			"a login ends the token of the one before", "token", "ended-by-next")
	}
	v.add(behaviour{token: func(_ *call, m *minted) { m.end = m.end.Add(min(m.life/20, 20*time.Second)) }}.role("access"),
		"a token is accepted some seconds longer than it lives", "token", "leeway")
}

// identifiers lets members have other forms than the mock's.
func (v *varier) identifiers() {
	r := v.doc.Success()
	r.Schema.Walk(func(p *openapi.Property) {
		if len(p.Literals) > 0 || p.Token != nil || p.Pointer == "" || slices.Contains(p.Types, "object") {
			return
		}
		for _, x := range formsOf(r, p) {
			v.add(numbered(p, x.value), p.Name+" is "+x.what, r.Status, p.Pointer, x.name)
		}
	})
}

// additions lets answers have members that the document does not name.
func (v *varier) additions() {
	for i := range v.doc.Responses {
		r := &v.doc.Responses[i]
		if r.Silent != "" {
			continue
		}
		r.Schema.Walk(func(p *openapi.Property) {
			if p.Pointer != "" && !slices.Contains(p.Types, "object") || p.Open {
				return
			}
			for _, x := range added {
				if r.Schema.Find(p.Pointer+"/"+x.name) != nil {
					continue
				}
				at := cmp.Or(strings.TrimPrefix(p.Pointer, "/"), "top")
				v.add(edited(adds(p.Pointer, x.name, x.json)).when(answering(r.Status)), "there is a member "+x.name+" more", r.Status, "member", at, x.name)
			}
		})
	}
}
