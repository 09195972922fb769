// Package strictyaml reads every YAML file that people write by hand for
// Concord, and refuses whatever a typing mistake could hide behind: unknown and
// duplicate keys, values of another type, more than one document, anchors,
// aliases, merge keys and explicit tags. It reports all mistakes of a file at
// once, each on a line of its own with file, line and key.
package strictyaml

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Error is one mistake in a file.
type Error struct {
	File    string
	Line    int    // from 1; 0 where it is not known
	Problem string // one line, lower case
}

// Error returns "file:line: problem", without the line where it is not known.
func (e *Error) Error() string {
	if e.Line <= 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Problem)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem)
}

// Decode reads the single YAML document in data into the value that into
// points to; file is named in errors only. The rules:
//
//   - Struct fields are named by their yaml tag, else by the lower-cased field
//     name; "-" hides a field and ",inline" takes in the fields of a struct.
//     A key that no field has is an error. Absent keys leave fields alone.
//   - Strings must be strings (or dates, kept as written): 3.10 and true want
//     quotes. Integers are decimal, durations as in [time.ParseDuration].
//   - null is read into pointers, any and [yaml.Node] only.
//   - any becomes map[string]any, []any, string, int, float64, bool or nil;
//     dates stay strings. Map keys are taken as written, so 200 is "200".
//   - [yaml.Unmarshaler] and [encoding.TextUnmarshaler] are honoured. Their
//     errors are passed on without the value, so a type can keep it secret.
//
// The error joins one [*Error] for each mistake; into may then be partly filled.
func Decode(file string, data []byte, into any) error {
	document, err := parse(file, data)
	if err != nil {
		return err
	}
	return DecodeNode(file, document, into)
}

// DecodeNode is [Decode] for a node that was parsed before, such as the value
// of a [yaml.Node] field. Lines are those of the file it was parsed from.
func DecodeNode(file string, node *yaml.Node, into any) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("%s: cannot decode into %T: a pointer is needed", file, into)
	}
	d := &decoder{file: file}
	if node = content(node); node == nil {
		d.fail(nil, "", "there is no document")
		return d.joined()
	}
	d.lint(node, "")
	d.value(node, "", target.Elem())
	return d.joined()
}

// content returns the value inside a document node; nil where there is none.
func content(node *yaml.Node) *yaml.Node {
	if node == nil || node.Kind == 0 {
		return nil
	}
	if node.Kind != yaml.DocumentNode {
		return node
	}
	if len(node.Content) != 1 {
		return nil
	}
	return node.Content[0]
}

// decoder collects the mistakes of one file.
type decoder struct {
	file   string
	errors []*Error
}

// fail records a mistake at node, under the key that leads to it ("" for none).
func (d *decoder) fail(node *yaml.Node, key, format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	if key != "" {
		problem = fmt.Sprintf("key %q: %s", key, problem)
	}
	line := 0
	if node != nil {
		line = node.Line
	}
	d.errors = append(d.errors, &Error{File: d.file, Line: line, Problem: oneLine(problem)})
}

// joined returns the mistakes in the order of the file, or nil.
func (d *decoder) joined() error {
	slices.SortStableFunc(d.errors, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	joined := make([]error, len(d.errors))
	for i, mistake := range d.errors {
		joined[i] = mistake
	}
	return errors.Join(joined...)
}
