package reports

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/contract"
)

// card is what was found about one clause, in one severity.
type card struct {
	Number   int
	Severity contract.Severity
	Word     string // the severity
	Clause   clauseView
	Cases    []string
	Findings []findingView
	Advice   []string // what to do, each piece once
	// Exchanges are the evidence of the findings, each once.
	Exchanges []*exchangeView
}

// clauseView is a clause as a page cites it.
type clauseView struct {
	ID, Sentence, Section, Level, Link, ContractLine string
}

// findingView is one finding.
type findingView struct {
	Message       string
	Expected, Got []part
	Pointer       string
	Evidence      string
	Cases         []string
	// Since is when it was first seen; New that it was not seen before. Neither
	// is known without a history.
	Since instant
	New   bool
}

const (
	maxCases           = 12 // case ids listed with a finding
	maxFindingsPerCard = 10
)

// cards joins the findings of a severity by clause, those that most cases show first.
func (l Language) cards(r contract.Results, severity contract.Severity) []card {
	var cards []card
	evidence := exchangesByID(r)
	pointers := map[string]map[string][]string{} // of the findings, by clause and evidence
	at := map[string]int{}
	found := collect(r.Cases, severity)
	for _, m := range found {
		f := m.finding
		i, known := at[f.Clause]
		if !known {
			i, at[f.Clause] = len(cards), len(cards)
			cards = append(cards, card{Severity: severity, Word: l.severityWord(severity), Clause: l.clause(r, f.Clause)})
			pointers[f.Clause] = map[string][]string{}
		}
		c := &cards[i]
		c.Cases = append(c.Cases, m.cases...)
		if len(c.Findings) < maxFindingsPerCard {
			c.Findings = append(c.Findings, l.finding(r, m))
			if advice := l.advice(r, f); !slices.Contains(c.Advice, advice) {
				c.Advice = append(c.Advice, advice)
			}
			pointers[f.Clause][f.Evidence] = append(pointers[f.Clause][f.Evidence], places(f)...)
		}
	}
	for i := range cards {
		slices.Sort(cards[i].Cases)
		cards[i].Cases = slices.Compact(cards[i].Cases)
	}
	for clause, i := range at {
		cards[i].Exchanges = l.evidence(r, found, clause, evidence, pointers[clause])
	}
	slices.SortStableFunc(cards, func(a, b card) int { return cmp.Compare(len(b.Cases), len(a.Cases)) })
	return cards
}

// places returns where in the answer a finding is to be seen: what was looked
// for, and where something like it was found instead.
func places(f contract.Finding) []string {
	if strings.HasPrefix(f.Actual, "/") {
		return []string{f.Actual}
	}
	if f.Pointer == "" {
		return nil
	}
	return []string{f.Pointer}
}

// evidence returns the exchanges that the findings about a clause name, in order.
func (l Language) evidence(r contract.Results, found []remark, clause string, byID map[string]*contract.Exchange, pointers map[string][]string) []*exchangeView {
	var out []*exchangeView
	seen := map[string]bool{}
	for _, m := range found {
		id := m.finding.Evidence
		_, shown := pointers[id]
		if e := byID[id]; m.finding.Clause == clause && e != nil && shown && !seen[id] {
			seen[id] = true
			out = append(out, l.exchange(r, e, pointers[id]))
		}
	}
	return out
}

func (l Language) finding(r contract.Results, m remark) findingView {
	f := m.finding
	v := findingView{
		Message: clip(l.translate(f.Message), maxText), Pointer: clip(f.Pointer, maxName), Evidence: clip(f.Evidence, maxName),
		Cases: clipAll(m.cases),
	}
	v.Expected, v.Got = difference(clip(l.translate(f.Expected), maxValue), clip(l.translate(f.Actual), maxValue))
	if r.History == nil {
		return v
	}
	since, old := firstSeen(r, m)
	v.Since, v.New = since, !old
	return v
}

// firstSeen returns when any of the cases of a finding first showed it.
func firstSeen(r contract.Results, m remark) (instant, bool) {
	var first instant
	for _, id := range m.cases {
		since, ok := r.History.Since[contract.Fingerprint(r.Target.Name, id, m.finding)]
		if seen := at(since); ok && (first.Machine == "" || seen.Machine < first.Machine) {
			first = seen
		}
	}
	return first, first.Machine != ""
}

func (l Language) clause(r contract.Results, id string) clauseView {
	for _, c := range r.Clauses {
		if c.ID == id {
			return clauseView{
				ID: clip(id, maxName), Sentence: clip(l.sentence(c), maxText), Section: clip(c.Section, maxName),
				Level: l.levelWord(c.Level), Link: webLink(c.URL), ContractLine: clip(c.ContractLine, maxName),
			}
		}
	}
	return clauseView{ID: clip(id, maxName), Link: webLink(r.Source.URL)}
}

func clipAll(ids []string) []string {
	out := make([]string, 0, min(len(ids), maxCases+1))
	for i, id := range ids {
		if i == maxCases {
			return append(out, "…")
		}
		out = append(out, clip(id, maxName))
	}
	return out
}
