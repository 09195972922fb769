package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"concord/internal/suite"
	"concord/reports"
)

func (t *tool) merge() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "merge FILE…",
		Short: "Join the results of several machines or shards into one",
		Long: "Join the results.json of several machines or shards, of one target and one build of concord, into\n" +
			"one results.json. Of a case that ran more than once the worst outcome counts, and is reported.\n" +
			"The exit code is that of the verdict, as with check.",
		Example: "  concord report merge a/results.json b/results.json -o results.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("report merge takes the results.json of the parts; none was given")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return t.mergeFiles(args, output) },
	}
	addOutput(c, &output)
	return c
}

func (t *tool) mergeFiles(names []string, output string) error {
	var parts []suite.Part
	for _, name := range names {
		results, err := t.readResults(name)
		if err != nil {
			return err
		}
		parts = append(parts, suite.Part{Name: name, Results: results})
	}
	books, err := booksOf([]string{parts[0].Target.Provider})
	if err != nil {
		return fmt.Errorf("%s: %w", names[0], err)
	}
	results, notes, err := suite.Merge(books[0], parts)
	if err != nil {
		return fmt.Errorf("merging: %w", err)
	}
	for _, note := range notes {
		t.say(errors.New(note))
	}
	if err := t.write(output, func(w io.Writer) error { return reports.WriteResults(w, results) }); err != nil {
		return err
	}
	t.code = results.Verdict.ExitCode()
	return nil
}
