package target

import (
	"maps"
	"slices"
	"strings"
)

// environment is a set of environment variables. It never is the process's own
// unless the caller of Load hands that in.
type environment struct{ values map[string]string }

func newEnvironment(environ []string) *environment {
	env := &environment{values: map[string]string{}}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok && name != "" {
			env.values[name] = value
		}
	}
	return env
}

// lookup reports a variable that is set and not empty.
func (e *environment) lookup(name string) (string, bool) {
	value := e.values[name]
	return value, value != ""
}

func (e *environment) get(name string) string { return e.values[name] }

// checkEmpty refuses a variable that is set but empty: more often a secret
// that the CI did not pass on than a wish for the default.
func (e *environment) checkEmpty(name string, found *problems) {
	if value, set := e.values[name]; set && value == "" {
		found.add(name, "is set but empty: give it a value or unset it")
	}
}

// checkNames refuses variables with the prefix that are not known.
func (e *environment) checkNames(prefix string, known []string, found *problems) {
	for _, name := range slices.Sorted(maps.Keys(e.values)) {
		if !strings.HasPrefix(name, prefix) || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			found.add(name, "unknown variable; did you mean %s?", near)
		} else {
			found.add(name, "unknown variable (known: %s)", strings.Join(known, ", "))
		}
	}
}

// checkNearMisses refuses variables with the prefix that are not known and look
// like one that is.
func (e *environment) checkNearMisses(prefix string, known []string, found *problems) {
	for _, name := range slices.Sorted(maps.Keys(e.values)) {
		if !strings.HasPrefix(name, prefix) || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" && distance(name, near) <= 2 {
			found.add(name, "unknown variable; did you mean %s?", near)
		}
	}
}

// nearest returns the known name that a typing mistake could have turned into
// name; "" if none is near.
func nearest(name string, known []string) string {
	const far = 4
	best, least := "", far
	for _, candidate := range known {
		if d := distance(name, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the inserted, deleted and replaced bytes between a and b
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
