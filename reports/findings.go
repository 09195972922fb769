package reports

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/contract"
)

// shown is a finding with the case that shows it.
type shown struct {
	of contract.CaseResult
	contract.Finding
}

// severities lists them, the worst first.
var severities = []contract.Severity{contract.SeverityError, contract.SeverityWarning, contract.SeverityInfo}

// worstFirst returns the findings of the given severities: errors before
// warnings before remarks, each in the order of the cases.
func worstFirst(cases []contract.CaseResult, of ...contract.Severity) []shown {
	var all []shown
	for _, c := range cases {
		for _, f := range c.Findings {
			if slices.Contains(of, f.Severity) {
				all = append(all, shown{c, f})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y shown) int {
		return cmp.Compare(slices.Index(severities, x.Severity), slices.Index(severities, y.Severity))
	})
	return all
}

// inWords puts the message of a finding into a language; what was seen stays.
func (l Language) inWords(f contract.Finding) contract.Finding {
	f.Message = l.translate(f.Message)
	return f
}

// clausesByID returns the clauses in r by their ids.
func clausesByID(r contract.Results) map[string]contract.ClauseResult {
	byID := make(map[string]contract.ClauseResult, len(r.Clauses))
	for _, c := range r.Clauses {
		byID[c.ID] = c
	}
	return byID
}

// clausesIn returns the lookup of the clauses in r, their sentences in a language.
func clausesIn(l Language, r contract.Results) ClauseLookup {
	byID := clausesByID(r)
	return func(id string) (sentence, url string) {
		c, ok := byID[id]
		if !ok {
			return "", ""
		}
		return l.sentence(c), c.URL
	}
}

// findingTextIn is [FindingText] in a language.
func findingTextIn(l Language, r ClauseLookup, f contract.Finding, e *contract.Exchange) string {
	return strings.Join(findingLinesIn(l, r, l.inWords(f), e, 0), "\n")
}

// outcomeOf returns the status by which the summary counts a case: one that is
// unknown counts as an error.
func outcomeOf(c contract.CaseResult) contract.Status {
	if contract.Summarize([]contract.CaseResult{c}).Error > 0 {
		return contract.Error
	}
	return c.Status
}

// retriesOf collects, by case, the tries of requests that were sent again.
func retriesOf(exchanges []contract.Exchange) map[string][]contract.Retry {
	of := map[string][]contract.Retry{}
	for _, e := range exchanges {
		id := caseOf(e.ID)
		of[id] = append(of[id], e.Retries...)
	}
	return of
}

// unexplained says why there is no verdict where no case says so: without it a
// list of cases would look like a good run. It is "" where the cases tell.
func unexplained(l Language, r contract.Results) string {
	switch {
	case len(r.Trouble) > 0:
		var all []string
		for _, sentence := range r.Trouble {
			all = append(all, l.translate(sentence))
		}
		return cmp.Or(strings.Join(all, "; "), l.noVerdict(r))
	case r.Verdict == contract.Inconclusive && contract.Summarize(r.Cases).Error == 0:
		return l.noVerdict(r)
	default:
		return ""
	}
}
