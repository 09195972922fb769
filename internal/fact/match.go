package fact

import (
	"cmp"
	"slices"
)

// pair is a fact of the baseline and the one of the page that it is now; one of
// them is nil where the fact is new or gone.
type pair struct{ old, now *Fact }

// pairs finds for each fact of a baseline the one that it is now. What cannot be
// told apart by its name is told apart by how much is alike; sections may have
// been renamed, and facts moved between them. Where both lists go with the same
// fact (together), sections do not count.
func pairs(old, now []*Fact, together bool) []pair {
	type candidate struct {
		i, j  int
		score float64
	}
	var all []candidate
	for i, f := range old {
		for j, g := range now {
			if s := likeness(f, g, together); s > 0 {
				all = append(all, candidate{i, j, s})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	became := map[int]int{}
	taken := map[int]bool{}
	for _, c := range all {
		if _, done := became[c.i]; !done && !taken[c.j] {
			became[c.i] = c.j
			taken[c.j] = true
		}
	}
	var out []pair
	for i, f := range old {
		p := pair{old: f}
		if j, ok := became[i]; ok {
			p.now = now[j]
		}
		out = append(out, p)
	}
	for j, g := range now {
		if !taken[j] {
			out = append(out, pair{now: g})
		}
	}
	return out
}

// likeness says how likely f is now g, 0 for never.
func likeness(f, g *Fact, together bool) float64 {
	if f.Kind != g.Kind || f.Name != g.Name {
		return 0
	}
	same := 0.0
	if together || f.Section == g.Section {
		same = 2
	}
	if f.Name != "" {
		return 1 + same
	}
	alike := similarity(f, g)
	switch {
	case same > 0 || alike == 1:
		return same + 1 + 3*alike
	case alike >= 0.5:
		return 3 * alike
	default:
		return 0
	}
}

// similarity compares what two facts without a name say, from 0 to 1.
func similarity(f, g *Fact) float64 {
	switch f.Kind {
	case Table:
		return overlap(f.fields(), g.fields())
	case Example:
		return overlap(marksOf(f), marksOf(g))
	case Endpoint, Authentication, Curl:
		if f.Value != g.Value {
			return 0.5 // a page has one, as a rule
		}
	default:
		if f.Value != g.Value {
			return 0
		}
	}
	return 1
}

// marksOf returns what tells an example from others: pointers, member names and
// the scalars on which a contract could rest.
func marksOf(f *Fact) []string {
	var out []string
	for _, m := range f.Members {
		out = append(out, m.At, "name "+m.leaf(), "value "+m.value())
	}
	return out
}

// overlap is the share of two lists that they have in common.
func overlap(a, b []string) float64 {
	common := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			common++
		}
	}
	if most := max(len(a), len(b)); most > 0 {
		return float64(min(common, len(b))) / float64(most)
	}
	return 1
}
