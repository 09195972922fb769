// Package judge turns what was observed into findings. It is pure: it does no
// I/O, reads no clock, and sees only redacted observations, so that judging a
// stored observation again gives the same findings, byte for byte.
package judge

import (
	"fmt"
	"maps"
	"slices"

	"concord/internal/contract"
	"concord/openapi"
)

// Book is what a provider documents: the clauses, the contract and the compiled
// schemas of its answers.
type Book struct {
	Spec       *contract.Spec
	Doc        *openapi.Document
	validators map[string]*openapi.Validator
}

// NewBook compiles what judging needs. Every clause that the contract cites
// must be in the spec.
func NewBook(spec *contract.Spec, doc *openapi.Document) (*Book, error) {
	validators, err := doc.Validators()
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(doc.Lines)) {
		if _, ok := spec.Clause(id); !ok {
			return nil, fmt.Errorf("%s:%d: %s is no clause of specs/%s.yaml", doc.File, doc.Lines[id], id, spec.Provider)
		}
	}
	return &Book{Spec: spec, Doc: doc, validators: validators}, nil
}

// Kind says what a case is about, and with that which checks judge it.
type Kind string

const (
	Answer            Kind = "answer"             // a documented answer to a request
	AccessToken       Kind = "access-token"       // what the access token is
	AccessLifetime    Kind = "access-lifetime"    // how long it says it lives
	RefreshToken      Kind = "refresh-token"      // what the refresh token is
	RefreshLifetime   Kind = "refresh-lifetime"   // how long it says it lives
	Timestamps        Kind = "timestamps"         // the fields that repeat when tokens end
	Identifiers       Kind = "identifiers"        // what is new in every answer, and what never changes
	Accepted          Kind = "accepted"           // a fresh token opens the API
	Expiry            Kind = "expiry"             // a token is accepted up to its end and not after it
	IndependentLogins Kind = "independent-logins" // a login leaves earlier tokens alone
	RateLimit         Kind = "rate-limit"         // too many refused logins
)

// Case is a case as the judge sees it.
type Case struct {
	contract.Case
	Kind    Kind
	Example string // the answer's example (Answer, RateLimit)
}

// Judge returns the result of a case: every finding of every answer. A panic in
// a check becomes the status error, with a reason that names the check.
func (b *Book) Judge(c Case, o contract.Observation) (result contract.CaseResult) {
	result = contract.CaseResult{Case: c.Case, DurationMS: o.DurationMS, Findings: []contract.Finding{}}
	running := "reading"
	defer func() {
		if p := recover(); p != nil {
			result.Status, result.Findings = contract.Error, []contract.Finding{}
			result.Reason = fmt.Sprintf("the check %q failed by itself: %v", running, p)
		}
	}()
	switch {
	case o.Error != "":
		result.Status, result.Reason = contract.Error, o.Error
		return result
	case o.Skip != "":
		result.Status, result.Reason = contract.Skip, o.Skip
		return result
	}
	v := newView(b, c, o)
	if reason := v.unreachable(); reason != "" {
		result.Status, result.Reason = contract.Error, reason
		return result
	}
	program, ok := programs[c.Kind]
	if !ok {
		v.cannot = fmt.Sprintf("no check judges cases of the kind %q", c.Kind)
	}
	for _, check := range program {
		running = check.name
		check.run(v)
	}
	running = "merging"
	result.Findings = v.merged()
	switch {
	case v.cannot != "":
		result.Status, result.Reason = contract.Error, v.cannot
	case v.skip != "" && contract.StatusOf(result.Findings) == contract.Pass:
		result.Status, result.Reason = contract.Skip, v.skip
	default:
		result.Status = contract.StatusOf(result.Findings)
	}
	result.Flaky = result.Status.Judged() && slices.ContainsFunc(o.Exchanges, repeated)
	return result
}

// repeated tells whether an exchange succeeded only when its request was sent
// again. To be asked to come back later is no trouble of the network.
func repeated(e contract.Exchange) bool {
	return slices.ContainsFunc(e.Retries, func(r contract.Retry) bool { return r.Kind != contract.RetryLimited })
}
