package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"concord/internal/situation"
	"concord/internal/wire"
	"concord/openapi"
)

// situation derives what could come of a situation instead of its refusal.
func (g *generator) situation(r *openapi.Response, e *openapi.Example, s *situation.Situation) {
	clauses := g.shown(r, e)
	if s.Capped {
		g.excess(e, clauses)
	} else {
		g.add(behaviour{situate: accept(e.Name)}, clauses, "the login is granted", e.Name, "granted")
	}
	g.otherRefusals(r, e, clauses)
	for _, p := range g.doc.Tokens() {
		g.add(leaked(p.Name).when(named(e.Name)), clauses, "the refusal carries a token in "+p.Name, e.Name, "token", p.Name)
	}
	if g.doc.Access().Token.Form == "jwt" {
		g.add(leaked("debug").when(named(e.Name)), clauses, "the refusal carries a token in a member of another name", e.Name, "token", "debug")
	}
	if s.Capability == situation.RateLimit {
		g.limits(clauses)
		return
	}
	g.add(behaviour{situate: lock(e.Name)}, g.doc.Success().Clauses, "after it a good login is refused", e.Name, "locks")
}

// accept grants the logins that earn a refusal.
func accept(example string) func(*call, *http.Request) {
	return func(c *call, _ *http.Request) {
		if c.found != nil && c.found.example.Name == example {
			c.grant()
		}
	}
}

// grant has a call earn the answer to a good login.
func (c *call) grant() {
	good, err := situation.Find("valid")
	if err != nil {
		panic("mock: " + err.Error())
	}
	c.found = c.api.example(good, func() bool { return true }, c.message)
}

// lock refuses the good logins after one that was refused.
func lock(example string) func(*call, *http.Request) {
	return func(c *call, _ *http.Request) {
		c.api.mu.Lock()
		defer c.api.mu.Unlock()
		switch {
		case c.found == nil:
		case c.found.example.Name == example:
			c.api.locked = true
		case c.found.situation.Good && c.api.locked:
			c.found = nil
		}
	}
}

// refuseSecond refuses a good login while a token lives.
func refuseSecond(c *call, _ *http.Request) {
	c.api.mu.Lock()
	defer c.api.mu.Unlock()
	now := c.api.clock.Now()
	for _, end := range c.api.issued {
		if c.found != nil && c.found.situation.Good && now.Before(end) {
			c.found = nil
		}
	}
}

// otherRefusals answers as the document does in other situations.
func (g *generator) otherRefusals(r *openapi.Response, e *openapi.Example, clauses []string) {
	for i := range g.doc.Responses {
		other := &g.doc.Responses[i]
		for j := range other.Examples {
			x := &other.Examples[j]
			if other.Silent != "" || x.Name == e.Name || situationOf(x).Good || g.alike(r, e, other, x) {
				continue
			}
			s := situationOf(x)
			does := behaviour{situate: func(c *call, _ *http.Request) {
				if c.found != nil && c.found.example.Name == e.Name {
					c.found = &found{situation: s, response: other, example: x}
				}
			}}
			g.add(does, clauses, "the answer is that to "+x.Name, e.Name, "as", x.Name)
		}
	}
}

// alike tells whether two refusals are the same to whoever gets them, or the
// first may be any.
func (g *generator) alike(r *openapi.Response, e *openapi.Example, other *openapi.Response, x *openapi.Example) bool {
	status, err := strconv.Atoi(other.Status)
	if r.Silent != "" {
		return err == nil && slices.Contains(openapi.Refusals, status)
	}
	return r.Status == other.Status && string(e.Value.Append(nil)) == string(x.Value.Append(nil))
}

// leaked puts a token into a refusal.
func leaked(name string) behaviour {
	return behaviour{body: func(c *call, body *wire.Value) {
		token := c.api.mint(c, c.api.doc.Access())
		c.api.remember(token.text, token.end)
		body.Set(name, wire.StringValue(token.text))
	}}
}

// limits derives what could be wrong with a documented limit.
func (g *generator) limits(clauses []string) {
	g.add(behaviour{limit: 1 << 30}, clauses, "refused logins are never too many", "limit", "never")
	g.add(behaviour{limit: 31}, clauses, "it takes 31 refused logins within a minute to be too many", "limit", "late")
}

// excess derives what a server could grant that is asked for too much.
func (g *generator) excess(e *openapi.Example, clauses []string) {
	g.add(behaviour{situate: accept(e.Name)}, clauses, "more than the maximum is granted, as asked", e.Name, "granted")
	endless := behaviour{situate: accept(e.Name), life: func(c *call, m *minted) {
		if m.life > m.property.Token.Lifetime.Request.Maximum {
			m.life *= 10
		}
	}}
	g.add(endless, clauses, "more than the maximum is granted, ten times what was asked", e.Name, "tenfold")
}

// behaviour derives what else a server could do.
func (g *generator) behaviour() {
	g.durations()
	demanding := append(append(slices.Clone(g.doc.Clauses), g.doc.Request.Clauses...), g.doc.Success().Clauses...)
	for _, name := range []string{"X-Client-Id", "X-Signature", "Origin", "Authorization"} {
		if slices.ContainsFunc(g.doc.Headers, func(h openapi.Header) bool { return http.CanonicalHeaderKey(h.Name) == name }) {
			continue
		}
		g.add(demand(func(c *call) bool { return c.request.Header.Get(name) != "" }), demanding,
			"a header "+name+" is demanded", "request", "header", name)
	}
	for _, name := range []string{"grant_type", "client_id", "captcha", "device"} {
		if g.doc.Request.Schema.Find("/"+name) == nil {
			g.add(demand(func(c *call) bool { return c.message.Body.Get(name) != nil }), demanding,
				"a member "+name+" is demanded", "request", "member", name)
		}
	}
	for _, p := range g.doc.Request.Schema.Properties {
		if p.Required || p.Credential != "" {
			continue
		}
		g.add(demand(func(c *call) bool { return c.message.Body.Get(p.Name) != nil }), append(slices.Clone(demanding), p.Clauses...),
			"the optional member "+p.Name+" is demanded", "request", p.Pointer, "demanded")
		g.add(demand(func(c *call) bool { return c.message.Body.Get(p.Name) == nil }), append(slices.Clone(demanding), p.Clauses...),
			"the optional member "+p.Name+" is refused", "request", p.Pointer, "refused")
	}
	g.add(behaviour{wire: every(3, 500)}, demanding, "every third login fails", "login", "third", "500")
	g.add(behaviour{wire: every(2, 401)}, demanding, "every second login is refused", "login", "second", "401")
}

// demand refuses good logins that lack something, before anything else is done.
func demand(has condition) behaviour {
	return behaviour{situate: func(c *call, _ *http.Request) {
		if c.found != nil && c.found.situation.Good && !has(c) {
			c.found = nil
		}
	}}
}

func every(n, status int) func(*call, *answer) {
	return func(c *call, o *answer) {
		if c.login > 0 && c.login%n == 0 {
			o.status = status
		}
	}
}

// durations derives what could come of a request for a lifetime.
func (g *generator) durations() {
	t := g.doc.Access().Token
	q := t.Lifetime.Request
	if q == nil {
		return
	}
	for i := range g.doc.Request.Examples {
		base := &g.doc.Request.Examples[i]
		v := base.Value.Get(q.Field)
		if v == nil {
			continue
		}
		n, _ := strconv.Atoi(v.Text) // the contract's own integer
		wanted := time.Duration(n) * q.Unit
		for _, x := range []struct {
			name, what string
			life       time.Duration
		}{
			{"ignored", "earns the default life", t.Lifetime.Is},
			{"maximum", "earns the longest life", q.Maximum},
			{"halved", "earns half of it", wanted / 2},
			{"doubled", "earns twice as much", 2 * wanted},
			{"seconds", "is taken for seconds", time.Duration(n) * time.Second},
			{"hours", "is taken for hours", time.Duration(n) * time.Hour},
		} {
			if off := x.life - wanted; max(off, -off) <= tolerance(wanted, t.Lifetime.Exactness)+grain {
				continue
			}
			does := behaviour{life: func(_ *call, m *minted) { m.life = x.life }}
			what := fmt.Sprintf("%s of %d %s", q.Field, n, x.what)
			g.add(does.when(asked(base)), []string{q.Clause}, what, base.Name, "life", x.name)
			g.add(does.when(both(asked(base), third)), []string{q.Clause}, what+", every third time", base.Name, "life", x.name, "third")
		}
	}
}

// both is about the calls that two conditions are about.
func both(a, b condition) condition { return func(c *call) bool { return a(c) && b(c) } }
