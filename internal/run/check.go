package run

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
)

// Check runs the selected cases and publishes what they show, target by target.
// Cases against the mock run side by side; those against a live target one
// after the other, but several live targets at once: they wait for the ends of
// their tokens together. The results of all targets are returned, in their
// order, whatever happens on the way: where ctx ends the run, the cases that it
// cut short could not be judged.
func (r *Run) Check(ctx context.Context, selected map[*suite.Suite][]judge.Case, filter string) ([]contract.Results, error) {
	var chosen []*suite.Suite
	for _, s := range r.Suites {
		if _, ok := selected[s]; ok {
			chosen = append(chosen, s)
		}
	}
	for _, line := range r.Declare(selected) {
		r.progress("%s", line)
	}
	all, errs := make([]contract.Results, len(chosen)), make([]error, len(chosen))
	var wg sync.WaitGroup
	for i, s := range chosen {
		check := func() { all[i], errs[i] = r.check(ctx, s, selected[s], filter) }
		if s.Target.Mode == contract.ModeLive {
			wg.Go(check)
		} else {
			check() // all cases of a mock run side by side already
		}
	}
	wg.Wait()
	return all, errors.Join(errs...)
}

func (r *Run) check(ctx context.Context, s *suite.Suite, cases []judge.Case, filter string) (results contract.Results, err error) {
	defer r.survive(s, &results, &err)
	span := Span{Started: time.Now()}
	observations := observe(ctx, s, cases, r.NewRecord(s, filter))
	span.Finished = time.Now()
	return r.Publish(s, filter, span, observations)
}

// observe runs cases and returns what was seen, each recorded at once.
// Live, those that wait for the end of a token come last and wait together: a
// login made meanwhile by another case might end the token they watch, where the
// document does not forbid that.
func observe(ctx context.Context, s *suite.Suite, cases []judge.Case, record *Record) []contract.Observation {
	out := make([]contract.Observation, len(cases))
	one := func(i int) {
		out[i] = s.Observe(ctx, cases[i])
		if ctx.Err() == nil { // else the final results are about to come
			record.Add(out[i])
		}
	}
	var together []int
	var wg sync.WaitGroup
	for i, c := range cases {
		if s.Target.Mode == contract.ModeMock || c.Kind == judge.Expiry {
			together = append(together, i)
		} else {
			one(i)
		}
	}
	atOnce := len(together)
	if s.Target.Mode == contract.ModeMock {
		atOnce = runtime.GOMAXPROCS(0)
	}
	turns := make(chan struct{}, atOnce)
	for _, i := range together {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			one(i)
		})
	}
	wg.Wait()
	return out
}
