package reports

import (
	"cmp"
	"io"
	"math"
	"strings"
	"time"

	"concord/internal/contract"
)

// ctrfVersion is the version of the CTRF specification that we write.
const ctrfVersion = "0.0.0"

// CTRF statuses. A case that could not be judged is no failure: it is "other".
const (
	ctrfPassed  = "passed"
	ctrfFailed  = "failed"
	ctrfSkipped = "skipped"
	ctrfOther   = "other"
)

// CTRF writes r as a report in the Common Test Report Format (ctrf.io). Labels
// carry the clauses, their levels and links; rawStatus is our status, or
// "warning" for a pass with warnings. Times are in milliseconds. A run that has no
// verdict although no case says so gets a test of its own.
func CTRF(w io.Writer, r contract.Results, o Options) error {
	l := o.Language
	c := ctrfTests{l: l, clauses: clausesByID(r), suite: []string{suiteName(r)}, lookup: clausesIn(l, r), evidence: exchangesByID(r), retries: retriesOf(r.Exchanges)}
	tests := make([]ctrfTest, 0, len(r.Cases)+1)
	for _, cr := range r.Cases {
		tests = append(tests, c.of(cr))
	}
	if why := unexplained(l, r); why != "" {
		tests = append(tests, ctrfTest{TestID: r.Target.Provider + "/verdict", Name: l.say("the run has a verdict"), Suite: c.suite,
			Status: ctrfOther, RawStatus: string(contract.Error), Message: why})
	}
	return writeJSON(w, "CTRF", ctrfReport{
		ReportFormat: "CTRF", SpecVersion: ctrfVersion, RunID: r.RunID,
		Timestamp: r.FinishedAt.UTC().Format(time.RFC3339Nano), GeneratedBy: "concord " + r.Tool.Version,
		Results: ctrfResults{
			Tool:    ctrfTool{Name: "concord", Version: r.Tool.Version},
			Summary: ctrfSummaryOf(r, tests),
			Tests:   tests,
			Environment: ctrfEnvironment{
				ReportName: suiteName(r), AppName: r.Target.Provider, TestEnvironment: r.Target.Name, Commit: r.Tool.Commit,
				Extra: ctrfTargetFacts{Mode: r.Mode, BaseURL: r.Target.BaseURL, Source: r.Source},
			},
			Extra: ctrfRun{Verdict: r.Verdict, Selection: r.Selection, Requests: r.Requests, Trouble: r.Trouble},
		},
	})
}

// ctrfSummaryOf counts what the report lists, so that the two always agree.
func ctrfSummaryOf(r contract.Results, tests []ctrfTest) ctrfSummary {
	s := ctrfSummary{
		Tests: len(tests), Suites: 1,
		Start: r.StartedAt.UnixMilli(), Stop: r.FinishedAt.UnixMilli(), Duration: max(0, r.FinishedAt.Sub(r.StartedAt).Milliseconds()),
	}
	for _, t := range tests {
		switch t.Status {
		case ctrfPassed:
			s.Passed++
		case ctrfFailed:
			s.Failed++
		case ctrfSkipped:
			s.Skipped++
		default:
			s.Other++
		}
		if t.Flaky {
			s.Flaky++
		}
	}
	return s
}

// ctrfTests makes tests of the cases of a run.
type ctrfTests struct {
	l        Language
	clauses  map[string]contract.ClauseResult
	suite    []string
	lookup   ClauseLookup
	evidence map[string]*contract.Exchange
	retries  map[string][]contract.Retry
}

func (t ctrfTests) of(c contract.CaseResult) ctrfTest {
	test := ctrfTest{
		TestID: c.ID, Name: cmp.Or(joinNonEmpty(c.ID, t.l.translate(c.Title)), "?"), Suite: t.suite,
		Status: ctrfStatus(outcomeOf(c)), RawStatus: rawStatus(c), Duration: wholeMS(c.DurationMS),
		Tags: c.Labels, Labels: t.labels(c),
		Flaky: c.Flaky && c.Status == contract.Pass,
	}
	for i, again := range t.retries[c.ID] {
		test.Attempts = append(test.Attempts, ctrfAttempt{
			Attempt: i + 1, Status: ctrfOther, Message: joinNonEmpty(again.Kind, again.Message), Start: again.SentAt.UnixMilli(),
		})
	}
	test.Retries = len(test.Attempts)
	test.Message, test.Trace = t.account(c)
	if len(c.Findings) > 0 {
		test.Extra = &ctrfTestDetail{Findings: c.Findings}
	}
	return test
}

// account is the message of a case, and its findings in full.
func (t ctrfTests) account(c contract.CaseResult) (message, trace string) {
	var texts []string
	for _, f := range c.Findings {
		texts = append(texts, "["+string(f.Severity)+"] "+findingTextIn(t.l, t.lookup, f, t.evidence[f.Evidence]))
	}
	failures, remarks := split(c.Findings)
	switch {
	case c.Reason != "":
		message = t.l.translate(c.Reason)
	case len(failures) > 0:
		message = headline(t.l, failures)
	case severityOf(remarks) == contract.SeverityWarning:
		message = headline(t.l, remarks)
	}
	return message, strings.Join(texts, "\n\n")
}

func (t ctrfTests) labels(c contract.CaseResult) map[string]any {
	var clauses, levels, links []any
	for _, id := range c.Clauses {
		clauses = append(clauses, id)
		if clause, ok := t.clauses[id]; ok {
			levels = append(levels, string(clause.Level))
			links = append(links, clause.URL)
		}
	}
	labels := map[string]any{}
	for name, values := range map[string][]any{"clause": clauses, "level": levels, "spec": links} {
		if len(values) > 0 { // the schema wants no empty list
			labels[name] = values
		}
	}
	if worst := severityOf(c.Findings); worst != "" {
		labels["severity"] = string(worst)
	}
	return labels
}

func ctrfStatus(s contract.Status) string {
	switch s {
	case contract.Pass:
		return ctrfPassed
	case contract.Fail:
		return ctrfFailed
	case contract.Error:
		return ctrfOther
	default:
		return ctrfSkipped
	}
}

// rawStatus tells a pass with warnings from one without.
func rawStatus(c contract.CaseResult) string {
	if c.Status == contract.Pass && severityOf(c.Findings) == contract.SeverityWarning {
		return string(contract.SeverityWarning)
	}
	return string(c.Status)
}

// wholeMS rounds a duration to what the schema allows.
func wholeMS(ms float64) int64 { return int64(math.Round(max(0, ms))) }
