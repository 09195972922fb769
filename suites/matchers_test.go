package suites_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onsi/gomega/types"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/openapi"
)

// matcher is a Gomega matcher over what was observed. The matchers ask the
// judge; they judge nothing themselves.
type matcher struct {
	does    string // what a good case does, in words
	problem func(o Observed) string
	found   string
}

// Match implements Gomega's matcher.
func (m *matcher) Match(actual any) (bool, error) {
	o, ok := actual.(Observed)
	if !ok {
		return false, fmt.Errorf("expected what observe returns, not a %T", actual)
	}
	if len(o.logins()) == 0 {
		return false, fmt.Errorf("%s holds no answer to a login", o.Result.ID)
	}
	m.found = m.problem(o)
	return m.found == "", nil
}

// FailureMessage implements Gomega's matcher.
func (m *matcher) FailureMessage(actual any) string {
	return fmt.Sprintf("%s does not %s:\n\n%s", actual.(Observed).Result.ID, m.does, m.found)
}

// NegatedFailureMessage implements Gomega's matcher.
func (m *matcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("%s does %s", actual.(Observed).Result.ID, m.does)
}

// logins returns the answers to the case's own requests.
func (o Observed) logins() []contract.Exchange {
	var out []contract.Exchange
	for _, e := range o.Observation.Exchanges {
		if e.Step == contract.StepLogin && e.Response != nil {
			out = append(out, e)
		}
	}
	return out
}

// last returns the last answer to the case's own requests, of which there is one.
func (o Observed) last() contract.Exchange {
	logins := o.logins()
	return logins[len(logins)-1]
}

// HaveStatus succeeds if the case's requests end in an answer with the status.
func HaveStatus(want int) types.GomegaMatcher {
	return &matcher{does: fmt.Sprintf("end in status %d", want), problem: func(o Observed) string {
		if got := o.last().Response.Status; got != want {
			return o.findingsOr(fmt.Sprintf("the answer has status %d", got))
		}
		return ""
	}}
}

// BeRefused succeeds if the answer is one of the refusals allowed where the
// document is silent.
func BeRefused() types.GomegaMatcher {
	return &matcher{does: "end in a refusal", problem: func(o Observed) string {
		if got := o.last().Response.Status; !slices.Contains(openapi.Refusals, got) {
			return o.findingsOr(fmt.Sprintf("the answer has status %d", got))
		}
		return ""
	}}
}

// HaveFields succeeds if every answer has the members, named from the top with
// dots: data.access_token.
func HaveFields(names ...string) types.GomegaMatcher {
	return &matcher{does: "have the fields " + strings.Join(names, ", "), problem: func(o Observed) string {
		var missing []string
		for _, e := range o.logins() {
			for _, name := range names {
				if judge.Member(e, pointer(name)) == nil && !slices.Contains(missing, name) {
					missing = append(missing, name)
				}
			}
		}
		if len(missing) > 0 {
			return o.findingsOr("missing: " + strings.Join(missing, ", "))
		}
		return ""
	}}
}

// HaveLiteral succeeds if the answer's member is exactly the given JSON value.
func HaveLiteral(name, want string) types.GomegaMatcher {
	return &matcher{does: fmt.Sprintf("answer with %s %s", name, want), problem: func(o Observed) string {
		got := judge.Member(o.last(), pointer(name))
		if got == nil || string(got.Append(nil)) != want {
			return o.findingsOr(name + " is another value")
		}
		return ""
	}}
}

func pointer(name string) string { return "/" + strings.ReplaceAll(name, ".", "/") }

// LiveFor succeeds if the contract promises tokens of the given role (access or
// refresh) that life, and no finding contradicts it. Where the target has an
// access-token lifetime of its own, that one is judged instead.
func LiveFor(role string, want time.Duration) types.GomegaMatcher {
	return &matcher{does: fmt.Sprintf("issue %s tokens that live for %s", role, want), problem: func(o Observed) string {
		documented := lifetime(o, role)
		own := role == "access" && o.suite.Target.TokenLifetime != 0
		if documented != want && !own {
			return fmt.Sprintf("the contract documents %s", documented)
		}
		return o.errors()
	}}
}

// lifetime returns the documented lifetime of tokens of a role, 0 for none.
func lifetime(o Observed, role string) time.Duration {
	for _, p := range o.suite.Book.Doc.Tokens() {
		if p.Token.Role == role {
			return p.Token.Lifetime.Is
		}
	}
	return 0
}

// ConformToContract succeeds if the judge has no error finding: everything else
// that the contract says, all findings, not the first.
func ConformToContract() types.GomegaMatcher {
	return &matcher{does: "conform to the contract", problem: Observed.errors}
}

// errors renders the error findings of the case, empty if there are none.
func (o Observed) errors() string {
	var out []string
	for _, f := range o.Result.Findings {
		if f.Severity == contract.SeverityError {
			out = append(out, o.findingText(f))
		}
	}
	return strings.Join(out, "\n")
}

// findingsOr renders the findings, or what a matcher saw where there are none.
func (o Observed) findingsOr(saw string) string {
	if text := o.errors(); text != "" {
		return text
	}
	return saw
}
