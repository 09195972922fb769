// Package mutation proves the suite: it runs all cases of a provider against the
// mock with each of its faults, of which every one has to be found, and with each
// harmless variation, of which none may be taken for a deviation.
package mutation

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
)

// start is when the mock's clocks begin: a time on which nothing depends.
var start = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

// Proof is what came of one fault or harmless variation.
type Proof struct {
	Provider string
	Fault    mock.Fault
	// By is what found a fault: the first error finding that cites a clause which
	// the fault breaks, of a case that cites it too. Nil where nothing did.
	By *Found
	// Beside counts the error findings that cite other clauses; of a harmless
	// variation, where any is too many, it holds them all.
	Beside []Found
	// Errors are the cases that could not be judged, with their reasons.
	Errors []string
	// Excuse is the reason why a fault cannot be found, from the allow-list.
	Excuse string
}

// Found is a finding and the case that made it.
type Found struct {
	Case string
	contract.Finding
}

// Killed tells whether a fault was found. One that leaves nothing to judge is
// found where the cases say so.
func (p Proof) Killed() bool {
	return p.By != nil || p.Fault.Trouble != "" && len(p.Errors) > 0 && len(p.Beside) == 0
}

// Survived tells whether a fault was neither found nor excused.
func (p Proof) Survived() bool { return !p.Killed() && p.Excuse == "" }

// Alarm tells whether a harmless variation was taken for a deviation, or could
// not be judged.
func (p Proof) Alarm() bool { return len(p.Beside) > 0 || len(p.Errors) > 0 }

// Try runs all cases of a provider against its mock with a fault, and judges
// them as a run. An error says that the run could not be judged at all.
func Try(ctx context.Context, b *judge.Book, f mock.Fault) (Proof, error) {
	p := Proof{Provider: b.Doc.Provider, Fault: f}
	t := target.Target{Name: p.Provider, Provider: p.Provider, Mode: contract.ModeMock}
	s := suite.New(b, t, suite.Options{Start: start, Fault: f})
	defer s.Close()
	var observations []contract.Observation
	for _, c := range s.Cases() {
		observations = append(observations, s.Observe(ctx, c))
	}
	s.Scrub(observations)
	head := s.Head("mutation", contract.Tool{}, contract.Selection{Complete: true}, start, start)
	results, err := suite.Judge(b, head, observations)
	if err != nil {
		return p, fmt.Errorf("judging the run with %s: %w", f.ID, err)
	}
	for _, r := range results.Cases {
		p.take(r)
	}
	return p, nil
}

// take adds the result of a case.
func (p *Proof) take(r contract.CaseResult) {
	if r.Status == contract.Error {
		p.Errors = append(p.Errors, r.ID+": "+r.Reason)
	}
	for _, f := range r.Findings {
		switch {
		case f.Severity != contract.SeverityError:
		case !slices.Contains(p.Fault.Clauses, f.Clause) || !slices.Contains(r.Clauses, f.Clause):
			p.Beside = append(p.Beside, Found{r.ID, f})
		case p.By == nil:
			p.By = &Found{r.ID, f}
		}
	}
}

// Run tries every fault and every harmless variation of the given books, on all
// processors, and returns what came of them in the order of the books. What ctx
// cuts short, or what cannot be judged, is an error.
func Run(ctx context.Context, books []*judge.Book) ([]Proof, error) {
	type job struct {
		book  *judge.Book
		fault mock.Fault
	}
	var jobs []job
	for _, b := range books {
		for _, f := range slices.Concat(mock.Faults(b.Doc), mock.Harmless(b.Doc)) {
			jobs = append(jobs, job{b, f})
		}
	}
	proofs, errs := make([]Proof, len(jobs)), make([]error, len(jobs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				proofs[i], errs[i] = Try(ctx, jobs[i].book, jobs[i].fault)
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wg.Wait()
	return proofs, errors.Join(append(errs, ctx.Err())...)
}
