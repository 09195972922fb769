package suite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/judge"
)

// renumbered is the exchanges of all parts, each once and with an id of its own,
// and the parts with their findings pointing to these ids.
type renumbered struct {
	parts  []Part
	byCase map[string][]contract.Exchange // in the order of their ids
}

// sight is an exchange of a part, to be known again in another: the same one may
// have several ids, and different ones the same, as every run counts from 1.
type sight struct {
	contract.Exchange
	of   string // case that the id begins with
	text string // all of it but the id; equal ones of a part are counted
}

// sightsOf returns the exchanges of a part.
func sightsOf(p Part) []sight {
	var out []sight
	count := map[string]int{}
	for _, e := range p.Exchanges {
		bare := e
		bare.ID = ""
		s := sight{Exchange: e, of: caseOf(e.ID), text: canonical(bare)}
		count[s.of+s.text]++
		s.text += fmt.Sprint(count[s.of+s.text])
		out = append(out, s)
	}
	return out
}

// renumber gives every exchange an id that no other has. Ids stay where those of
// a case mean the same in all parts; else the exchanges of the case are numbered
// anew, in the order in which they were sent.
func renumber(parts []Part) renumbered {
	byCase, clash := gather(parts)
	r := renumbered{byCase: map[string][]contract.Exchange{}}
	ids := map[string]map[string]string{} // case → what was seen → its id
	for of, all := range byCase {
		ids[of] = map[string]string{}
		slices.SortFunc(all, func(x, y sight) int {
			if !clash[of] {
				return cmp.Or(cmp.Compare(numberOf(x.ID), numberOf(y.ID)), strings.Compare(x.ID, y.ID))
			}
			return cmp.Or(x.SentAt.Compare(y.SentAt), strings.Compare(x.text, y.text))
		})
		for i, s := range all {
			if clash[of] {
				s.ID = fmt.Sprintf("%s#%d", of, i+1)
			}
			ids[of][s.text] = s.ID
			r.byCase[of] = append(r.byCase[of], s.Exchange)
		}
	}
	for _, p := range parts {
		r.parts = append(r.parts, pointed(p, ids))
	}
	return r
}

// gather returns the exchanges of all parts by case, each once, and the cases of
// which two parts give one id to different exchanges.
func gather(parts []Part) (byCase map[string][]sight, clash map[string]bool) {
	byCase, clash = map[string][]sight{}, map[string]bool{}
	known := map[string]string{} // case and what was seen → its id
	meaning := map[string]string{}
	for _, p := range parts {
		for _, s := range sightsOf(p) {
			key := s.of + "\x00" + s.text
			if id, ok := known[key]; !ok {
				known[key] = s.ID
				byCase[s.of] = append(byCase[s.of], s)
			} else if id != s.ID {
				clash[s.of] = true
			}
			if text, ok := meaning[s.ID]; ok && text != s.text {
				clash[s.of] = true
			}
			meaning[s.ID] = s.text
		}
	}
	return byCase, clash
}

// caseOf returns the case that an exchange id begins with.
func caseOf(id string) string {
	of, _, _ := strings.Cut(id, "#")
	return of
}

// numberOf returns the number at the end of an exchange id; 0 where there is none.
func numberOf(id string) int {
	n := 0
	_, number, _ := strings.Cut(id, "#")
	for _, r := range number {
		if r < '0' || r > '9' || n > 1<<30 {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// pointed returns a part whose findings name their evidence by the new ids.
func pointed(p Part, ids map[string]map[string]string) Part {
	renamed := map[string]string{}
	for _, s := range sightsOf(p) {
		renamed[s.ID] = ids[s.of][s.text]
	}
	p.Cases = slices.Clone(p.Cases)
	for i := range p.Cases {
		c := &p.Cases[i]
		c.Findings = slices.Clone(c.Findings)
		for j := range c.Findings {
			if id, ok := renamed[c.Findings[j].Evidence]; ok {
				c.Findings[j].Evidence = id
			}
		}
	}
	return p
}

// inOrder returns the exchanges in the order of the cases.
func (r renumbered) inOrder(b *judge.Book) []contract.Exchange {
	out := []contract.Exchange{}
	for _, c := range Cases(b) {
		out = append(out, r.byCase[c.ID]...)
	}
	return out
}
