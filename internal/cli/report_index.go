package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"concord/reports"
)

// index writes the page of all targets whose results lie in the folders of dir.
// Its links are relative to where it is written; on standard output, to dir. It
// links to pages beside or below it only.
func (t *tool) index(dir, output string, l reports.Language) error {
	from := dir
	if output != "" {
		from = filepath.Dir(output)
	}
	entries, err := t.indexEntries(dir, from)
	if err != nil {
		return err
	}
	return t.write(output, func(w io.Writer) error { return reports.Index(w, entries, reports.Options{Language: l}) })
}

// indexEntries reads the results in the folders of dir. Those that cannot be read
// are on the page too, with the reason.
func (t *tool) indexEntries(dir, from string) ([]reports.IndexEntry, error) {
	files, err := filepath.Glob(filepath.Join(globless(dir), "*", "results.json"))
	if err != nil {
		return nil, fmt.Errorf("--index: looking for results in %q: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("--index: there is no */results.json in %q", dir)
	}
	var out []reports.IndexEntry
	for _, file := range files {
		folder := filepath.Dir(file)
		results, err := t.readResults(file)
		if err != nil {
			e := reports.IndexEntry{Problem: unwrapped(err).Error()}
			e.Target.Name = filepath.Base(folder)
			out = append(out, e)
			continue
		}
		out = append(out, reports.IndexEntryOf(results, pageIn(folder, from)))
	}
	return out, nil
}

// pageIn returns the link to the page in a folder, relative to from; empty where
// there is no page.
func pageIn(folder, from string) string {
	page := filepath.Join(folder, "report.html")
	if _, err := os.Stat(page); err != nil {
		return ""
	}
	absolute, err := filepath.Abs(page)
	if err != nil {
		return ""
	}
	if from, err = filepath.Abs(from); err != nil {
		return ""
	}
	link, err := filepath.Rel(from, absolute)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(link)
}

// unwrapped takes the name of the file off an error: the entry names the target.
func unwrapped(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// globless escapes what a pattern would take for one of its own characters.
func globless(dir string) string {
	var out []rune
	for _, r := range dir {
		if r == '*' || r == '?' || r == '[' || r == '\\' && filepath.Separator == '/' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}
