package target_test

import (
	"strings"
	"testing"

	"concord/internal/strictyaml"
)

// FuzzDecode holds Decode to its word: no panic, and one line for each mistake
// that begins with the file.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "---\n---\n", "title: a\ntitle: b", "a: &a [*a]", "<<: {a: 1}", "title: !!binary x",
		"extra: {a: [1, 1.5, true, x, null, 2026-01-01]}", "statuses: {200: ok, x: y}", "? [a]\n: b",
		"next: {next: {next: {count: 1}}}", "names: |\n  a\n  b\nlifetime: 1h", "{title:hunter2}", "\xff", "\t", "%YAML 9.9\n---\na",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, into := range []any{new(document), new(any), new(string), new(map[any]any), new([]document)} {
			err := strictyaml.Decode("f.yaml", data, into)
			if err == nil {
				continue
			}
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, "f.yaml:") {
					t.Fatalf("%T: not a line of its own: %q", into, line)
				}
			}
		}
	})
}
