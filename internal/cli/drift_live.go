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
	"concord/internal/history"
	"concord/internal/notify"
	"concord/internal/run"
	"concord/reports"
)

// liveDrift is what the flags of drift live ask for.
type liveDrift struct {
	filter  string
	timeout time.Duration
	json    bool
	sinks   []string
}

func (t *tool) driftLive() *cobra.Command {
	var o liveDrift
	c := &cobra.Command{
		Use:   "live [provider or target…]",
		Short: "Run the cases at live targets, and say what changed since the runs before",
		Long: "Run the cases of the named live targets (all without a name), and compare with their history in\n" +
			"CONCORD_STATE: deviations that are new, still there or gone, and changes that are none. The mock\n" +
			"has no history. The exit code is that of concord check.\n\n" +
			"A notice is due when two runs in a row show a change, and when a target has had no verdict for six\n" +
			"hours; --notify says where it goes: json=FILE (or -), json=env:NAME and slack=env:NAME for a URL in a\n" +
			"variable, github=OWNER/NAME for issues (with GITHUB_TOKEN).",
		Example: "  concord drift live\n  concord drift live tapi --notify json=notices.json",
		RunE: func(c *cobra.Command, names []string) error {
			return t.runDriftLive(c.Context(), names, o)
		},
	}
	c.Flags().StringVar(&o.filter, "label-filter", "", "run only cases whose labels match, in Ginkgo's filter language")
	c.Flags().DurationVar(&o.timeout, "timeout", 0, "end the run after this time with what it has (default 1h, and CONCORD_MAX_WAIT on top)")
	c.Flags().BoolVar(&o.json, "json", false, "print the changes as JSON")
	c.Flags().StringArrayVar(&o.sinks, "notify", nil, "where notices go, as KIND=WHERE; may be given several times")
	return c
}

func (t *tool) runDriftLive(ctx context.Context, names []string, o liveDrift) error {
	here, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("finding the working directory: %w", err)
	}
	r, selected, err := t.prepare(here, names, o.filter)
	if err != nil {
		return t.unwritten(err)
	}
	defer r.Close()
	sinks, err := t.sinks(o.sinks, r.Leaks)
	if err != nil {
		return err
	}
	for s := range selected {
		if s.Target.Mode != contract.ModeLive {
			delete(selected, s)
		}
	}
	if len(selected) == 0 {
		return errors.New("drift live: no target is live; <PROVIDER>_BASE_URL or CONCORD_TARGETS make one so (the mock does not drift)")
	}
	ctx, cancel := deadline(ctx, o.timeout, r.Config.MaxWait)
	defer cancel()
	results, checked := r.Check(ctx, selected, o.filter)
	compared := t.tellDrift(r, results, o.json)
	// The context of the run may have ended; what is due is sent all the same.
	notified := sendDue(context.WithoutCancel(ctx), r, results, sinks)
	if err := errors.Join(checked, compared, notified); err != nil {
		return &failure{err: err, code: exitInconclusive}
	}
	return t.conclude(results, failOnError)
}

// targetDrift is what a run changed at one target.
type targetDrift struct {
	Target  string           `json:"target"`
	RunID   string           `json:"runID"`
	Verdict contract.Verdict `json:"verdict"`
	history.Changes
}

// tellDrift prints the changes of every target.
func (t *tool) tellDrift(r *run.Run, results []contract.Results, asJSON bool) error {
	var all []targetDrift
	var errs []error
	for _, result := range results {
		changes, err := r.Changes(result.Target.Name)
		errs = append(errs, err)
		all = append(all, targetDrift{result.Target.Name, result.RunID, result.Verdict, changes})
	}
	if asJSON {
		return errors.Join(append(errs, t.encode(all))...)
	}
	for i, result := range results {
		printDrift(t.stdout, result, all[i].Changes)
	}
	return errors.Join(errs...)
}

// printDrift says what changed at a target, in words.
func printDrift(w io.Writer, r contract.Results, c history.Changes) {
	fmt.Fprintln(w, reports.VerdictSentence(r))
	earlier := 0
	if r.History != nil {
		earlier = len(r.History.Runs)
	}
	if earlier == 0 {
		fmt.Fprintln(w, "  this is its first run: there is nothing to compare with yet")
	}
	list := func(mark string, changes []history.Change, words func(history.Change) string) {
		for _, change := range changes {
			fmt.Fprintf(w, "  %-8s %s  %s\n", mark, change.Finding.Clause, reports.Visible(words(change)))
		}
	}
	list("new", c.New, history.Change.Words)
	list("still", c.Still, history.Change.Words)
	list("gone", c.Gone, func(c history.Change) string {
		return fmt.Sprintf("%s (it was so since %s)", c.Finding.Message, c.Since.Format("2006-01-02 15:04 UTC"))
	})
	list("unknown", c.Unknown, func(c history.Change) string {
		return fmt.Sprintf("%s (its case %s has no outcome in this run)", c.Words(), c.Case)
	})
	for _, o := range c.Observations {
		fmt.Fprintf(w, "  %-8s %s\n", "observed", reports.Visible(o))
	}
	if earlier > 0 && len(c.New)+len(c.Still)+len(c.Gone)+len(c.Unknown)+len(c.Observations) == 0 {
		fmt.Fprintln(w, "  nothing changed")
	}
}

// sinks reads where notices go, before the first request.
func (t *tool) sinks(given []string, leaks func([]byte) []string) ([]notify.Sink, error) {
	var out []notify.Sink
	var errs []error
	for _, text := range given {
		sink, err := notify.Parse(text, notify.Surroundings{Getenv: t.variable, Stdout: t.stdout, Leaks: leaks})
		if err != nil {
			errs = append(errs, fmt.Errorf("where to notify: %w", err))
			continue
		}
		out = append(out, sink)
	}
	return out, errors.Join(errs...)
}

// sendDue sends the notices that are due at all targets. They stay due unless
// every sink has taken them: told twice is better than not at all.
func sendDue(ctx context.Context, r *run.Run, results []contract.Results, sinks []notify.Sink) error {
	if len(sinks) == 0 {
		return nil
	}
	due := map[string][]history.Notice{}
	var all []history.Notice
	for _, result := range results {
		notices, err := r.Due(result.Target.Name)
		if err != nil {
			return err
		}
		due[result.Target.Name] = notices
		all = append(all, notices...)
	}
	if err := send(ctx, sinks, all); err != nil {
		return err
	}
	var errs []error
	for target, notices := range due {
		errs = append(errs, r.Sent(target, notices))
	}
	return errors.Join(errs...)
}

func send(ctx context.Context, sinks []notify.Sink, notices []history.Notice) error {
	var errs []error
	for _, sink := range sinks {
		errs = append(errs, sink.Send(ctx, notices))
	}
	return errors.Join(errs...)
}
