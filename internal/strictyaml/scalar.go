package strictyaml

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// decimal leaves out what people and programs read differently: 010, 0x10, 1_000.
var decimal = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)

// scalar reads text, numbers and booleans; any other kind of value is refused.
func (d *decoder) scalar(node *yaml.Node, key string, into reflect.Value) {
	if node.Kind != yaml.ScalarNode {
		d.fail(node, key, "cannot read %s as %s", describe(node), expected(into.Type()))
		return
	}
	if !readScalar(node, into) {
		d.fail(node, key, "cannot read %q as %s", abridged(node.Value), expected(into.Type()))
	}
}

// readScalar reports whether node has the type and range of into.
func readScalar(node *yaml.Node, into reflect.Value) bool {
	if into.Type() == durationType {
		duration, err := time.ParseDuration(node.Value)
		into.SetInt(int64(duration))
		return err == nil
	}
	tag := node.ShortTag()
	switch {
	case into.Kind() == reflect.String:
		into.SetString(node.Value)
		return tag == "!!str" || tag == "!!timestamp"
	case into.Kind() == reflect.Bool:
		into.SetBool(node.Value == "true")
		return tag == "!!bool" && (node.Value == "true" || node.Value == "false")
	case into.CanInt():
		n, err := strconv.ParseInt(node.Value, 10, into.Type().Bits())
		into.SetInt(n)
		return err == nil && tag == "!!int" && decimal.MatchString(node.Value)
	case into.CanUint():
		n, err := strconv.ParseUint(node.Value, 10, into.Type().Bits())
		into.SetUint(n)
		return err == nil && tag == "!!int" && decimal.MatchString(node.Value)
	case into.CanFloat():
		n, err := strconv.ParseFloat(node.Value, into.Type().Bits())
		into.SetFloat(n)
		return err == nil && (tag == "!!float" || tag == "!!int")
	default:
		return false
	}
}

// anything reads into an empty interface, in types that encoding/json writes.
func (d *decoder) anything(node *yaml.Node, key string, into reflect.Value) {
	if into.NumMethod() != 0 {
		d.fail(node, key, "cannot read into the Go type %s", into.Type())
		return
	}
	var value reflect.Value
	switch node.Kind {
	case yaml.MappingNode:
		value = reflect.New(reflect.TypeFor[map[string]any]()).Elem()
		d.mapping(node, key, value)
	case yaml.SequenceNode:
		value = reflect.New(reflect.TypeFor[[]any]()).Elem()
		d.list(node, key, value)
	default:
		plain, ok := plainScalar(node)
		if !ok {
			d.fail(node, key, "cannot read %q as a number", abridged(node.Value))
			return
		}
		value = reflect.ValueOf(plain)
	}
	into.Set(value)
}

// plainScalar returns a string, bool, int or float64. It is false for numbers
// that JSON cannot write or that would lose digits as an integer.
func plainScalar(node *yaml.Node) (any, bool) {
	switch node.ShortTag() {
	case "!!bool":
		return node.Value == "true", node.Value == "true" || node.Value == "false"
	case "!!int":
		n, err := strconv.Atoi(node.Value)
		return n, err == nil && decimal.MatchString(node.Value)
	case "!!float":
		n, err := strconv.ParseFloat(node.Value, 64)
		whole := decimal.MatchString(node.Value) // but too long for an integer
		return n, err == nil && !whole && !math.IsInf(n, 0) && !math.IsNaN(n)
	default:
		return node.Value, true
	}
}
