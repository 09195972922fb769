package expectation

import (
	"fmt"
	"slices"
	"time"

	"concord/internal/contract"
)

// Apply marks the findings of r's cases that r's expectations foresaw, gives
// their cases the status that follows, and lists the expectations that are
// overdue or no longer met. It is pure: judging a stored run again gives the same.
func Apply(r *contract.Results) {
	for _, e := range r.Expectations {
		what := fmt.Sprintf("%s: the expectation of %s at %s is", e.Where, e.Check, e.Target)
		switch {
		case overdue(e, r.StartedAt):
			r.Stale = append(r.Stale, fmt.Sprintf("%s overdue since the end of %s (%s): mend it or set another day", what, e.Until, e.Owner))
		case !met(r.Cases, e) && gone(*r, e):
			r.Stale = append(r.Stale, what+" no longer met: take it out")
		}
	}
	for i := range r.Cases {
		Mark(&r.Cases[i], r.Expectations, r.StartedAt)
	}
}

// Mark notes in every finding of a case the first expectation that foresaw it,
// of those that held at an instant, and gives the case the status that follows.
func Mark(c *contract.CaseResult, expectations []contract.Expectation, at time.Time) {
	for i := range c.Findings {
		f := &c.Findings[i]
		for _, e := range expectations {
			if f.Known == nil && e.Matches(c.ID, *f) && !overdue(e, at) {
				f.Known = &e
			}
		}
	}
	if c.Status == contract.Fail && contract.StatusOf(c.Findings) == contract.Known {
		c.Status = contract.Known
	}
}

// overdue tells whether a run began after the last day of an expectation.
func overdue(e contract.Expectation, began time.Time) bool {
	last, err := time.Parse(time.DateOnly, e.Until)
	return err != nil || !began.Before(last.AddDate(0, 0, 1))
}

// met tells whether any case shows what e expects.
func met(cases []contract.CaseResult, e contract.Expectation) bool {
	return slices.ContainsFunc(cases, func(c contract.CaseResult) bool {
		return slices.ContainsFunc(c.Findings, func(f contract.Finding) bool { return e.Matches(c.ID, f) })
	})
}

// gone tells whether every case that could show what e expects was judged. One
// that was skipped, could not be judged or was not selected proves nothing.
func gone(r contract.Results, e contract.Expectation) bool {
	if e.Case == "" && !r.Selection.Complete {
		return false
	}
	found := false
	for _, c := range r.Cases {
		if e.Case != "" && e.Case != c.ID || e.Clause != "" && !slices.Contains(c.Clauses, e.Clause) {
			continue
		}
		if !c.Status.Judged() {
			return false
		}
		found = true
	}
	return found
}
