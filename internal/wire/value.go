package wire

import (
	"encoding/json"
	"slices"
)

// Kind is the type of a JSON value.
type Kind int

const (
	Object Kind = iota + 1
	Array
	String
	Number
	Bool
	Null
)

// String returns the JSON Schema name of the type: object, array, string,
// number, boolean or null.
func (k Kind) String() string {
	switch k {
	case Object:
		return "object"
	case Array:
		return "array"
	case String:
		return "string"
	case Number:
		return "number"
	case Bool:
		return "boolean"
	case Null:
		return "null"
	default:
		return "invalid"
	}
}

// Value is a JSON value. Which fields mean something depends on Kind.
type Value struct {
	Kind    Kind
	Members []Member // of an object, in order, repeated names included
	Items   []*Value // of an array
	Text    string   // of a string, decoded; of a number, as written
	Bool    bool
	// Start and End delimit the value in the input, in bytes, quotes and
	// brackets included; both 0 in a value that was not read.
	Start, End int
}

// Member is a name and its value in an object.
type Member struct {
	Name  string
	Value *Value
}

// StringValue returns a JSON string.
func StringValue(s string) *Value { return &Value{Kind: String, Text: s} }

// NumberValue returns a JSON number written as lit, which the caller warrants to
// be a number by the grammar of RFC 8259 §6.
func NumberValue(lit string) *Value { return &Value{Kind: Number, Text: lit} }

// BoolValue returns true or false.
func BoolValue(b bool) *Value { return &Value{Kind: Bool, Bool: b} }

// NullValue returns null.
func NullValue() *Value { return &Value{Kind: Null} }

// ObjectValue returns an object of the members, in that order.
func ObjectValue(members ...Member) *Value { return &Value{Kind: Object, Members: members} }

// ArrayValue returns an array of the items.
func ArrayValue(items ...*Value) *Value { return &Value{Kind: Array, Items: items} }

// Get returns the member of that name, the last one where it is repeated (as
// nearly every JSON reader does); nil where v is nil, no object, or has none.
func (v *Value) Get(name string) *Value {
	if i := v.index(name); i >= 0 {
		return v.Members[i].Value
	}
	return nil
}

// Set replaces the value of the member that Get would return, in its place, or
// appends a member. It does nothing to a value that is no object.
func (v *Value) Set(name string, value *Value) {
	if v == nil || v.Kind != Object {
		return
	}
	if i := v.index(name); i >= 0 {
		v.Members[i].Value = value
		return
	}
	v.Members = append(v.Members, Member{Name: name, Value: value})
}

// Delete removes every member of that name.
func (v *Value) Delete(name string) {
	if v != nil {
		v.Members = slices.DeleteFunc(v.Members, func(m Member) bool { return m.Name == name })
	}
}

func (v *Value) index(name string) int {
	if v == nil {
		return -1
	}
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Name == name {
			return i
		}
	}
	return -1
}

// Clone returns a deep copy of v; nil for nil.
func (v *Value) Clone() *Value {
	if v == nil {
		return nil
	}
	c := *v
	c.Members = slices.Clone(v.Members)
	for i := range c.Members {
		c.Members[i].Value = c.Members[i].Value.Clone()
	}
	c.Items = slices.Clone(v.Items)
	for i := range c.Items {
		c.Items[i] = c.Items[i].Clone()
	}
	return &c
}

// Any returns v as map[string]any, []any, string, json.Number, bool or nil: the
// forms that JSON Schema validators take. Of repeated members the last one wins.
func (v *Value) Any() any {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case Object:
		m := make(map[string]any, len(v.Members))
		for _, member := range v.Members {
			m[member.Name] = member.Value.Any()
		}
		return m
	case Array:
		a := make([]any, len(v.Items))
		for i, item := range v.Items {
			a[i] = item.Any()
		}
		return a
	case String:
		return v.Text
	case Number:
		return json.Number(v.Text)
	case Bool:
		return v.Bool
	default:
		return nil
	}
}
