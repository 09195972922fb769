package reports

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/internal/contract"
)

const (
	maxIDColumn    = 44 // longer case ids push their title aside
	minTitleColumn = 16
	durationColumn = 8
)

// cases prints a line per case: mark, id, title, duration. The reason of a case
// without a result stands below its line, or, where several share it, once below
// them all; below its line as well stands that a case is flaky.
func (c *console) cases(r contract.Results) {
	idWidth, titleWidth := c.columns(r.Cases)
	c.line("")
	if len(r.Cases) == 0 {
		c.line("  no cases")
	}
	shared := sharedReasons(r.Cases)
	for _, cr := range r.Cases {
		row := pad(visible(cr.ID), idWidth) + "  " + pad(shorten(visible(cr.Title), titleWidth), titleWidth) + "  "
		if cr.Status != contract.Skip {
			row += c.dim(padLeft(duration(cr.DurationMS), durationColumn))
		}
		c.line("  " + c.mark(cr.Status) + " " + strings.TrimRight(row, " "))
		if label := reasonLabel(cr); label != "" && !slices.ContainsFunc(shared, func(s reason) bool { return s.of(cr) }) {
			c.lines(hang("      "+label+": ", visible(cr.Reason), c.o.Width))
		}
		if cr.Flaky {
			c.lines(hang("      flaky: ", "an answer came only when its request was sent again", c.o.Width))
		}
	}
	c.shared(shared)
}

// reason is why cases have no result.
type reason struct {
	status contract.Status
	text   string
	cases  []contract.CaseResult
}

func (s reason) of(cr contract.CaseResult) bool { return s.status == cr.Status && s.text == cr.Reason }

// sharedReasons returns the reasons of more than one case, in the order of their
// first appearance.
func sharedReasons(cases []contract.CaseResult) []reason {
	var all []reason
	for _, cr := range cases {
		if reasonLabel(cr) == "" {
			continue
		}
		i := slices.IndexFunc(all, func(s reason) bool { return s.of(cr) })
		if i < 0 {
			i = len(all)
			all = append(all, reason{status: cr.Status, text: cr.Reason})
		}
		all[i].cases = append(all[i].cases, cr)
	}
	return slices.DeleteFunc(all, func(s reason) bool { return len(s.cases) < 2 })
}

// shared prints the reasons that several cases have, and which cases where the
// mark alone does not tell.
func (c *console) shared(reasons []reason) {
	for i, s := range reasons {
		if i == 0 {
			c.line("")
		}
		lines := hang("    "+count(len(s.cases), "case")+" "+reasonLabel(s.cases[0])+": ", visible(s.text), c.o.Width)
		lines[0] = "  " + c.mark(s.status) + lines[0][len("   "):] // its colour has no width
		c.lines(lines)
		others := func(o reason) bool { return o.status == s.status && o.text != s.text }
		if slices.ContainsFunc(reasons, others) {
			c.lines(hang("    ", visible(strings.Join(names(s.cases), ", ")), c.o.Width))
		}
	}
}

// names returns the ids of cases without their provider.
func names(cases []contract.CaseResult) []string {
	out := make([]string, len(cases))
	for i, cr := range cases {
		_, out[i], _ = strings.Cut(cr.ID, "/")
	}
	return out
}

// columns returns the widths of ids and titles that fit the console's width.
func (c *console) columns(cases []contract.CaseResult) (id, title int) {
	for _, cr := range cases {
		id = max(id, utf8.RuneCountInString(visible(cr.ID)))
		title = max(title, utf8.RuneCountInString(visible(cr.Title)))
	}
	id = min(id, maxIDColumn)
	room := c.o.Width - len("  x ") - id - len("  ") - len("  ") - durationColumn
	return id, min(title, max(room, minTitleColumn))
}

func (c *console) mark(s contract.Status) string {
	switch s {
	case contract.Pass:
		return c.green("✓")
	case contract.Fail:
		return c.red("✗")
	case contract.Known:
		return c.yellow("≈")
	case contract.Skip:
		return c.dim("–")
	default:
		return c.yellow("!")
	}
}

func reasonLabel(cr contract.CaseResult) string {
	switch {
	case cr.Reason == "":
		return ""
	case cr.Status == contract.Skip:
		return "skipped"
	case cr.Status == contract.Error:
		return "not judged"
	default:
		return ""
	}
}

// duration renders milliseconds for a person.
func duration(ms float64) string {
	switch {
	case ms <= 0:
		return "0 ms"
	case ms < 1:
		return "< 1 ms"
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 59_950:
		return fmt.Sprintf("%.1f s", ms/1000)
	default:
		s := int(ms/1000 + 0.5)
		return fmt.Sprintf("%d m %02d s", s/60, s%60)
	}
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s))) + s
}

// shorten cuts s to width columns and says so with an ellipsis.
func shorten(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:width-1]), " ") + "…"
}
