package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"concord/internal/contract"
)

// JUnit writes r as a JUnit XML document with one suite, which CI systems read:
// <failure> for a case that failed, <error> for one that could not be judged,
// <skipped> with its reason. Each case bears its clauses and their links as
// properties. Times are in seconds, the timestamp is in UTC. What XML cannot
// hold becomes U+FFFD.
func JUnit(w io.Writer, r contract.Results) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitDocument(r)); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	return nil
}

func junitDocument(r contract.Results) junitSuites {
	counts := countCases(r.Cases)
	counts.Time = seconds(max(0, r.FinishedAt.Sub(r.StartedAt).Seconds()))
	suite := junitSuite{
		Name:        suiteName(r),
		Timestamp:   r.StartedAt.UTC().Format("2006-01-02T15:04:05"),
		junitCounts: counts,
		Properties:  runProperties(r),
	}
	evidence := exchangesByID(r)
	lookup := Clauses(r)
	for _, c := range r.Cases {
		suite.Cases = append(suite.Cases, junitCaseOf(r.Target.Provider, c, lookup, evidence))
	}
	return junitSuites{Name: "concord", junitCounts: counts, Suites: []junitSuite{suite}}
}

// countCases counts what the document lists, so that the two always agree.
func countCases(cases []contract.CaseResult) junitCounts {
	summary := contract.Summarize(cases)
	return junitCounts{Tests: len(cases), Failures: summary.Fail, Errors: summary.Error, Skipped: summary.Skip}
}

func suiteName(r contract.Results) string {
	name := "concord " + r.Target.Provider
	if t := targetName(r); t != "" {
		name += ", " + t
	}
	if r.Mode == contract.ModeMock {
		name += " (MOCK)"
	}
	return name
}

func runProperties(r contract.Results) junitProperties {
	return junitProperties{
		{"runID", r.RunID},
		{"mode", string(r.Mode)},
		{"target", r.Target.Name},
		{"baseURL", r.Target.BaseURL},
		{"toolVersion", r.Tool.Version},
		{"toolCommit", r.Tool.Commit},
		{"verdict", string(r.Verdict)},
		{"filter", r.Selection.Filter},
		{"complete", fmt.Sprint(r.Selection.Complete)},
		{"source", r.Source.URL},
		{"sourceRetrieved", r.Source.Retrieved},
	}
}

func junitCaseOf(provider string, c contract.CaseResult, lookup ClauseLookup, evidence map[string]*contract.Exchange) junitCase {
	jc := junitCase{
		Classname:  "concord." + provider,
		Name:       c.ID,
		Time:       seconds(c.DurationMS / 1000),
		Properties: caseProperties(c, lookup),
	}
	render := func(f contract.Finding) string { return FindingText(lookup, f, evidence[f.Evidence]) }
	failures, remarks := split(c.Findings)
	switch text := renderAll(failures, render); c.Status {
	case contract.Pass:
	case contract.Fail:
		jc.Failure = failureOf(failures, text)
	case contract.Skip:
		jc.Skipped = &junitOutcome{Message: c.Reason}
	default:
		jc.Error = &junitOutcome{Message: c.Reason, Type: "not-judged", Text: text}
	}
	jc.SystemOut = junitText(renderAll(remarks, func(f contract.Finding) string {
		return "[" + string(f.Severity) + "] " + render(f)
	}))
	return jc
}

// failureOf takes its message from the first finding: lists show only that.
func failureOf(failures []contract.Finding, text string) *junitOutcome {
	if len(failures) == 0 {
		return &junitOutcome{Message: "failed without a finding"}
	}
	first := failures[0]
	message := first.Message
	if first.Clause != "" {
		message = first.Clause + ": " + message
	}
	if more := len(failures) - 1; more > 0 {
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return &junitOutcome{Message: message, Type: first.Check, Text: text}
}

func caseProperties(c contract.CaseResult, lookup ClauseLookup) junitProperties {
	properties := junitProperties{{"status", string(c.Status)}}
	if c.Flaky {
		properties = append(properties, junitProperty{"flaky", "true"})
	}
	for _, id := range c.Clauses {
		properties = append(properties, junitProperty{"clause", id})
		if _, url := lookup(id); url != "" {
			properties = append(properties, junitProperty{"clause-url", url})
		}
	}
	for _, label := range c.Labels {
		properties = append(properties, junitProperty{"label", label})
	}
	return properties
}

// split separates what fails a case from what is merely remarked.
func split(findings []contract.Finding) (failures, remarks []contract.Finding) {
	for _, f := range findings {
		if f.Severity == contract.SeverityError {
			failures = append(failures, f)
		} else {
			remarks = append(remarks, f)
		}
	}
	return failures, remarks
}

func renderAll(findings []contract.Finding, render func(contract.Finding) string) string {
	texts := make([]string, len(findings))
	for i, f := range findings {
		texts[i] = render(f)
	}
	return strings.Join(texts, "\n\n")
}

func exchangesByID(r contract.Results) map[string]*contract.Exchange {
	byID := make(map[string]*contract.Exchange, len(r.Exchanges))
	for i := range r.Exchanges {
		byID[r.Exchanges[i].ID] = &r.Exchanges[i]
	}
	return byID
}
