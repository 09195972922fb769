package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Severity ranks a finding.
type Severity string

const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Finding is one deviation from one clause.
type Finding struct {
	Check    string   `json:"check"`  // kebab-case id of the judging function
	Clause   string   `json:"clause"` // id of the nearest clause it breaks
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`            // one sentence, lower case, no secrets
	Pointer  string   `json:"pointer,omitempty"`  // RFC 6901, into the answer's body
	Expected string   `json:"expected,omitempty"` // as documented
	Actual   string   `json:"actual,omitempty"`   // as seen, redacted
	Evidence string   `json:"evidence,omitempty"` // id of the exchange that shows it
	// Known is the expectation that foresaw the finding; nil where none did.
	Known *Expectation `json:"known,omitempty"`
}

// Fingerprint identifies a finding of a case at a target from run to run, whatever
// values were seen: 16 hex digits.
func Fingerprint(target, caseID string, f Finding) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{target, caseID, f.Check, f.Clause, f.Pointer}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Status is the outcome of a case.
type Status string

const (
	Pass  Status = "pass"
	Fail  Status = "fail"
	Known Status = "known" // failed, but only as was expected
	Skip  Status = "skip"
	Error Status = "error" // could not be judged
)

// Verdict is the outcome of a run.
type Verdict string

const (
	Conformant    Verdict = "conformant"
	Nonconformant Verdict = "nonconformant"
	Inconclusive  Verdict = "inconclusive"
)

// ExitCode returns the process exit code for v: 0, 1 or 3; 2 is for usage and
// configuration errors.
func (v Verdict) ExitCode() int {
	switch v {
	case Conformant:
		return 0
	case Nonconformant:
		return 1
	default:
		return 3
	}
}

// Worst combines the verdicts of several targets: any inconclusive one is
// inconclusive, else any nonconformant one is nonconformant. None at all is
// inconclusive: zero judged is not a pass.
func Worst(verdicts ...Verdict) Verdict {
	worst := Inconclusive
	for i, v := range verdicts {
		if i == 0 || v.ExitCode() > worst.ExitCode() {
			worst = v
		}
	}
	return worst
}
