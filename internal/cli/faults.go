package cli

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"concord/internal/mock"
	"concord/internal/mutation"
)

func (t *tool) faults() *cobra.Command {
	var harmless bool
	c := &cobra.Command{
		Use:   "faults [provider…]",
		Short: "List what the mock can do wrong on purpose, and the clauses that it breaks",
		Long: "List the faults of the mock: id, what happens, and the clauses that it breaks.\n" +
			"They are derived from the contracts. concord mock --fault ID serves one of them.",
		Example: "  concord faults tapi\n  concord faults --harmless popup",
		RunE: func(_ *cobra.Command, names []string) error {
			books, err := booksOf(names)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(t.stdout, 0, 4, 2, ' ', 0)
			for _, b := range books {
				list := mock.Faults
				if harmless {
					list = mock.Harmless
				}
				for _, f := range list(b.Doc) {
					fmt.Fprintf(w, "%s\t%s\t%s\n", f.ID, f.What, strings.Join(f.Clauses, " "))
				}
			}
			return w.Flush()
		},
	}
	c.Flags().BoolVar(&harmless, "harmless", false, "list the harmless variations instead, which break nothing")
	return c
}

func (t *tool) mutation() *cobra.Command {
	var write string
	c := &cobra.Command{
		Use:   "mutation [provider…]",
		Short: "Prove the suite: run it against every fault and harmless variation of the mock",
		Long: "Run all cases against the mock with each of its faults, and with each harmless variation.\n" +
			"Every fault must be found by a case that cites a clause which it breaks, and no variation\n" +
			"may be taken for a deviation; otherwise the exit code is 1.",
		RunE: func(c *cobra.Command, names []string) error {
			if write != "" && len(names) > 0 {
				return fmt.Errorf("--write writes the tables of all providers; name none")
			}
			return t.runMutation(c.Context(), names, write)
		},
	}
	c.Flags().StringVar(&write, "write", "", "write both tables to a Markdown file")
	return c
}

func (t *tool) runMutation(ctx context.Context, names []string, write string) error {
	books, err := booksOf(names)
	if err != nil {
		return err
	}
	excuses, err := mutation.Excuses()
	if err != nil {
		return err
	}
	started := time.Now()
	proofs, err := mutation.Run(ctx, books)
	if err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	report := mutation.NewReport(proofs, mutation.About(excuses, names))
	if err := report.Write(t.stdout); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "%d runs of a whole suite in %s\n", len(proofs), time.Since(started).Round(time.Second/10))
	if write != "" {
		if err := os.WriteFile(write, []byte(report.Markdown()), 0o644); err != nil {
			return fmt.Errorf("writing the tables: %w", err)
		}
	}
	if !report.OK() {
		t.code = 1
	}
	return nil
}
