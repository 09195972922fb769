package contract

import (
	"slices"
	"time"
)

// SchemaVersion is the version of results.json and observations.jsonl.
const SchemaVersion = "1"

// Mode says what was tested.
type Mode string

const (
	ModeMock Mode = "mock"
	ModeLive Mode = "live"
)

// Run is what is known of a run beside its cases: the first line of
// observations.jsonl and the head of results.json.
type Run struct {
	SchemaVersion string     `json:"schemaVersion"`
	RunID         string     `json:"runID"`
	Tool          Tool       `json:"tool"`
	Mode          Mode       `json:"mode"`
	Selection     Selection  `json:"selection"`
	Target        TargetInfo `json:"target"`
	Source        Source     `json:"source"`
	StartedAt     time.Time  `json:"startedAt"`
	FinishedAt    time.Time  `json:"finishedAt"`
	// Plan is the most that the run was to send; nil where nothing was live.
	Plan *Plan `json:"plan,omitempty"`
	// Trouble says, a sentence each, what kept the run from a verdict beside its
	// cases: it was ended early, or a report was withheld.
	Trouble []string `json:"trouble,omitempty"`
	// Expectations are the known deviations that were to be reckoned with.
	Expectations []Expectation `json:"expectations,omitempty"`
	// History is what earlier runs of the target showed; nil where none is known.
	History *History `json:"history,omitempty"`
}

// History sums up earlier runs of a target.
type History struct {
	Runs []PastRun `json:"runs"` // the latest ones, oldest first, without the run at hand
	// Since says when a finding was first seen without a pass of its case since,
	// by the finding's fingerprint (see [Fingerprint]).
	Since map[string]time.Time `json:"since,omitempty"`
}

// PastRun is one earlier run of a target.
type PastRun struct {
	RunID     string    `json:"runID"`
	StartedAt time.Time `json:"startedAt"`
	Verdict   Verdict   `json:"verdict"`
	Failed    int       `json:"failed"` // cases
	// LifetimeS is the life of the access tokens issued, in seconds, LatencyMS the
	// median time of a login; 0 where not seen.
	LifetimeS float64 `json:"lifetimeS,omitempty"`
	LatencyMS float64 `json:"latencyMs,omitempty"`
}

// Plan is what a live run may send at most, declared before its first request.
// Requests that are sent again because no answer came are not in it.
type Plan struct {
	GoodLogins    int `json:"goodLogins"`    // valid requests with the configured credentials
	RefusedLogins int `json:"refusedLogins"` // requests that are to be refused
	BadLogins     int `json:"badLogins"`     // those of them that a lockout of the real account may count
	Probes        int `json:"probes"`
}

// Logins is the declared login budget: good and refused ones.
func (p Plan) Logins() int { return p.GoodLogins + p.RefusedLogins }

// Requests is the number of requests to be made at most.
func (p Plan) Requests() int { return p.Logins() + p.Probes }

// Tool identifies the build that ran.
type Tool struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

// Selection says which cases were asked for.
type Selection struct {
	Filter   string `json:"filter"`   // label filter, empty for all
	Complete bool   `json:"complete"` // every case of the provider was selected
}

// TargetInfo names the target.
type TargetInfo struct {
	Name     string `json:"name"`
	Provider string `json:"provider"`
	BaseURL  string `json:"baseURL"`
}

// Clock is the server's clock against ours, in milliseconds, over the run.
// ErrorMS is negative where no answer carried a usable Date header.
type Clock struct {
	OffsetMS float64 `json:"offsetMs"`
	ErrorMS  float64 `json:"errorMs"`
}

// Summary counts cases by status, and warning findings.
type Summary struct {
	Pass     int `json:"pass"`
	Fail     int `json:"fail"`
	Skip     int `json:"skip"`
	Error    int `json:"error"`
	Known    int `json:"known"`
	Warnings int `json:"warnings"`
}

// ClauseResult is a row of the clause matrix.
type ClauseResult struct {
	ID           string   `json:"id"`
	Section      string   `json:"section"`
	Sentence     string   `json:"sentence"`
	Level        Level    `json:"level"`
	Party        Party    `json:"party"`
	URL          string   `json:"url"`
	ContractLine string   `json:"contractLine,omitempty"` // file:line of our contract
	Tested       bool     `json:"tested"`                 // a case that cites it was judged
	Reason       string   `json:"reason,omitempty"`       // why not
	Cases        []string `json:"cases,omitempty"`
	// Translations are those of the clause; Untested is the reason where no case cites it.
	Translations map[string]ClauseWords `json:"translations,omitempty"`
}

// Results is the source of truth of a run: every report is rendered from it alone.
type Results struct {
	Run
	Clock         Clock          `json:"clock"`
	Requests      int            `json:"requests"`
	Verdict       Verdict        `json:"verdict"`
	Summary       Summary        `json:"summary"`
	Clauses       []ClauseResult `json:"clauses"`
	Discrepancies []Discrepancy  `json:"discrepancies"`
	Cases         []CaseResult   `json:"cases"`
	Exchanges     []Exchange     `json:"exchanges"`
	// Stale says, a sentence each, which expectations are overdue or no longer
	// met. Any makes the run fail.
	Stale []string `json:"stale,omitempty"`
}

// Summarize counts cases by status, and warnings.
func Summarize(cases []CaseResult) Summary {
	var s Summary
	for _, c := range cases {
		switch c.Status {
		case Pass:
			s.Pass++
		case Fail:
			s.Fail++
		case Known:
			s.Known++
		case Skip:
			s.Skip++
		default:
			s.Error++
		}
		for _, f := range c.Findings {
			if f.Severity == SeverityWarning {
				s.Warnings++
			}
		}
	}
	return s
}

// VerdictOf returns the verdict of a run whose cases are judged and summed up.
// Any trouble or error status is inconclusive, and so is a run in which nothing
// passed and no login was understood: a wrong target or wrong credentials look
// just like that. Else any fail or stale expectation is nonconformant; else
// conformant. See docs/decisions/0004-verdict-without-a-pass.md.
func VerdictOf(r Results) Verdict {
	s := r.Summary
	switch {
	case len(r.Trouble) > 0, s.Error > 0, s.Pass+s.Fail+s.Known == 0,
		s.Pass == 0 && !slices.ContainsFunc(r.Exchanges, understood):
		return Inconclusive
	case s.Fail > 0, len(r.Stale) > 0:
		return Nonconformant
	default:
		return Conformant
	}
}

// understood tells whether an exchange shows a login API at work: a login that
// was granted, or a good one that was refused for the form of its request.
func understood(e Exchange) bool {
	if e.Example == "" || e.Response == nil {
		return false
	}
	switch e.Response.Status {
	case 400, 406, 411, 412, 415, 422, 428:
		return e.Step == StepRecovery || e.Step == StepRenewal
	default:
		return e.Response.Status/100 == 2
	}
}
