package openapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"concord/internal/wire"
)

// Validator judges bodies by one generated schema, formats asserted.
type Validator struct{ schema *jsonschema.Schema }

// NewValidator compiles a generated schema.
func NewValidator(f SchemaFile) (*Validator, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(f.Data))
	if err != nil {
		return nil, fmt.Errorf("reading the schema %s: %w", f.Path, err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(f.Path, doc); err != nil {
		return nil, fmt.Errorf("adding the schema %s: %w", f.Path, err)
	}
	schema, err := c.Compile(f.Path)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema %s: %w", f.Path, err)
	}
	return &Validator{schema}, nil
}

// Validators compiles the 2020-12 schema of every response, by status.
func (d *Document) Validators() (map[string]*Validator, error) {
	out := map[string]*Validator{}
	for _, r := range d.Responses {
		v, err := NewValidator(d.schemaFile("response-"+r.Status, d.Title, Draft2020, r.Schema))
		if err != nil {
			return nil, err
		}
		out[r.Status] = v
	}
	return out, nil
}

// Violation is one way in which a body breaks its schema. It holds no received
// value, only its type.
type Violation struct {
	Keyword string // required, type, const, enum, format, minLength, minimum, …
	Pointer string // of the offending value; of the object that lacks a member
	Member  string // the missing member (required)
	Want    string // in words or as JSON
	Got     string // JSON type (type)
}

// Validate returns every violation, sorted by pointer.
func (v *Validator) Validate(body *wire.Value) []Violation {
	err := v.schema.Validate(bounded(body.Any()))
	if err == nil {
		return nil
	}
	var failed *jsonschema.ValidationError
	if !errors.As(err, &failed) { // a value that is no JSON value: a bug in the caller
		panic(fmt.Sprintf("validating: %v", err))
	}
	var out []Violation
	collect(failed, &out)
	slices.SortStableFunc(out, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Member, b.Member))
	})
	return out
}

// collect renders the typed kinds: the library's texts repeat received values.
func collect(e *jsonschema.ValidationError, out *[]Violation) {
	for _, cause := range e.Causes {
		collect(cause, out)
	}
	if len(e.Causes) > 0 {
		return
	}
	at := Violation{Pointer: wire.JoinPointer("", e.InstanceLocation...)}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			*out = append(*out, Violation{Keyword: "required", Pointer: at.Pointer, Member: name})
		}
		return
	case *kind.Type:
		at.Keyword, at.Want, at.Got = "type", list(k.Want), k.Got
	case *kind.Const:
		at.Keyword, at.Want = "const", asJSON(k.Want)
	case *kind.Enum:
		at.Keyword, at.Want = "enum", asJSON(k.Want)
	case *kind.Format:
		at.Keyword, at.Want = "format", k.Want
	case *kind.MinLength:
		at.Keyword, at.Want = "minLength", fmt.Sprintf("at least %d characters", k.Want)
	case *kind.Minimum:
		at.Keyword, at.Want = "minimum", "at least "+k.Want.RatString()
	case *kind.Maximum:
		at.Keyword, at.Want = "maximum", "at most "+k.Want.RatString()
	case *kind.Pattern:
		at.Keyword, at.Want = "pattern", "a match of "+k.Want
	default:
		path := e.ErrorKind.KeywordPath()
		at.Keyword = "schema"
		if len(path) > 0 {
			at.Keyword = path[len(path)-1]
		}
	}
	*out = append(*out, at)
}

func asJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

func list(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += " or "
		}
		out += w
	}
	return out
}
