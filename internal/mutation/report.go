package mutation

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Report is what came of all faults and harmless variations.
type Report struct {
	Faults, Variations []Proof
	// Stale are the entries of the allow-list that excuse nothing.
	Stale []string
}

// NewReport sorts proofs, and applies the allow-list to the faults among them.
func NewReport(proofs []Proof, excuses []Excuse) *Report {
	r := &Report{}
	for _, p := range proofs {
		if p.Fault.Harmless() {
			r.Variations = append(r.Variations, p)
		} else {
			r.Faults = append(r.Faults, p)
		}
	}
	r.Stale = excuse(r.Faults, excuses)
	return r
}

// OK tells whether every fault was found or excused, no variation was taken for
// a deviation, and the allow-list holds nothing stale.
func (r *Report) OK() bool {
	t := r.total()
	return t.survived == 0 && t.alarms == 0 && len(r.Stale) == 0
}

// count is the numbers of one provider, or of all.
type count struct {
	name                             string
	faults, found, excused, survived int
	variations, alarms               int
}

func (c *count) add(p Proof) {
	switch {
	case p.Fault.Harmless():
		c.variations++
		if p.Alarm() {
			c.alarms++
		}
		return
	case p.Killed():
		c.found++
	case p.Excuse != "":
		c.excused++
	default:
		c.survived++
	}
	c.faults++
}

// counts returns the numbers by provider, in the order of the proofs, and last
// those of all.
func (r *Report) counts() []count {
	var out []count
	at := map[string]int{}
	all := count{name: "all"}
	for _, list := range [][]Proof{r.Faults, r.Variations} {
		for _, p := range list {
			i, ok := at[p.Provider]
			if !ok {
				i = len(out)
				at[p.Provider] = i
				out = append(out, count{name: p.Provider})
			}
			out[i].add(p)
			all.add(p)
		}
	}
	return append(out, all)
}

func (r *Report) total() count {
	all := r.counts()
	return all[len(all)-1]
}

var countHeads = []string{"provider", "faults", "found", "excused", "survived", "variations", "false alarms"}

func (c count) cells() []string {
	return []string{c.name, fmt.Sprint(c.faults), fmt.Sprint(c.found), fmt.Sprint(c.excused), fmt.Sprint(c.survived), fmt.Sprint(c.variations), fmt.Sprint(c.alarms)}
}

// Write prints what went wrong, then what came of each fault and variation, then
// the numbers.
func (r *Report) Write(w io.Writer) error {
	for _, line := range r.trouble() {
		fmt.Fprintln(w, line)
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, p := range r.Faults {
		fmt.Fprintf(t, "%s\t%s\t%s\n", p.Fault.ID, p.outcome(), p.Fault.What)
	}
	for _, p := range r.Variations {
		fmt.Fprintf(t, "%s\t%s\t%s\n", p.Fault.ID, p.outcome(), p.Fault.What)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, line := range r.trouble() {
		fmt.Fprintln(w, line)
	}
	t = tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, strings.Join(countHeads, "\t")+"\t")
	for _, c := range r.counts() {
		fmt.Fprintln(t, strings.Join(c.cells(), "\t")+"\t")
	}
	return t.Flush()
}

// outcome says in a few words what came of a fault or variation.
func (p Proof) outcome() string {
	switch {
	case p.Fault.Harmless() && p.Alarm():
		return "FALSE ALARM"
	case p.Fault.Harmless():
		return "left alone"
	case p.By != nil:
		return fmt.Sprintf("found by %s: %s, %s", p.By.Case, p.By.Check, p.By.Clause)
	case p.Killed():
		return "could not be judged, and said so"
	case p.Excuse != "":
		return "excused: " + p.Excuse
	default:
		return "SURVIVED"
	}
}

// trouble lists survivors, false alarms and stale entries, with what there was
// instead; nothing where all is well.
func (r *Report) trouble() []string {
	var out []string
	for _, p := range r.Faults {
		if p.Survived() {
			out = append(out, fmt.Sprintf("SURVIVED %s: %s (breaks %s)", p.Fault.ID, p.Fault.What, strings.Join(p.Fault.Clauses, ", ")))
			out = append(out, p.beside()...)
		}
	}
	for _, p := range r.Variations {
		if p.Alarm() {
			out = append(out, fmt.Sprintf("FALSE ALARM %s: %s", p.Fault.ID, p.Fault.What))
			out = append(out, p.beside()...)
		}
	}
	for _, s := range r.Stale {
		out = append(out, "STALE in the allow-list: "+s)
	}
	return out
}

// beside lists the findings that do not count, and the cases without a verdict.
func (p Proof) beside() []string {
	var out []string
	for _, f := range p.Beside {
		out = append(out, fmt.Sprintf("  %s: %s, %s: %s", f.Case, f.Check, f.Clause, f.Message))
	}
	for _, e := range p.Errors {
		out = append(out, "  not judged: "+e)
	}
	return out
}
