package suite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/situation"
	"concord/openapi"
)

// Labels of the capabilities that no single situation stands for.
const (
	labelToken       = "token"
	labelExpiry      = "expiry"
	labelSideEffects = "side-effects"
)

// Cases derives a provider's cases from its contract: one for every documented
// answer, then what it promises of tokens and identifiers.
func Cases(b *judge.Book) []judge.Case {
	d := deriver{book: b}
	for i := range b.Doc.Responses {
		for j := range b.Doc.Responses[i].Examples {
			d.answer(&b.Doc.Responses[i], &b.Doc.Responses[i].Examples[j])
		}
	}
	d.tokens()
	d.identifiers()
	d.behaviour()
	slices.SortStableFunc(d.cases, lastOut)
	return d.cases
}

// lastOut puts the rate-limit case last: after it, other logins may be limited too.
func lastOut(a, b judge.Case) int {
	switch last := judge.RateLimit; {
	case a.Kind == b.Kind:
		return 0
	case a.Kind == last:
		return 1
	case b.Kind == last:
		return -1
	default:
		return 0
	}
}

type deriver struct {
	book  *judge.Book
	cases []judge.Case
}

func (d *deriver) add(name, title string, kind judge.Kind, example string, labels, clauses []string) {
	clauses = distinct(clauses)
	provider := d.book.Doc.Provider
	all := append([]string{provider, provider + ":" + name}, labels...)
	d.cases = append(d.cases, judge.Case{
		Case:    contract.Case{ID: provider + "/" + name, Title: title, Clauses: clauses, Labels: append(distinct(all), clauses...)},
		Kind:    kind,
		Example: example,
	})
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

// answer derives the case of a documented answer.
func (d *deriver) answer(r *openapi.Response, e *openapi.Example) {
	s, err := situation.Find(e.Situation.Name)
	if err != nil { // the reader admits known situations only
		panic(err)
	}
	kind := judge.Answer
	if s.Capability == situation.RateLimit {
		kind = judge.RateLimit
	}
	labels := []string{s.Capability, s.Name}
	if r.Silent == "" {
		labels = append(labels, situation.Replay) // of what the document shows, refusals too
	}
	if sideEffects(d.book.Doc, e) {
		labels = append(labels, labelSideEffects)
	}
	clauses := answerClauses(r, e)
	if r, e, ok := d.book.Doc.AnswerTo("unknown-user"); ok && kind == judge.RateLimit && r.Silent == "" {
		clauses = append(clauses, answerClauses(r, e)...) // the attempts before the limit are answered like this
	}
	if s.Capped { // it may be granted after all
		success := d.book.Doc.Success()
		clauses = append(clauses, success.Clauses...)
		success.Schema.Walk(func(p *openapi.Property) { clauses = append(clauses, p.Clauses...) })
	}
	if s.Good {
		clauses = append(clauses, d.requestClauses(e)...)
	} else {
		clauses = append(clauses, d.book.Doc.Success().Clauses[0]) // of the good login after it
	}
	d.add(e.Name, e.Summary, kind, e.Name, labels, clauses)
}

// answerClauses returns what a deviation of an answer may be put down to.
func answerClauses(r *openapi.Response, e *openapi.Example) []string {
	clauses := r.Own(e, append(slices.Clone(e.Clauses), r.Clauses...))
	r.Schema.Walk(func(p *openapi.Property) { clauses = append(clauses, memberClauses(r, e, p)...) })
	return clauses
}

// memberClauses returns what a deviation of one member of this answer may be
// put down to: as the judge does, the first clause where none is this answer's own.
func memberClauses(r *openapi.Response, e *openapi.Example, p *openapi.Property) []string {
	if own := r.Own(e, p.Clauses); len(own) > 0 || len(p.Clauses) == 0 {
		return own
	}
	return p.Clauses[:1]
}

// sideEffects tells whether the request for an answer does more at the target
// than log in.
func sideEffects(doc *openapi.Document, e *openapi.Example) bool {
	return e.SideEffects || doc.Base(e).SideEffects
}

// requestClauses collects what a good answer shows of the operation and the
// request: it was asked for as documented, with the members that this request has.
func (d *deriver) requestClauses(e *openapi.Example) []string {
	doc := d.book.Doc
	out := append(slices.Clone(doc.Clauses), doc.Request.Clauses...)
	base := doc.Base(e)
	for _, p := range doc.Request.Schema.Properties {
		if base.Value.Get(p.Name) != nil {
			p.Walk(func(q *openapi.Property) { out = append(out, q.Clauses...) })
		}
	}
	for _, h := range doc.Headers {
		out = append(out, h.Clauses...)
	}
	if q := doc.Access().Token.Lifetime.Request; q != nil && base.Value.Get(q.Field) != nil {
		out = append(out, q.Clause)
	}
	return out
}

// tokens derives the cases about what tokens are and say.
func (d *deriver) tokens() {
	forms := map[string]string{"jwt": "a JWT", "uuid": "a UUID", "opaque": "a token"}
	stamps := []string{}
	for _, p := range d.book.Doc.Tokens() {
		role, t := p.Token.Role, p.Token
		kinds := map[string][2]judge.Kind{"access": {judge.AccessToken, judge.AccessLifetime}, "refresh": {judge.RefreshToken, judge.RefreshLifetime}}[role]
		title := "issues an access token that is " + forms[t.Form]
		if role == "refresh" {
			title = "issues a refresh token of its own"
		}
		d.add(role+"-token", title, kinds[0], "", []string{labelToken}, append(slices.Clone(p.Clauses), t.Lifetime.Clause, t.Expires.Clause))
		if t.Lifetime.Is > 0 {
			d.add(role+"-lifetime", fmt.Sprintf("issues %s tokens that live for %s", role, lifeWords(t.Lifetime)), kinds[1], "",
				[]string{labelToken}, append([]string{t.Lifetime.Clause}, p.Clauses...))
		}
		if t.Expires.At != "" {
			stamps = append(stamps, t.Expires.Clause, t.Expires.Order, t.Lifetime.Clause)
		}
	}
	if len(stamps) > 0 {
		d.add("timestamps", "says when its tokens expire", judge.Timestamps, "", []string{labelToken}, stamps)
	}
}

func lifeWords(l openapi.Lifetime) string {
	words := l.Is.String()
	switch {
	case l.Is%(24*time.Hour) == 0:
		words = fmt.Sprintf("%d days", l.Is/(24*time.Hour))
	case l.Is%time.Minute == 0:
		words = fmt.Sprintf("%d minutes", l.Is/time.Minute)
	}
	return map[string]string{"about": "about ", "implied": "as long as the example implies, "}[l.Exactness] + words
}

// identifiers derives the case about fields that are unique or stable.
func (d *deriver) identifiers() {
	var clauses []string
	d.book.Doc.Success().Schema.Walk(func(p *openapi.Property) {
		if p.Identity != "" {
			clauses = append(clauses, p.Clauses...)
		}
	})
	if len(clauses) > 0 {
		d.add("identifiers", "keeps unique identifiers unique and stable ones stable", judge.Identifiers, "", []string{labelToken}, clauses)
	}
}

// behaviour derives the cases that use tokens rather than read them.
func (d *deriver) behaviour() {
	doc := d.book.Doc
	p := doc.Access()
	sent := append([]string{p.Token.Sent.Clause}, p.Clauses...)
	d.add("accepted", "accepts the access token it has just issued", judge.Accepted, "", []string{labelToken}, append(sent, doc.Clauses...))
	lifetime := p.Token.Lifetime.Clause
	if p.Token.Lifetime.Exactness == "implied" {
		lifetime = ""
	}
	d.add("expiry", "accepts the access token until it expires, not after", judge.Expiry, "", []string{labelExpiry, labelToken},
		append(append([]string{lifetime, p.Token.Expires.Clause}, sent...), doc.Clauses...))
	if q := p.Token.Lifetime.Request; q != nil {
		if longest := d.longest(q.Field); longest != "" {
			d.add("expiry-requested", "accepts the access token as long as was asked for, not longer", judge.Expiry, longest, []string{labelExpiry, labelToken},
				append([]string{q.Clause, p.Token.Expires.Clause, lifetime}, append(sent, doc.Clauses...)...))
		}
	}
	if doc.IndependentLogins != "" {
		d.add("independent-logins", "keeps the token of an earlier login", judge.IndependentLogins, "", []string{labelToken}, []string{doc.IndependentLogins})
	}
}

// longest returns the request example that asks for the most in a member, of
// those that a live run may send.
func (d *deriver) longest(field string) string {
	name, most := "", 0.0
	for _, e := range d.book.Doc.Request.Examples {
		v := e.Value.Get(field)
		if v == nil || e.SideEffects {
			continue
		}
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil && n > most {
			name, most = e.Name, n
		}
	}
	return name
}

// KnownLabels lists every label of the given cases, sorted.
func KnownLabels(cases []judge.Case) []string {
	var out []string
	for _, c := range cases {
		out = append(out, c.Labels...)
	}
	slices.SortFunc(out, strings.Compare)
	return slices.Compact(out)
}
