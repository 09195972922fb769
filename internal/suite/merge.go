package suite

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/expectation"
	"concord/internal/judge"
)

// Part is the results of one machine or shard.
type Part struct {
	Name string // of its file, for errors and notes
	contract.Results
}

// Merge joins the results of several machines or shards into those of one run
// against one target. The cases are united, the clauses looked up again, and the
// verdict reached anew. Of a case that ran more than once the worst outcome
// counts; a note says so. Neither the order of the parts nor a part that is given
// twice changes the results. Parts of different targets, documents or builds of
// the tool are an error, as no run has two of these.
//
// An answer stays judged as it was in its part: a good login of one part is not
// held against the case of the good login in another.
func Merge(b *judge.Book, parts []Part) (contract.Results, []string, error) {
	if len(parts) == 0 {
		return contract.Results{}, nil, errors.New("there is nothing to merge")
	}
	parts = sorted(parts)
	if err := mergeable(b, parts); err != nil {
		return contract.Results{}, nil, err
	}
	exchanges := renumber(parts)
	r := contract.Results{Run: mergeRuns(parts), Discrepancies: b.Spec.Discrepancies}
	cases, notes := mergeCases(b, exchanges.parts)
	r.Cases = cases
	r.Exchanges = exchanges.inOrder(b)
	r.Selection = mergeSelections(b, parts, cases)
	expectation.Apply(&r)
	r.Requests = len(r.Exchanges)
	r.Clock = clockOf(r.Exchanges)
	r.Clauses = clauses(b, r.Cases, r.Selection)
	r.Summary = contract.Summarize(r.Cases)
	r.Verdict = verdict(b, r)
	return r, notes, nil
}

// sorted returns the parts in an order that follows from what they hold.
func sorted(parts []Part) []Part {
	texts := map[int]string{}
	order := make([]int, len(parts))
	for i, p := range parts {
		texts[i], order[i] = canonical(p.Results), i
	}
	slices.SortStableFunc(order, func(x, y int) int { return strings.Compare(texts[x], texts[y]) })
	out := make([]Part, len(parts))
	for i, at := range order {
		out[i] = parts[at]
	}
	return out
}

// canonical is anything of results as text, to compare and to order by.
func canonical(v any) string {
	data, err := json.Marshal(v)
	if err != nil { // numbers that were read from JSON can be written as such
		panic(err)
	}
	return string(data)
}

// mergeable refuses parts that cannot be of one run, by the first thing in which
// two of them differ, and those that are of other contracts than ours: by these
// the clauses are looked up.
func mergeable(b *judge.Book, parts []Part) error {
	first := parts[0]
	for _, p := range parts {
		for _, fact := range []struct {
			what       string
			ours, that any
		}{
			{"schema version", first.SchemaVersion, p.SchemaVersion},
			{"mode", first.Mode, p.Mode},
			{"provider", first.Target.Provider, p.Target.Provider},
			{"target", first.Target, p.Target},
			{"build of concord", first.Tool, p.Tool},
			{"document", first.Source, p.Source},
		} {
			if fact.ours != fact.that {
				return fmt.Errorf("%s and %s are not of the same %s: %v, %v", first.Name, p.Name, fact.what, fact.ours, fact.that)
			}
		}
	}
	for _, p := range parts {
		if err := ofBook(b, p); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// ofBook refuses results whose document, clauses or cases are not those of b.
func ofBook(b *judge.Book, p Part) error {
	const other = "; merge with the concord that wrote it"
	if p.Source != b.Spec.Source {
		return fmt.Errorf("it is of another version of %s's document, retrieved %s%s", p.Target.Provider, p.Source.Retrieved, other)
	}
	known := map[string]bool{}
	for _, c := range Cases(b) {
		known[c.ID] = true
	}
	seen := map[string]bool{}
	for _, c := range p.Cases {
		switch {
		case !known[c.ID]:
			return fmt.Errorf("case %q is none of %s's%s", c.ID, p.Target.Provider, other)
		case seen[c.ID]:
			return fmt.Errorf("case %q stands in it twice", c.ID)
		}
		seen[c.ID] = true
	}
	for _, e := range p.Exchanges {
		if !known[caseOf(e.ID)] {
			return fmt.Errorf("exchange %q is of no case of %s's%s", e.ID, p.Target.Provider, other)
		}
	}
	if !slices.EqualFunc(p.Clauses, clauses(b, p.Cases, p.Selection), func(x, y contract.ClauseResult) bool {
		return x.ID == y.ID && x.Sentence == y.Sentence && slices.Equal(x.Cases, y.Cases)
	}) {
		return errors.New("its clauses are not those of this concord's contract" + other)
	}
	return nil
}

// mergeCases unites the cases, in the order of the contract, and notes which had
// several outcomes.
func mergeCases(b *judge.Book, parts []Part) (cases []contract.CaseResult, notes []string) {
	cases = []contract.CaseResult{}
	for _, c := range Cases(b) {
		found := outcomesOf(c.ID, parts)
		if len(found) == 0 {
			continue
		}
		slices.SortFunc(found, func(x, y outcomeIn) int { return -badder(x.CaseResult, y.CaseResult) })
		cases = append(cases, found[0].CaseResult)
		if len(found) > 1 {
			var where []string
			for _, o := range found {
				where = append(where, fmt.Sprintf("%s in %s", o.Status, o.name))
			}
			notes = append(notes, fmt.Sprintf("%s ran %d times: %s; the first counts", c.ID, len(found), strings.Join(where, ", ")))
		}
	}
	return cases, notes
}

// outcomeIn is the outcome of a case in a part.
type outcomeIn struct {
	contract.CaseResult
	name string // of the part
}

// outcomesOf returns the different outcomes of a case.
func outcomesOf(id string, parts []Part) []outcomeIn {
	var out []outcomeIn
	for _, p := range parts {
		for _, c := range p.Cases {
			if c.ID == id && !slices.ContainsFunc(out, func(o outcomeIn) bool { return canonical(o.CaseResult) == canonical(c) }) {
				out = append(out, outcomeIn{c, p.Name})
			}
		}
	}
	return out
}

// badness ranks statuses. A deviation that was seen once is true, whatever else
// could not be judged; a case that one part skipped and another did not has an
// outcome.
var badness = []contract.Status{contract.Skip, contract.Pass, contract.Known, contract.Error, contract.Fail}

// badder compares two outcomes of a case, in an order that ranks every two: by
// status, then by the number of findings, then by anything.
func badder(x, y contract.CaseResult) int {
	return cmp.Or(
		cmp.Compare(slices.Index(badness, x.Status), slices.Index(badness, y.Status)),
		cmp.Compare(len(x.Findings), len(y.Findings)),
		strings.Compare(canonical(x), canonical(y)),
	)
}
