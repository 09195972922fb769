package openapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Providers lists the providers that have a contract in fsys, sorted.
func Providers(fsys fs.FS) []string {
	files, _ := fs.Glob(fsys, "*.yaml") // the pattern is well formed
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".yaml")
	}
	slices.Sort(files)
	return files
}

// Load reads one provider's contract and validates it, as OpenAPI and as a
// document of our profile. All errors are returned, joined.
func Load(fsys fs.FS, provider string) (*Document, error) {
	data, err := fs.ReadFile(fsys, provider+".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading the contract of %q: %w", provider, err)
	}
	d, err := Read("openapi/"+provider+".yaml", data)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(validate(d.File, data), d.checkExamples()); err != nil {
		return nil, err
	}
	return d, nil
}

// checkExamples judges every example by the schema that bodies are judged by:
// kin-openapi lets most formats pass.
func (d *Document) checkExamples() error {
	validators, err := d.Validators()
	if err != nil {
		return err
	}
	request, err := NewValidator(d.schemaFile("request", d.Title, Draft2020, d.Request.Schema))
	if err != nil {
		return err
	}
	var errs []error
	check := func(v *Validator, e Example) {
		for _, broken := range v.Validate(e.Value) {
			errs = append(errs, fmt.Errorf("%s:%d: example %q breaks %s at %q (%s%s)",
				d.File, e.Line, e.Name, broken.Keyword, broken.Pointer, broken.Want, broken.Member))
		}
	}
	for _, e := range d.Request.Examples {
		check(request, e)
	}
	for _, r := range d.Responses {
		for _, e := range r.Examples {
			check(validators[r.Status], e)
		}
	}
	return errors.Join(errs...)
}

// validate has kin-openapi judge the document, with every example against its
// schema. Nothing outside the document is ever read.
func validate(file string, data []byte) error {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = false
	doc, err := loader.LoadFromData(data)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	err = doc.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.EnableExamplesValidation())
	var all openapi3.MultiError
	if !errors.As(err, &all) {
		return wrap(file, err)
	}
	var out []error
	for _, e := range all {
		out = append(out, wrap(file, e))
	}
	return errors.Join(out...)
}

func wrap(file string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", file, err)
}
