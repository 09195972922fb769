package reports

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concord/internal/contract"
)

// LeakError says that an artifact held a registered secret and was therefore
// not published.
type LeakError struct {
	File         string   // base name of the artifact
	Placeholders []string // what stands for the secrets, sorted; never their values
}

// Error names the file and the placeholders.
func (e *LeakError) Error() string {
	return fmt.Sprintf("withheld %s: it holds the value of %s", e.File, strings.Join(e.Placeholders, ", "))
}

// artifact is a file of a run and how it is rendered.
type artifact struct {
	name   string
	render func(io.Writer) error
}

// Publish renders results.json, observations.jsonl and junit.xml and writes each
// to dir (made as needed, mode 0755) at once and completely, with mode 0644.
// Leaks gives the placeholders of the secrets that occur in a text: an artifact
// with any is withheld, and the error is a [*LeakError]. Every artifact is tried;
// one that cannot be published is also removed where an earlier run left it, so
// that dir never mixes two runs. The errors are joined.
func Publish(dir string, r contract.Results, obs []contract.Observation, leaks func([]byte) []string) error {
	if leaks == nil {
		return errors.New("publishing reports: no scan for leaks was given")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the reports folder: %w", err)
	}
	artifacts := []artifact{
		{"results.json", func(w io.Writer) error { return WriteResults(w, r) }},
		{"observations.jsonl", func(w io.Writer) error { return WriteObservations(w, r.Run, obs) }},
		{"junit.xml", func(w io.Writer) error { return JUnit(w, r) }},
	}
	var errs []error
	for _, a := range artifacts {
		if err := a.publish(dir, leaks); err != nil {
			errs = append(errs, err, removeStale(filepath.Join(dir, a.name)))
		}
	}
	return errors.Join(errs...)
}

func (a artifact) publish(dir string, leaks func([]byte) []string) error {
	var b bytes.Buffer
	if err := a.render(&b); err != nil {
		return fmt.Errorf("rendering %s: %w", a.name, err)
	}
	if found := scan(b.Bytes(), leaks); len(found) > 0 {
		return &LeakError{File: a.name, Placeholders: found}
	}
	if err := writeAtomic(filepath.Join(dir, a.name), b.Bytes()); err != nil {
		return fmt.Errorf("publishing %s: %w", a.name, err)
	}
	return nil
}

// scan looks for leaks in data as it stands and as it reads once XML references
// and shell quoting are undone: a secret that holds an ampersand or an
// apostrophe stands differently in a report than on the wire.
func scan(data []byte, leaks func([]byte) []string) []string {
	found := slices.Clone(leaks(data))
	plain := strings.ReplaceAll(html.UnescapeString(string(data)), `'\''`, `'`)
	if plain != string(data) {
		found = append(found, leaks([]byte(plain))...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// removeStale removes what an earlier run left at path, if anything.
func removeStale(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the earlier %s: %w", filepath.Base(path), err)
	}
	return nil
}
