package contract

// Expectation is a known deviation of a live target: who answers for it, why,
// and until when. It turns a failure into a known one.
type Expectation struct {
	Target string `json:"target" yaml:"target"`
	Check  string `json:"check" yaml:"check"`
	// Case, Clause and Pointer narrow the match; empty ones match anything.
	Case    string `json:"case,omitempty" yaml:"case"`
	Clause  string `json:"clause,omitempty" yaml:"clause"`
	Pointer string `json:"pointer,omitempty" yaml:"pointer"`
	Reason  string `json:"reason" yaml:"reason"`
	Owner   string `json:"owner" yaml:"owner"`
	Link    string `json:"link" yaml:"link"`
	Until   string `json:"until" yaml:"until"` // the last day, YYYY-MM-DD, in UTC
	Where   string `json:"where" yaml:"-"`     // file:line
}

// Matches tells whether a finding of a case is the one expected.
func (e Expectation) Matches(caseID string, f Finding) bool {
	return e.Check == f.Check && (e.Case == "" || e.Case == caseID) &&
		(e.Clause == "" || e.Clause == f.Clause) && (e.Pointer == "" || e.Pointer == f.Pointer)
}
