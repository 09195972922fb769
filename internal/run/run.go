// Package run puts a run together: configuration, contracts, targets, the cases
// that a label filter selects, and the results on disk. The Ginkgo suites and
// the command line both stand on it.
package run

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"concord/internal/contract"
	"concord/internal/history"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/specs"
)

// Run is one execution over one or more targets.
type Run struct {
	ID     string
	Tool   contract.Tool
	Config *target.Config
	Suites []*suite.Suite // one a target, sorted by target name

	root      string // relative paths start here
	progress  Progress
	secrets   *secret.Registry // of all targets
	providers []string
	books     map[string]*judge.Book
	history   *history.Store // nil until a live target needs it
	// noHistory says why no history is kept; nil where it is, or need not be.
	noHistory error

	mu      sync.Mutex
	changes map[string]history.Changes // by target
	records map[*suite.Suite]*Record
}

// Progress is told, in the manner of [fmt.Printf] and without a line end, what
// a live run is about to do.
type Progress func(format string, args ...any)

// Books loads and compiles every provider's spec and contract, by provider. They
// are part of the build: all callers share one copy, and change nothing in it.
// All mistakes in them are returned, joined.
func Books() (map[string]*judge.Book, error) { return books() }

var books = sync.OnceValues(func() (map[string]*judge.Book, error) {
	out := map[string]*judge.Book{}
	var errs []error
	for _, name := range openapi.Providers(openapi.Files) {
		b, err := suite.Load(specs.Files, openapi.Files, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out[name] = b
	}
	return out, errors.Join(errs...)
})

// NoProvider is the error for a name that is none of the known providers'. One
// that is specified (see [specs.Providers]) lacks its contract.
func NoProvider(name string, specified, known []string) error {
	if slices.Contains(specified, name) {
		return fmt.Errorf("specs/%s.yaml has no openapi/%s.yaml yet", name, name)
	}
	return fmt.Errorf("%q is not a provider (%s)", name, strings.Join(known, ", "))
}

// Open reads the environment ("NAME=value", as [os.Environ] has it) and prepares
// a suite for every target. Relative paths are taken from root. No request is
// sent. All mistakes in the configuration are returned, joined, one a line.
//
// The standard logger is silenced: net/http writes there what a server sends
// unasked, which may be a token that nobody knows yet.
func Open(environ []string, root string, progress Progress) (*Run, error) {
	log.SetOutput(io.Discard)
	compiled, err := Books()
	if err != nil {
		return nil, err
	}
	r := &Run{ID: newID(), Tool: Tool(), root: root, books: compiled}
	r.secrets = suite.NewRegistry(slices.Collect(maps.Values(compiled))...)
	r.progress = r.oneAtATime(progress)
	var providers []target.Provider
	for _, name := range openapi.Providers(openapi.Files) {
		r.providers = append(r.providers, name)
		providers = append(providers, suite.Provider(compiled[name].Doc))
	}
	read := func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		return os.ReadFile(path)
	}
	if r.Config, err = target.Load(environ, read, providers); err != nil {
		return nil, err
	}
	r.Config.Resolve(root)
	var errs []error
	for _, t := range r.Config.Targets {
		o := r.options(t)
		o.History = r.past(t)
		o.Expectations, err = r.expectations(t)
		errs = append(errs, err)
		var s *suite.Suite
		o.Progress = func(format string, args ...any) { // before every wait
			r.flush(s)
			r.progress(format, args...)
		}
		s = suite.New(compiled[t.Provider], t, o)
		r.Suites = append(r.Suites, s)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return r, errors.Join(r.checkNames(), r.checkSecrets())
}

// oneAtATime keeps the lines of several targets apart, and secrets out of them.
func (r *Run) oneAtATime(progress Progress) Progress {
	var mu sync.Mutex
	return func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		if progress != nil {
			progress("%s", r.Scrub(fmt.Sprintf(format, args...)))
		}
	}
}

// options applies the limits: one request a second, but not to this machine.
func (r *Run) options(t target.Target) suite.Options {
	rate := r.Config.Rate
	if !r.Config.RateSet && t.Loopback() {
		rate = 0
	}
	return suite.Options{
		MaxWait: r.Config.MaxWait, Rate: rate, Allow: r.Config.Allow,
		UserAgent: "concord/" + Version, Secrets: r.secrets, Ledger: ledger.New(r.Config.State),
	}
}

// Close ends the live sessions.
func (r *Run) Close() {
	for _, s := range r.Suites {
		s.Close()
	}
}

// newID returns a run id: the UTC time and something random.
func newID() string {
	return time.Now().UTC().Format("20060102T150405Z") + "-" + strings.ToLower(rand.Text()[:6])
}

// checkNames refuses target names that are labels of something else: a filter
// for that label would send requests to the target as well.
func (r *Run) checkNames() error {
	taken := map[string]bool{UnitLabel: true}
	for _, b := range r.books {
		for _, label := range suite.KnownLabels(suite.Cases(b)) {
			taken[label] = true
		}
	}
	var errs []error
	for _, s := range r.Suites {
		if name := s.Target.Name; taken[name] && name != s.Target.Provider {
			errs = append(errs, fmt.Errorf("CONCORD_TARGETS: the target name %q is the label of some cases: choose another", name))
		}
	}
	return errors.Join(errs...)
}
