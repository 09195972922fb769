package suites_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/run"
)

// current is the run that all suites of this process belong to.
var current *run.Run

// verdict is the verdict of the run, on the process that collects the results;
// empty where no case was asked for.
var verdict contract.Verdict

// exitUsage is the exit code of usage and configuration errors.
const exitUsage = 2

// TestMain reads the configuration before any spec is built, and turns the
// verdict into the exit code: 0 conformant, 1 nonconformant, 2 usage or
// configuration, 3 inconclusive.
func TestMain(m *testing.M) {
	flag.Parse()
	// What a target answered yesterday says nothing of today: without its log, go
	// test keeps no result of this package in its cache.
	if err := flag.Set("test.testlogfile", ""); err != nil {
		quit(err)
	}
	var err error
	if current, err = run.Open(os.Environ(), root(), progress); err != nil {
		quit(err)
	}
	code := m.Run()
	current.Close()
	os.Exit(exitCode(code, verdict))
}

// exitCode combines the exit code of the specs with the verdict. Where specs
// fail in spite of a good verdict, the suite itself is at fault and its verdict
// worth nothing.
func exitCode(specs int, v contract.Verdict) int {
	switch {
	case v == "", specs == exitUsage:
		return specs
	case v == contract.Conformant && specs != 0:
		return contract.Inconclusive.ExitCode()
	default:
		return v.ExitCode()
	}
}

// quit ends the process with an error of usage or configuration, and says that
// older reports, if there are any, are not those of this run.
func quit(err error) {
	fmt.Fprintln(os.Stderr, err)
	if older := run.Older(os.Environ(), root()); older != "" {
		fmt.Fprintln(os.Stderr, older)
	}
	os.Exit(exitUsage)
}

// progress tells at once what a live run waits for.
func progress(format string, args ...any) {
	PauseOutputInterception()
	defer ResumeOutputInterception()
	fmt.Fprintf(os.Stderr, "\n"+format+"\n", args...)
}

// tell prints a line for a person, without secrets.
func tell(line string) { fmt.Fprintln(os.Stderr, current.Scrub(line)) }

// root is the module's root: relative paths of the configuration start there.
func root() string {
	here, err := os.Getwd() // of the package, under go test and ginkgo
	if err != nil {
		return "."
	}
	for at := here; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return here // a compiled suite, run elsewhere
		}
	}
}

// TestSuites runs the specs of all suites, or those that the flags select.
func TestSuites(t *testing.T) {
	RegisterFailHandler(Fail)
	config, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // of what was not asked for; the summary says what was skipped and why
	notices, err := ready(config.LabelFilter)
	if err != nil {
		quit(err)
	}
	if config.ParallelProcess == 1 {
		for _, notice := range notices {
			tell(notice)
		}
	}
	if deadline, ok := t.Deadline(); ok { // of go test, which would end us without results
		config.Timeout = min(config.Timeout, time.Until(deadline)*9/10)
	}
	RunSpecs(t, "login APIs", config, ownReports(reporter))
}

// ready makes sure that a label filter means something and that results can be
// written, and returns what to tell before they are. A filter that selects no case is a mistake, unless it is for the specs
// of the engine itself.
func ready(filter string) (notices []string, err error) {
	selected, err := current.Select(nil, filter)
	var empty *run.EmptyError
	switch {
	case errors.As(err, &empty) && run.Matches(filter, []string{run.UnitLabel}):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return append(current.Notices(selected), current.Declare(selected)...), current.Prepare()
}
