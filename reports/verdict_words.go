package reports

import (
	"slices"
	"strings"

	"concord/internal/contract"
)

// verdictIn says the verdict of r in a sentence. That of a mock is about the
// mock: nobody is to take it for news of the provider.
func (l Language) verdictIn(r contract.Results) string {
	provider := visible(r.Target.Provider)
	name := provider
	if target := visible(targetName(r)); target != "" {
		name = target + " (" + provider + ")"
	}
	if r.Mode == contract.ModeMock {
		return l.verdictOf(r, l.say("The bundled mock of %s", provider)) + " " + l.say("Nothing was sent to %s.", provider)
	}
	return l.verdictOf(r, name)
}

func (l Language) verdictOf(r contract.Results, subject string) string {
	switch r.Verdict {
	case contract.Conformant:
		return strings.Join(append([]string{l.say("%s does what its documentation says.", subject)}, l.foreseen(r)...), " ")
	case contract.Nonconformant:
		if n := brokenClauses(r); n > 0 {
			return l.say("%s deviates from its documentation in %s.", subject, l.clauses(n))
		}
		if len(r.Stale) > 0 && contract.Summarize(r.Cases).Fail == 0 {
			return l.say("%s does what its documentation says.", subject) + " " + strings.Join(l.foreseen(r), " ")
		}
		return l.say("%s deviates from its documentation.", subject)
	default:
		return l.say("%s has no verdict: %s.", subject, l.noVerdict(r))
	}
}

// noVerdict says why there is none. What did show is told too: a deviation is
// true without a verdict.
func (l Language) noVerdict(r contract.Results) string {
	s := contract.Summarize(r.Cases)
	switch total := len(r.Cases); {
	case total == 0:
		return l.say("no case was run")
	case s.Error == total:
		return l.say("no case could be judged")
	case s.Error > 0 && s.Fail > 0:
		return l.say("%s could not be judged, and others failed", l.cases(s.Error))
	case s.Error > 0:
		return l.say("%s could not be judged", l.cases(s.Error))
	case len(r.Trouble) > 0:
		return l.say("something kept the run from one")
	case s.Skip == total:
		return l.say("every case was skipped")
	case s.Pass == 0:
		return l.say("no case passed")
	default:
		return l.say("its reports could not be written")
	}
}

func (l Language) cases(n int) string {
	return l.count(n, "%d case", "%d cases")
}

func (l Language) clauses(n int) string {
	return l.count(n, "%d clause", "%d clauses")
}

// severityOf returns the worst severity among findings, "" where there are none.
func severityOf(findings []contract.Finding) contract.Severity {
	for _, s := range severities {
		if slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Severity == s }) {
			return s
		}
	}
	return ""
}
