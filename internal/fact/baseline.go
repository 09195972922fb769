package fact

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/strictyaml"
	"concord/openapi"
)

// Baseline is what a provider's page said when its clauses were written, each
// fact with the clauses that restate it.
type Baseline struct {
	Provider string `yaml:"provider"`
	SHA256   string `yaml:"sha256"` // of the text that it was read from, as in the spec
	// Clauses are touched by what is new on the page and has no nearer place.
	Clauses []string  `yaml:"clauses"`
	Facts   []*Fact   `yaml:"facts"`
	Prose   []Section `yaml:"prose"`
}

// File returns where the baseline of a provider lies below specs/.
func File(provider string) string { return "facts/" + provider + ".yaml" }

// Load reads a provider's baseline from fsys and checks that it agrees with the
// spec and the contract. All mistakes are returned, joined.
func Load(fsys fs.FS, spec *contract.Spec, doc *openapi.Document) (*Baseline, error) {
	b, err := read(fsys, spec.Provider)
	if err != nil {
		return nil, err
	}
	return b, errors.Join(b.check(spec), b.agree(doc))
}

func read(fsys fs.FS, provider string) (*Baseline, error) {
	data, err := fs.ReadFile(fsys, File(provider))
	if err != nil {
		return nil, fmt.Errorf("reading the facts of %q: %w", provider, err)
	}
	var b Baseline
	if err := strictyaml.Decode("specs/"+File(provider), data, &b); err != nil {
		return nil, err
	}
	walk(b.Facts, func(f, parent *Fact) {
		if parent != nil && f.Section == "" {
			f.Section = parent.Section
		}
	})
	return &b, nil
}

// check finds what a baseline and its spec do not agree on.
func (b *Baseline) check(spec *contract.Spec) error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("specs/%s: "+format, append([]any{File(b.Provider)}, args...)...))
	}
	if b.Provider != spec.Provider {
		fail("key \"provider\": %q is not the name of the file", b.Provider)
	}
	if b.SHA256 != spec.Source.SHA256 {
		fail("the facts are of the text %s, the clauses of specs/%s.yaml of the text %s", short(b.SHA256), spec.Provider, short(spec.Source.SHA256))
	}
	known := func(of string, ids []string) {
		for _, id := range ids {
			if _, ok := spec.Clause(id); !ok {
				fail("%s: %q is no clause of specs/%s.yaml", of, id, spec.Provider)
			}
		}
	}
	known("clauses", b.Clauses)
	if len(b.Clauses) == 0 {
		fail("key \"clauses\": something new on the page touches at least one clause")
	}
	walk(b.Facts, func(f, parent *Fact) {
		known(f.name(parent), f.Clauses)
		if len(f.Clauses) == 0 && f.Reason == "" && (parent == nil || len(parent.Clauses) == 0) {
			fail("%s (section %q): a fact has clauses, or a reason why no clause restates it", f.name(parent), f.Section)
		}
		if !slices.Contains(kinds, f.Kind) {
			fail("%q is no kind of fact", f.Kind)
		}
		for _, m := range f.Members {
			known(f.name(parent)+" "+m.At, m.Clauses)
		}
	})
	return errors.Join(errs...)
}

var kinds = []Kind{Endpoint, Authentication, Header, Table, Field, Example, Status, Lifetime, Term, Message, Curl}

func short(sum string) string { return sum[:min(len(sum), 12)] + "…" }

// name names a fact to people: "field client_id", "example of status 401".
func (f *Fact) name(parent *Fact) string {
	switch {
	case f.What != "":
		return f.What
	case f.Kind == Endpoint:
		return "method and path"
	case f.Kind == Authentication:
		return "authentication of a login"
	case f.Kind == Table:
		return "table of " + strings.Join(f.fields(), ", ")
	case f.Kind == Curl:
		return "curl example"
	case f.Kind == Example && parent == nil:
		return "JSON example"
	case f.Kind == Example && parent.Kind == Curl:
		return "body of the curl example"
	case f.Kind == Field || parent == nil:
		return strings.TrimSpace(string(f.Kind) + " " + f.Name)
	case parent.Kind == Curl:
		return string(f.Kind) + " " + f.Name + " of the curl example"
	default:
		return strings.TrimSpace(string(f.Kind)+" "+f.Name) + " of " + parent.name(nil)
	}
}

func (f *Fact) fields() []string {
	var out []string
	for _, g := range f.Facts {
		out = append(out, g.Name)
	}
	return out
}
