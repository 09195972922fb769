package openapi_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"concord/openapi"
	"concord/specs"
)

// seed adds every YAML file of a package to the corpus.
func seed(f *testing.F, files fs.FS) {
	f.Helper()
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatalf("listing the seeds: %d files, %v", len(names), err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			f.Fatalf("reading the seed %q: %v", name, err)
		}
		f.Add(data)
	}
}

// placed fails where an error of a reader does not begin with the file's name.
func placed(t *testing.T, file string, err error) {
	t.Helper()
	for _, line := range strings.Split(err.Error(), "\n") {
		if !strings.HasPrefix(line, file+":") {
			t.Fatalf("an error without its place: %q", line)
		}
	}
}

// FuzzRead wants an error with its place for every document that is no
// contract, and schemas that compile and take any body for every one that is.
func FuzzRead(f *testing.F) {
	seed(f, openapi.Files)
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := openapi.Read("openapi/sample.yaml", data)
		if err != nil {
			placed(t, "openapi/sample.yaml", err)
			return
		}
		for _, file := range d.Schemas() {
			v, err := openapi.NewValidator(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range d.Request.Examples {
				v.Validate(e.Value)
			}
		}
	})
}

// FuzzSpec wants an error with its place for everything that is no spec, and
// what the rest of the program relies on in everything that is.
func FuzzSpec(f *testing.F) {
	seed(f, specs.Files)
	f.Add([]byte(sampleSource))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := specs.Load(fstest.MapFS{"sample.yaml": {Data: data}}, "sample")
		if err != nil {
			placed(t, "specs/sample.yaml", err)
			return
		}
		for _, c := range s.Clauses {
			if c.Section == "" || c.Sentence == "" || specs.SectionURL(s.Source, c.Section) == "" {
				t.Fatalf("clause %s is incomplete", c.ID)
			}
		}
	})
}
