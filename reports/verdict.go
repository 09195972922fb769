package reports

import (
	"fmt"
	"strings"

	"concord/internal/contract"
)

// VerdictSentence says the verdict of r in words, fit for a terminal.
func VerdictSentence(r contract.Results) string { return verdictSentence(r) }

// verdictSentence says the verdict of r in words. That of a mock is about the
// mock: nobody is to take it for news of the provider.
func verdictSentence(r contract.Results) string {
	provider := visible(r.Target.Provider)
	if r.Mode == contract.ModeMock {
		return fmt.Sprintf("the bundled mock of %s %s; nothing was sent to %s.", provider, verdictWords(r, "does", provider+"'s"), provider)
	}
	name := provider
	if target := visible(targetName(r)); target != "" {
		name = fmt.Sprintf("%s (%s)", target, provider)
	}
	return name + " " + verdictWords(r, "still does", "its") + "."
}

// verdictWords says the verdict of a subject that does, or still does, what
// whose documentation says.
func verdictWords(r contract.Results, does, whose string) string {
	switch r.Verdict {
	case contract.Conformant:
		return does + " what " + whose + " documentation says" + knownCount(r)
	case contract.Nonconformant:
		if r.Summary.Fail == 0 {
			return does + " what " + whose + " documentation says" + knownCount(r) + "; the run fails for " + count(len(r.Stale), "stale expectation")
		}
		return deviation(r, whose)
	default:
		return "has no verdict: " + noVerdictReason(r, whose)
	}
}

func deviation(r contract.Results, whose string) string {
	text := "deviates from " + whose + " documentation"
	if n := brokenClauses(r); n > 0 {
		text += " in " + count(n, "clause")
	}
	return text
}

// noVerdictReason begins with the trouble of the run, and also says what did show:
// a deviation is true without a verdict.
func noVerdictReason(r contract.Results, whose string) string {
	if len(r.Trouble) == 0 {
		return unjudgedReason(r, whose)
	}
	var reasons []string
	for _, sentence := range r.Trouble {
		reasons = append(reasons, visible(sentence))
	}
	untroubled := r
	untroubled.Trouble = nil
	switch rest := contract.VerdictOf(untroubled); rest {
	case contract.Nonconformant:
		reasons = append(reasons, "by its cases it "+deviation(r, whose))
	case contract.Inconclusive:
		reasons = append(reasons, unjudgedReason(r, whose))
	}
	return strings.Join(reasons, "; ")
}

// unjudgedReason says why the cases give no verdict.
func unjudgedReason(r contract.Results, whose string) string {
	s := r.Summary
	switch total := len(r.Cases); {
	case total == 0:
		return "no case was run"
	case s.Error == total:
		return "no case could be judged"
	case s.Error > 0 && s.Fail > 0:
		return fmt.Sprintf("%s could not be judged; by the others it %s", count(s.Error, "case"), deviation(r, whose))
	case s.Error > 0:
		return count(s.Error, "case") + " could not be judged"
	case s.Skip == total:
		return "every case was skipped"
	default:
		return "no case passed"
	}
}

// brokenClauses counts the distinct clauses that error findings cite.
func brokenClauses(r contract.Results) int {
	broken := map[string]bool{}
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			if f.Severity == contract.SeverityError && f.Known == nil && f.Clause != "" {
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
