package fact

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

const preface = `# What the page said when its clauses were written, fact by fact, with the clauses that restate each.
# concord drift docs %s --write specs writes this file anew and keeps the links; a fact without clauses needs a reason.
# prose holds digests of the sentences that state no fact.
`

// YAML returns the baseline as the file that [Load] reads.
func (b *Baseline) YAML() ([]byte, error) {
	root := object()
	root.text("provider", b.Provider)
	root.text("sha256", b.SHA256)
	root.list("clauses", b.Clauses)
	root.set("facts", factsNode(b.Facts, nil))
	sections := &yaml.Node{Kind: yaml.SequenceNode}
	for _, s := range b.Prose {
		section := object()
		section.text("title", s.Title)
		section.list("prose", digests(s.Prose))
		sections.Content = append(sections.Content, section.node)
	}
	root.set("prose", sections)
	var out bytes.Buffer
	fmt.Fprintf(&out, preface, b.Provider)
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(root.node); err != nil {
		return nil, fmt.Errorf("writing the facts of %q: %w", b.Provider, err)
	}
	return out.Bytes(), nil
}

func factsNode(facts []*Fact, parent *Fact) *yaml.Node {
	out := &yaml.Node{Kind: yaml.SequenceNode}
	for _, f := range facts {
		n := object()
		n.text("kind", string(f.Kind))
		if parent == nil || f.Section != parent.Section {
			n.text("section", f.Section)
		}
		n.text("name", f.Name)
		n.text("value", f.Value)
		n.text("what", f.What)
		n.list("clauses", f.Clauses)
		n.text("reason", f.Reason)
		n.list("prose", digests(f.Prose))
		if len(f.Members) > 0 {
			members := &yaml.Node{Kind: yaml.SequenceNode}
			for _, m := range f.Members {
				members.Content = append(members.Content, memberNode(m))
			}
			n.set("members", members)
		}
		if len(f.Facts) > 0 {
			n.set("facts", factsNode(f.Facts, f))
		}
		out.Content = append(out.Content, n.node)
	}
	return out
}

func memberNode(m Member) *yaml.Node {
	n := object()
	n.node.Style = yaml.FlowStyle
	n.text("at", m.At)
	n.text("type", m.Type)
	if m.Is != nil {
		n.set("is", textNode(*m.Is))
	}
	if m.Sample != nil {
		n.set("sample", textNode(*m.Sample))
	}
	n.list("clauses", m.Clauses)
	return n.node
}

func digests(prose []Passage) []string {
	var out []string
	for _, p := range prose {
		out = append(out, p.Digest)
	}
	return out
}

// mapping is a YAML mapping that grows in order; empty values are left out.
type mapping struct{ node *yaml.Node }

func object() mapping { return mapping{&yaml.Node{Kind: yaml.MappingNode}} }

func (m mapping) set(key string, value *yaml.Node) {
	m.node.Content = append(m.node.Content, textNode(key), value)
}

func (m mapping) text(key, value string) {
	if value != "" {
		m.set(key, textNode(value))
	}
}

func (m mapping) list(key string, values []string) {
	if len(values) == 0 {
		return
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range values {
		list.Content = append(list.Content, textNode(v))
	}
	m.set(key, list)
}

// textNode is a string, quoted where YAML would read something else.
func textNode(text string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(text)
	return n
}
