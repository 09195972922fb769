package reports

import (
	"maps"
	"slices"

	"concord/internal/contract"
)

// completeResults returns a copy of r in the one form in which it is written:
// empty slices instead of nil ones, so that readers need no null checks, and
// times in UTC, so that the runner's time zone does not show.
func completeResults(r contract.Results) contract.Results {
	r.Run = completeRun(r.Run)
	r.Clauses = filled(r.Clauses)
	r.Discrepancies = filled(r.Discrepancies)
	for i := range r.Discrepancies {
		r.Discrepancies[i].Clauses = filled(r.Discrepancies[i].Clauses)
	}
	r.Cases = filled(r.Cases)
	for i := range r.Cases {
		c := &r.Cases[i]
		c.Clauses, c.Labels, c.Findings = filled(c.Clauses), filled(c.Labels), filled(c.Findings)
	}
	r.Exchanges = completeExchanges(r.Exchanges)
	return r
}

func completeRun(run contract.Run) contract.Run {
	run.StartedAt, run.FinishedAt = run.StartedAt.UTC(), run.FinishedAt.UTC()
	if run.History != nil {
		run.History = completeHistory(*run.History)
	}
	return run
}

func completeHistory(h contract.History) *contract.History {
	h.Runs = filled(h.Runs)
	for i := range h.Runs {
		h.Runs[i].StartedAt = h.Runs[i].StartedAt.UTC()
	}
	h.Since = maps.Clone(h.Since)
	for fingerprint, since := range h.Since {
		h.Since[fingerprint] = since.UTC()
	}
	return &h
}

func completeObservation(o contract.Observation) contract.Observation {
	if o.Exchanges != nil { // left out of the file where there is none
		o.Exchanges = completeExchanges(o.Exchanges)
	}
	return o
}

func completeExchanges(exchanges []contract.Exchange) []contract.Exchange {
	exchanges = filled(exchanges)
	for i := range exchanges {
		e := &exchanges[i]
		e.SentAt, e.ReceivedAt = e.SentAt.UTC(), e.ReceivedAt.UTC()
		e.Request.Header = completeHeader(e.Request.Header)
		e.Retries = slices.Clone(e.Retries)
		for j := range e.Retries {
			e.Retries[j].SentAt = e.Retries[j].SentAt.UTC()
		}
		if e.Response != nil {
			response := *e.Response
			response.Header = completeHeader(response.Header)
			e.Response = &response
		}
	}
	return exchanges
}

func completeHeader(header map[string][]string) map[string][]string {
	complete := make(map[string][]string, len(header))
	for name, values := range header {
		complete[name] = filled(values)
	}
	return complete
}

// filled returns a copy of s that is never nil.
func filled[T any](s []T) []T {
	return append(make([]T, 0, len(s)), s...)
}
