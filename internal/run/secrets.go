package run

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/situation"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/reports"
)

// Scrub returns text with the secrets of all targets replaced, as far as they are
// known: those configured, and those that servers gave away so far.
func (r *Run) Scrub(text string) string { return r.secrets.Scrub(text) }

// Writer returns a writer to w that scrubs whole lines. Its user ends with Flush.
func (r *Run) Writer(w io.Writer) *secret.Writer { return r.secrets.Writer(w) }

// scan finds the secrets in what is about to be published of a suite: its own, and
// those of the other targets.
func (r *Run) scan(s *suite.Suite) func([]byte) []string {
	return func(data []byte) []string {
		if found := s.Leaks(data); len(found) > 0 {
			return found
		}
		return r.secrets.Leaks(data)
	}
}

// checkSecrets refuses configured secrets that are part of what answers and reports
// say anyway: to replace them would blot out the evidence that is to be judged.
func (r *Run) checkSecrets() error {
	var errs []error
	said := map[string]bool{}
	public := ""
	for _, s := range r.Suites {
		for _, c := range r.Config.Secrets(s.Target) {
			if public == "" {
				public = r.publicText()
			}
			if long(c) && !said[c.Where] && strings.Contains(public, strings.ToLower(c.Value.Reveal())) {
				said[c.Where] = true
				errs = append(errs, fmt.Errorf("%s: the value is part of what answers or reports say anyway, and replacing it would blot that out: use another", c.Where))
			}
		}
	}
	return errors.Join(errs...)
}

// publicText returns, in lower case, all that is said whatever a server answers:
// the literals of the contracts, what we invent, and the results of runs that saw
// nothing.
func (r *Run) publicText() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.books)) {
		b := r.books[name]
		head := contract.Run{SchemaVersion: contract.SchemaVersion, Source: b.Spec.Source}
		results, err := suite.Judge(b, head, nil)
		if err == nil {
			err = reports.WriteResults(&text, results)
		}
		if err != nil {
			panic(err) // unreachable: there is nothing in it that could fail
		}
		text.WriteString(strings.Join(b.Doc.Literals(), "\n"))
	}
	text.WriteString(strings.Join(situation.Invented(), "\n"))
	return strings.ToLower(text.String())
}

// short returns what to tell of the secrets of a suite's target that are too short
// to be looked for, a line each.
func (r *Run) short(s *suite.Suite) []string {
	var out []string
	said := map[string]bool{}
	for _, c := range r.Config.Secrets(s.Target) {
		if !long(c) && !said[c.Where] {
			said[c.Where] = true
			out = append(out, c.Hint())
		}
	}
	return out
}

func long(c target.Secret) bool { return c.Value.Len() >= secret.MinScrub }

// survive turns a panic outside of any case into an error, so that no other target
// goes down with it and nothing secret is printed.
func (r *Run) survive(s *suite.Suite, results *contract.Results, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: concord itself failed: %s", s.Target.Name, s.PanicText(p))
		now := time.Now()
		*results = contract.Results{
			Run: s.Head(r.ID, r.Tool, contract.Selection{}, now, now), Verdict: contract.Inconclusive,
		}
		results.Trouble = []string{"concord itself failed"}
	}
}
