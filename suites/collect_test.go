package suites_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/reports"
)

// The results are collected on Ginkgo's first process and written once; so are
// the reports of Ginkgo's own that were asked for.
var _ = ReportAfterSuite("results", func(report Report) {
	defer writeReports(report)
	if report.SuiteConfig.DryRun {
		return
	}
	var all []contract.Results
	for _, s := range current.Suites {
		observations, span := collect(s, report)
		if len(observations) == 0 {
			continue
		}
		results, err := current.Publish(s, report.SuiteConfig.LabelFilter, span, observations)
		if err != nil {
			tell(err.Error())
		}
		all = append(all, results)
	}
	if len(all) > 0 || !anyRan(report.SpecReports) {
		summarize(all)
	}
})

// summarize prints the results and sets the verdict. No results at all are no
// verdict, where nothing else ran either.
func summarize(all []contract.Results) {
	var verdicts []contract.Verdict
	for _, r := range all {
		verdicts = append(verdicts, r.Verdict)
	}
	verdict = contract.Worst(verdicts...)
	out := current.Writer(os.Stdout)
	_, err := fmt.Fprintln(out)
	if err := errors.Join(err, reports.Console(out, all, reports.ConsoleOptions{Reports: current.Reports()}), out.Flush()); err != nil {
		tell(err.Error())
	}
}

// anyRan tells whether any spec ran: one of the engine's own, where no case did.
func anyRan(specs types.SpecReports) bool {
	return slices.ContainsFunc(specs, func(spec types.SpecReport) bool {
		return spec.LeafNodeType.Is(types.NodeTypeIt) && !notRun(spec)
	})
}

// notRun tells whether a spec was not selected, or not reached.
func notRun(spec types.SpecReport) bool { return spec.NumAttempts == 0 }

// collect gathers what the specs of a suite's cases saw, and when they ran.
func collect(s *suite.Suite, report Report) ([]contract.Observation, run.Span) {
	var out []contract.Observation
	var span run.Span
	for _, spec := range report.SpecReports {
		c, ok := caseOf(s, spec)
		if !ok {
			continue
		}
		o, ok := observationOf(s, c, spec, ended(report))
		if !ok {
			continue
		}
		out = append(out, o)
		if span.Started.IsZero() || spec.StartTime.Before(span.Started) {
			span.Started = spec.StartTime
		}
		if spec.EndTime.After(span.Finished) {
			span.Finished = spec.EndTime
		}
	}
	return out, span
}

// caseOf returns the case that a spec is about, if it is one at the suite's target.
func caseOf(s *suite.Suite, spec types.SpecReport) (judge.Case, bool) {
	labels := spec.Labels()
	if !slices.Contains(labels, run.TargetLabel(s)) {
		return judge.Case{}, false
	}
	for _, c := range s.Cases() {
		if slices.Contains(labels, caseLabel(c.Case)) {
			return c, true
		}
	}
	return judge.Case{}, false
}

// ended says why a run did not come to its end; empty if it did.
func ended(report Report) string {
	if len(report.SpecialSuiteFailureReasons) == 0 {
		return ""
	}
	c := report.SuiteConfig
	if len(c.FocusStrings)+len(c.SkipStrings)+len(c.FocusFiles)+len(c.SkipFiles) > 0 {
		return "" // what was not run may not have been asked for
	}
	return report.SpecialSuiteFailureReasons[0]
}

// observationOf returns what a spec saw, false if it was not selected. A spec
// that was selected and handed nothing over was ended before it could; one that
// fails where the engine finds nothing says that one of the two is wrong.
func observationOf(s *suite.Suite, c judge.Case, spec types.SpecReport, ended string) (contract.Observation, bool) {
	o, ok := worst(spec)
	switch {
	case ok:
	case notRun(spec) && ended != "":
		return contract.Observation{Case: c.ID, Error: "the run was ended before this case: " + ended}, true
	case notRun(spec):
		return contract.Observation{}, false
	default:
		return contract.Observation{Case: c.ID, Error: because("the spec ended before its case was observed", spec)}, true
	}
	if o.Error == "" && spec.State.Is(types.SpecStateFailureStates) && s.Book.Judge(c, o).Status == contract.Pass {
		o.Error = because("the suite file asserts what the engine does not find", spec)
	}
	return o, true
}

// worst returns the observation of a spec's worst attempt: one that fails and
// then passes (--flake-attempts) has failed.
func worst(spec types.SpecReport) (contract.Observation, bool) {
	var found *suite.Outcome
	for _, entry := range spec.ReportEntries {
		if entry.Name != outcomeEntry {
			continue
		}
		var o suite.Outcome
		if json.Unmarshal([]byte(entry.Value.String()), &o) != nil {
			continue
		}
		if found == nil || found.Result.Status == contract.Pass {
			found = &o
		}
	}
	if found == nil {
		return contract.Observation{}, false
	}
	return found.Observation, true
}

// because adds the first line of a spec's failure to what is said of it.
func because(text string, spec types.SpecReport) string {
	line, _, _ := strings.Cut(strings.TrimSpace(spec.FailureMessage()), "\n")
	if line == "" {
		return text
	}
	return text + ": " + strings.TrimSuffix(line, ":")
}
