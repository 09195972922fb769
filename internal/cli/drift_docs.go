package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/fact"
	"concord/internal/fetch"
	"concord/internal/judge"
	"concord/internal/page"
	"concord/specs"
)

func (t *tool) driftDocs() *cobra.Command {
	var pages []string
	var asJSON bool
	var write string
	c := &cobra.Command{
		Use:   "docs [provider…]",
		Short: "Compare a provider's public page with the facts that our clauses rest on",
		Long: "Fetch the pages of the named providers (all without a name), and say which facts were added, removed\n" +
			"or changed since the clauses were written, each with the clauses it touches. A page is fetched once a\n" +
			"day, as robots.txt allows; a copy is kept in CONCORD_STATE. Changes of wording are mentioned only.\n\n" +
			"Exit codes: 0 no fact changed, 1 some did, 2 usage, 3 a page could not be had or recognised.",
		Example: "  concord drift docs tapi\n  concord drift docs --page tapi=login.html",
		RunE: func(c *cobra.Command, names []string) error {
			given, err := pagesOf(pages)
			if err != nil {
				return err
			}
			books, err := booksOf(orKeys(names, given))
			if err != nil {
				return err
			}
			for name := range given {
				if !slices.ContainsFunc(books, func(b *judge.Book) bool { return b.Doc.Provider == name }) {
					return fmt.Errorf("--page: %q is not among the providers to compare", name)
				}
			}
			if write != "" {
				return t.writeFacts(c.Context(), books, given, write)
			}
			return t.comparePages(c.Context(), books, given, asJSON)
		},
	}
	c.Flags().StringArrayVar(&pages, "page", nil, "provider=FILE or provider=URL: another copy of its page; without a provider's name, only these are compared")
	c.Flags().BoolVar(&asJSON, "json", false, "print the differences as JSON")
	c.Flags().StringVar(&write, "write", "", "write facts/<provider>.yaml of the page anew to that directory (specs), keeping its clauses")
	return c
}

// pagesOf reads the values of --page.
func pagesOf(values []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range values {
		name, where, ok := strings.Cut(v, "=")
		switch {
		case !ok || name == "" || where == "":
			return nil, fmt.Errorf("--page: %q is not provider=FILE or provider=URL", v)
		case out[name] != "":
			return nil, fmt.Errorf("--page: two pages of %q", name)
		}
		if err := checkPage(where); err != nil {
			return nil, fmt.Errorf("--page: %w", err)
		}
		out[name] = where
	}
	return out, nil
}

func checkPage(where string) error {
	if strings.Contains(where, "://") {
		return fetch.Check(where)
	}
	_, err := os.Stat(where)
	return err
}

// orKeys returns names, or the sorted keys where there are none.
func orKeys(names []string, given map[string]string) []string {
	if len(names) > 0 {
		return names
	}
	var keys []string
	for name := range given {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}

// Verdicts on a page.
const (
	pageSame    = "same"
	pageDrifted = "drifted"
	pageUnknown = "unknown" // not had, or not recognised
)

// pageReport is what became of one page.
type pageReport struct {
	Provider string `json:"provider"`
	source
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"` // of unknown
	*fact.Difference
	since string // date of the text that the facts are from
}

func (t *tool) comparePages(ctx context.Context, books []*judge.Book, given map[string]string, asJSON bool) error {
	var reports []pageReport
	for _, b := range books {
		base, err := fact.Load(specs.Files, b.Spec, b.Doc)
		if err != nil {
			return err
		}
		r := t.comparePage(ctx, b.Spec, base, given[b.Doc.Provider])
		reports = append(reports, r)
		switch r.Verdict {
		case pageUnknown:
			t.code = exitInconclusive
		case pageDrifted:
			t.code = max(t.code, 1)
		}
	}
	if asJSON {
		return t.encode(reports)
	}
	for _, r := range reports {
		t.tellPage(r)
	}
	if len(reports) > 1 {
		n := map[string]int{}
		for _, r := range reports {
			n[r.Verdict]++
		}
		fmt.Fprintf(t.stdout, "%d pages: %d say what they said, %d drifted, %d not compared\n", len(reports), n[pageSame], n[pageDrifted], n[pageUnknown])
	}
	return nil
}

func (t *tool) comparePage(ctx context.Context, spec *contract.Spec, base *fact.Baseline, where string) pageReport {
	r := pageReport{Provider: spec.Provider, since: spec.Source.Retrieved, Verdict: pageUnknown}
	var blocks []page.Block
	var err error
	if r.source, blocks, err = t.readPage(ctx, cmp.Or(where, spec.Source.URL)); err != nil {
		r.Reason = fact.Visible(err.Error())
		return r
	}
	d := base.Compare(spec, fact.Read(blocks))
	switch {
	case !d.Recognised():
		r.Reason = fmt.Sprintf("%d of %d known facts are on it: another page, a login wall, or one that a script would fill", d.Found, d.Known)
		return r
	case len(d.Changes) > 0:
		r.Verdict = pageDrifted
	default:
		r.Verdict = pageSame
	}
	r.Difference = d
	return r
}

// tellPage prints what became of a page, for people.
func (t *tool) tellPage(r pageReport) {
	fmt.Fprintf(t.stdout, "%s  %s\n", r.Provider, r.source)
	defer fmt.Fprintln(t.stdout)
	if r.Verdict == pageUnknown {
		fmt.Fprintf(t.stdout, "%s's page could not be compared: %s\n", r.Provider, r.Reason)
		return
	}
	fmt.Fprintf(t.stdout, "  compared with the text of %s\n\n", r.since)
	n := map[fact.Verb]int{}
	for _, change := range r.Changes {
		n[change.Verb]++
		fmt.Fprintln(t.stdout, strings.Join(change.Lines(), "\n"))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(t.stdout, strings.Join(note.Lines(), "\n"))
	}
	if len(r.Changes)+len(r.Notes) > 0 {
		fmt.Fprintln(t.stdout)
	}
	wording := "no wording"
	if len(r.Notes) > 0 {
		wording = "some wording"
	}
	if r.Verdict == pageSame {
		fmt.Fprintf(t.stdout, "%s's page says what it said: none of its %d facts changed, and %s.\n", r.Provider, r.Known, wording)
		return
	}
	fmt.Fprintf(t.stdout, "%s's page has drifted: facts: %d added, %d removed, %d changed; and %s.\n",
		r.Provider, n[fact.Added], n[fact.Removed], n[fact.Changed], wording)
}
