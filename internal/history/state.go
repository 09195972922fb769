package history

import (
	"time"

	"concord/internal/contract"
)

// State is what is known of a target after its runs so far.
type State struct {
	Runs    int       `json:"runs"`
	LastRun time.Time `json:"lastRun"` // when it began
	// Open are the deviations that were seen and not yet seen gone, by fingerprint.
	Open map[string]*Open `json:"open,omitempty"`
	// Passes counts, by case, the runs in a row in which it passed.
	Passes map[string]int `json:"passes,omitempty"`
	Shape  Shape          `json:"shape"`
	// Away says since when no run had a verdict; nil where the latest had one.
	Away *Away `json:"away,omitempty"`
	// Outbox holds the notices that nobody was sent yet, oldest first.
	Outbox []Notice `json:"outbox,omitempty"`
}

// Open is a deviation from its onset on.
type Open struct {
	Case    string           `json:"case"`
	Finding contract.Finding `json:"finding"` // as last seen
	Since   time.Time        `json:"since"`   // when the run that first saw it began
	Seen    int              `json:"seen"`    // runs in a row that saw it, up to the last that did
	Before  int              `json:"before"`  // runs in a row before it in which its case passed
	Clear   int              `json:"clear"`   // runs in a row since in which its case passed
	Told    bool             `json:"told"`    // a notice of the onset was due
}

// Away is a stretch of runs without a verdict.
type Away struct {
	Since  time.Time `json:"since"`
	Reason string    `json:"reason"`
	Told   bool      `json:"told"`
}

// Change is an open deviation in the light of the latest run.
type Change struct {
	Fingerprint string `json:"fingerprint"`
	Open
}

// Changes says what a run changed. Unknown are the open deviations whose case
// was skipped, not judged or not selected: that neither opens nor closes any.
type Changes struct {
	New          []Change `json:"new"`
	Still        []Change `json:"still"`
	Gone         []Change `json:"gone"`
	Unknown      []Change `json:"unknown"`
	Observations []string `json:"observations"`
}

// Since returns when each open deviation was first seen, by fingerprint.
func (s State) Since() map[string]time.Time {
	since := map[string]time.Time{}
	for fingerprint, open := range s.Open {
		since[fingerprint] = open.Since
	}
	return since
}
