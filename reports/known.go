package reports

import (
	"fmt"
	"slices"
	"strings"

	"concord/internal/contract"
)

// expectationWords says why a deviation is known, until when, and whose it is.
func (l Language) expectationWords(e contract.Expectation) string {
	return visible(l.say("%s (until %s, %s, %s)", strings.TrimSuffix(e.Reason, "."), e.Until, e.Owner, e.Link))
}

// knownWords joins what the expectations of findings say, each once.
func (l Language) knownWords(findings []contract.Finding) string {
	var out []string
	for _, f := range findings {
		if f.Known == nil {
			continue
		}
		if words := l.expectationWords(*f.Known); !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return strings.Join(out, "; ")
}

// knownCount says how many cases failed only as was expected; "" for none.
func knownCount(r contract.Results) string {
	if r.Summary.Known == 0 {
		return ""
	}
	return fmt.Sprintf(", but for %s known to deviate", count(r.Summary.Known, "case"))
}

// foreseen says what becomes of a verdict by expectations, in sentences: which
// deviations were known, and which expectations are stale.
func (l Language) foreseen(r contract.Results) []string {
	var out []string
	if n := contract.Summarize(r.Cases).Known; n > 0 {
		out = append(out, l.count(n, "%d case deviates as is known, with a reason and until a day that are given below.", "%d cases deviate as is known, with reasons and until days that are given below."))
	}
	for _, stale := range r.Stale {
		out = append(out, l.say("The run fails for an expectation: %s.", visible(l.translate(stale))))
	}
	return out
}
