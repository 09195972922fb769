package strictyaml

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// field is a key that a struct type knows.
type field struct {
	key  string
	path []int // for reflect.Value.FieldByIndex, through inlined structs
}

func (d *decoder) structure(node *yaml.Node, key string, into reflect.Value) {
	if node.Kind != yaml.MappingNode {
		d.fail(node, key, "cannot read %s as a mapping", describe(node))
		return
	}
	fields := fieldsOf(into.Type(), nil)
	for name, value := range pairs(node) {
		if !usable(name) {
			continue
		}
		known := find(fields, name.Value)
		if known == nil {
			d.unknown(name, value, fields)
			continue
		}
		d.value(value, name.Value, into.FieldByIndex(known.path))
	}
}

func (d *decoder) unknown(name, value *yaml.Node, fields []field) {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	hint := ""
	if strings.HasSuffix(shown(name, value), ":…") {
		hint = "a space is missing after the colon; "
	}
	d.fail(name, "", "unknown key %q (%sknown: %s)", shown(name, value), hint, strings.Join(keys, ", "))
}

func find(fields []field, key string) *field {
	for i := range fields {
		if fields[i].key == key {
			return &fields[i]
		}
	}
	return nil
}

// fieldsOf lists the keys of a struct type in the order of its fields. An
// outer field hides an inlined one of the same key.
func fieldsOf(t reflect.Type, path []int) []field {
	var own, inlined []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		here := append(append([]int(nil), path...), i)
		switch {
		case name == "-":
		case strings.Contains(options, "inline") && f.Type.Kind() == reflect.Struct:
			inlined = append(inlined, fieldsOf(f.Type, here)...)
		case !f.IsExported():
		case name == "":
			own = append(own, field{key: strings.ToLower(f.Name), path: here})
		default:
			own = append(own, field{key: name, path: here})
		}
	}
	for _, f := range inlined {
		if find(own, f.key) == nil {
			own = append(own, f)
		}
	}
	return own
}
