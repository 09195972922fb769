package fact

import (
	"fmt"
	"strings"
)

// mostShown bounds the new sentences of a note in a report.
const mostShown = 3

// Lines says a change to people: the clause it touches, what, and how it was.
func (c Change) Lines() []string {
	line := fmt.Sprintf("%-7s  %s  %s", c.Verb, strings.Join(c.Clauses, ", "), c.What)
	if c.Was != "" || c.Now != "" {
		line += ": " + c.Was + " → " + c.Now
	}
	if c.Section != "" {
		line += "  (section " + strings.TrimSuffix(c.Section, ":") + ")"
	}
	out := []string{line}
	for _, d := range c.Details {
		out = append(out, "           "+d)
	}
	return out
}

// Lines says a note to people.
func (n Note) Lines() []string {
	var parts []string
	if n.Gone > 0 {
		parts = append(parts, fmt.Sprintf("%d gone", n.Gone))
	}
	if len(n.New) > 0 {
		parts = append(parts, fmt.Sprintf("%d new", len(n.New)))
	}
	line := "note     wording of " + strings.TrimSuffix(n.Where, ":") + ": " + strings.Join(parts, ", ")
	if len(n.Clauses) > 0 {
		line += "  (see " + strings.Join(n.Clauses, ", ") + ")"
	}
	out := []string{line}
	for i, text := range n.New {
		if i == mostShown {
			out = append(out, fmt.Sprintf("           and %d more", len(n.New)-i))
			break
		}
		out = append(out, "           + "+text)
	}
	return out
}
