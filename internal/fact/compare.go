package fact

import (
	"cmp"
	"slices"

	"concord/internal/contract"
)

// Verb says what happened to a fact.
type Verb string

const (
	Added   Verb = "added"
	Removed Verb = "removed"
	Changed Verb = "changed"
)

// Change is a fact that is no longer what it was. All texts are fit for a
// terminal: what came from the page is bounded and escaped.
type Change struct {
	Verb    Verb     `json:"verb"`
	Kind    Kind     `json:"kind"`
	Clauses []string `json:"clauses"` // that it touches
	Section string   `json:"section,omitempty"`
	What    string   `json:"what"`
	// Was and Now are what the page said and says; Details say it for an example,
	// or list what a fact brought along or took with it.
	Was     string   `json:"was,omitempty"`
	Now     string   `json:"now,omitempty"`
	Details []string `json:"details,omitempty"`
}

// Note is a change in prose.
type Note struct {
	Clauses []string `json:"clauses,omitempty"` // of the same section or fact
	Where   string   `json:"where"`
	Gone    int      `json:"gone"` // sentences that are no longer there
	New     []string `json:"new,omitempty"`
}

// Difference is what has changed on a page.
type Difference struct {
	Changes []Change `json:"changes"`
	Notes   []Note   `json:"notes"`
	Known   int      `json:"known"` // facts of the baseline
	Found   int      `json:"found"` // those of them that are on the page, changed or not
}

// Recognised says that the page is about what the baseline is about: at least a
// quarter of the known facts are on it. A login wall, an error page or a page
// that a script would have to fill is none of a provider's changes.
func (d *Difference) Recognised() bool { return d.Found > 0 && d.Found*4 >= d.Known }

// Compare finds what has changed since the baseline.
func (b *Baseline) Compare(spec *contract.Spec, now *Sheet) *Difference {
	c := &comparison{base: b, spec: spec, out: &Difference{Changes: []Change{}, Notes: []Note{}, Known: Count(b.Facts)}}
	c.facts(b.Facts, now.Facts, nil)
	c.prose(b.Prose, now.Prose)
	return c.out
}

type comparison struct {
	base *Baseline
	spec *contract.Spec
	out  *Difference
}

// facts compares two lists under a parent, given as it was in the baseline.
func (c *comparison) facts(old, now []*Fact, parent *Fact) {
	for _, p := range pairs(old, now, parent != nil) {
		switch {
		case p.now == nil:
			c.change(Removed, p.old, parent, c.touched(p.old, parent))
		case p.old == nil:
			c.change(Added, p.now, parent, c.around(p.now, parent))
		default:
			c.out.Found++
			c.fact(p.old, p.now, parent)
		}
	}
}

// fact compares what was found again.
func (c *comparison) fact(old, now, parent *Fact) {
	if old.Value != now.Value {
		c.add(Change{Verb: Changed, Kind: old.Kind, Clauses: c.touched(old, parent), Section: now.Section,
			What: old.name(parent), Was: cmp.Or(old.Value, "not stated"), Now: cmp.Or(now.Value, "not stated")})
	}
	if old.Kind == Example {
		c.example(old, now, parent)
	}
	c.facts(old.Facts, now.Facts, old)
	if gone, fresh := proseChange(old.Prose, now.Prose); gone > 0 || len(fresh) > 0 {
		c.note(Note{Clauses: c.touched(old, parent), Where: old.name(parent), Gone: gone, New: fresh})
	}
}

// change reports a fact that is new or gone, with what it brings along.
func (c *comparison) change(verb Verb, f, parent *Fact, clauses []string) {
	ch := Change{Verb: verb, Kind: f.Kind, Clauses: clauses, Section: f.Section, What: f.name(parent)}
	if f.Value != "" {
		ch.What += ": " + f.Value
	}
	if len(f.Members) > 0 {
		ch.Details = append(ch.Details, "with "+showAll(f.Members))
	}
	for _, g := range f.Facts {
		detail := "with " + g.name(f)
		switch {
		case g.Value != "":
			detail += ": " + g.Value
		case len(g.Members) > 0:
			detail += ": " + showAll(g.Members)
		}
		ch.Details = append(ch.Details, detail)
	}
	c.add(ch)
}

func (c *comparison) add(ch Change) {
	ch.What, ch.Section, ch.Was, ch.Now = Visible(ch.What), Visible(ch.Section), Visible(ch.Was), Visible(ch.Now)
	for i, d := range ch.Details {
		ch.Details[i] = Visible(d)
	}
	c.out.Changes = append(c.out.Changes, ch)
}

// touched returns the clauses that restate a fact of the baseline, or that
// restate what it goes with.
func (c *comparison) touched(f, parent *Fact) []string {
	switch {
	case len(f.Clauses) > 0:
		return f.Clauses
	case parent != nil && len(parent.Clauses) > 0:
		return parent.Clauses
	default:
		return c.base.Clauses
	}
}

// around returns the clauses nearest to what is new: those of what it goes with,
// else of the known facts of its kind in the same section, else of the page.
func (c *comparison) around(f, parent *Fact) []string {
	if parent != nil {
		return c.touched(parent, nil)
	}
	var out []string
	for _, g := range c.base.Facts {
		if g.Section == f.Section && g.Kind == f.Kind {
			out = union(out, g.Clauses)
		}
	}
	if len(out) == 0 {
		return c.base.Clauses
	}
	return out
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
