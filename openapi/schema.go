package openapi

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"concord/internal/wire"
)

// formats are those that JSON Schema libraries agree about, where need be with
// the help of a pattern (see spelledOut). Of email they do not.
var formats = []string{"date-time", "date", "uuid", "uri"}

var jsonTypes = []string{"object", "array", "string", "number", "integer", "boolean", "null"}

// schema reads a schema of the profile into a property tree, and keeps its JSON
// form for the exporter.
func (r *reader) schema(n *yaml.Node, name, pointer string) *Property {
	p := &Property{Name: name, Pointer: pointer, schema: &wire.Value{Kind: wire.Object}}
	if n = r.follow(n); n == nil || !r.enter(n) {
		return p
	}
	defer delete(r.reading, n)
	keep := func(key string, then func(*yaml.Node, *wire.Value)) func(*yaml.Node) {
		return func(v *yaml.Node) {
			value := r.value(v)
			then(v, value)
			p.schema.Set(key, value)
		}
	}
	// read is keep for a handler that looks at the YAML only.
	read := func(key string, then func(*yaml.Node)) func(*yaml.Node) {
		return keep(key, func(v *yaml.Node, _ *wire.Value) { then(v) })
	}
	var required []string
	var fragment string
	r.object(n, "a schema", keys{
		"type":        read("type", func(v *yaml.Node) { p.Types = r.types(v) }),
		"title":       read("title", r.str(&fragment)),
		"description": read("description", r.str(&fragment)),
		"format":      read("format", r.oneOf(&fragment, formats...)),
		"pattern":     read("pattern", r.pattern),
		"minLength":   read("minLength", r.length),
		"minimum":     keep("minimum", r.number),
		"maximum":     keep("maximum", r.number),
		"required":    read("required", r.strs(&required)),
		"const": keep("const", func(v *yaml.Node, literal *wire.Value) {
			if literal.Kind == wire.Null {
				r.failValue(v, "null is no literal: OpenAPI tools lose it and accept anything (write type: \"null\")")
			}
			p.Literals = []*wire.Value{literal}
		}),
		"enum": keep("enum", func(v *yaml.Node, literals *wire.Value) {
			if len(literals.Items) == 0 {
				r.failValue(v, "an enum lists at least one value")
			}
			p.Literals = literals.Items
		}),
		"additionalProperties": read("additionalProperties", r.open(&p.Open)),
		"properties": func(v *yaml.Node) {
			object := &wire.Value{Kind: wire.Object}
			r.members(v, "properties", func(key, value *yaml.Node) {
				child := r.schema(value, key.Value, wire.JoinPointer(pointer, key.Value))
				p.Properties = append(p.Properties, child)
				object.Set(key.Value, child.schema)
			})
			p.schema.Set("properties", object)
		},
		"items": func(v *yaml.Node) {
			p.schema.Set("items", r.schema(v, "", wire.JoinPointer(pointer, "-")).schema)
		},
		"x-clauses":    r.clauses(&p.Clauses),
		"x-credential": r.oneOf(&p.Credential, Credentials...),
		"x-token":      func(v *yaml.Node) { p.Token = r.token(v) },
		"x-identity":   r.oneOf(&p.Identity, "unique", "stable"),
	})
	for _, name := range required {
		if i := slices.IndexFunc(p.Properties, func(c *Property) bool { return c.Name == name }); i >= 0 {
			p.Properties[i].Required = true
		} else {
			r.fail(n, "required member %q is not among the properties", name)
		}
	}
	return p
}

// maxSchemas bounds what references may unfold into.
const maxSchemas = 10_000

// enter tells whether the schema at n may be read: it does not stand within
// itself, and there are not too many.
func (r *reader) enter(n *yaml.Node) bool {
	r.schemas++
	switch {
	case r.schemas > maxSchemas:
		if r.schemas == maxSchemas+1 {
			r.fail(n, "the document has more than %d schemas, references resolved", maxSchemas)
		}
		return false
	case r.reading[n]:
		r.failValue(n, "a schema must not contain itself")
		return false
	}
	r.reading[n] = true
	return true
}

// goOnly matches what Go's regular expressions have and ECMAScript's have not:
// flags, named groups, classes such as [[:alpha:]], and some escapes.
var goOnly = regexp.MustCompile(`\(\?[^:]|\[\[:|\\[AQEzaCpP]`)

// pattern reads a regular expression of the syntax that Go and ECMAScript share.
func (r *reader) pattern(n *yaml.Node) {
	var text string
	r.str(&text)(n)
	if _, err := regexp.Compile(text); err != nil || goOnly.MatchString(text) {
		r.failValue(n, "%q is no regular expression that every JSON Schema library reads", text)
	}
}

func (r *reader) length(n *yaml.Node) {
	var length int
	if r.integer(&length)(n); length < 0 {
		r.failValue(n, "a length is not negative")
	}
}

func (r *reader) number(n *yaml.Node, value *wire.Value) {
	if value.Kind != wire.Number {
		r.failValue(n, "must be a number")
	}
}

// open reads additionalProperties. Schemas are never closed: undeclared members
// are found by a walk and warned about, and a closed schema would refuse them.
func (r *reader) open(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if r.boolean(into)(n); n.Value == "false" {
			r.failValue(n, "schemas stay open; leave it out, or say true where any member is documented")
		}
	}
}

func (r *reader) types(n *yaml.Node) []string {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	var out []string
	for _, item := range list {
		var t string
		if r.oneOf(&t, jsonTypes...)(item); slices.Contains(out, t) {
			r.failValue(item, "%q stands twice", t)
		}
		out = append(out, t)
	}
	return out
}

// token reads x-token.
func (r *reader) token(n *yaml.Node) *Token {
	t := &Token{}
	r.object(n, "x-token", keys{
		"role": r.oneOf(&t.Role, "access", "refresh"),
		"form": r.oneOf(&t.Form, "jwt", "uuid", "opaque"),
		"lifetime": func(v *yaml.Node) {
			r.object(v, "x-token.lifetime", keys{
				"is":        r.duration(&t.Lifetime.Is),
				"exactness": r.oneOf(&t.Lifetime.Exactness, "exact", "about", "implied"),
				"scope":     r.str(&t.Lifetime.Scope),
				"clause":    r.clause(&t.Lifetime.Clause),
				"request": func(v *yaml.Node) {
					q := &Requested{}
					t.Lifetime.Request = q
					r.object(v, "x-token.lifetime.request", keys{
						"field":   r.str(&q.Field),
						"unit":    r.duration(&q.Unit),
						"maximum": r.duration(&q.Maximum),
						"clause":  r.clause(&q.Clause),
					})
				},
			})
			if t.Lifetime.Is == 0 || t.Lifetime.Exactness == "" || t.Lifetime.Clause == "" {
				r.fail(v, "x-token.lifetime needs is, exactness and clause")
			}
		},
		"expires": func(v *yaml.Node) {
			r.object(v, "x-token.expires", keys{
				"at":     r.str(&t.Expires.At),
				"zone":   r.oneOf(&t.Expires.Zone, "utc"),
				"clause": r.clause(&t.Expires.Clause),
				"order":  r.clause(&t.Expires.Order),
			})
		},
		"sent": func(v *yaml.Node) {
			r.object(v, "x-token.sent", keys{
				"header": r.str(&t.Sent.Header),
				"scheme": r.str(&t.Sent.Scheme),
				"clause": r.clause(&t.Sent.Clause),
			})
		},
	})
	if t.Role == "" || t.Form == "" {
		r.fail(n, "x-token needs role and form")
	}
	return t
}
