package mock

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"concord/internal/wire"
	"concord/openapi"
)

// literals derives what could happen to a documented wire value.
func (g *generator) literals(r *openapi.Response, p *openapi.Property) {
	clauses := g.about(r, p)
	for _, l := range p.Literals {
		for i, x := range misspelt(l) {
			become := func(v *wire.Value) *wire.Value {
				if string(v.Append(nil)) == string(l.Append(nil)) {
					return x.value
				}
				return v
			}
			parts := []string{r.Status, p.Pointer, "literal", x.name}
			if len(p.Literals) > 1 {
				parts = append(parts, l.Text)
			}
			g.add(edited(put(p, become)).when(answering(r.Status)), clauses, p.Name+" is "+x.what, parts...)
			if r == g.doc.Success() && i == 0 {
				g.add(edited(put(p, become)).when(third), clauses, p.Name+" is "+x.what+" in every third answer", append(parts, "third")...)
			}
		}
	}
	if len(p.Literals) > 1 {
		g.exchanged(r, p)
	}
}

// exchanged derives answers with the literal of another answer of their status.
func (g *generator) exchanged(r *openapi.Response, p *openapi.Property) {
	for i := range r.Examples {
		e := &r.Examples[i]
		own := e.Value.At(p.Pointer)
		for _, l := range p.Literals {
			if own == nil || string(own.Append(nil)) == string(l.Append(nil)) {
				continue
			}
			g.add(edited(put(p, constant(l))).when(named(e.Name)), g.about(r, p),
				p.Name+" is that of another answer, "+string(l.Append(nil)), e.Name, p.Pointer, "literal", "other", l.Text)
		}
	}
}

type spelling struct {
	name, what string
	value      *wire.Value
}

// misspelt returns other values that a literal could be taken for.
func misspelt(l *wire.Value) []spelling {
	switch l.Kind {
	case wire.Bool:
		return []spelling{{"flipped", strconv.FormatBool(!l.Bool), wire.BoolValue(!l.Bool)}}
	case wire.Number:
		return []spelling{
			{"other", "another number", wire.NumberValue("1" + l.Text)},
			{"zero", "0", wire.NumberValue("0")},
			{"negative", "negative", wire.NumberValue("-" + l.Text)},
			{"fraction", "a little more", wire.NumberValue(l.Text + ".5")},
		}
	case wire.String:
		return misspeltText(l.Text)
	default:
		return nil
	}
}

func misspeltText(s string) []spelling {
	runes := []rune(s)
	middle := len(runes) / 2
	other := slices.Clone(runes)
	other[middle] = map[bool]rune{true: 'y', false: 'x'}[runes[middle] == 'x']
	first := slices.Clone(runes)
	first[0] = toggled(first[0])
	var out []spelling
	seen := []string{s}
	add := func(name, what, text string) {
		if !slices.Contains(seen, text) {
			seen = append(seen, text)
			out = append(out, spelling{name, what, wire.StringValue(text)})
		}
	}
	add("changed", "one letter off", string(other))
	add("longer", "one character longer", s+".")
	add("shorter", "one character shorter", string(runes[:len(runes)-1]))
	add("first-letter", "in another case at its beginning", string(first))
	add("upper", "in upper case", strings.ToUpper(s))
	add("lower", "in lower case", strings.ToLower(s))
	add("space-before", "behind a space", " "+s)
	add("space-after", "before a space", s+" ")
	add("spaces", "with two spaces for one", strings.ReplaceAll(s, " ", "  "))
	add("no-break", "with no-break spaces", strings.ReplaceAll(s, " ", "\u00a0"))
	add("underscores", "with other separators", strings.NewReplacer(" ", "_", "_", " ").Replace(s))
	add("other", "another text", "Something else")
	add("empty", "empty", "")
	return out
}

func toggled(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

// envelopes derives what could be put around the members of an answer, or taken off.
func (g *generator) envelopes(r *openapi.Response) {
	all, body := g.answers(r)
	place := answering(r.Status)
	for _, name := range []string{"data", "result", "response", "body"} {
		if r.Schema.Find("/"+name) != nil {
			continue
		}
		wrap := func(b *wire.Value) {
			inner := *b
			*b = *wire.ObjectValue(wire.Member{Name: name, Value: &inner})
		}
		g.add(edited(wrap).when(place), g.below(r.Schema, body), "everything is inside "+name, r.Status, "envelope", name)
	}
	for _, p := range r.Schema.Properties {
		if !slices.Contains(p.Types, "object") || len(p.Properties) == 0 {
			continue
		}
		g.add(edited(unwrap(p)).when(place), g.below(p, all), "the members of "+p.Name+" stand at the top", r.Status, p.Pointer, "unwrapped")
		g.add(edited(func(b *wire.Value) {
			if inner := b.At(p.Pointer); inner != nil {
				*b = *inner.Clone()
			}
		}).when(place), g.below(r.Schema, all), "there is nothing but the members of "+p.Name, r.Status, p.Pointer, "bare")
	}
}

// below returns the given clauses and those of p and of all members below it.
func (g *generator) below(p *openapi.Property, others []string) []string {
	out := slices.Clone(others)
	p.Walk(func(q *openapi.Property) { out = append(out, q.Clauses...) })
	return out
}

func unwrap(p *openapi.Property) edit {
	parent, name := split(p)
	return func(body *wire.Value) {
		at := body.At(parent)
		inner := at.Get(name)
		if inner == nil {
			return
		}
		at.Delete(name)
		at.Members = append(at.Members, inner.Members...)
	}
}
