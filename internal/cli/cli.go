// Package cli is the command line of concord. Exit codes: 0 conformant,
// 1 nonconformant, 2 usage or configuration, 3 inconclusive.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"concord/internal/run"
	"concord/internal/secret"
)

// Exit codes beside those of verdicts.
const (
	exitUsage        = 2
	exitInconclusive = 3
)

// tool is what every command needs of the outside.
type tool struct {
	environ []string
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	code    int // exit code of a command that ran

	guards []*secret.Writer // what stdout and stderr are during a run
}

// Run runs concord with the arguments after its name and the environment
// ("NAME=value"), and returns its exit code. SIGINT and SIGTERM end a run with
// what it has; a second one ends the process.
func Run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	t := &tool{environ: environ, stdin: stdin, stdout: stdout, stderr: stderr}
	root := t.root()
	root.SetArgs(append([]string{}, args...)) // for nil it would read those of the process
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return t.end(t.execute(ctx, root))
}

// execute runs the command. A panic is an error too: the runtime would print it as
// it is, secrets included.
func (t *tool) execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &failure{err: fmt.Errorf("concord itself failed: %v\n%s", p, debug.Stack()), code: exitInconclusive}
		}
	}()
	return root.ExecuteContext(ctx)
}

// end prints how a command ended, and returns its exit code.
func (t *tool) end(err error) int {
	code := t.code
	var failed *failure
	switch {
	case errors.As(err, &failed):
		code = failed.code
	case err != nil:
		code = exitUsage
	}
	if err != nil {
		t.say(err)
	}
	for _, guard := range t.guards {
		if err := guard.Flush(); err != nil {
			return exitInconclusive // there is nowhere to say so
		}
	}
	return code
}

// guard has all output of a run scrubbed from here on.
func (t *tool) guard(r *run.Run) {
	out, errs := r.Writer(t.stdout), r.Writer(t.stderr)
	t.stdout, t.stderr, t.guards = out, errs, []*secret.Writer{out, errs}
}

// say prints an error, each of its lines as one of ours.
func (t *tool) say(err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(t.stderr, "concord: %s\n", line)
	}
}

// input opens a file that holds what is said, or standard input for "-".
func (t *tool) input(name, what string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(t.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the %s: %w", what, err)
	}
	return f, nil
}

// encode prints a value as JSON.
func (t *tool) encode(v any) error {
	e := json.NewEncoder(t.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// failure is an error with an exit code of its own; others are usage errors.
type failure struct {
	err  error
	code int
}

// Error is that of the error within.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap returns the error within.
func (f *failure) Unwrap() error { return f.err }

func (t *tool) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "concord",
		Short:         "Does a partner's login API still do what its documentation says?",
		Long:          "Concord replays the documented requests of login APIs against a live staging URL or the\nbundled mock, and judges the answers clause by clause.\n\nExit codes: 0 conformant, 1 nonconformant, 2 usage or configuration, 3 inconclusive.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SuggestionsMinimumDistance = 2 // letters
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w (see %s --help)", err, c.CommandPath())
	})
	root.AddCommand(t.check(), t.doctor(), t.drift(), t.history(), t.notify(), t.report(), t.mock(), t.clauses(), t.schemas(), t.judge(),
		t.faults(), t.mutation(), t.version())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

// knownCommand refuses what is left of the arguments where no command was found.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return fmt.Errorf("unknown command %q (see concord --help)", args[0])
}

// noArguments refuses arguments.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, not even %q", c.CommandPath(), args[0])
	}
	return nil
}

// variable returns the value of an environment variable, the last one counts.
func (t *tool) variable(name string) string {
	value := ""
	for _, pair := range t.environ {
		if n, v, ok := strings.Cut(pair, "="); ok && n == name {
			value = v
		}
	}
	return value
}
