package mutation

import (
	"fmt"
	"strings"
)

// Markdown renders the report as a page: what went wrong, the numbers, and both
// tables, faults that are found alike in one row.
func (r *Report) Markdown() string {
	var b strings.Builder
	b.WriteString("# What the suite finds, and what it leaves alone\n\n" +
		"Written by `make mutation`; do not edit. The mock is broken on purpose, by one fault at a time, and the whole suite of the\n" +
		"provider runs against it. A fault is found when a case that cites a clause which the fault breaks has an error finding\n" +
		"that cites one too. A harmless variation must give no error finding, and no case without a verdict.\n\n" +
		"The id of a fault is `<provider>:<place>:<fault>`. `concord faults` says what each one is and which clauses it breaks;\n" +
		"`concord mock --fault ID` serves it.\n\n")
	for i, c := range append([]count{{}}, r.counts()...) {
		if i == 0 {
			fmt.Fprintf(&b, "| %s |\n|---%s|\n", strings.Join(countHeads, " | "), strings.Repeat("|--:", len(countHeads)-1))
			continue
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(c.cells(), " | "))
	}
	b.WriteString("\n## Survivors, false alarms, stale excuses\n\n")
	if r.OK() {
		b.WriteString("None.\n")
	}
	for _, line := range r.trouble() {
		fmt.Fprintf(&b, "- %s\n", escape(strings.TrimSpace(line)))
	}
	r.excused(&b)
	for _, c := range r.counts()[:len(r.counts())-1] {
		fmt.Fprintf(&b, "\n## Faults of %s\n\n| place | faults | found by | as | clause |\n|---|---|---|---|---|\n", c.name)
		writeRows(&b, rows(r.Faults, c.name))
	}
	for _, c := range r.counts()[:len(r.counts())-1] {
		fmt.Fprintf(&b, "\n## Harmless variations of %s\n\n| place | variations | |\n|---|---|---|\n", c.name)
		writeRows(&b, rows(r.Variations, c.name))
	}
	return b.String()
}

func (r *Report) excused(b *strings.Builder) {
	head := "\n## Faults that no run can find\n\n"
	for _, p := range r.Faults {
		if p.Excuse != "" {
			fmt.Fprintf(b, "%s- `%s`: %s\n", head, p.Fault.ID, escape(p.Excuse))
			head = ""
		}
	}
}

// row is what happens at one place and ends alike.
type row struct {
	place string
	kinds []string
	ends  []string
}

// rows groups a provider's proofs, in their order.
func rows(proofs []Proof, provider string) []*row {
	var out []*row
	at := map[string]*row{}
	for _, p := range proofs {
		if p.Provider != provider {
			continue
		}
		place, kind := placeOf(p.Fault.ID)
		ends := p.ends()
		key := place + "\n" + strings.Join(ends, "\n")
		if at[key] == nil {
			at[key] = &row{place: place, ends: ends}
			out = append(out, at[key])
		}
		at[key].kinds = append(at[key].kinds, "`"+kind+"`")
	}
	return out
}

func writeRows(b *strings.Builder, rows []*row) {
	for _, r := range rows {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", r.place, strings.Join(r.kinds, " "), strings.Join(r.ends, " | "))
	}
}

// placeOf parts an id into where something happens, without the provider, and
// what.
func placeOf(id string) (place, kind string) {
	parts := strings.Split(id, ":")
	n := min(3, len(parts)-1)
	return strings.Join(parts[1:n], ":"), strings.Join(parts[n:], ":")
}

// ends returns what came of a proof, as table cells.
func (p Proof) ends() []string {
	switch {
	case p.Fault.Harmless():
		return []string{p.outcome()}
	case p.By != nil:
		return []string{p.By.Case, p.By.Check, p.By.Clause}
	default:
		return []string{p.outcome(), "", ""}
	}
}

func escape(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "_", `\_`, "*", `\*`).Replace(text)
}
