package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/cli"
	"concord/internal/contract"
	"concord/openapi"
	"concord/reports"
)

func TestCLI(t *testing.T) {
	RegisterFailHandler(Fail)
	_, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // a label filter for one provider leaves all of these out
	RunSpecs(t, "cli", reporter, Label("unit"))
}

// providers is every provider, sorted; listed is how errors list them.
var (
	providers = openapi.Providers(openapi.Files)
	listed    = strings.Join(providers, ", ")
)

// allConformant is how a run over every provider ends on the mock.
var allConformant = fmt.Sprintf("%d targets: %d conformant, 0 nonconformant, 0 inconclusive", len(providers), len(providers))

// prefix begins the names of a provider's variables.
func prefix(provider string) string {
	return strings.ToUpper(strings.ReplaceAll(provider, "-", "_")) + "_"
}

// ran is what a command left behind.
type ran struct {
	code           int
	stdout, stderr string
	folder         string // of its reports
}

// console is a person at a terminal: a folder for reports and an environment.
type console struct {
	ctx     context.Context
	folder  string
	environ []string
	stdin   string
}

// newConsole returns a console with the given variables and nothing else set.
func newConsole(environ ...string) *console {
	GinkgoHelper()
	here := GinkgoT().TempDir()
	folder := filepath.Join(here, "out")
	own := []string{"CONCORD_REPORTS=" + folder, "CONCORD_STATE=" + filepath.Join(here, "state")}
	return &console{ctx: context.Background(), folder: folder, environ: append(own, environ...)}
}

// run runs concord in this process.
func (c *console) run(args ...string) ran {
	GinkgoHelper()
	var stderr lockedBuffer
	r := c.runWith(&stderr, args...)
	r.stderr = stderr.String()
	return r
}

// runWith runs concord with a standard error of one's own.
func (c *console) runWith(stderr io.Writer, args ...string) ran {
	var stdout lockedBuffer
	code := c.runInto(&stdout, stderr, args...)
	return ran{code: code, stdout: stdout.String(), folder: c.folder}
}

// runInto runs concord and returns its exit code.
func (c *console) runInto(stdout, stderr io.Writer, args ...string) int {
	return cli.Run(c.ctx, args, c.environ, strings.NewReader(c.stdin), stdout, stderr)
}

// concord runs a command on a console of its own.
func concord(args ...string) ran {
	GinkgoHelper()
	return newConsole().run(args...)
}

// scratch is a folder that lasts for all specs.
var scratch = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "concord-cli-*") })

var _ = AfterSuite(func() {
	folder, err := scratch()
	Expect(err).NotTo(HaveOccurred())
	Expect(os.RemoveAll(folder)).To(Succeed())
})

// whole is one run of everything on the mock, for all specs that only look at it.
var whole = sync.OnceValue(func() ran {
	folder, err := scratch()
	Expect(err).NotTo(HaveOccurred())
	folder = filepath.Join(folder, "whole")
	return (&console{ctx: context.Background(), folder: folder, environ: []string{"CONCORD_REPORTS=" + folder, "CONCORD_STATE=" + folder + "-state"}}).run("check")
})

// results reads the results of a target.
func (r ran) results(target string) contract.Results {
	GinkgoHelper()
	return readResults(r.folder, target)
}

func readResults(folder, target string) contract.Results {
	GinkgoHelper()
	f, err := os.Open(filepath.Join(folder, target, "results.json"))
	Expect(err).NotTo(HaveOccurred())
	defer f.Close()
	results, err := reports.ReadResults(f)
	Expect(err).NotTo(HaveOccurred())
	return results
}

// statuses maps the cases of a run to what became of them.
func statuses(r contract.Results) map[string]contract.Status {
	out := map[string]contract.Status{}
	for _, c := range r.Cases {
		out[c.ID] = c.Status
	}
	return out
}

// files lists what was written for a target.
func (r ran) files(target string) []string {
	GinkgoHelper()
	entries, err := os.ReadDir(filepath.Join(r.folder, target))
	Expect(err).NotTo(HaveOccurred())
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// lockedBuffer may be written to while it is read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func decode(text string, into any) {
	GinkgoHelper()
	Expect(json.Unmarshal([]byte(text), into)).To(Succeed())
}
