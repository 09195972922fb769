package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/internal/contract"
)

// Markdown writes r as a summary in GitHub's Markdown, for the page of a CI job,
// a comment or an issue: the verdict in words, then what is worst. It has less
// than 60,000 bytes; what does not fit is counted at its end. Whatever came from
// outside is shown as text: nothing in it is markup, a link or a mention.
func Markdown(w io.Writer, r contract.Results, o Options) error {
	d := &document{l: o.Language, r: r, lookup: clausesIn(o.Language, r), evidence: exchangesByID(r)}
	d.head()
	d.trouble()
	d.findings(contract.SeverityError, d.l.say("Deviations"))
	d.unjudged()
	d.findings(contract.SeverityWarning, d.l.say("Warnings"))
	d.exchanges()
	d.skipped()
	d.findings(contract.SeverityInfo, d.l.say("Remarks"))
	d.untested()
	d.questions()
	if _, err := io.WriteString(w, d.finish(d.l)); err != nil {
		return fmt.Errorf("writing Markdown: %w", err)
	}
	return nil
}

// document is the summary of a run as it grows.
type document struct {
	summary
	l        Language
	r        contract.Results
	lookup   ClauseLookup
	evidence map[string]*contract.Exchange
}

// marks shows a verdict without colour.
var verdictMarks = map[contract.Verdict]string{contract.Conformant: "✅", contract.Nonconformant: "❌"}

func (d *document) head() {
	r, l := d.r, d.l
	mark, ok := verdictMarks[r.Verdict]
	if !ok {
		mark = "⚠️"
	}
	s := contract.Summarize(r.Cases)
	d.write(fmt.Sprintf("## %s %s\n\n", mark, md(l.verdictIn(r))))
	d.write(fmt.Sprintf("%s: %s.\n\n", l.cases(len(r.Cases)),
		l.say("%d passed, %d failed, %d skipped, %d not judged; warnings: %d", s.Pass, s.Fail, s.Skip, s.Error, s.Warnings)))
	rows := [][2]string{
		{l.say("Target"), joinCells(codeCell(r.Target.Name), codeCell(r.Target.BaseURL), d.mode())},
		{l.say("Documentation"), joinCells(mdLink(md(r.Source.Title), r.Source.URL), l.say("as of %s", md(r.Source.Retrieved)))},
		{l.say("Run"), joinCells(codeCell(r.RunID), r.StartedAt.UTC().Format("2006-01-02 15:04:05 UTC"), l.say("requests: %d", r.Requests))},
		{l.say("Clock"), d.clock()},
		{l.say("Tool"), joinCells("concord "+md(r.Tool.Version), codeCell(r.Tool.Commit))},
	}
	if !r.Selection.Complete {
		rows = append(rows, [2]string{l.say("Selection"), joinCells(l.say("only some of the cases"), codeCell(r.Selection.Filter))})
	}
	d.write("| | |\n|---|---|\n")
	for _, row := range rows {
		d.write(fmt.Sprintf("| %s | %s |\n", row[0], row[1]))
	}
}

func (d *document) mode() string {
	if d.r.Mode == contract.ModeMock {
		return "**MOCK**"
	}
	return md(string(d.r.Mode))
}

func (d *document) clock() string {
	c := d.r.Clock
	if c.ErrorMS < 0 {
		return d.l.say("unknown: no answer bore a usable Date header")
	}
	return d.l.say("%+.1f s against ours, give or take %.1f s", c.OffsetMS/1000, c.ErrorMS/1000)
}

// joinCells joins what there is with a comma.
func joinCells(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func (d *document) section(title string) string { return "\n### " + title + "\n\n" }

func (d *document) trouble() {
	var items []string
	for _, sentence := range d.r.Trouble {
		items = append(items, "- "+zeroWidth+md(d.l.translate(sentence))+"\n")
	}
	d.items("troubles: %d", d.section(d.l.say("What kept the run from a verdict")), "", items)
}

// findings is a table, a row each.
func (d *document) findings(severity contract.Severity, title string) {
	var rows []string
	for _, f := range worstFirst(d.r.Cases, severity) {
		rows = append(rows, d.findingRow(f))
	}
	l := d.l
	open := d.section(fmt.Sprintf("%s (%d)", title, len(rows))) +
		fmt.Sprintf("| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", l.say("Clause"), l.say("What is wrong"), l.say("Expected"), l.say("Got"), l.say("Case"))
	d.items("findings: %d", open, "", rows)
}

func (d *document) findingRow(f shown) string {
	sentence, address := d.lookup(f.Clause)
	clause := mdLink(md(f.Clause), address)
	if sentence != "" {
		clause += "<br>" + md(sentence)
	}
	wrong := md(d.l.translate(f.Message))
	if f.Pointer != "" {
		wrong += "<br>" + codeCell(f.Pointer)
	}
	if f.Known != nil {
		wrong += "<br>" + md(d.l.say("known: %s", d.l.expectationWords(*f.Known)))
	}
	at := codeCell(f.of.ID)
	if f.Evidence != "" {
		at += "<br>" + codeCell(f.Evidence)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", clause, wrong, codeCell(f.Expected), codeCell(f.Actual), at)
}

// unjudged lists the cases that could not be judged, skipped those left out.
func (d *document) unjudged() {
	d.reasons(contract.Error, d.l.say("Not judged"))
}

func (d *document) skipped() {
	d.reasons(contract.Skip, d.l.say("Skipped"))
}

func (d *document) reasons(status contract.Status, title string) {
	var rows []string
	for _, c := range d.r.Cases {
		if outcomeOf(c) == status {
			rows = append(rows, fmt.Sprintf("| %s | %s | %s |\n", codeCell(c.ID), md(d.l.translate(c.Title)), md(d.l.translate(c.Reason))))
		}
	}
	open := d.section(fmt.Sprintf("%s (%d)", title, len(rows))) +
		fmt.Sprintf("| %s | %s | %s |\n|---|---|---|\n", d.l.say("Case"), d.l.say("What it tries"), d.l.say("Reason"))
	d.items("reasons: %d", open, "", rows)
}
