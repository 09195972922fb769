package reports

import (
	"fmt"

	"concord/internal/contract"
)

// verdictSentence says the verdict of r in words.
func verdictSentence(r contract.Results) string {
	name := visible(r.Target.Provider)
	if r.Mode == contract.ModeMock {
		name += " (MOCK)"
	}
	switch r.Verdict {
	case contract.Conformant:
		return name + " still does what its documentation says."
	case contract.Nonconformant:
		return name + " " + deviation(r) + "."
	default:
		return name + " has no verdict: " + noVerdictReason(r)
	}
}

func deviation(r contract.Results) string {
	if n := brokenClauses(r); n > 0 {
		return "deviates from its documentation in " + count(n, "clause")
	}
	return "deviates from its documentation"
}

// noVerdictReason also says what did show: a deviation is true without a verdict.
func noVerdictReason(r contract.Results) string {
	s := r.Summary
	switch total := len(r.Cases); {
	case total == 0:
		return "no case was run."
	case s.Error == total:
		return "no case could be judged."
	case s.Error > 0 && s.Fail > 0:
		return fmt.Sprintf("%s could not be judged; by the others it %s.", count(s.Error, "case"), deviation(r))
	case s.Error > 0:
		return count(s.Error, "case") + " could not be judged."
	case s.Skip == total:
		return "every case was skipped."
	case s.Pass > 0: // the cases alone would have given one
		return "its reports could not be written."
	default:
		return "no case passed."
	}
}

// brokenClauses counts the distinct clauses that error findings cite.
func brokenClauses(r contract.Results) int {
	broken := map[string]bool{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			if f.Severity == contract.SeverityError && f.Clause != "" {
				broken[f.Clause] = true
			}
		}
	}
	return len(broken)
}

// targetName returns the target's name where it says more than the provider
// and the mode do, else "".
func targetName(r contract.Results) string {
	switch r.Target.Name {
	case r.Target.Provider, string(r.Mode):
		return ""
	default:
		return r.Target.Name
	}
}

// count puts a number before a noun, in the plural where it is not one.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
