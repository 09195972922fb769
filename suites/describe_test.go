package suites_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"concord/internal/contract"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/reports"
)

// outcomeEntry names the report entry by which a spec hands its outcome to the
// process that collects the results.
const outcomeEntry = "concord outcome"

// Observer runs the case with the given id and returns what was seen. A case
// that does not apply skips the spec, one that cannot be judged fails it.
type Observer func(ctx context.Context, id string) Observed

// Observed is a case that ran, for the matchers to look at.
type Observed struct {
	suite.Outcome
	suite *suite.Suite
}

// GomegaString keeps exchanges out of failure texts: the findings say it all.
func (o Observed) GomegaString() string { return o.Result.ID }

// declared are the cases that the suite files speak of, by id.
var declared = map[string]bool{}

// DescribeLogin describes a provider's login, once for every target of it.
func DescribeLogin(provider string, body func(observe Observer)) bool {
	return Describe(provider+" login", Label(provider), func() {
		for _, s := range current.Suites {
			if s.Target.Provider == provider {
				where := []any{Label(s.Target.Name, run.TargetLabel(s)), func() { body(observer(s)) }}
				if s.Target.Mode == contract.ModeLive {
					where = append(where, Serial) // one session, one login at a time
				}
				Context(place(s), where...)
			}
		}
	})
}

func place(s *suite.Suite) string {
	if s.Target.Mode == contract.ModeMock {
		return "(MOCK)"
	}
	return fmt.Sprintf("at %s (%s)", s.Target.Name, s.Target.BaseURL)
}

// Case labels a spec with everything that its case is about.
func Case(id string) Labels {
	declared[id] = true
	for _, s := range current.Suites {
		if c, ok := s.Case(id); ok {
			return Label(c.Labels...)
		}
	}
	return Label(run.UnitLabel) // no such case: the spec that compares both ways names it
}

// caseLabel returns the label that only the specs of a case have.
func caseLabel(c contract.Case) string { return c.Labels[1] }

func observer(s *suite.Suite) Observer {
	suiteConfig, _ := GinkgoConfiguration()
	record := current.NewRecord(s, suiteConfig.LabelFilter)
	return func(ctx context.Context, id string) Observed {
		GinkgoHelper()
		c, ok := s.Case(id)
		if !ok || !slices.Contains(CurrentSpecReport().Labels(), caseLabel(c.Case)) {
			Fail(fmt.Sprintf("this spec is not labelled as case %q, or there is no such case", id))
		}
		o := Observed{Outcome: s.Run(ctx, c), suite: s}
		record.Add(o.Observation)
		AddReportEntry(outcomeEntry, encoded(o.Outcome), ReportEntryVisibilityNever)
		switch o.Result.Status {
		case contract.Skip:
			Skip(o.Result.Reason)
		case contract.Known: // what the spec asserts is what is known not to hold
			Skip("known: " + o.Result.Findings[0].Message)
		case contract.Error:
			Fail("could not be judged: " + o.Result.Reason)
		}
		return o
	}
}

// encoded renders an outcome for the process that collects.
func encoded(o suite.Outcome) string {
	GinkgoHelper()
	data, err := json.Marshal(o)
	if err != nil {
		Fail("encoding the outcome: " + err.Error())
	}
	return string(data)
}

// findingText renders a finding for a failure message.
func (o Observed) findingText(f contract.Finding) string {
	spec := o.suite.Book.Spec
	lookup := func(id string) (sentence, url string) {
		c, _ := spec.Clause(id)
		return c.Sentence, suite.ClauseURL(spec, c)
	}
	for i := range o.Observation.Exchanges {
		if e := &o.Observation.Exchanges[i]; e.ID == f.Evidence {
			return reports.FindingText(lookup, f, e)
		}
	}
	return reports.FindingText(lookup, f, nil)
}
