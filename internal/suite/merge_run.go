package suite

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/judge"
)

// joinedIDs stands between the ids of the runs that a merged one is made of.
const joinedIDs = "+"

// mergeRuns joins the heads of the parts, which agree on the target, the document
// and the tool.
func mergeRuns(parts []Part) contract.Run {
	run := parts[0].Run
	run.RunID = strings.Join(runIDs(parts...), joinedIDs)
	run.Plan, run.Trouble, run.History = mergePlans(parts), mergeTrouble(parts), mergeHistories(parts)
	run.Expectations = mergeExpectations(parts)
	for _, p := range parts {
		if p.StartedAt.Before(run.StartedAt) {
			run.StartedAt = p.StartedAt
		}
		if p.FinishedAt.After(run.FinishedAt) {
			run.FinishedAt = p.FinishedAt
		}
	}
	return run
}

// runIDs returns the ids of all runs that parts are made of, sorted.
func runIDs(parts ...Part) []string {
	var all []string
	for _, p := range parts {
		all = append(all, strings.Split(p.RunID, joinedIDs)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mergePlans adds up what the runs were to send at most. A run that is in
// several parts, or in one that was merged before, is counted once.
func mergePlans(parts []Part) *contract.Plan {
	byRuns := slices.SortedStableFunc(slices.Values(parts), func(x, y Part) int {
		return cmp.Compare(len(runIDs(y)), len(runIDs(x)))
	})
	counted := map[string]bool{}
	var sum *contract.Plan
	for _, p := range byRuns {
		if p.Plan == nil || !slices.ContainsFunc(runIDs(p), func(id string) bool { return !counted[id] }) {
			continue
		}
		for _, id := range runIDs(p) {
			counted[id] = true
		}
		if sum == nil {
			sum = &contract.Plan{}
		}
		sum.GoodLogins += p.Plan.GoodLogins
		sum.RefusedLogins += p.Plan.RefusedLogins
		sum.BadLogins += p.Plan.BadLogins
		sum.Probes += p.Plan.Probes
	}
	return sum
}

// mergeExpectations unites the known deviations, in the order of their places.
func mergeExpectations(parts []Part) []contract.Expectation {
	var all []contract.Expectation
	for _, p := range parts {
		for _, e := range p.Expectations {
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(x, y contract.Expectation) int { return strings.Compare(x.Where, y.Where) })
	return all
}

// mergeTrouble unites what kept the runs from a verdict.
func mergeTrouble(parts []Part) []string {
	all := slices.Clone(parts[0].Trouble)
	same := true
	for _, p := range parts[1:] {
		same = same && slices.Equal(p.Trouble, parts[0].Trouble)
		all = append(all, p.Trouble...)
	}
	if same {
		return parts[0].Trouble
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mergeHistories unites what earlier runs showed, without the runs at hand. A
// finding is as old as its oldest sight.
func mergeHistories(parts []Part) *contract.History {
	own := runIDs(parts...)
	var merged *contract.History
	for _, p := range parts {
		if p.History == nil {
			continue
		}
		if merged == nil {
			merged = &contract.History{Runs: []contract.PastRun{}}
		}
		for _, past := range p.History.Runs {
			if !slices.Contains(own, past.RunID) && !slices.Contains(merged.Runs, past) {
				merged.Runs = append(merged.Runs, past)
			}
		}
		for fingerprint, since := range p.History.Since {
			if merged.Since == nil {
				merged.Since = maps.Clone(p.History.Since)
			}
			if known, ok := merged.Since[fingerprint]; !ok || since.Before(known) {
				merged.Since[fingerprint] = since
			}
		}
	}
	if merged != nil {
		slices.SortFunc(merged.Runs, func(x, y contract.PastRun) int {
			return cmp.Or(x.StartedAt.Compare(y.StartedAt), strings.Compare(x.RunID, y.RunID), strings.Compare(canonical(x), canonical(y)))
		})
	}
	return merged
}

// mergeSelections says what was asked for altogether: everything where every
// case of the provider is there.
func mergeSelections(b *judge.Book, parts []Part, cases []contract.CaseResult) contract.Selection {
	s := contract.Selection{Complete: len(cases) == len(Cases(b))}
	if s.Complete {
		return s
	}
	var filters []string
	for _, p := range parts {
		if p.Selection.Filter == "" {
			return s // all was asked for, and the run was ended early
		}
		filters = append(filters, alternatives(p.Selection.Filter)...)
	}
	slices.Sort(filters)
	if filters = slices.Compact(filters); len(filters) == 1 {
		s.Filter = filters[0]
		return s
	}
	s.Filter = "(" + strings.Join(filters, ") || (") + ")"
	return s
}

// alternatives takes apart a filter that mergeSelections put together.
func alternatives(filter string) []string {
	if !strings.HasPrefix(filter, "(") || !strings.HasSuffix(filter, ")") {
		return []string{filter}
	}
	all := strings.Split(filter[1:len(filter)-1], ") || (")
	if len(all) == 1 || slices.ContainsFunc(all, func(f string) bool { return !balanced(f) }) {
		return []string{filter}
	}
	return all
}

// balanced tells whether the parentheses of a filter close what they open.
func balanced(filter string) bool {
	depth := 0
	for _, r := range filter {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
