package openapi

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader walks a YAML tree, which has no anchors, tags or duplicate keys any
// more, and collects every error with its place.
type reader struct {
	file    string
	errs    []error
	lines   map[string]int // clause id → first line
	root    *yaml.Node
	key     string              // whose value is being read
	reading map[*yaml.Node]bool // schemas that have not been read to their end
	schemas int                 // read so far, references resolved
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s:%d: %s", r.file, n.Line, fmt.Sprintf(format, args...)))
}

// failValue is fail for the value of the key that is being read.
func (r *reader) failValue(n *yaml.Node, format string, args ...any) {
	r.fail(n, "key %q: %s", r.key, fmt.Sprintf(format, args...))
}

func (r *reader) err() error { return errors.Join(r.errs...) }

// keys names the handler of each key that a mapping may have.
type keys map[string]func(*yaml.Node)

// object visits the members of a mapping in order; a key without a handler is
// an error, so that nothing in a document is silently without effect.
func (r *reader) object(n *yaml.Node, what string, known keys) {
	r.members(n, what, func(key, value *yaml.Node) {
		if handle, ok := known[key.Value]; ok {
			handle(value)
			return
		}
		r.fail(key, "unknown key %q in %s (known: %s)", key.Value, what, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	})
}

// members visits the members of a mapping whose keys are free names.
func (r *reader) members(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s must be a mapping", what)
		return
	}
	outer := r.key
	for i := 0; i+1 < len(n.Content); i += 2 {
		r.key = n.Content[i].Value
		visit(n.Content[i], n.Content[i+1])
	}
	r.key = outer
}

func (r *reader) str(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
			r.failValue(n, "must be a string, quoted where it looks like something else")
			return
		}
		*into = n.Value
	}
}

func (r *reader) boolean(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Value != "true" && n.Value != "false" {
			r.failValue(n, "must be true or false")
			return
		}
		*into = n.Value == "true"
	}
}

func (r *reader) integer(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		i, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || strconv.Itoa(i) != n.Value {
			r.failValue(n, "must be an integer")
			return
		}
		*into = i
	}
}

func (r *reader) duration(into *time.Duration) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d, err := time.ParseDuration(n.Value)
		if err != nil || d <= 0 {
			r.failValue(n, "must be a positive duration such as 15m, not %q", n.Value)
			return
		}
		*into = d
	}
}

func (r *reader) oneOf(into *string, allowed ...string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if !slices.Contains(allowed, n.Value) {
			r.failValue(n, "%q is not one of %s", n.Value, strings.Join(allowed, ", "))
			return
		}
		*into = n.Value
	}
}

func (r *reader) strs(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.failValue(n, "must be a list of strings")
			return
		}
		for _, item := range n.Content {
			var s string
			if r.str(&s)(item); slices.Contains(*into, s) {
				r.failValue(item, "%q stands twice", s)
			}
			*into = append(*into, s)
		}
	}
}

var clauseID = regexp.MustCompile(`^[A-Z][A-Z0-9-]*-LOGIN-\d{3}$`)

// clause reads the id of a clause and remembers where it is first cited.
func (r *reader) clause(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if !clauseID.MatchString(n.Value) {
			r.failValue(n, "%q is not a clause id (such as POPUP-LOGIN-001)", n.Value)
			return
		}
		if _, ok := r.lines[n.Value]; !ok {
			r.lines[n.Value] = n.Line
		}
		*into = n.Value
	}
}

func (r *reader) clauses(into *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
			r.failValue(n, "must be a list of clause ids")
			return
		}
		for _, item := range n.Content {
			var id string
			r.clause(&id)(item)
			*into = append(*into, id)
		}
	}
}

var discrepancyID = regexp.MustCompile(`^[A-Z][A-Z0-9]*-DISC-\d{2}$`)

// discrepancy reads the id of a discrepancy.
func (r *reader) discrepancy(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if !discrepancyID.MatchString(n.Value) {
			r.failValue(n, "%q is not a discrepancy id (such as POPUP-DISC-01)", n.Value)
			return
		}
		*into = n.Value
	}
}

// ignored is for keys that are for human readers of the document.
func ignored(*yaml.Node) {}

// follow returns the node a local $ref points to, or n itself.
func (r *reader) follow(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.MappingNode || len(n.Content) < 2 || n.Content[0].Value != "$ref" {
		return n
	}
	if len(n.Content) != 2 {
		r.fail(n, "a $ref has no siblings in this profile")
		return nil
	}
	target := n.Content[1].Value
	at := r.root
	path, local := strings.CutPrefix(target, "#/")
	for _, token := range strings.Split(path, "/") {
		if at = member(at, token); at == nil || !local {
			r.fail(n, "cannot resolve $ref %q within the document", target)
			return nil
		}
	}
	return at
}

func member(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
