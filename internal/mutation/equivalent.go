package mutation

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"concord/internal/strictyaml"
)

//go:embed equivalent.yaml
var equivalent []byte

// Excuse is an entry of the allow-list: a fault that no run can find.
type Excuse struct {
	Fault  string // id
	Reason string
}

// Excuses returns the allow-list that is part of the build.
func Excuses() ([]Excuse, error) { return ReadExcuses("internal/mutation/equivalent.yaml", equivalent) }

// ReadExcuses reads an allow-list strictly; file is named in errors only. Each
// entry needs a reason, and no fault may be excused twice. All mistakes are
// returned, joined.
func ReadExcuses(file string, data []byte) ([]Excuse, error) {
	var list struct{ Equivalent []Excuse }
	if err := strictyaml.Decode(file, data, &list); err != nil {
		return nil, err
	}
	var errs []error
	seen := map[string]bool{}
	for i, e := range list.Equivalent {
		switch {
		case strings.TrimSpace(e.Fault) == "":
			errs = append(errs, fmt.Errorf("%s: entry %d names no fault", file, i+1))
		case strings.TrimSpace(e.Reason) == "":
			errs = append(errs, fmt.Errorf("%s: %q has no reason", file, e.Fault))
		case seen[e.Fault]:
			errs = append(errs, fmt.Errorf("%s: %q stands twice", file, e.Fault))
		}
		seen[e.Fault] = true
	}
	return list.Equivalent, errors.Join(errs...)
}

// excuse gives survivors their reasons, and returns what is stale: entries about
// faults that are found, or that do not exist.
func excuse(proofs []Proof, excuses []Excuse) (stale []string) {
	at := map[string]*Proof{}
	for i := range proofs {
		at[proofs[i].Fault.ID] = &proofs[i]
	}
	for _, e := range excuses {
		switch p := at[e.Fault]; {
		case p == nil:
			stale = append(stale, fmt.Sprintf("%s: there is no such fault", e.Fault))
		case p.Killed():
			stale = append(stale, fmt.Sprintf("%s: it is found", e.Fault))
		default:
			p.Excuse = e.Reason
		}
	}
	return stale
}

// About returns the excuses of some providers' faults; of all without a name.
func About(excuses []Excuse, providers []string) []Excuse {
	if len(providers) == 0 {
		return excuses
	}
	var out []Excuse
	for _, e := range excuses {
		if provider, _, _ := strings.Cut(e.Fault, ":"); slices.Contains(providers, provider) {
			out = append(out, e)
		}
	}
	return out
}
