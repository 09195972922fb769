package suite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/expectation"
	"concord/internal/judge"
	"concord/specs"
)

// Head returns what is known of a run before its cases are judged.
func (s *Suite) Head(runID string, tool contract.Tool, selection contract.Selection, started, finished time.Time) contract.Run {
	base := s.Target.BaseURL
	if s.Target.Mode == contract.ModeMock {
		base = MockURL(s.Target.Provider)
	}
	run := contract.Run{
		SchemaVersion: contract.SchemaVersion, RunID: runID, Tool: tool, Mode: s.Target.Mode, Selection: selection,
		Target:    contract.TargetInfo{Name: s.Target.Name, Provider: s.Target.Provider, BaseURL: base},
		Source:    s.Book.Spec.Source,
		StartedAt: started.UTC(), FinishedAt: finished.UTC(),
		Expectations: s.options.Expectations, History: s.options.History,
	}
	if s.Target.Mode == contract.ModeLive {
		p := s.plan()
		run.Plan = &p
	}
	return run
}

// Judge judges the observations of a run, in the order of the cases, and puts
// the results together. Observations alone decide: judging those of a stored
// run again gives the same results.
func Judge(b *judge.Book, run contract.Run, observations []contract.Observation) (contract.Results, error) {
	byID := map[string]contract.Observation{}
	for _, o := range observations {
		byID[o.Case] = o
	}
	r := contract.Results{Run: run, Discrepancies: b.Spec.Discrepancies, Cases: []contract.CaseResult{}, Exchanges: []contract.Exchange{}}
	for _, c := range Cases(b) {
		if o, ok := byID[c.ID]; ok {
			if c.Kind == judge.Answer && c.Example == b.Doc.Request.Examples[0].Name {
				o = withOthers(o, observations)
			}
			r.Cases = append(r.Cases, b.Judge(c, o))
			delete(byID, c.ID)
		}
	}
	for id := range byID {
		return contract.Results{}, fmt.Errorf("an observation is of case %q, which %s does not have", id, b.Doc.Provider)
	}
	expectation.Apply(&r)
	r.Exchanges = exchanges(observations)
	r.Requests = len(r.Exchanges)
	r.Clock = clockOf(r.Exchanges)
	r.Clauses = clauses(b, r.Cases, r.Selection)
	r.Summary = contract.Summarize(r.Cases)
	r.Verdict = verdict(b, r)
	return r, nil
}

// verdict is that of a run of the book's cases.
func verdict(b *judge.Book, r contract.Results) contract.Verdict {
	r.Exchanges = valid(b, r.Exchanges)
	return contract.VerdictOf(r)
}

// valid marks the valid logins among exchanges for the verdict, which knows them
// by their step: where the first of them is refused for its form a live run
// makes no other that would tell.
func valid(b *judge.Book, exchanges []contract.Exchange) []contract.Exchange {
	out := slices.Clone(exchanges)
	for i, e := range out {
		_, example, ok := b.Doc.Answer(e.Example)
		if ok && e.Step == contract.StepLogin && situationOf(example).Good {
			out[i].Step = contract.StepRecovery
		}
	}
	return out
}

// withOthers adds to the observation of the good login the logins that other
// cases were granted by the same request: after a refusal, for a probe, after an
// expiry. Each is an answer like any other, and is judged once, here.
func withOthers(o contract.Observation, all []contract.Observation) contract.Observation {
	if o.Error != "" || o.Skip != "" || len(o.Exchanges) == 0 {
		return o
	}
	example := o.Exchanges[0].Example
	seen := map[string]bool{}
	for _, e := range o.Exchanges {
		seen[e.ID] = true
	}
	o.Exchanges = slices.Clone(o.Exchanges)
	for _, other := range all {
		for _, e := range other.Exchanges {
			if e.Example == example && !seen[e.ID] && e.Response != nil && e.Failure == nil && e.Response.Status/100 == 2 {
				seen[e.ID] = true
				e.Step = contract.StepLogin
				o.Exchanges = append(o.Exchanges, e)
			}
		}
	}
	return o
}

// Sort puts observations in the order of the cases.
func Sort(b *judge.Book, observations []contract.Observation) {
	rank := map[string]int{}
	for i, c := range Cases(b) {
		rank[c.ID] = i
	}
	slices.SortStableFunc(observations, func(x, y contract.Observation) int { return cmp.Compare(rank[x.Case], rank[y.Case]) })
}

// exchanges collects the exchanges of a run, each once: cases of a live run
// share their good logins.
func exchanges(observations []contract.Observation) []contract.Exchange {
	out := []contract.Exchange{}
	seen := map[string]bool{}
	for _, o := range observations {
		for _, e := range o.Exchanges {
			if !seen[e.ID] {
				seen[e.ID] = true
				out = append(out, e)
			}
		}
	}
	return out
}

// clockOf returns the server's clock against ours: the median over the
// exchanges, and the error of the sample it comes from.
func clockOf(exchanges []contract.Exchange) contract.Clock {
	type sample struct{ offset, bound time.Duration }
	var samples []sample
	for _, e := range exchanges {
		if offset, bound, ok := judge.Offset(e); ok {
			samples = append(samples, sample{offset, bound})
		}
	}
	if len(samples) == 0 {
		return contract.Clock{ErrorMS: -1}
	}
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(a.bound, b.bound)) })
	median := samples[len(samples)/2]
	return contract.Clock{OffsetMS: milliseconds(median.offset), ErrorMS: milliseconds(median.bound)}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// clauses builds the clause matrix: which clause was judged, by which cases,
// and why the others were not.
func clauses(b *judge.Book, results []contract.CaseResult, selection contract.Selection) []contract.ClauseResult {
	cited := Citations(b)
	judged := map[string]contract.CaseResult{}
	for _, r := range results {
		judged[r.ID] = r
	}
	var out []contract.ClauseResult
	for _, c := range b.Spec.Clauses {
		row := contract.ClauseResult{
			ID: c.ID, Section: c.Section, Sentence: c.Sentence, Level: c.Level, Party: c.Party,
			URL: ClauseURL(b.Spec, c), Cases: cited[c.ID], Translations: c.Translations,
		}
		if line, ok := b.Doc.Lines[c.ID]; ok {
			row.ContractLine = fmt.Sprintf("%s:%d", b.Doc.File, line)
		}
		row.Tested, row.Reason = tested(c, cited[c.ID], judged, selection)
		out = append(out, row)
	}
	return out
}

// tested tells whether a case that cites the clause was judged, and if not why.
func tested(c contract.Clause, cases []string, judged map[string]contract.CaseResult, selection contract.Selection) (bool, string) {
	var reasons []string
	for _, id := range cases {
		r, ran := judged[id]
		switch {
		case !ran:
		case r.Status.Judged():
			return true, ""
		case !slices.Contains(reasons, r.Reason):
			reasons = append(reasons, r.Reason)
		}
	}
	switch {
	case len(reasons) > 0:
		return false, strings.Join(reasons, "; ")
	case len(cases) > 0 && !selection.Complete:
		return false, "not selected in this run"
	case len(cases) > 0:
		return false, "its cases did not run"
	}
	return false, Unjudged(c)
}

// Unjudged says why no case is about a clause.
func Unjudged(c contract.Clause) string {
	switch {
	case c.Untested != "":
		return c.Untested
	case c.Party == contract.Client:
		return "advice to callers, nothing a server can break"
	default:
		return ""
	}
}

// Citations lists, by clause id, the cases that cite it, in the order of the cases.
func Citations(b *judge.Book) map[string][]string {
	out := map[string][]string{}
	for _, c := range Cases(b) {
		for _, id := range c.Clauses {
			out[id] = append(out[id], c.ID)
		}
	}
	return out
}

// ClauseURL links to the section of the source's page that states a clause.
func ClauseURL(spec *contract.Spec, c contract.Clause) string {
	return specs.SectionURL(spec.Source, c.Section)
}
