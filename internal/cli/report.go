package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/reports"
)

// outputFlag names the flag for the file that a report is written to.
const outputFlag = "output"

func (t *tool) report() *cobra.Command {
	var format, language, output, index string
	c := &cobra.Command{
		Use:   "report FILE",
		Short: "Render results in another format",
		Long: "Render the results.json of a run (- for standard input) in another format, to standard output or\n" +
			"to a file. Nothing but that file is read, and no verdict is given: the exit code is 0.\n\nFormats:\n" + formatList(),
		Example: "  concord report reports/out/tapi/results.json --format markdown\n" +
			"  concord report reports/out/tapi/results.json --format sarif -o tapi.sarif\n" +
			"  concord report --index reports/out -o reports/out/index.html\n" +
			"  concord report merge a/results.json b/results.json -o results.json",
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case index == "":
				return oneFile(c, args)
			case len(args) > 0:
				return fmt.Errorf("report --index takes no results.json besides, not even %q", args[0])
			default:
				return nil
			}
		},
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := reports.FormatNamed(format)
			if err != nil {
				return fmt.Errorf("--format: %w", err)
			}
			l, err := reports.LanguageNamed(language)
			if err != nil {
				return fmt.Errorf("--lang: %w", err)
			}
			if index != "" {
				return t.index(index, output, l)
			}
			results, err := t.readResults(args[0])
			if err != nil {
				return err
			}
			return t.write(output, func(w io.Writer) error { return f.Render(w, results, reports.Options{Language: l}) })
		},
	}
	c.Flags().StringVarP(&format, "format", "f", "text", "one of "+strings.Join(reports.FormatNames(), ", "))
	c.Flags().StringVar(&language, "lang", string(reports.English), "language: en or es")
	c.Flags().StringVar(&index, "index", "", "write a page (HTML) of all targets whose results lie in the folders of this one")
	addOutput(c, &output)
	c.AddCommand(t.merge())
	return c
}

// formatList lists the formats for the help, a line each.
func formatList() string {
	var b strings.Builder
	for _, name := range reports.FormatNames() {
		fmt.Fprintf(&b, "  %-10s  %s\n", name, reports.Formats[name].About)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("report takes one results.json, or - for standard input; %d arguments were given (report merge joins several)", len(args))
	}
	return nil
}

func addOutput(c *cobra.Command, output *string) {
	c.Flags().StringVarP(output, outputFlag, "o", "", "file to write; standard output if none is named")
}

// write renders a report to the named file, all or nothing of it, or to standard
// output where none is named.
func (t *tool) write(output string, render func(io.Writer) error) error {
	if output != "" {
		return reports.WriteFile(output, render)
	}
	var b bytes.Buffer // a report that cannot be rendered is not half printed
	if err := render(&b); err != nil {
		return err
	}
	if _, err := t.stdout.Write(b.Bytes()); err != nil {
		return fmt.Errorf("printing the report: %w", err)
	}
	return nil
}

// readResults reads the results in a file, or in standard input for "-".
func (t *tool) readResults(name string) (contract.Results, error) {
	in, err := t.input(name, "results")
	if err != nil {
		return contract.Results{}, err
	}
	defer in.Close()
	results, err := reports.ReadResults(in)
	if err != nil {
		return results, fmt.Errorf("%s: %w", name, err)
	}
	return results, nil
}
