package run

import (
	"slices"
	"sync"
	"time"

	"concord/internal/contract"
	"concord/internal/suite"
)

// unfinished is what results say of a run that is still to end.
const unfinished = "the run was still going on when this was written"

// writeEvery is how long a record waits before it is written anew: a run at one
// request a second writes after every case, a faster one need not.
const writeEvery = time.Second

// Record publishes what the cases at one live target have shown so far: a run that
// is killed leaves what it had.
type Record struct {
	run     *Run
	suite   *suite.Suite
	filter  string
	started time.Time

	mu      sync.Mutex
	seen    []contract.Observation
	written time.Time
	stale   bool // there is more than was written
}

// NewRecord begins the record of a suite whose cases a filter selected.
func (r *Run) NewRecord(s *suite.Suite, filter string) *Record {
	record := &Record{run: r, suite: s, filter: filter, started: time.Now()}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.records == nil {
		r.records = map[*suite.Suite]*Record{}
	}
	r.records[s] = record
	return record
}

// Add records what a case has shown. Cases at the mock are not recorded: they take
// no time worth it.
func (rec *Record) Add(o contract.Observation) {
	if rec.suite.Target.Mode != contract.ModeLive {
		return
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.seen, rec.stale = append(rec.seen, o), true
	if time.Since(rec.written) >= writeEvery {
		rec.write()
	}
}

// flush writes what is not yet written: before a wait, which may be a long one.
func (r *Run) flush(s *suite.Suite) {
	r.mu.Lock()
	rec := r.records[s]
	r.mu.Unlock()
	if rec == nil {
		return
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.stale {
		rec.write()
	}
}

// write publishes the record. One that cannot be written is told as progress,
// since the final results will fail for the same reason.
func (rec *Record) write() {
	span := Span{Started: rec.started, Finished: time.Now()}
	if _, err := rec.run.publish(rec.suite, rec.filter, span, cloned(rec.seen), unfinished); err != nil {
		rec.run.progress("%s: %v", rec.suite.Target.Name, err)
	}
	rec.written, rec.stale = time.Now(), false
}

// cloned returns observations that share nothing that scrubbing changes in place:
// it replaces exchanges, and leaves what lies below them.
func cloned(observations []contract.Observation) []contract.Observation {
	out := slices.Clone(observations)
	for i := range out {
		out[i].Exchanges = slices.Clone(out[i].Exchanges)
	}
	return out
}
