package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/specs"
)

func (t *tool) clauses() *cobra.Command {
	var coverage, asJSON bool
	c := &cobra.Command{
		Use:   "clauses [provider…]",
		Short: "List the clauses of the documents, and which case judges each",
		RunE: func(_ *cobra.Command, names []string) error {
			if coverage && asJSON {
				return errors.New("--coverage and --json exclude each other")
			}
			books, err := booksOf(names)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return t.clausesJSON(books)
			case coverage:
				return t.coverage(books)
			default:
				return t.list(books)
			}
		},
	}
	c.Flags().BoolVar(&coverage, "coverage", false, "show the matrix of clauses and cases")
	c.Flags().BoolVar(&asJSON, "json", false, "print the clauses as JSON")
	return c
}

// booksOf loads the books of the named providers, or of all.
func booksOf(names []string) ([]*judge.Book, error) {
	books, err := run.Books()
	if err != nil {
		return nil, err
	}
	known := slices.Sorted(maps.Keys(books))
	if len(names) == 0 {
		names = known
	}
	var out []*judge.Book
	for _, name := range names {
		b, ok := books[name]
		if !ok {
			return nil, run.NoProvider(name, specs.Providers(specs.Files), known)
		}
		out = append(out, b)
	}
	return out, nil
}

func (t *tool) list(books []*judge.Book) error {
	for _, b := range books {
		fmt.Fprintf(t.stdout, "%s  %s\n  %s, retrieved %s\n", b.Doc.Provider, b.Spec.Source.Title, b.Spec.Source.URL, b.Spec.Source.Retrieved)
		section := ""
		for _, c := range b.Spec.Clauses {
			if c.Section != section {
				section = c.Section
				fmt.Fprintf(t.stdout, "\n  %s\n", section)
			}
			fmt.Fprintf(t.stdout, "    %s  %-6s %-6s  %s\n", c.ID, c.Level, c.Party, c.Sentence)
		}
		if len(b.Spec.Discrepancies) > 0 {
			fmt.Fprintf(t.stdout, "\n  Questions to the provider\n")
		}
		for _, d := range b.Spec.Discrepancies {
			fmt.Fprintf(t.stdout, "    %s  %s\n    %s  read as: %s\n    %s  question: %s\n", d.ID, d.Statement,
				strings.Repeat(" ", len(d.ID)), d.Reading, strings.Repeat(" ", len(d.ID)), d.Question)
		}
		fmt.Fprintln(t.stdout)
	}
	return nil
}

// coverage prints every clause with the cases that judge it, or the reason why
// none does, and fails where a must-clause has neither.
func (t *tool) coverage(books []*judge.Book) error {
	var bare []string
	for _, b := range books {
		cited := suite.Citations(b)
		covered, must := 0, 0
		w := tabwriter.NewWriter(t.stdout, 0, 4, 2, ' ', 0)
		for _, c := range b.Spec.Clauses {
			judged := c.Level == contract.Must && c.Party == contract.Server
			cases, reason := cited[c.ID], suite.Unjudged(c)
			what := strings.Join(shorten(cases), " ")
			switch {
			case len(cases) == 0 && reason == "":
				what = "NO CASE AND NO REASON"
				if judged {
					bare = append(bare, c.ID)
				}
			case len(cases) == 0:
				what = "— " + reason
			}
			if judged {
				must++
				if len(cases) > 0 {
					covered++
				}
			}
			line := ""
			if at, ok := b.Doc.Lines[c.ID]; ok {
				line = fmt.Sprintf("%s:%d", b.Doc.File, at)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.ID, c.Level, line, what)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(t.stdout, "%s: %d of %d must-clauses of the server have a case, the others a reason\n\n", b.Doc.Provider, covered, must)
	}
	if len(bare) > 0 {
		return &failure{err: fmt.Errorf("must-clauses with neither a case nor a reason: %s", strings.Join(bare, ", ")), code: 1}
	}
	return nil
}

// shorten drops the provider from case ids.
func shorten(cases []string) []string {
	out := make([]string, len(cases))
	for i, id := range cases {
		out[i] = id[strings.Index(id, "/")+1:]
	}
	return out
}

func (t *tool) clausesJSON(books []*judge.Book) error {
	var out []*contract.Spec
	for _, b := range books {
		out = append(out, b.Spec)
	}
	return t.encode(out)
}
