package contract

// Case is one thing to try at a target and judge: a documented example pair, or
// a promise about tokens.
type Case struct {
	ID      string   `json:"id"` // <provider>/<name>, never from position or wording
	Title   string   `json:"title"`
	Clauses []string `json:"clauses"` // ids of the clauses it can find broken
	Labels  []string `json:"labels"`  // provider, capability, situation, clauses, <provider>:<name>
}

// CaseResult is a judged case.
type CaseResult struct {
	Case
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"` // why skip or error
	// Flaky says that an answer came only when its request was sent again.
	Flaky      bool      `json:"flaky,omitempty"`
	DurationMS float64   `json:"durationMs"`
	Findings   []Finding `json:"findings"`
}

// StatusOf returns fail if any finding is an error that no expectation foresaw,
// known if all that are errors were foreseen, else pass.
func StatusOf(findings []Finding) Status {
	status := Pass
	for _, f := range findings {
		switch {
		case f.Severity != SeverityError:
		case f.Known == nil:
			return Fail
		default:
			status = Known
		}
	}
	return status
}

// Judged tells whether a case with status s has an outcome of its own.
func (s Status) Judged() bool { return s == Pass || s == Fail || s == Known }
