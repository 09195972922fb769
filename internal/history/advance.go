package history

import (
	"cmp"
	"maps"
	"slices"

	"concord/internal/contract"
)

// Advance returns the state after a run, and what the run changed. The state
// given is left alone. The results of a mock, and of a run that began before the
// latest one, change nothing.
func Advance(before State, r contract.Results, p Policy) (State, Changes) {
	after := before.clone()
	if r.Mode != contract.ModeLive || r.StartedAt.Before(before.LastRun) {
		return after, Changes{}
	}
	a := &advance{r: r, policy: p, state: &after, seen: map[string]bool{}}
	after.Runs++
	after.LastRun = r.StartedAt.UTC()
	for _, c := range r.Cases {
		a.see(c)
	}
	a.settle()
	a.changes.Observations = a.observe()
	a.availability()
	a.sort()
	return after, a.changes
}

// advance is a state on its way past one run.
type advance struct {
	r       contract.Results
	policy  Policy
	state   *State
	changes Changes
	seen    map[string]bool // fingerprints
}

// see notes the deviations that a case shows, and whether it passed.
func (a *advance) see(c contract.CaseResult) {
	if !c.Status.Judged() {
		return
	}
	for _, f := range c.Findings {
		if f.Severity == contract.SeverityError {
			a.deviation(c, f)
		}
	}
	if c.Status == contract.Pass {
		a.state.Passes[c.ID]++
	} else {
		a.state.Passes[c.ID] = 0
	}
}

func (a *advance) deviation(c contract.CaseResult, f contract.Finding) {
	fingerprint := contract.Fingerprint(a.r.Target.Name, c.ID, f)
	if a.seen[fingerprint] {
		return
	}
	a.seen[fingerprint] = true
	open, known := a.state.Open[fingerprint]
	if !known {
		open = &Open{Case: c.ID, Since: a.r.StartedAt.UTC(), Before: a.state.Passes[c.ID]}
		a.state.Open[fingerprint] = open
	}
	back := open.Clear > 0
	if back {
		open.Seen = 0
	}
	open.Finding, open.Clear = f, 0
	open.Seen++
	change := Change{Fingerprint: fingerprint, Open: *open}
	if known && !back {
		a.changes.Still = append(a.changes.Still, change)
	} else {
		a.changes.New = append(a.changes.New, change)
	}
	if !open.Told && open.Finding.Known == nil && open.Seen >= a.policy.Confirm {
		open.Told = true
		a.notify(onset(a.r, change))
	}
}

// settle decides on the open deviations that the run did not show: gone if the
// case passed, unknown else. One that comes back before its end is confirmed
// keeps its onset, and nobody is told again.
func (a *advance) settle() {
	passed := map[string]bool{}
	for _, c := range a.r.Cases {
		passed[c.ID] = c.Status == contract.Pass
	}
	for _, fingerprint := range slices.Sorted(maps.Keys(a.state.Open)) {
		open := a.state.Open[fingerprint]
		if a.seen[fingerprint] {
			continue
		}
		if !passed[open.Case] {
			a.changes.Unknown = append(a.changes.Unknown, Change{fingerprint, *open})
			continue
		}
		open.Clear++
		change := Change{fingerprint, *open}
		if open.Clear == 1 {
			a.changes.Gone = append(a.changes.Gone, change)
		}
		if open.Clear >= a.policy.Confirm {
			delete(a.state.Open, fingerprint)
			if open.Told {
				a.notify(recovery(a.r, change))
			}
		}
	}
}

// notify puts a notice into the outbox. Where the notice of an end finds that of
// its beginning there, nobody has heard of it, and nobody needs to.
func (a *advance) notify(n Notice) {
	unsent := func(o Notice) bool { return o.Fingerprint == n.Fingerprint && beginnings[n.Kind] == o.Kind }
	if i := slices.IndexFunc(a.state.Outbox, unsent); i >= 0 {
		a.state.Outbox = slices.Delete(a.state.Outbox, i, i+1)
		return
	}
	a.state.Outbox = append(a.state.Outbox, n)
}

func (a *advance) sort() {
	order := func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Case, y.Case), cmp.Compare(x.Finding.Pointer, y.Finding.Pointer), cmp.Compare(x.Fingerprint, y.Fingerprint))
	}
	for _, list := range [][]Change{a.changes.New, a.changes.Still, a.changes.Gone, a.changes.Unknown} {
		slices.SortFunc(list, order)
	}
}

func (s State) clone() State {
	open := map[string]*Open{}
	for fingerprint, o := range s.Open {
		same := *o
		open[fingerprint] = &same
	}
	s.Open = open
	s.Passes = maps.Clone(s.Passes)
	if s.Passes == nil {
		s.Passes = map[string]int{}
	}
	if s.Away != nil {
		away := *s.Away
		s.Away = &away
	}
	s.Shape = s.Shape.clone()
	s.Outbox = slices.Clone(s.Outbox)
	return s
}
