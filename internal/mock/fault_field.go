package mock

import (
	"slices"
	"strings"
	"unicode"

	"concord/internal/wire"
	"concord/openapi"
)

// edit changes the JSON of an answer in place.
type edit func(body *wire.Value)

func edited(change edit) behaviour {
	return behaviour{body: func(_ *call, body *wire.Value) { change(body) }}
}

// split parts a member's pointer into that of the object it is in and its name.
func split(p *openapi.Property) (parent, name string) {
	return p.Pointer[:strings.LastIndex(p.Pointer, "/")], p.Name
}

func drop(p *openapi.Property) edit {
	parent, name := split(p)
	return func(body *wire.Value) { body.At(parent).Delete(name) }
}

// put replaces a member's value by what becomes of it.
func put(p *openapi.Property, become func(*wire.Value) *wire.Value) edit {
	parent, name := split(p)
	return func(body *wire.Value) {
		if at := body.At(parent); at.Get(name) != nil {
			at.Set(name, become(at.Get(name).Clone()))
		}
	}
}

func constant(v *wire.Value) func(*wire.Value) *wire.Value {
	return func(*wire.Value) *wire.Value { return v.Clone() }
}

// rename gives a member another name in its place.
func rename(p *openapi.Property, other string) edit {
	parent, name := split(p)
	return func(body *wire.Value) {
		at := body.At(parent)
		if at == nil {
			return
		}
		for i := range at.Members {
			if at.Members[i].Name == name {
				at.Members[i].Name = other
			}
		}
	}
}

// move takes a member out of its object and puts it into another, made if need be.
func move(p *openapi.Property, into string) edit {
	parent, name := split(p)
	return func(body *wire.Value) {
		at := body.At(parent)
		value := at.Get(name)
		if value == nil {
			return
		}
		at.Delete(name)
		target := body.At(into)
		if target == nil {
			target = wire.ObjectValue()
			body.Set(into[1:], target)
		}
		target.Set(name, value)
	}
}

// fields derives what could happen to a member.
func (g *generator) fields(r *openapi.Response, p *openapi.Property) {
	clauses := g.below(p, g.about(r, p))
	add := func(does edit, what string, parts ...string) {
		g.add(edited(does).when(answering(r.Status)), clauses, what, append([]string{r.Status, p.Pointer}, parts...)...)
	}
	if p.Required {
		add(drop(p), p.Name+" is missing", "missing")
		for _, other := range spellings(p.Name) {
			add(rename(p, other), p.Name+" is called "+other, "renamed", other)
		}
		g.moves(r, p, add)
	}
	for _, x := range otherTypes(p) {
		add(put(p, x.become), p.Name+" is "+x.what, "type", x.name)
	}
	add(duplicate(p), p.Name+" stands twice, with another value first", "duplicate")
	if slices.Contains(p.Types, "string") && len(p.Literals) == 0 {
		add(put(p, constant(wire.StringValue(""))), p.Name+" is empty", "empty")
		add(put(p, constant(wire.StringValue("  "))), p.Name+" is white space", "blank")
	}
	if r == g.doc.Success() && p.Required {
		g.add(edited(drop(p)).when(third), clauses, p.Name+" is missing in every third answer", r.Status, p.Pointer, "missing", "third")
		g.add(edited(put(p, constant(wire.NullValue()))).when(third), clauses, p.Name+" is null in every third answer", r.Status, p.Pointer, "null", "third")
	}
}

func duplicate(p *openapi.Property) edit {
	parent, name := split(p)
	return func(body *wire.Value) {
		if at := body.At(parent); at.Get(name) != nil {
			at.Members = append([]wire.Member{{Name: name, Value: wire.StringValue("earlier")}}, at.Members...)
		}
	}
}

// moves derives the places where a member could stand instead of its own.
func (g *generator) moves(r *openapi.Response, p *openapi.Property, add func(edit, string, ...string)) {
	parent, _ := split(p)
	add(move(p, "/meta"), p.Name+" stands in an object of its own", "moved", "meta")
	if parent != "" {
		add(move(p, ""), p.Name+" stands at the top", "moved", "top")
	}
	for _, sibling := range r.Schema.Properties {
		if slices.Contains(sibling.Types, "object") && sibling.Pointer != parent && sibling.Pointer != p.Pointer {
			add(move(p, sibling.Pointer), p.Name+" stands in "+sibling.Name, "moved", sibling.Name)
		}
	}
}

type otherType struct {
	name, what string
	become     func(*wire.Value) *wire.Value
}

// otherTypes lists the JSON types that a member is not documented with.
func otherTypes(p *openapi.Property) []otherType {
	all := []otherType{
		{"null", "null", constant(wire.NullValue())},
		{"boolean", "a boolean", constant(wire.BoolValue(true))},
		{"number", "a number", constant(wire.NumberValue("1"))},
		{"string", "a string", func(v *wire.Value) *wire.Value { return wire.StringValue(text(v)) }},
		{"array", "an array of one", func(v *wire.Value) *wire.Value { return wire.ArrayValue(v) }},
		{"object", "an object around it", func(v *wire.Value) *wire.Value { return wire.ObjectValue(wire.Member{Name: "value", Value: v}) }},
		{"empty-array", "an empty array", constant(wire.ArrayValue())},
		{"empty-object", "an empty object", constant(wire.ObjectValue())},
		{"zero", "0", constant(wire.NumberValue("0"))},
		{"false", "false", constant(wire.BoolValue(false))},
	}
	same := map[string]string{"zero": "number", "empty-array": "array", "false": "boolean"}
	return slices.DeleteFunc(all, func(x otherType) bool {
		kind := x.name
		if same[kind] != "" {
			kind = same[kind]
		}
		return slices.Contains(p.Types, kind) || kind == "number" && slices.Contains(p.Types, "integer") ||
			kind == "empty-object" && slices.Contains(p.Types, "object") && len(p.Properties) == 0
	})
}

// text renders a value as somebody would who takes everything for a string.
func text(v *wire.Value) string {
	if v.Kind == wire.String {
		return v.Text
	}
	return string(v.Append(nil))
}

// spellings returns other names for a member: the same words in other case
// styles, and another name altogether.
func spellings(name string) []string {
	words := wordsOf(name)
	var camel, pascal strings.Builder
	for i, w := range words {
		title := strings.ToUpper(w[:1]) + w[1:]
		pascal.WriteString(title)
		if i == 0 {
			title = w
		}
		camel.WriteString(title)
	}
	snake := strings.Join(words, "_")
	all := []string{
		camel.String(), pascal.String(), snake, strings.ToUpper(snake), strings.Join(words, "-"), strings.Join(words, ""),
		strings.ToUpper(strings.Join(words, "")), "x_" + name, name + " ",
	}
	var out []string
	for _, s := range all {
		if s != name && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// wordsOf parts a member name into its words, in lower case.
func wordsOf(name string) []string {
	var words []string
	start := true
	for i, r := range name {
		if r == '_' || r == '-' {
			start = true
			continue
		}
		if start || unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(rune(name[i-1])) {
			words = append(words, "")
			start = false
		}
		words[len(words)-1] += string(unicode.ToLower(r))
	}
	return words
}
