package reports

import (
	"fmt"
	"io"
	"strings"

	"concord/internal/contract"
)

// ConsoleOptions say how the console summary looks.
type ConsoleOptions struct {
	Color   bool   // ANSI colours
	Verbose bool   // also remarks (info findings), clauses nobody judged, and the server's clock
	Width   int    // columns to fill; 0 means 100
	Reports string // folder that holds the reports, named at the end; may be empty
}

// defaultWidth fits a CI log; minWidth keeps the columns apart.
const (
	defaultWidth = 100
	minWidth     = 60
)

// Text renders r as plain text, with everything that there is to say.
func Text(w io.Writer, r contract.Results) error {
	return Console(w, []contract.Results{r}, ConsoleOptions{Verbose: true})
}

// Console writes a summary of several targets for a person: for each what was
// tested, a line per case, the findings, the totals and the verdict in words.
// Lines fit the width, except those that are there to be copied.
func Console(w io.Writer, rs []contract.Results, o ConsoleOptions) error {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, minWidth)
	c := &console{o: o, paint: paint(o.Color)}
	for i, r := range rs {
		if i > 0 {
			c.line("")
		}
		c.target(r)
	}
	c.closing(rs)
	if _, err := io.WriteString(w, c.b.String()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// console collects the summary.
type console struct {
	paint
	o ConsoleOptions
	b strings.Builder
}

func (c *console) line(s string) {
	c.b.WriteString(s)
	c.b.WriteByte('\n')
}

func (c *console) lines(lines []string) {
	for _, l := range lines {
		c.line(l)
	}
}

func (c *console) target(r contract.Results) {
	c.header(r)
	c.cases(r)
	c.failures(r)
	c.remarks(r, "Warnings", contract.SeverityWarning)
	if c.o.Verbose {
		c.remarks(r, "Remarks", contract.SeverityInfo)
		c.unjudged(r)
	}
	c.totals(r)
}

func (c *console) header(r contract.Results) {
	mode, place := visible(string(r.Mode)), visible(r.Target.BaseURL)
	if r.Mode == contract.ModeMock {
		mode, place = c.yellow("MOCK"), "in memory" // nothing listens at the address in its evidence
	}
	c.line(joinNonEmpty(c.bold(visible(r.Target.Provider)), visible(targetName(r)), mode, place))
	if r.Source.Title != "" {
		for _, l := range hang("  ", fmt.Sprintf("as documented in “%s”, retrieved %s", visible(r.Source.Title), visible(r.Source.Retrieved)), c.o.Width) {
			c.line(c.dim(l))
		}
	}
	if !r.Selection.Complete {
		c.lines(hang("  ", selectionLine(r.Selection), c.o.Width))
	}
	if c.o.Verbose {
		c.line("  " + clockLine(r.Clock))
	}
}

func selectionLine(s contract.Selection) string {
	if s.Filter == "" {
		return "only some of the cases were selected"
	}
	return fmt.Sprintf("only the cases that match %q", s.Filter)
}

func clockLine(clock contract.Clock) string {
	if clock.ErrorMS < 0 {
		return "server clock unknown: no answer bore a usable Date header"
	}
	return fmt.Sprintf("server clock %+.1f s against ours, give or take %.1f s", clock.OffsetMS/1000, clock.ErrorMS/1000)
}

func (c *console) totals(r contract.Results) {
	s := r.Summary
	c.line("")
	known := ""
	if s.Known > 0 {
		known = fmt.Sprintf("%d known, ", s.Known)
	}
	for _, stale := range r.Stale {
		c.lines(hang("! ", visible(stale), c.o.Width))
	}
	c.lines(hang("", fmt.Sprintf("%s: %d passed, %d failed, %s%d skipped, %d not judged; %s; %s in %s",
		count(len(r.Cases), "case"), s.Pass, s.Fail, known, s.Skip, s.Error,
		count(s.Warnings, "warning"), requests(r),
		duration(float64(r.FinishedAt.Sub(r.StartedAt).Microseconds())/1000)), c.o.Width))
	for _, l := range hang("", verdictSentence(r), c.o.Width) {
		c.line(c.bold(c.byVerdict(r.Verdict, l)))
	}
}

// requests counts what was sent, of what was declared where a run is within it:
// requests that are made again because no answer came are not declared.
func requests(r contract.Results) string {
	if r.Plan == nil || r.Requests > r.Plan.Requests() {
		return count(r.Requests, "request")
	}
	return fmt.Sprintf("%d of at most %s", r.Requests, count(r.Plan.Requests(), "request"))
}

func (c *console) byVerdict(v contract.Verdict, s string) string {
	switch v {
	case contract.Conformant:
		return c.green(s)
	case contract.Nonconformant:
		return c.red(s)
	default:
		return c.yellow(s)
	}
}

// closing sums up several targets and says where the reports are.
func (c *console) closing(rs []contract.Results) {
	if len(rs) == 0 {
		c.line(c.yellow("no verdict: no target was run."))
	}
	if len(rs) > 1 {
		n := map[contract.Verdict]int{}
		for _, r := range rs {
			n[r.Verdict]++
		}
		c.line("")
		c.line(fmt.Sprintf("%s: %d conformant, %d nonconformant, %d inconclusive", count(len(rs), "target"),
			n[contract.Conformant], n[contract.Nonconformant], len(rs)-n[contract.Conformant]-n[contract.Nonconformant]))
	}
	if c.o.Reports != "" {
		c.line("reports in " + visible(c.o.Reports))
	}
}
