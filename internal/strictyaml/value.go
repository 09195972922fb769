package strictyaml

import (
	"encoding"
	"fmt"
	"reflect"
	"time"

	"go.yaml.in/yaml/v3"
)

var (
	nodeType     = reflect.TypeFor[yaml.Node]()
	durationType = reflect.TypeFor[time.Duration]()
)

// value reads node, found under key, into the settable value into.
func (d *decoder) value(node *yaml.Node, key string, into reflect.Value) {
	if node.Kind == yaml.AliasNode || node.Style&yaml.TaggedStyle != 0 {
		return // lint has said so
	}
	if into.Type() == nodeType {
		into.Set(reflect.ValueOf(*node))
		return
	}
	if isNull(node) {
		d.null(node, key, into)
		return
	}
	if into.Kind() == reflect.Pointer {
		fresh := reflect.New(into.Type().Elem())
		d.value(node, key, fresh.Elem())
		into.Set(fresh)
		return
	}
	if d.custom(node, key, into) {
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		d.structure(node, key, into)
	case reflect.Map:
		d.mapping(node, key, into)
	case reflect.Slice:
		d.list(node, key, into)
	case reflect.Interface:
		d.anything(node, key, into)
	default:
		d.scalar(node, key, into)
	}
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

// null sets what can be nil on purpose. A list or mapping without content is
// refused: "headers:" and nothing below it is more often forgotten than meant.
func (d *decoder) null(node *yaml.Node, key string, into reflect.Value) {
	switch into.Kind() {
	case reflect.Pointer, reflect.Interface:
		into.SetZero()
	default:
		d.fail(node, key, "there is no value; %s is needed", expected(into.Type()))
	}
}

// custom lets a type read itself; it reports whether the type wanted to.
func (d *decoder) custom(node *yaml.Node, key string, into reflect.Value) bool {
	if into.Type() == durationType || !into.CanAddr() || !into.Addr().CanInterface() {
		return false
	}
	switch reader := into.Addr().Interface().(type) {
	case yaml.Unmarshaler:
		if err := reader.UnmarshalYAML(node); err != nil {
			d.fail(node, key, "%v", err)
		}
	case encoding.TextUnmarshaler:
		if node.Kind != yaml.ScalarNode {
			d.fail(node, key, "cannot read %s as text", describe(node))
		} else if err := reader.UnmarshalText([]byte(node.Value)); err != nil {
			d.fail(node, key, "%v", err)
		}
	default:
		return false
	}
	return true
}

func (d *decoder) list(node *yaml.Node, key string, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		d.fail(node, key, "cannot read %s as a list", describe(node))
		return
	}
	items := reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content))
	for i, item := range node.Content {
		d.value(item, fmt.Sprintf("%s[%d]", key, i), items.Index(i))
	}
	into.Set(items)
}

func (d *decoder) mapping(node *yaml.Node, key string, into reflect.Value) {
	if node.Kind != yaml.MappingNode {
		d.fail(node, key, "cannot read %s as a mapping", describe(node))
		return
	}
	entries := reflect.MakeMap(into.Type())
	for name, value := range pairs(node) {
		if !usable(name) {
			continue
		}
		index := reflect.New(into.Type().Key()).Elem()
		d.index(name, shown(name, value), index)
		entry := reflect.New(into.Type().Elem()).Elem()
		d.value(value, shown(name, value), entry)
		entries.SetMapIndex(index, entry)
	}
	into.Set(entries)
}

// index reads the key of a mapping. Text is taken as written: 200 is "200".
func (d *decoder) index(name *yaml.Node, key string, into reflect.Value) {
	switch {
	case d.custom(name, key, into):
	case into.Kind() == reflect.String:
		into.SetString(name.Value)
	default:
		d.scalar(name, key, into)
	}
}
