package doctor

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/suite"
	"concord/internal/transport"
	"concord/openapi"
)

// visit is the examination of one live target.
type visit struct {
	Options
	s     *suite.Suite
	doc   *openapi.Document
	base  *url.URL
	proxy *url.URL // nil for none
	line  line     // to the host of the base URL
	// reach is the answer to the first request, and granted whether the login was
	// answered with a token.
	reach   contract.Exchange
	granted bool
}

// steps are tried in this order; after a vital one that fails the others are
// pointless. A check is one row.
var steps = []struct {
	name  string
	vital bool
	login bool // it sends credentials
	try   func(*visit, context.Context) []Check
}{
	{"address", true, false, (*visit).address},
	{"connection", true, false, (*visit).connection},
	{"tls", true, false, (*visit).tls},
	{"answer", true, false, (*visit).answer},
	{"clock", false, false, (*visit).clock},
	{"probe", false, false, (*visit).probe},
	{"login", true, true, (*visit).login},
	{"token", false, true, (*visit).token},
}

// visit examines a target: how it is configured, then, unless offline, how it
// answers.
func (n *notes) visit(ctx context.Context, o Options, s *suite.Suite) {
	base, err := url.Parse(s.Target.BaseURL)
	if err != nil { // the reader of the configuration admits URLs only
		panic(err)
	}
	v := &visit{Options: o, s: s, doc: s.Book.Doc, base: base}
	v.proxy, _ = o.Proxy(&http.Request{URL: base}) // an unreadable one is refused by the transport, in its words
	n.begin(Section{Name: s.Target.Name, Provider: s.Target.Provider, BaseURL: s.Target.BaseURL}, s.Redact)
	for _, row := range oddities {
		n.add(row.name, row.look(v)...)
	}
	if o.Offline {
		n.add("target", unchecked("not asked: --offline sends nothing", ""))
		return
	}
	v.reach = s.Reach(v.line.watch(ctx))
	n.try(ctx, v)
	n.sections[len(n.sections)-1].Requests = s.Requests()
}

// try makes the steps in turn.
func (n *notes) try(ctx context.Context, v *visit) {
	var left []string
	ended := false
	for _, step := range steps {
		if ended || step.login && v.NoLogin {
			left = append(left, step.name)
			continue
		}
		checks := step.try(v, ctx)
		n.add(step.name, checks...)
		ended = step.vital && slices.ContainsFunc(checks, func(c Check) bool { return c.Status == Wrong || c.Status == Trouble })
	}
	switch {
	case ended && len(left) > 0:
		n.add("the rest", unchecked("not tried: "+list(left), ""))
	case len(left) > 0:
		n.add("the rest", unchecked("not tried, since --no-login sends no credentials: "+list(left), ""))
	}
}

// place names where a setting of the target stands.
func (v *visit) place(key string) string { return v.Config.Place(v.s.Target, key) }

// places names where several settings stand.
func (v *visit) places(keys []string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = v.place(key)
	}
	return out
}

// failed words a failure on the way to the URL whose setting has the given key.
func (v *visit) failed(f *contract.Failure, key string) Check {
	r, known := remedies[f.Kind]
	if !known { // a test compares the kinds
		r = remedies[transport.KindNetwork]
	}
	text := strings.ReplaceAll(r.advice, "{url}", v.place(key))
	if v.proxy != nil {
		text += "; requests go through the proxy " + v.proxy.Host + ", which may be what fails"
	}
	return Check{Status: r.status, Finding: f.Message, Advice: text}
}
