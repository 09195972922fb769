package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// generated marks the files that WriteSchemas may remove.
const generated = "by make generate. DO NOT EDIT."

// WriteSchemas writes the schemas of docs below dir, in both dialects. A file
// that is as it should be is not touched; a generated schema that no document
// yields any more is removed, and nothing else ever is.
func WriteSchemas(dir string, docs []*Document) error {
	want := map[string]bool{}
	for _, d := range docs {
		for _, f := range d.Schemas() {
			path := filepath.Join(dir, filepath.FromSlash(f.Path))
			want[path] = true
			if err := writeChanged(path, f.Data); err != nil {
				return fmt.Errorf("writing the schema %s: %w", f.Path, err)
			}
		}
	}
	stale, err := staleSchemas(dir, want)
	if err != nil {
		return fmt.Errorf("looking for stale schemas: %w", err)
	}
	for _, path := range stale {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("removing a stale schema: %w", err)
		}
		removeEmpty(dir, filepath.Dir(path))
	}
	return nil
}

func writeChanged(path string, data []byte) error {
	have, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(have, data):
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// staleSchemas lists the generated schemas below dir that are not wanted.
func staleSchemas(dir string, want map[string]bool) ([]string, error) {
	var stale []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || want[path] || !strings.HasSuffix(path, ".schema.json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte(generated)) {
			stale = append(stale, path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) { // no documents, and no directory
		return nil, nil
	}
	return stale, err
}

// removeEmpty removes a folder that was left empty, and those above it, up to root.
func removeEmpty(root, folder string) {
	for folder = filepath.Clean(folder); folder != filepath.Clean(root); folder = filepath.Dir(folder) {
		if os.Remove(folder) != nil { // it has other files
			return
		}
	}
}
