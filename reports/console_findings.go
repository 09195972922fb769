package reports

import (
	"fmt"

	"concord/internal/contract"
)

// failures prints what is wrong, case by case.
func (c *console) failures(r contract.Results) {
	lookup, evidence := Clauses(r), exchangesByID(r)
	for _, cr := range r.Cases {
		failures, _ := split(cr.Findings)
		if len(failures) == 0 && cr.Status != contract.Fail {
			continue
		}
		c.line("")
		c.line(c.mark(cr.Status) + " " + c.bold(visible(cr.ID)))
		for i, f := range failures {
			if i > 0 {
				c.line("")
			}
			c.finding(findingLines(lookup, f, evidence[f.Evidence], c.o.Width-2))
		}
	}
}

// finding prints a rendered finding, indented; its first line is the clause.
func (c *console) finding(lines []string) {
	for i, l := range lines {
		if i == 0 {
			l = c.bold(l)
		}
		c.line("  " + l)
	}
}

// remark is a finding that does not fail its case, with the cases that show it.
type remark struct {
	finding contract.Finding
	cases   []string
}

// remarks prints the findings of one severity, each once however many cases
// show it: the partner has one thing to look at, not twenty.
func (c *console) remarks(r contract.Results, heading string, severity contract.Severity) {
	found := collect(r.Cases, severity)
	if len(found) == 0 {
		return
	}
	lookup := Clauses(r)
	c.line("")
	c.line(c.bold(heading))
	for i, m := range found {
		if i > 0 {
			c.line("")
		}
		lines := findingLines(lookup, m.finding, nil, c.o.Width-2)
		if more := len(m.cases) - 1; more > 0 {
			lines = append(lines, fmt.Sprintf("  %-8s  %s", "also in", count(more, "more case")))
		}
		c.finding(lines)
	}
}

// collect returns the findings of one severity in the order of their first
// appearance. Two are the same if a reader could not tell them apart but for
// the values seen.
func collect(cases []contract.CaseResult, severity contract.Severity) []remark {
	type key struct{ check, clause, message, pointer string }
	var found []remark
	at := map[key]int{}
	for _, cr := range cases {
		for _, f := range cr.Findings {
			if f.Severity != severity {
				continue
			}
			k := key{f.Check, f.Clause, f.Message, f.Pointer}
			i, known := at[k]
			if !known {
				at[k] = len(found)
				found = append(found, remark{f, []string{cr.ID}})
				continue
			}
			if seen := found[i].cases; seen[len(seen)-1] != cr.ID {
				found[i].cases = append(seen, cr.ID)
			}
		}
	}
	return found
}

// unjudged lists the clauses on the server that no case judged, with the reason.
func (c *console) unjudged(r contract.Results) {
	var lines []string
	for _, clause := range r.Clauses {
		if clause.Tested || clause.Party == contract.Client {
			continue
		}
		lines = append(lines, clauseLines("  "+visible(clause.ID), visible(clause.Sentence), c.o.Width)...)
		if clause.Reason != "" {
			lines = append(lines, hang("    because  ", visible(clause.Reason), c.o.Width)...)
		}
	}
	if len(lines) > 0 {
		c.line("")
		c.line(c.bold("Clauses not judged"))
		c.lines(lines)
	}
}
