package judge

import (
	"fmt"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// checkFields judges the body by the generated schema, and puts each violation
// in words: what is missing and where it may have gone, what has another type.
func (v *view) checkFields(a *answer, response *openapi.Response, example *openapi.Example) {
	for _, violation := range v.validators[response.Status].Validate(a.body) {
		if violation.Keyword == "required" {
			v.missing(a, response, wire.JoinPointer(violation.Pointer, violation.Member))
			continue
		}
		v.misfit(a, response, example, violation)
	}
	v.checkEmpty(a, response)
}

// missing reports a documented member that is not in its place, and where it
// stands instead. An object that is missing may have left its members behind.
func (v *view) missing(a *answer, response *openapi.Response, pointer string) {
	name := lastToken(pointer)
	f := contract.Finding{
		Check: checkFieldMissing, Pointer: pointer, Message: name + " is missing", Expected: name, Actual: "absent",
	}
	at, beside := strayed(a.body, response.Schema, pointer)
	switch {
	case at != "" && beside:
		f.Check, f.Actual, f.Message = checkFieldRenamed, at, fmt.Sprintf("%s arrived as %s", name, lastToken(at))
	case at != "":
		f.Check, f.Actual, f.Expected, f.Message = checkFieldMoved, at, pointer, fmt.Sprintf("%s stands at %s instead of %s", name, at, pointer)
	}
	v.add(a, v.clausesAt(a, response, pointer), f)
	if p := response.Schema.Find(pointer); p != nil && at == "" {
		for _, child := range p.Properties {
			if at, _ := strayed(a.body, response.Schema, child.Pointer); at != "" {
				v.missing(a, response, child.Pointer)
			}
		}
	}
}

// strayed looks for a documented member under another spelling beside its place,
// or under its own name or another spelling elsewhere. Places that are documented
// themselves are not looked at.
func strayed(body *wire.Value, schema *openapi.Property, pointer string) (at string, beside bool) {
	parent, name := pointer[:strings.LastIndex(pointer, "/")], fold(lastToken(pointer))
	body.Walk(func(place string, _ *wire.Value) {
		if place == "" || beside || fold(lastToken(place)) != name || schema.Find(place) != nil {
			return
		}
		switch {
		case place[:strings.LastIndex(place, "/")] == parent:
			at, beside = place, true
		case at == "":
			at = place
		}
	})
	return at, beside
}

func lastToken(pointer string) string {
	last := pointer[strings.LastIndex(pointer, "/")+1:]
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(last)
}

// fold maps the spellings of one member name to each other: accessToken,
// access_token, Access-Token.
func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

func (v *view) misfit(a *answer, response *openapi.Response, example *openapi.Example, violation openapi.Violation) {
	name := lastToken(violation.Pointer)
	if violation.Pointer == "" {
		name = "the body"
	}
	f := contract.Finding{Pointer: violation.Pointer, Expected: violation.Want}
	got := a.body.At(violation.Pointer)
	switch violation.Keyword {
	case "type":
		f.Check, f.Actual = checkFieldType, violation.Got
		f.Message = fmt.Sprintf("%s is %s, not %s", name, withArticle(violation.Got), withArticle(violation.Want))
	case "const", "enum":
		if got != nil && !slices.Contains(literalTypes(response, violation.Pointer), got.Kind.String()) {
			return // its type is already a finding
		}
		f.Check, f.Actual, f.Message = checkLiteral, shown(got), name+" differs from the documented literal"
		if want := example.Value.At(violation.Pointer); want != nil {
			f.Expected = shown(want)
		}
	case "format":
		f.Check, f.Actual = checkFieldFormat, shown(got)
		f.Message = fmt.Sprintf("%s is not a valid %s", name, violation.Want)
	case "pattern":
		f.Check, f.Actual = checkFieldFormat, shown(got)
		f.Message = name + " does not have the documented form"
	case "minLength":
		return // checkEmpty says it better
	default:
		f.Check, f.Message = checkFieldSchema, fmt.Sprintf("%s breaks the schema's %s", name, violation.Keyword)
	}
	v.add(a, v.clausesAt(a, response, violation.Pointer), f)
}

func literalTypes(response *openapi.Response, pointer string) []string {
	var out []string
	if p := response.Schema.Find(pointer); p != nil {
		for _, l := range p.Literals {
			out = append(out, l.Kind.String())
		}
	}
	return out
}

// checkEmpty wants a value in every documented string.
func (v *view) checkEmpty(a *answer, response *openapi.Response) {
	response.Schema.Walk(func(p *openapi.Property) {
		got := a.body.At(p.Pointer)
		if got == nil || got.Kind != wire.String || strings.TrimSpace(got.Text) != "" || len(p.Literals) > 0 || !slices.Contains(p.Types, "string") {
			return
		}
		v.add(a, v.clausesAt(a, response, p.Pointer), contract.Finding{
			Check: checkFieldEmpty, Pointer: p.Pointer, Message: p.Name + " is empty", Expected: "a value", Actual: `""`,
		})
	})
}

// checkLiterals compares the documented literals of this very answer: where a
// status has several bodies, the schema admits the literals of all of them.
func (v *view) checkLiterals(a *answer, response *openapi.Response, example *openapi.Example) {
	response.Schema.Walk(func(p *openapi.Property) {
		got, want := a.body.At(p.Pointer), example.Value.At(p.Pointer)
		if len(p.Literals) < 2 || got == nil || want == nil || got.Kind != want.Kind || same(got, want) {
			return
		}
		if !slices.ContainsFunc(p.Literals, func(l *wire.Value) bool { return same(l, got) }) {
			return // checkFields has said so
		}
		v.add(a, v.clausesAt(a, response, p.Pointer), contract.Finding{
			Check: checkLiteral, Pointer: p.Pointer, Message: p.Name + " is the literal of another answer", Expected: shown(want), Actual: shown(got),
		})
	})
}

func same(a, b *wire.Value) bool { return string(a.Append(nil)) == string(b.Append(nil)) }

// checkUndeclared warns of members that the document does not name, once each.
func (v *view) checkUndeclared(a *answer, response *openapi.Response) {
	reported := map[string]bool{}
	for _, f := range v.findings {
		if f.Evidence == a.ID && (f.Check == checkFieldRenamed || f.Check == checkFieldMoved) {
			reported[f.Actual] = true
		}
	}
	var walk func(p *openapi.Property, at string, got *wire.Value)
	walk = func(p *openapi.Property, at string, got *wire.Value) {
		if got == nil || got.Kind != wire.Object || p.Open || len(p.Properties) == 0 {
			return
		}
		for _, m := range got.Members {
			pointer := wire.JoinPointer(at, m.Name)
			if child := p.Find(wire.JoinPointer(p.Pointer, m.Name)); child != nil {
				walk(child, pointer, m.Value)
			} else if !reported[pointer] {
				reported[pointer] = true
				v.add(a, v.clausesAt(a, response, at), contract.Finding{
					Check: checkUndeclared, Severity: contract.SeverityWarning, Pointer: pointer,
					Message: m.Name + " is not documented", Expected: "only documented members", Actual: withArticle(m.Value.Kind.String()),
				})
			}
		}
	}
	if response.Schema != nil {
		walk(response.Schema, "", a.body)
	}
}

// shown renders a received value for people, cut to a readable length. Secrets
// were replaced before the judge saw it.
func shown(v *wire.Value) string {
	if v == nil {
		return "absent"
	}
	text := []rune(string(v.Append(nil)))
	if len(text) > 200 {
		return string(text[:200]) + "…"
	}
	return string(text)
}

// withArticle renders the JSON type names of the schema library for people.
func withArticle(jsonType string) string {
	switch jsonType {
	case "null":
		return "null"
	case "array", "object", "integer":
		return "an " + jsonType
	default:
		return "a " + jsonType
	}
}
