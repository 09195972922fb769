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
	clause   string // its id in the results
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
	Cases         []string
	Known         string // why, where an expectation foresaw it
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
	var order []string
	byClause := map[string][]remark{}
	for _, m := range collect(r.Cases, severity) {
		if _, known := byClause[m.finding.Clause]; !known {
			order = append(order, m.finding.Clause)
		}
		byClause[m.finding.Clause] = append(byClause[m.finding.Clause], m)
	}
	cite, evidence := l.citing(r), exchangesByID(r)
	cards := make([]card, 0, len(order))
	for _, clause := range order {
		c := l.card(r, byClause[clause], evidence)
		c.Severity, c.Word, c.clause, c.Clause = severity, l.severityWord(severity), clause, cite(clause)
		cards = append(cards, c)
	}
	slices.SortStableFunc(cards, func(a, b card) int { return cmp.Compare(len(b.Cases), len(a.Cases)) })
	return cards
}

// card shows what was found about one clause, with each exchange that proves it once.
func (l Language) card(r contract.Results, found []remark, evidence map[string]*contract.Exchange) card {
	var c card
	var proofs []string
	pointers := map[string][]string{} // to be marked, by exchange
	for _, m := range found {
		c.Cases = append(c.Cases, m.cases...)
		if len(c.Findings) == maxFindingsPerCard {
			continue
		}
		f := m.finding
		c.Findings = append(c.Findings, l.finding(r, m))
		if advice := l.advice(r, f); !slices.Contains(c.Advice, advice) {
			c.Advice = append(c.Advice, advice)
		}
		if !slices.Contains(proofs, f.Evidence) {
			proofs = append(proofs, f.Evidence)
		}
		pointers[f.Evidence] = append(pointers[f.Evidence], places(f)...)
	}
	slices.Sort(c.Cases)
	c.Cases = slices.Compact(c.Cases)
	for _, id := range proofs {
		if e := evidence[id]; e != nil {
			c.Exchanges = append(c.Exchanges, l.exchange(r, e, pointers[id]))
		}
	}
	return c
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

func (l Language) finding(r contract.Results, m remark) findingView {
	f := m.finding
	v := findingView{
		Message: clip(l.translate(f.Message), maxText), Pointer: clip(f.Pointer, maxName),
		Cases: clipAll(m.cases), Known: clip(l.knownWords([]contract.Finding{f}), maxText),
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

func (l Language) clause(c contract.ClauseResult) clauseView {
	return clauseView{
		ID: clip(c.ID, maxName), Sentence: clip(l.sentence(c), maxText), Section: clip(c.Section, maxName),
		Level: l.levelWord(c.Level), Link: webLink(c.URL), ContractLine: clip(c.ContractLine, maxName),
	}
}

// citing returns how a page cites the clause with an id; one that the results do
// not list by its id, with the page it must come from.
func (l Language) citing(r contract.Results) func(id string) clauseView {
	byID := clausesByID(r)
	return func(id string) clauseView {
		if c, ok := byID[id]; ok {
			return l.clause(c)
		}
		return clauseView{ID: clip(id, maxName), Link: webLink(r.Source.URL)}
	}
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
