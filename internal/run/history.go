package run

import (
	"encoding/json"
	"fmt"
	"strings"

	"concord/internal/contract"
	"concord/internal/history"
	"concord/internal/suite"
	"concord/internal/target"
)

// shownRuns is how many earlier runs the results of a target show.
const shownRuns = 60

// past opens the history and returns what earlier runs of a target showed. What
// goes wrong is kept: a run can do without, a comparison cannot.
func (r *Run) past(t target.Target) *contract.History {
	if t.Mode != contract.ModeLive || r.noHistory != nil {
		return nil
	}
	if r.history == nil {
		if r.history, r.noHistory = history.NewStore(r.Config.State, history.DefaultPolicy()); r.noHistory != nil {
			return nil
		}
	}
	past, err := pastOf(r.history, t.Name)
	if err != nil {
		r.noHistory = err
		return nil
	}
	return past
}

func pastOf(s *history.Store, name string) (*contract.History, error) {
	runs, err := s.Runs(name, shownRuns)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	state, err := s.State(name)
	if err != nil {
		return nil, err
	}
	return &contract.History{Runs: runs, Since: state.Since()}, nil
}

// remember adds the results of a live run to the history and keeps what they
// changed. A run whose history cannot be written is judged all the same, and says so.
func (r *Run) remember(s *suite.Suite, results contract.Results) {
	if s.Target.Mode != contract.ModeLive {
		return
	}
	changes, err := r.add(results)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.noHistory = err
		r.progress("%s: no history is kept: %v", s.Target.Name, err)
		return
	}
	if r.changes == nil {
		r.changes = map[string]history.Changes{}
	}
	r.changes[s.Target.Name] = changes
}

// historyErr reads what another target may be writing.
func (r *Run) historyErr() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.noHistory
}

// add keeps the results, unless a secret is left in what is kept of them: they
// were withheld then as well.
func (r *Run) add(results contract.Results) (history.Changes, error) {
	if err := r.historyErr(); err != nil {
		return history.Changes{}, err
	}
	kept, err := json.Marshal(struct {
		Cases   []contract.CaseResult
		Trouble []string
	}{results.Cases, results.Trouble})
	if err != nil {
		return history.Changes{}, fmt.Errorf("encoding the findings: %w", err)
	}
	if found := r.Leaks(kept); len(found) > 0 {
		return history.Changes{}, fmt.Errorf("the findings hold the value of %s", strings.Join(found, ", "))
	}
	return r.history.Add(results)
}

// Changes returns what this run changed at a live target, against its history.
func (r *Run) Changes(target string) (history.Changes, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changes, ok := r.changes[target]
	switch {
	case r.noHistory != nil:
		return changes, r.noHistory
	case !ok:
		return changes, fmt.Errorf("the run of %s is not in its history", target)
	default:
		return changes, nil
	}
}

// Due returns the notices of a target that nobody was sent yet.
func (r *Run) Due(target string) ([]history.Notice, error) {
	if r.history == nil {
		return nil, r.noHistory
	}
	state, err := r.history.State(target)
	return state.Outbox, err
}

// Sent says that notices of a target were sent.
func (r *Run) Sent(target string, notices []history.Notice) error {
	return r.history.Sent(target, notices)
}

// Leaks returns the placeholders of all secrets of the run that occur in data.
func (r *Run) Leaks(data []byte) []string { return r.secrets.Leaks(data) }
