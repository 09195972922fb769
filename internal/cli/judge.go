package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/reports"
)

func (t *tool) judge() *cobra.Command {
	return &cobra.Command{
		Use:   "judge FILE",
		Short: "Judge stored observations again",
		Long: "Judge the observations.jsonl of an earlier run (- for standard input) and print results.json.\n" +
			"The same observations give the same results, byte for byte.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("judge takes one observations.jsonl, or - for standard input; %d arguments were given", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			head, observations, err := t.readObservations(args[0])
			if err != nil {
				return err
			}
			books, err := booksOf([]string{head.Target.Provider})
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := whole(books[0], head, observations); err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			results, err := suite.Judge(books[0], head, observations)
			if err != nil {
				return fmt.Errorf("judging %s: %w", args[0], err)
			}
			t.code = results.Verdict.ExitCode()
			return reports.WriteResults(t.stdout, results)
		},
	}
}

func (t *tool) readObservations(name string) (contract.Run, []contract.Observation, error) {
	in, err := t.input(name, "observations")
	if err != nil {
		return contract.Run{}, nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, reports.MaxFileBytes+1)) // one more is refused below
	if err != nil {
		return contract.Run{}, nil, fmt.Errorf("reading the observations: %w", err)
	}
	if line, _, _ := bytes.Cut(data, []byte("\n")); !json.Valid(line) {
		return contract.Run{}, nil, fmt.Errorf("%s: %s: judge takes an observations.jsonl, which a run writes beside results.json", name, begins(line, data))
	}
	head, observations, err := reports.ReadObservations(bytes.NewReader(data))
	if err != nil {
		return head, nil, fmt.Errorf("%s: %w", name, err)
	}
	return head, observations, nil
}

// begins says what is wrong with a first line that is no JSON document.
func begins(line, data []byte) string {
	switch {
	case len(data) == 0:
		return "there is nothing in it"
	case bytes.HasPrefix(line, []byte("{")):
		return "line 1 is only the beginning of a JSON document"
	default:
		return "line 1 is not JSON"
	}
}

// whole refuses observations that cannot be all of their run: a file that was
// cut between two lines would otherwise pass for a smaller, better run.
func whole(b *judge.Book, head contract.Run, observations []contract.Observation) error {
	seen := map[string]bool{}
	for _, o := range observations {
		if seen[o.Case] {
			return fmt.Errorf("case %q was observed twice", o.Case)
		}
		seen[o.Case] = true
	}
	if all := len(suite.Cases(b)); head.Selection.Complete && len(seen) < all {
		return fmt.Errorf("the run was complete, yet %d of %d cases are missing: the file was cut, or is of another version of concord", all-len(seen), all)
	}
	return nil
}
