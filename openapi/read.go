package openapi

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"concord/internal/situation"
	"concord/internal/strictyaml"
)

// Credentials are the kinds of value that x-credential may ask for.
var Credentials = []string{"username", "password", "apiKey", "profileUUID", "pointOfSaleID"}

// Read reads one document of the profile. file is its path in the repository.
// All errors are returned, joined, each naming file and line.
func Read(file string, data []byte) (*Document, error) {
	var root yaml.Node
	if err := strictyaml.Decode(file, data, &root); err != nil {
		return nil, err
	}
	name := file[strings.LastIndex(file, "/")+1:]
	d := &Document{Provider: strings.TrimSuffix(name, ".yaml"), File: file}
	r := &reader{file: file, lines: map[string]int{}, root: &root, reading: map[*yaml.Node]bool{}}
	r.document(&root, d)
	d.Lines = r.lines
	if len(r.errs) == 0 {
		r.check(&root, d)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return d, nil
}

func (r *reader) document(n *yaml.Node, d *Document) {
	var version string
	r.object(n, "the document", keys{
		"openapi":      r.oneOf(&version, "3.1.0"),
		"externalDocs": ignored,
		"servers":      ignored,
		"components":   ignored, // read where a $ref leads to it
		"info": func(v *yaml.Node) {
			r.object(v, "info", keys{"title": r.str(&d.Title), "version": r.str(&d.Version), "summary": ignored, "description": ignored})
		},
		"paths": func(v *yaml.Node) {
			r.members(v, "paths", func(path, item *yaml.Node) {
				if d.Path != "" {
					r.fail(path, "a contract has one path; %q is a second one", path.Value)
					return
				}
				d.Path = path.Value
				r.pathItem(item, d)
			})
		},
	})
}

func (r *reader) pathItem(n *yaml.Node, d *Document) {
	method := func(name string) func(*yaml.Node) {
		return func(v *yaml.Node) {
			if d.Method != "" {
				r.fail(v, "a contract has one operation; %s is a second one", name)
				return
			}
			d.Method = name
			r.operation(v, d)
		}
	}
	r.object(n, "a path", keys{"post": method("POST"), "get": method("GET"), "put": method("PUT")})
}

func (r *reader) operation(n *yaml.Node, d *Document) {
	r.object(n, "an operation", keys{
		"operationId":          ignored,
		"summary":              ignored,
		"description":          ignored,
		"security":             ignored,
		"x-clauses":            r.clauses(&d.Clauses),
		"x-independent-logins": r.clause(&d.IndependentLogins),
		"parameters": func(v *yaml.Node) {
			if v.Kind != yaml.SequenceNode {
				r.failValue(v, "must be a list")
				return
			}
			for _, item := range v.Content {
				d.Headers = append(d.Headers, r.header(item))
			}
		},
		"requestBody": func(v *yaml.Node) { r.requestBody(v, &d.Request) },
		"responses": func(v *yaml.Node) {
			r.members(v, "responses", func(status, value *yaml.Node) {
				d.Responses = append(d.Responses, r.response(status, value))
			})
		},
	})
}

func (r *reader) header(n *yaml.Node) Header {
	var h Header
	var in string
	r.object(n, "a parameter", keys{
		"name":         r.str(&h.Name),
		"in":           r.oneOf(&in, "header"),
		"description":  ignored,
		"required":     r.boolean(&h.Required),
		"schema":       ignored,
		"example":      r.str(&h.Example),
		"x-credential": r.oneOf(&h.Credential, Credentials...),
		"x-clauses":    r.clauses(&h.Clauses),
	})
	return h
}

func (r *reader) requestBody(n *yaml.Node, q *Request) {
	r.object(n, "the request body", keys{
		"required":    ignored,
		"description": ignored,
		"x-clauses":   r.clauses(&q.Clauses),
		"content": func(v *yaml.Node) {
			r.content(v, &q.MediaType, &q.Schema, &q.Examples)
		},
	})
}

var statusKey = regexp.MustCompile(`^([1-5]\d\d|4XX)$`)

func (r *reader) response(status, n *yaml.Node) Response {
	out := Response{Status: status.Value, Line: status.Line}
	if !statusKey.MatchString(status.Value) {
		r.fail(status, "status %q is neither a number nor 4XX", status.Value)
	}
	var mediaType string
	r.object(n, "a response", keys{
		"description": r.str(&out.Description),
		"x-clauses":   r.clauses(&out.Clauses),
		"x-silent":    r.discrepancy(&out.Silent),
		"content":     func(v *yaml.Node) { r.content(v, &mediaType, &out.Schema, &out.Examples) },
	})
	if (out.Status == "4XX") != (out.Silent != "") {
		r.fail(status, "4XX and x-silent belong together")
	}
	return out
}

func (r *reader) content(n *yaml.Node, mediaType *string, schema **Property, examples *[]Example) {
	r.object(n, "content", keys{"application/json": func(v *yaml.Node) {
		*mediaType = "application/json"
		r.object(v, "a media type", keys{
			"schema": func(v *yaml.Node) { *schema = r.schema(v, "", "") },
			"examples": func(v *yaml.Node) {
				r.members(v, "examples", func(name, value *yaml.Node) {
					*examples = append(*examples, r.example(name, value))
				})
			},
		})
	}})
}

var exampleName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *reader) example(name, n *yaml.Node) Example {
	e := Example{Name: name.Value, Line: name.Line}
	if !exampleName.MatchString(e.Name) {
		r.fail(name, "example name %q must be lower-case words joined by hyphens", e.Name)
	}
	r.object(n, "an example", keys{
		"summary":        r.str(&e.Summary),
		"description":    ignored,
		"value":          func(v *yaml.Node) { e.Value = r.value(v) },
		"x-origin":       r.oneOf((*string)(&e.Origin), string(Documented), string(Constructed)),
		"x-clauses":      r.clauses(&e.Clauses),
		"x-status":       r.integer(&e.Status),
		"x-side-effects": r.boolean(&e.SideEffects),
		"x-situation": func(v *yaml.Node) {
			r.object(v, "x-situation", keys{
				"name":    r.oneOf(&e.Situation.Name, situation.Names()...),
				"omit":    r.str(&e.Situation.Omit),
				"from":    r.str(&e.Situation.From),
				"minutes": r.integer(&e.Situation.Minutes),
			})
		},
	})
	return e
}
