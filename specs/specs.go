// Package specs holds what the providers' pages say: one YAML file per source
// document, every statement a clause, and every contradiction or silence a
// discrepancy.
package specs

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"concord/internal/contract"
	"concord/internal/strictyaml"
)

// Files holds the specs and, below facts/, what the pages said when they were
// written (see concord/internal/fact).
//
//go:embed *.yaml facts/*.yaml
var Files embed.FS

// Providers lists the providers that have a spec in fsys, sorted.
func Providers(fsys fs.FS) []string {
	files, _ := fs.Glob(fsys, "*.yaml") // the pattern is well formed
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	slices.Sort(files)
	return files
}

// Load reads one provider's spec. All errors are returned, joined, each naming
// file, line and key.
func Load(fsys fs.FS, provider string) (*contract.Spec, error) {
	data, err := fs.ReadFile(fsys, provider+".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading the spec of %q: %w", provider, err)
	}
	file := "specs/" + provider + ".yaml"
	var root yaml.Node
	if err := strictyaml.Decode(file, data, &root); err != nil {
		return nil, err
	}
	var s contract.Spec
	if err := strictyaml.DecodeNode(file, &root, &s); err != nil {
		return nil, err
	}
	l := linter{file: file, root: &root}
	l.spec(&s, provider)
	if err := errors.Join(l.errs...); err != nil {
		return nil, err
	}
	return &s, nil
}

// SectionURL links to a section of the source's page. Pages change their
// anchors, so it is a text fragment: a browser that cannot find the words opens
// the page at its top. Comma, ampersand and hyphen have a meaning in its syntax
// (WICG Scroll to Text Fragment, §3.2), so they are percent-encoded.
func SectionURL(s contract.Source, section string) string {
	page := s.URL
	if !strings.Contains(page, "#") {
		page += "#"
	}
	return page + ":~:text=" + strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(section))
}
