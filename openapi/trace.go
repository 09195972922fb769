package openapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"concord/internal/contract"
)

// Trace compares the document with its spec, both ways: every clause that the
// document cites exists, and so does every discrepancy that a silence goes back
// to; every must-clause about the server is cited, or has a reason why it is not
// tested. All errors are returned, joined.
func (d *Document) Trace(spec *contract.Spec) error {
	var errs []error
	fail := func(line int, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", d.File, line, fmt.Sprintf(format, args...)))
	}
	for _, id := range slices.Sorted(maps.Keys(d.Lines)) {
		if _, ok := spec.Clause(id); !ok {
			fail(d.Lines[id], "%q is no clause of specs/%s.yaml", id, spec.Provider)
		}
	}
	known := map[string]bool{}
	for _, discrepancy := range spec.Discrepancies {
		known[discrepancy.ID] = true
	}
	for _, r := range d.Responses {
		if r.Silent != "" && !known[r.Silent] {
			fail(r.Line, "key \"x-silent\": %q is no discrepancy of specs/%s.yaml", r.Silent, spec.Provider)
		}
	}
	for _, c := range spec.Clauses {
		if _, cited := d.Lines[c.ID]; c.Level == contract.Must && c.Party == contract.Server && !cited && c.Untested == "" {
			errs = append(errs, fmt.Errorf("specs/%s.yaml: clause %s is not cited in %s and has no \"untested\"", spec.Provider, c.ID, d.File))
		}
	}
	return errors.Join(errs...)
}
