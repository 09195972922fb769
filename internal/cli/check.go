package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/reports"
)

// Values of --fail-on: the least severity that makes a run fail.
const (
	failOnError   = "error"
	failOnWarning = "warning"
)

func (t *tool) check() *cobra.Command {
	var filter, failOn string
	var timeout time.Duration
	var verbose, plan bool
	c := &cobra.Command{
		Use:   "check [provider or target…]",
		Short: "Run the cases and judge the answers",
		Long: "Run the cases of the named providers or targets (all without a name) and judge the answers.\n" +
			"The mock is the default; <PROVIDER>_BASE_URL or CONCORD_TARGETS make a run live (see README).\n" +
			"Reports go to CONCORD_REPORTS, by default reports/out/<target>/.",
		Example: "  concord check\n  concord check tapi\n  concord check --label-filter='popup && expiry'\n  concord check --plan",
		RunE: func(c *cobra.Command, names []string) error {
			if failOn != failOnError && failOn != failOnWarning {
				return t.unwritten(fmt.Errorf("--fail-on: %q is not one of error, warning", failOn))
			}
			if timeout < 0 {
				return t.unwritten(fmt.Errorf("--timeout: %s is less than nothing", timeout))
			}
			if plan {
				return t.showPlan(names, filter)
			}
			return t.runCheck(c, names, filter, failOn, timeout, verbose)
		},
	}
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return t.unwritten(c.Root().FlagErrorFunc()(c, err))
	})
	c.Flags().StringVar(&filter, "label-filter", "", "run only cases whose labels match, in Ginkgo's filter language")
	c.Flags().StringVar(&failOn, "fail-on", failOnError, "least severity that makes a run fail: error or warning")
	c.Flags().DurationVar(&timeout, "timeout", 0, "end the run after this time with what it has (default 1h, and CONCORD_MAX_WAIT on top)")
	c.Flags().BoolVar(&plan, "plan", false, "show what a run would send at most, and send nothing")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "show remarks and the clauses that were not judged")
	return c
}

func (t *tool) runCheck(c *cobra.Command, names []string, filter, failOn string, timeout time.Duration, verbose bool) error {
	here, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("finding the working directory: %w", err)
	}
	colour := t.colour() // of the terminal, before its output is scrubbed
	r, selected, err := t.prepare(here, names, filter)
	if err != nil {
		return t.unwritten(err)
	}
	defer r.Close()
	stop := context.AfterFunc(c.Context(), func() {
		t.say(errors.New("ending the run and writing what it has; once more ends it at once"))
	})
	defer stop()
	ctx, cancel := deadline(c.Context(), timeout, r.Config.MaxWait)
	defer cancel()
	results, err := r.Check(ctx, selected, filter)
	options := reports.ConsoleOptions{Color: colour, Verbose: verbose, Reports: r.Reports()}
	if err := errors.Join(err, reports.Console(t.stdout, results, options)); err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	return t.conclude(results, failOn)
}

// defaultTimeout bounds a run that waits for no token, unless --timeout does. It
// is Ginkgo's default for a suite.
const defaultTimeout = time.Hour

// deadline bounds a run: no server, however slow, keeps it from its end.
func deadline(ctx context.Context, timeout, maxWait time.Duration) (context.Context, context.CancelFunc) {
	if timeout == 0 {
		timeout = defaultTimeout + maxWait
	}
	return context.WithTimeoutCause(ctx, timeout, fmt.Errorf("it took longer than %s (see --timeout)", timeout))
}

// prepare does what comes before the first request. All its errors are of usage
// or configuration.
func (t *tool) prepare(here string, names []string, filter string) (*run.Run, map[*suite.Suite][]judge.Case, error) {
	r, err := run.Open(t.environ, here, func(format string, args ...any) {
		fmt.Fprintf(t.stderr, format+"\n", args...)
	})
	if err != nil {
		return nil, nil, err
	}
	t.guard(r)
	selected, err := r.Select(names, filter)
	if err == nil {
		err = r.Prepare()
	}
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	t.notices(r, selected)
	return r, selected, nil
}

// notices tells what is odd about what was selected.
func (t *tool) notices(r *run.Run, selected map[*suite.Suite][]judge.Case) {
	for _, notice := range r.Notices(selected) {
		t.say(errors.New(notice))
	}
}

// unwritten adds to an error that ended the run before its first case that the
// reports in the folder, if any, are not those of this run.
func (t *tool) unwritten(err error) error {
	here, _ := os.Getwd() // without it the path stands as it was given
	if older := run.Older(t.environ, here); older != "" {
		return errors.Join(err, errors.New(older))
	}
	return err
}

// conclude turns the verdicts of all targets into the exit code, and says so
// where warnings alone make it a failure.
func (t *tool) conclude(results []contract.Results, failOn string) error {
	var verdicts []contract.Verdict
	warnings := 0
	for _, r := range results {
		v := r.Verdict
		if failOn == failOnWarning && v == contract.Conformant && r.Summary.Warnings > 0 {
			v, warnings = contract.Nonconformant, warnings+r.Summary.Warnings
		}
		verdicts = append(verdicts, v)
	}
	t.code = contract.Worst(verdicts...).ExitCode()
	if warnings == 0 {
		return nil
	}
	_, err := fmt.Fprintf(t.stdout, "--fail-on=%s: the warnings count as failures\n", failOnWarning)
	return err
}

// colour tells whether the output is a terminal that wants colour.
func (t *tool) colour() bool {
	return t.variable("NO_COLOR") == "" && t.variable("TERM") != "dumb" && isTerminal(t.stdout)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
