package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/history"
	"concord/internal/target"
	"concord/reports"
)

func (t *tool) history() *cobra.Command {
	var limit int
	var asJSON bool
	c := &cobra.Command{
		Use:   "history [target]",
		Short: "Show the runs of a target, or all targets that have any",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if limit < 1 {
				return fmt.Errorf("--last: %d is not a number of runs", limit)
			}
			store, err := history.NewStore(target.StateFolder(t.environ), history.DefaultPolicy())
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return t.targetsWithHistory(store, asJSON)
			}
			return t.timeline(store, args[0], limit, asJSON)
		},
	}
	c.Flags().IntVar(&limit, "last", 48, "how many runs to show")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

func (t *tool) targetsWithHistory(store *history.Store, asJSON bool) error {
	names, err := store.Targets()
	if err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	if asJSON {
		return json.NewEncoder(t.stdout).Encode(append([]string{}, names...))
	}
	if len(names) == 0 {
		fmt.Fprintln(t.stdout, "no live run has been made yet")
	}
	for _, name := range names {
		runs, err := store.Runs(name, 1)
		if err != nil {
			return &failure{err: err, code: exitInconclusive}
		}
		for _, r := range runs {
			fmt.Fprintf(t.stdout, "%s  %s  %s\n", r.StartedAt.Format("2006-01-02 15:04 UTC"), name, r.Verdict)
		}
	}
	return nil
}

// timeline prints the runs of a target in stretches of one verdict, and what is open.
func (t *tool) timeline(store *history.Store, name string, limit int, asJSON bool) error {
	runs, err := store.Runs(name, limit)
	if err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	state, err := store.State(name)
	if err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	if len(runs) == 0 {
		known, _ := store.Targets() // the names are a hint only
		return fmt.Errorf("there is no history of %q (known: %s)", name, strings.Join(known, ", "))
	}
	if asJSON {
		enc := json.NewEncoder(t.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"target": name, "runs": runs, "state": state})
	}
	fmt.Fprintf(t.stdout, "%s: %d runs, the latest %d of them shown\n", name, state.Runs, len(runs))
	for _, stretch := range stretches(runs) {
		fmt.Fprintln(t.stdout, "  "+stretch)
	}
	for _, fingerprint := range slices.Sorted(maps.Keys(state.Open)) {
		open := history.Change{Fingerprint: fingerprint, Open: *state.Open[fingerprint]}
		fmt.Fprintf(t.stdout, "  open     %s  %s\n", open.Finding.Clause, reports.Visible(open.Words()))
	}
	return nil
}

// stretches joins neighbouring runs of one verdict into a line.
func stretches(runs []contract.PastRun) []string {
	var out []string
	for from := 0; from < len(runs); {
		to := from
		for to+1 < len(runs) && runs[to+1].Verdict == runs[from].Verdict {
			to++
		}
		line := fmt.Sprintf("%s  %-13s %d run", runs[from].StartedAt.Format("2006-01-02 15:04 UTC"), runs[from].Verdict, to-from+1)
		if to > from {
			line += "s, up to " + runs[to].StartedAt.Format("2006-01-02 15:04 UTC")
		}
		if last := runs[to]; last.LifetimeS > 0 {
			line += fmt.Sprintf("; tokens live %.0f s", last.LifetimeS)
		}
		if last := runs[to]; last.LatencyMS > 0 {
			line += fmt.Sprintf("; login %.0f ms", last.LatencyMS)
		}
		out = append(out, line)
		from = to + 1
	}
	return out
}
