package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"concord/internal/contract"
	"concord/internal/expectation"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/internal/target"
)

// expectationsFile returns where a provider's known deviations stand, from the root.
func expectationsFile(provider string) string {
	return path.Join("suites", provider, "expectations.yaml")
}

// expectations reads the known deviations of a live target; none where there is
// no file. The mock has none: whatever it does otherwise than documented is ours.
func (r *Run) expectations(t target.Target) ([]contract.Expectation, error) {
	if t.Mode != contract.ModeLive {
		return nil, nil
	}
	file := expectationsFile(t.Provider)
	data, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(file)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the expectations of %s: %w", t.Provider, err)
	}
	all, err := expectation.Load(file, data, r.knownTo(t.Provider))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e contract.Expectation) bool { return e.Target != t.Name }), nil
}

// knownTo lists what the expectations of a provider may name. Only a targets
// file says which targets there are at all.
func (r *Run) knownTo(provider string) expectation.Known {
	b := r.books[provider]
	known := expectation.Known{Provider: provider, Checks: judge.Checks()}
	for _, c := range suite.Cases(b) {
		known.Cases = append(known.Cases, c.ID)
	}
	for _, c := range b.Spec.Clauses {
		known.Clauses = append(known.Clauses, c.ID)
	}
	if r.Config.FromFile() {
		for _, t := range r.Config.For(provider) {
			known.Targets = append(known.Targets, t.Name)
		}
	}
	return known
}
