package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"concord/internal/contract"
)

// JUnit is [JUnitIn] in English.
func JUnit(w io.Writer, r contract.Results) error { return JUnitIn(w, r, Options{}) }

// JUnitIn writes r as a JUnit XML document with one suite, which CI systems read:
// <failure> for a case that failed, <error> for one that could not be judged,
// <skipped> with its reason. A run that has no verdict although no case says so
// gets an <error> of its own. Times are in seconds, the timestamp is in UTC. What
// XML cannot hold becomes U+FFFD.
//
// The clauses of each case stand among the properties of the suite, since the
// schema by which Jenkins' xUnit plugin accepts files allows none in a test case.
// See docs/decisions/0013-report-formats.md.
func JUnitIn(w io.Writer, r contract.Results, o Options) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitDocument(o.Language, r)); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	return nil
}

func junitDocument(l Language, r contract.Results) junitSuites {
	suite := junitSuite{
		Name:       suiteName(r),
		Timestamp:  r.StartedAt.UTC().Format("2006-01-02T15:04:05"),
		Properties: append(runProperties(r), caseProperties(r)...),
	}
	j := junitCases{l: l, r: r, evidence: exchangesByID(r), lookup: clausesIn(l, r)}
	for _, c := range r.Cases {
		suite.Cases = append(suite.Cases, j.of(c))
	}
	if why := unexplained(l, r); why != "" {
		suite.Cases = append(suite.Cases, junitCase{
			Classname: "concord." + r.Target.Provider, Name: r.Target.Provider + "/verdict",
			Error: &junitOutcome{Message: why, Type: "no-verdict"},
		})
	}
	suite.junitCounts = countCases(suite.Cases)
	suite.Time = seconds(max(0, r.FinishedAt.Sub(r.StartedAt).Seconds()))
	return junitSuites{
		Name: "concord", Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Time: suite.Time,
		Suites: []junitSuite{suite},
	}
}

// countCases counts what the document lists, so that the two always agree.
func countCases(cases []junitCase) junitCounts {
	n := junitCounts{Tests: len(cases)}
	for _, c := range cases {
		switch {
		case c.Failure != nil:
			n.Failures++
		case c.Error != nil:
			n.Errors++
		case c.Skipped != nil:
			n.Skipped++
		}
	}
	return n
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
		{"warnings", fmt.Sprint(contract.Summarize(r.Cases).Warnings)},
		{"filter", r.Selection.Filter},
		{"complete", fmt.Sprint(r.Selection.Complete)},
		{"source", r.Source.URL},
		{"sourceRetrieved", r.Source.Retrieved},
	}
}

// caseProperties says of each case what a test case has no place for. Every name
// is used once, as many readers keep one value a name.
func caseProperties(r contract.Results) junitProperties {
	var properties junitProperties
	cited := map[string]bool{}
	for _, c := range r.Cases {
		properties = append(properties,
			junitProperty{"status of " + c.ID, string(c.Status)},
			junitProperty{"clauses of " + c.ID, strings.Join(c.Clauses, " ")})
		if n := contract.Summarize([]contract.CaseResult{c}).Warnings; n > 0 {
			properties = append(properties, junitProperty{"warnings of " + c.ID, fmt.Sprint(n)})
		}
		if c.Flaky {
			properties = append(properties, junitProperty{"flaky " + c.ID, "true"})
		}
		for _, id := range c.Clauses {
			cited[id] = true
		}
	}
	for _, c := range r.Clauses {
		if cited[c.ID] && c.URL != "" {
			properties = append(properties, junitProperty{"clause " + c.ID, c.URL})
			cited[c.ID] = false
		}
	}
	return properties
}

// junitCases makes test cases of the cases of a run.
type junitCases struct {
	l        Language
	r        contract.Results
	evidence map[string]*contract.Exchange
	lookup   ClauseLookup
}

func (j junitCases) of(c contract.CaseResult) junitCase {
	jc := junitCase{Classname: "concord." + j.r.Target.Provider, Name: c.ID, Time: seconds(max(0, c.DurationMS/1000))}
	failures, remarks := split(c.Findings)
	switch text := j.render(failures, ""); c.Status {
	case contract.Pass:
	case contract.Known:
		jc.Skipped = &junitOutcome{Message: j.l.say("known: %s", j.l.knownWords(failures))}
		remarks = c.Findings // what was expected is told in full too
	case contract.Fail:
		jc.Failure = failureOf(j.l, failures, text)
	case contract.Skip:
		jc.Skipped = &junitOutcome{Message: j.l.translate(c.Reason)}
	default:
		jc.Error = &junitOutcome{Message: j.l.translate(c.Reason), Type: "not-judged", Text: text}
	}
	jc.SystemOut = junitText(j.aside(c, remarks))
	return jc
}

// aside is what there is to read beside the outcome: the clauses, whether the
// request had to be sent again, and the findings that fail nothing.
func (j junitCases) aside(c contract.CaseResult, remarks []contract.Finding) string {
	var parts []string
	if len(c.Clauses) > 0 {
		parts = append(parts, j.l.say("clauses: %s", strings.Join(c.Clauses, ", ")))
	}
	if c.Flaky {
		parts = append(parts, j.l.say("flaky: an answer came only when its request was sent again"))
	}
	if len(remarks) > 0 {
		parts = append(parts, j.render(remarks, "[%s] "))
	}
	return strings.Join(parts, "\n\n")
}

// render words findings, each after its severity where prefix has a place for it.
func (j junitCases) render(findings []contract.Finding, prefix string) string {
	texts := make([]string, len(findings))
	for i, f := range findings {
		texts[i] = findingTextIn(j.l, j.lookup, f, j.evidence[f.Evidence])
		if prefix != "" {
			texts[i] = fmt.Sprintf(prefix, f.Severity) + texts[i]
		}
	}
	return strings.Join(texts, "\n\n")
}

// failureOf takes its message from the first finding: lists show only that.
func failureOf(l Language, failures []contract.Finding, text string) *junitOutcome {
	if len(failures) == 0 {
		return &junitOutcome{Message: l.say("failed without a finding"), Type: "failed"}
	}
	return &junitOutcome{Message: headline(l, failures), Type: failures[0].Check, Text: text}
}

// headline is the first finding in a line, and how many more there are.
func headline(l Language, findings []contract.Finding) string {
	first := findings[0]
	message := l.translate(first.Message)
	if first.Clause != "" {
		message = first.Clause + ": " + message
	}
	if more := len(findings) - 1; more > 0 {
		message += " " + l.say("(and %d more)", more)
	}
	return message
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

func exchangesByID(r contract.Results) map[string]*contract.Exchange {
	byID := make(map[string]*contract.Exchange, len(r.Exchanges))
	for i := range r.Exchanges {
		byID[r.Exchanges[i].ID] = &r.Exchanges[i]
	}
	return byID
}
