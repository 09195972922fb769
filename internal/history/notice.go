package history

import (
	"fmt"
	"time"

	"concord/internal/contract"
)

// Policy says when somebody is told.
type Policy struct {
	// Confirm is how many judged runs in a row must show a change before it is
	// told: a single bad hour is no news.
	Confirm int
	// AwayAfter is how long a target must have been without a verdict.
	AwayAfter time.Duration
}

// DefaultPolicy confirms a change by a second run, and tells of a target that
// has had no verdict for six hours.
func DefaultPolicy() Policy { return Policy{Confirm: 2, AwayAfter: 6 * time.Hour} }

// Kinds of a [Notice].
const (
	Onset    = "onset"    // a deviation began
	Recovery = "recovery" // it is over
	Gone     = "away"     // no verdict for long
	Back     = "back"     // a verdict again
)

// beginnings says which kind begins what another ends.
var beginnings = map[string]string{Recovery: Onset, Back: Gone}

// Notice is one thing to tell, once.
type Notice struct {
	Kind        string    `json:"kind"`
	Fingerprint string    `json:"fingerprint"` // of what it is about: onset and recovery share it
	Target      string    `json:"target"`
	Provider    string    `json:"provider"`
	RunID       string    `json:"runID"`
	At          time.Time `json:"at"`    // of the run that decided it
	Since       time.Time `json:"since"` // onset of what it is about
	Text        string    `json:"text"`  // one sentence
	Case        string    `json:"case,omitempty"`
	Check       string    `json:"check,omitempty"`
	Clause      string    `json:"clause,omitempty"`
	Sentence    string    `json:"sentence,omitempty"` // the clause's
	URL         string    `json:"url,omitempty"`      // of the provider's page
	Expected    string    `json:"expected,omitempty"`
	Actual      string    `json:"actual,omitempty"`
}

func onset(r contract.Results, c Change) Notice {
	return about(r, c, Onset, c.Words())
}

func recovery(r contract.Results, c Change) Notice {
	return about(r, c, Recovery, fmt.Sprintf("no longer since %s: %s (first seen %s)", stamp(r.StartedAt), c.Finding.Message, stamp(c.Since)))
}

func about(r contract.Results, c Change, kind, text string) Notice {
	n := Notice{
		Kind: kind, Fingerprint: c.Fingerprint, Target: r.Target.Name, Provider: r.Target.Provider, RunID: r.RunID,
		At: r.StartedAt.UTC(), Since: c.Since, Text: text,
		Case: c.Case, Check: c.Finding.Check, Clause: c.Finding.Clause, Expected: c.Finding.Expected, Actual: c.Finding.Actual,
	}
	for _, clause := range r.Clauses {
		if clause.ID == n.Clause {
			n.Sentence, n.URL = clause.Sentence, clause.URL
		}
	}
	return n
}

// Words says since when a deviation is there, and how it was before.
func (c Change) Words() string {
	text := fmt.Sprintf("since %s: %s", stamp(c.Since), c.Finding.Message)
	switch {
	case c.Before == 1:
		text += "; not so in the run before"
	case c.Before > 1:
		text += fmt.Sprintf("; not so in the %d runs before", c.Before)
	}
	return text
}

// stamp writes an instant for people.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// availability notes whether the run had a verdict, and tells of a long stretch
// of runs without one: partners have downtimes, and most are short.
func (a *advance) availability() {
	if a.r.Verdict != contract.Inconclusive {
		if away := a.state.Away; away != nil && away.Told {
			a.notify(a.away(Back, *away, "there is a verdict again since "+stamp(a.r.StartedAt)))
		}
		a.state.Away = nil
		return
	}
	if a.state.Away == nil {
		a.state.Away = &Away{Since: a.r.StartedAt.UTC()}
	}
	away := a.state.Away
	away.Reason = reason(a.r)
	if lasted := a.r.StartedAt.Sub(away.Since); !away.Told && lasted >= a.policy.AwayAfter {
		away.Told = true
		a.notify(a.away(Gone, *away, fmt.Sprintf("no verdict since %s: %s", stamp(away.Since), away.Reason)))
	}
}

func (a *advance) away(kind string, away Away, text string) Notice {
	return Notice{
		Kind: kind, Fingerprint: contract.Fingerprint(a.r.Target.Name, "", contract.Finding{Check: "away"}), Target: a.r.Target.Name,
		Provider: a.r.Target.Provider, RunID: a.r.RunID, At: a.r.StartedAt.UTC(), Since: away.Since, Text: text,
	}
}

// reason is the first reason why a run has no verdict.
func reason(r contract.Results) string {
	for _, trouble := range r.Trouble {
		return trouble
	}
	for _, c := range r.Cases {
		if c.Status == contract.Error {
			return c.Reason
		}
	}
	return "no case passed"
}
