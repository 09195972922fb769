package strictyaml

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	aliasProblem  = "aliases (*name) are not allowed; put text that begins with * in quotes"
	anchorProblem = "anchors (&name) are not allowed; put text that begins with & in quotes"
	tagProblem    = "explicit tags (!name) are not allowed; put text that begins with ! in quotes"
	mergeProblem  = "merge keys (<<) are not allowed"
)

// lint refuses, in the whole tree whatever it is read into, the features that
// make a file mean something else than it seems to say.
func (d *decoder) lint(node *yaml.Node, key string) {
	switch {
	case node.Kind == yaml.AliasNode:
		d.fail(node, key, aliasProblem)
	case node.Anchor != "":
		d.fail(node, key, anchorProblem)
	case node.Style&yaml.TaggedStyle != 0:
		d.fail(node, key, tagProblem)
	}
	switch node.Kind {
	case yaml.MappingNode:
		d.lintMapping(node)
	case yaml.SequenceNode:
		for _, item := range node.Content {
			d.lint(item, key)
		}
	}
}

func (d *decoder) lintMapping(node *yaml.Node) {
	first := map[string]int{} // key → line
	for key, value := range pairs(node) {
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, "", "a key must be plain text, not %s", describe(key))
		case key.Anchor != "", key.Style&yaml.TaggedStyle != 0:
			d.lint(key, "")
		case key.ShortTag() == "!!merge":
			d.fail(key, "", mergeProblem)
		case key.ShortTag() == "!!null":
			d.fail(key, "", "a key is empty")
		default:
			if line, seen := first[key.Value]; seen {
				d.fail(key, "", "duplicate key %q (first on line %d)", shown(key, value), line)
			} else {
				first[key.Value] = key.Line
			}
		}
		d.lint(value, shown(key, value))
	}
}

// pairs walks the keys and values of a mapping in the order written.
func pairs(node *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if !yield(node.Content[i], node.Content[i+1]) {
				return
			}
		}
	}
}

// usable reports whether lint let a key pass, but for duplicates.
func usable(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Style&yaml.TaggedStyle == 0 &&
		key.ShortTag() != "!!merge" && key.ShortTag() != "!!null"
}

// shown returns a key as errors may name it. {password:hunter2} is a key
// without a value, and what follows the colon was meant to be a value.
func shown(key, value *yaml.Node) string {
	if key.Kind != yaml.ScalarNode {
		return ""
	}
	name, _, found := strings.Cut(key.Value, ":")
	if found && value.Kind == yaml.ScalarNode && value.Value == "" {
		return name + ":…"
	}
	return abridged(key.Value)
}
