package fact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// show names a member with its type and value.
func (m Member) show() string {
	if m.Type == "object" || m.Type == "array" {
		return m.At + " (" + m.Type + ")"
	}
	return m.At + " " + quote(m)
}

func showAll(members []Member) string {
	var out []string
	for _, m := range members {
		out = append(out, m.show())
	}
	return strings.Join(out, ", ")
}

// example compares two examples: their shape as one change, each scalar on which
// the contract rests as one, and samples not at all, as long as they keep their
// form.
func (c *comparison) example(old, now, parent *Fact) {
	s := compareShape(old.Members, now.Members)
	what := old.name(parent)
	if details := s.details(); len(details) > 0 {
		clauses := c.touched(old, parent)
		for _, m := range s.gone {
			clauses = union(clauses, m.Clauses)
		}
		c.add(Change{Verb: Changed, Kind: Example, Clauses: clauses, Section: now.Section, What: "shape of the " + what, Details: details})
	}
	for _, k := range s.kept {
		clauses := k.old.Clauses
		if len(clauses) == 0 {
			clauses = c.touched(old, parent)
		}
		change := Change{Verb: Changed, Kind: Example, Clauses: clauses, Section: now.Section, What: k.now.At + " in the " + what}
		switch {
		case k.old.Is != nil && *k.old.Is != k.now.value():
			change.Was, change.Now = quote(k.old), quote(k.now)
			c.add(change)
		case k.old.Sample != nil && form(*k.old.Sample) != "" && form(*k.old.Sample) != form(k.now.value()):
			change.Was, change.Now = form(*k.old.Sample), quote(k.now)
			c.add(change)
		case k.old.Sample != nil && *k.old.Sample != k.now.value():
			c.note(Note{Clauses: clauses, Where: change.What, Gone: 1, New: []string{"sample " + quote(k.now)}})
		}
	}
}

func quote(m Member) string {
	if m.Type == "string" {
		return strconv.Quote(m.value())
	}
	return m.value()
}

// shape is how the members of two examples correspond.
type shape struct {
	kept    []kept   // same type, at the same place or moved
	moved   []kept   // same name, at another place
	gone    []Member // not there any more
	fresh   []Member
	retyped []kept
}

type kept struct{ old, now Member }

func compareShape(old, now []Member) shape {
	var s shape
	left := slices.Clone(now)
	var lost []Member
	for _, m := range old {
		if i := slices.IndexFunc(left, func(n Member) bool { return n.At == m.At }); i >= 0 {
			s.match(m, left[i])
			left = slices.Delete(left, i, i+1)
		} else {
			lost = append(lost, m)
		}
	}
	for _, m := range lost {
		if i := slices.IndexFunc(left, func(n Member) bool { return n.leaf() == m.leaf() }); i >= 0 {
			s.moved = append(s.moved, kept{m, left[i]})
			s.match(m, left[i])
			left = slices.Delete(left, i, i+1)
		} else {
			s.gone = append(s.gone, m)
		}
	}
	s.fresh = left
	return s
}

func (s *shape) match(old, now Member) {
	if old.Type == now.Type {
		s.kept = append(s.kept, kept{old, now})
	} else {
		s.retyped = append(s.retyped, kept{old, now})
	}
}

// details says how a shape has changed, one kind of change a line.
func (s *shape) details() []string {
	var out []string
	list := func(says string, n int, item func(int) string) {
		var items []string
		for i := range n {
			items = append(items, item(i))
		}
		if n > 0 {
			out = append(out, says+" "+strings.Join(items, ", "))
		}
	}
	list("without", len(s.gone), func(i int) string { return s.gone[i].show() })
	list("with", len(s.fresh), func(i int) string { return s.fresh[i].show() })
	list("moved", len(s.moved), func(i int) string { return s.moved[i].old.At + " → " + s.moved[i].now.At })
	list("retyped", len(s.retyped), func(i int) string {
		k := s.retyped[i]
		now := k.now.Type
		if k.now.value() != "" {
			now += " " + quote(k.now)
		}
		return fmt.Sprintf("%s: %s → %s", k.old.At, k.old.Type, now)
	})
	return out
}
