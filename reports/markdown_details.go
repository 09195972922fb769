package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/internal/contract"
)

// exchanges shows the evidence of deviations and warnings, folded, each once.
func (d *document) exchanges() {
	var items []string
	seen := map[string]bool{}
	for _, f := range worstFirst(d.r.Cases, contract.SeverityError, contract.SeverityWarning) {
		e := d.evidence[f.Evidence]
		if e == nil || seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		items = append(items, d.exchange(*e))
	}
	d.items("exchanges: %d", d.section(d.l.say("Evidence")), "", items)
}

func (d *document) exchange(e contract.Exchange) string {
	outcome := d.l.say("no answer")
	switch {
	case e.Failure != nil:
		outcome = joinNonEmpty(outcome, e.Failure.Kind)
	case e.Response != nil:
		outcome = fmt.Sprint(e.Response.Status)
	}
	provider, _, _ := strings.Cut(e.ID, "/") // an exchange id begins with its case id
	return fmt.Sprintf("<details><summary>%s %s, %s</summary>\n\n%s\n%s\n</details>\n\n",
		htmlCode(e.ID), htmlText(d.l.stepWord(e.Step)), htmlText(outcome),
		fenced("http", httpText(e)), fenced("sh", Curl(provider, e)))
}

// httpText writes an exchange as it would read on the wire.
func httpText(e contract.Exchange) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", e.Request.Method, e.Request.URL)
	headerText(&b, e.Request.Header)
	if e.Request.Body != "" {
		fmt.Fprintf(&b, "\n%s\n", e.Request.Body)
	}
	b.WriteByte('\n')
	if e.Failure != nil {
		fmt.Fprintf(&b, "%s: %s\n", e.Failure.Kind, e.Failure.Message)
	}
	if r := e.Response; r != nil {
		fmt.Fprintf(&b, "%s %d\n", r.Proto, r.Status)
		headerText(&b, r.Header)
		fmt.Fprintf(&b, "\n%s\n", r.Body.Text)
	}
	return b.String()
}

func headerText(b *strings.Builder, header map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
}

// folded is a list that its summary hides.
func folded(title string, n int) (open, closing string) {
	return fmt.Sprintf("\n<details><summary>%s (%d)</summary>\n\n", title, n), "\n</details>\n"
}

// untested lists the clauses on the server that no case judged, with the reason.
func (d *document) untested() {
	var items []string
	for _, c := range d.r.Clauses {
		if c.Tested || c.Party == contract.Client {
			continue
		}
		item := "- " + mdLink("**"+md(c.ID)+"**", c.URL) + " " + md(d.l.sentence(c))
		if c.Reason != "" {
			item += " — " + md(d.l.reason(c))
		}
		items = append(items, item+"\n")
	}
	open, closing := folded(d.l.say("Clauses not judged"), len(items))
	d.items("clauses: %d", open, closing, items)
}

// questions lists what to ask the provider about the documentation.
func (d *document) questions() {
	var items []string
	for _, q := range d.r.Discrepancies {
		statement, _, question := d.l.wording(q)
		items = append(items, fmt.Sprintf("- **%s** %s **%s**\n", md(q.ID), md(statement), md(question)))
	}
	open, closing := folded(d.l.say("Questions about the documentation"), len(items))
	d.items("questions: %d", open, closing, items)
}
