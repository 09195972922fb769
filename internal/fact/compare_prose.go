package fact

import "strings"

// prose compares what stands beside the facts, section by section. A sentence
// that has moved is not news.
func (c *comparison) prose(old, now []Section) {
	var was, is []Passage
	for _, s := range old {
		was = append(was, s.Prose...)
	}
	for _, s := range now {
		is = append(is, s.Prose...)
	}
	lost, fresh := missing(was, is), missing(is, was)
	notes := map[string]*Note{}
	var order []string
	at := func(title string) *Note {
		if notes[title] == nil {
			notes[title] = &Note{Where: title, Clauses: c.ofSection(title)}
			order = append(order, title)
		}
		return notes[title]
	}
	each(old, lost, func(title string, _ Passage) { at(title).Gone++ })
	each(now, fresh, func(title string, p Passage) { at(title).New = append(at(title).New, p.Text) })
	for _, title := range order {
		c.note(*notes[title])
	}
}

// each visits the passages of which some are left to visit.
func each(sections []Section, left map[string]int, visit func(title string, p Passage)) {
	for _, s := range sections {
		for _, p := range s.Prose {
			if left[p.Digest] > 0 {
				left[p.Digest]--
				visit(s.Title, p)
			}
		}
	}
}

// missing counts the passages of a that are not in b.
func missing(a, b []Passage) map[string]int {
	out := map[string]int{}
	for _, p := range a {
		out[p.Digest]++
	}
	for _, p := range b {
		out[p.Digest]--
	}
	return out
}

func proseChange(old, now []Passage) (gone int, fresh []string) {
	for _, n := range missing(old, now) {
		gone += max(n, 0)
	}
	left := missing(now, old)
	each([]Section{{Prose: now}}, left, func(_ string, p Passage) { fresh = append(fresh, p.Text) })
	return gone, fresh
}

func (c *comparison) note(n Note) {
	n.Where = Visible(n.Where)
	for i, text := range n.New {
		n.New[i] = Visible(text)
	}
	c.out.Notes = append(c.out.Notes, n)
}

// ofSection returns the clauses of the section of that title.
func (c *comparison) ofSection(title string) []string {
	var out []string
	for _, clause := range c.spec.Clauses {
		if strings.EqualFold(clause.Section, title) {
			out = append(out, clause.ID)
		}
	}
	return out
}
