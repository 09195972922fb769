package openapi

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"concord/internal/wire"
)

// Scalars that YAML readers disagree about, or that lose their text when read
// as numbers. In an inline example each must be quoted, or written plainly.
var (
	plainNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)
	surprising  = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|~|null|true|false|[-+]?\d+(:[0-5]?\d)+(\.\d*)?)$`)
)

// maxDigits is what every reader of JSON numbers keeps (IEEE 754 binary64).
const maxDigits = 15

func isPlain(number string) bool {
	return plainNumber.MatchString(number) && len(strings.Trim(number, "-.")) <= maxDigits
}

// value turns an inline YAML value into ordered JSON.
func (r *reader) value(n *yaml.Node) *wire.Value {
	switch n.Kind {
	case yaml.MappingNode:
		v := &wire.Value{Kind: wire.Object}
		r.members(n, "the value", func(key, value *yaml.Node) {
			v.Members = append(v.Members, wire.Member{Name: key.Value, Value: r.value(value)})
		})
		return v
	case yaml.SequenceNode:
		v := &wire.Value{Kind: wire.Array}
		for _, item := range n.Content {
			v.Items = append(v.Items, r.value(item))
		}
		return v
	default:
		return r.scalar(n)
	}
}

func (r *reader) scalar(n *yaml.Node) *wire.Value {
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch {
	case quoted:
		return wire.StringValue(n.Value)
	case n.Tag == "!!str" && !surprising.MatchString(n.Value):
		return wire.StringValue(n.Value)
	case n.Tag == "!!bool" && (n.Value == "true" || n.Value == "false"):
		return wire.BoolValue(n.Value == "true")
	case n.Tag == "!!null" && n.Value == "null":
		return &wire.Value{Kind: wire.Null}
	case (n.Tag == "!!int" || n.Tag == "!!float") && isPlain(n.Value):
		return wire.NumberValue(n.Value)
	default:
		r.failValue(n, "quote %q: YAML readers disagree about what it is", n.Value)
		return wire.StringValue(n.Value)
	}
}
