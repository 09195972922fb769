package run

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"concord/internal/judge"
	"concord/internal/suite"
	"concord/specs"
)

// UnitLabel labels the specs of the engine itself, which are no cases.
const UnitLabel = "unit"

// TargetLabel returns the label that only the cases at one target have. Its name
// alone is a label too, but may also be that of the provider.
func TargetLabel(s *suite.Suite) string { return "target:" + s.Target.Name }

// Labels returns the labels of a case at a target: its own and the target's.
func Labels(s *suite.Suite, c judge.Case) []string {
	out := append(slices.Clone(c.Labels), TargetLabel(s))
	if !slices.Contains(c.Labels, s.Target.Name) {
		out = append(out, s.Target.Name)
	}
	return out
}

// Select returns the cases of each suite that the names (providers or targets,
// none for all) and the label filter (Ginkgo's language, empty for all) ask for.
// Asking for nothing at all is an error, an [*EmptyError] where the filter is to
// blame: a run of no cases must not look like a good one.
func (r *Run) Select(names []string, filter string) (map[*suite.Suite][]judge.Case, error) {
	matches, err := parse(filter)
	if err != nil {
		return nil, err
	}
	if err := r.known(names); err != nil {
		return nil, err
	}
	out := map[*suite.Suite][]judge.Case{}
	for _, s := range r.named(names) {
		for _, c := range s.Cases() {
			if matches(Labels(s, c)) {
				out[s] = append(out[s], c)
			}
		}
	}
	if err := r.absent(names, matches); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, &EmptyError{Filter: filter, Names: names, Labels: r.labels(names)}
	}
	return out, nil
}

// Notices returns what to tell before the selected cases run, a line each: which
// of their providers run on the mock though they are half configured, and which
// of their secrets are too short to be looked for in text.
func (r *Run) Notices(selected map[*suite.Suite][]judge.Case) []string {
	var out []string
	for _, s := range r.Suites {
		if _, ok := selected[s]; !ok {
			continue
		}
		if notice := r.Config.Notice(s.Target.Provider); notice != "" {
			out = append(out, notice)
		}
		out = append(out, r.short(s)...)
	}
	return out
}

// named returns the suites that the names ask for.
func (r *Run) named(names []string) []*suite.Suite {
	if len(names) == 0 {
		return r.Suites
	}
	var out []*suite.Suite
	for _, s := range r.Suites {
		if slices.Contains(names, s.Target.Name) || slices.Contains(names, s.Target.Provider) {
			out = append(out, s)
		}
	}
	return out
}

// EmptyError says that a label filter selects no case.
type EmptyError struct {
	Filter string
	Names  []string // of the providers or targets it was applied to; none for all
	Labels []string // that it might have named
}

// Error quotes the filter and lists the labels.
func (e *EmptyError) Error() string {
	of := ""
	if len(e.Names) > 0 {
		of = " of " + strings.Join(e.Names, ", ")
	}
	return fmt.Sprintf("the label filter %q selects no case%s (labels: %s, any clause id, <provider>:<case>)", e.Filter, of, strings.Join(e.Labels, ", "))
}

// Matches tells whether a label filter accepts a set of labels. A filter that
// cannot be read accepts none.
func Matches(filter string, labels []string) bool {
	matches, err := parse(filter)
	return err == nil && matches(labels)
}

func parse(filter string) (func([]string) bool, error) {
	matches, err := types.ParseLabelFilter(filter)
	if err != nil {
		return nil, fmt.Errorf("reading the label filter %q: %s", filter, plain(err))
	}
	return matches, nil
}

// plain returns what a filter's error says at its end, as our errors are written:
// the rest is the filter again, in colour, and a link.
func plain(err error) string {
	var painted types.GinkgoError
	if !errors.As(err, &painted) {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(painted.Message), "\n")
	last := strings.TrimSuffix(strings.TrimSpace(lines[len(lines)-1]), ".")
	return strings.ToLower(last[:min(1, len(last))]) + last[min(1, len(last)):]
}

// known refuses names that are neither a provider's nor a target's.
func (r *Run) known(names []string) error {
	var errs []error
	for _, name := range names {
		isTarget := slices.ContainsFunc(r.Suites, func(s *suite.Suite) bool { return s.Target.Name == name })
		switch {
		case isTarget || slices.Contains(r.providers, name):
		case slices.Contains(specs.Providers(specs.Files), name):
			errs = append(errs, NoProvider(name, specs.Providers(specs.Files), r.providers))
		default:
			errs = append(errs, fmt.Errorf("%q is neither a provider (%s) nor a target%s", name, strings.Join(r.providers, ", "), r.otherTargets()))
		}
	}
	return errors.Join(errs...)
}

// otherTargets lists the targets that are not named like a provider.
func (r *Run) otherTargets() string {
	var out []string
	for _, s := range r.Suites {
		if !slices.Contains(r.providers, s.Target.Name) {
			out = append(out, s.Target.Name)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// absent reports the providers that are asked for and have no target. With a
// targets file only a provider that is named has to have one: exactly the
// file's targets run.
func (r *Run) absent(names []string, matches func([]string) bool) error {
	var errs []error
	for _, p := range r.providers {
		named := slices.Contains(names, p)
		if len(r.Config.For(p)) > 0 || len(names) > 0 && !named || r.Config.FromFile() && !named {
			continue
		}
		if slices.ContainsFunc(suite.Cases(r.books[p]), func(c judge.Case) bool { return matches(c.Labels) }) {
			errs = append(errs, r.Config.Missing(p))
		}
	}
	return errors.Join(errs...)
}

// labels lists the labels that a filter may name, without those of single
// clauses and cases. Where there is no target they are those of all contracts.
func (r *Run) labels(names []string) []string {
	var out []string
	add := func(c judge.Case, labels []string) {
		for _, l := range labels {
			if !slices.Contains(c.Clauses, l) && !strings.Contains(l, ":") {
				out = append(out, l)
			}
		}
	}
	for _, s := range r.named(names) {
		for _, c := range s.Cases() {
			add(c, Labels(s, c))
		}
	}
	if len(r.Suites) == 0 {
		for _, b := range r.books {
			for _, c := range suite.Cases(b) {
				add(c, c.Labels)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
