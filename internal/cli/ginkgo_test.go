package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"

	"concord/internal/contract"
)

// child is a command with the environment of this process, but for what
// configures concord, a state of its own and the given variables.
func child(environ []string, name string, args ...string) *exec.Cmd {
	GinkgoHelper()
	c := exec.Command(name, args...)
	environ = append([]string{"CONCORD_STATE=" + GinkgoT().TempDir()}, environ...)
	for _, pair := range os.Environ() {
		if !configures(pair) {
			c.Env = append(c.Env, pair)
		}
	}
	c.Env = append(c.Env, environ...)
	return c
}

// configures tells whether a variable of the environment configures concord.
func configures(pair string) bool {
	return strings.HasPrefix(pair, "CONCORD_") ||
		slices.ContainsFunc(providers, func(p string) bool { return strings.HasPrefix(pair, prefix(p)) })
}

// finish runs a command to its end.
func finish(c *exec.Cmd, folder string) ran {
	GinkgoHelper()
	var stdout, stderr lockedBuffer
	c.Stdout, c.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		Expect(err).NotTo(HaveOccurred())
	}
	return ran{code: c.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String(), folder: folder}
}

// built compiles the Ginkgo suites, once.
var built = sync.OnceValues(func() (string, error) {
	folder, err := scratch()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "suites.test")
	if out, err := exec.Command("go", "test", "-c", "-o", binary, "concord/suites").CombinedOutput(); err != nil {
		return binary, fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
})

// suites runs the compiled suites far from the module, with Ginkgo's flags.
func suites(environ []string, flags ...string) ran {
	GinkgoHelper()
	c, folder := suitesCommand(environ, flags...)
	return finish(c, folder)
}

func suitesCommand(environ []string, flags ...string) (c *exec.Cmd, folder string) {
	GinkgoHelper()
	binary, err := built()
	Expect(err).NotTo(HaveOccurred())
	args := []string{"--ginkgo.no-color"}
	for _, f := range flags {
		args = append(args, "--ginkgo."+f)
	}
	elsewhere := GinkgoT().TempDir()
	c = child(environ, binary, args...)
	c.Dir = elsewhere
	return c, filepath.Join(elsewhere, "reports", "out")
}

var _ = Describe("the compiled suites", func() {
	It("conclude as concord does on the mock, in everything but the time and the tokens", func() {
		ginkgo, command := suites(nil), whole()
		Expect(ginkgo.code).To(Equal(0), ginkgo.stdout+ginkgo.stderr)
		Expect(ginkgo.stdout).To(ContainSubstring("reports in reports/out\n"))
		for _, p := range providers {
			Expect(timeless(ginkgo.stored(p, "results.json"))).To(Equal(timeless(command.stored(p, "results.json"))))
			Expect(ginkgo.files(p)).To(Equal(command.files(p)))
			again := concord("judge", filepath.Join(ginkgo.folder, p, "observations.jsonl"))
			Expect(again.stdout).To(Equal(ginkgo.stored(p, "results.json")))
		}
	})

	It("run what a label filter selects", func() {
		r := suites(nil, "label-filter=popup && expiry")
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(os.ReadDir(r.folder)).To(HaveLen(1))
		Expect(r.results("popup").Selection).To(Equal(contract.Selection{Filter: "popup && expiry"}))
		Expect(statuses(r.results("popup"))).To(HaveLen(1))
	})

	It("tell who sets credentials and no base URL that the mock is what runs", func() {
		r := suites([]string{"TAPI_USERNAME=u"}, "label-filter=tapi:valid")
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stderr).To(ContainSubstring("TAPI_USERNAME is set but TAPI_BASE_URL is not: tapi runs on the mock\n"))
	})

	It("say that older reports are not those of a run that did not begin", func() {
		c, folder := suitesCommand(nil, "label-filter=typo")
		Expect(os.MkdirAll(filepath.Join(folder, "tapi"), 0o755)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(folder, "tapi", "results.json"), nil, 0o600)).To(Succeed())
		r := finish(c, folder)
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(HaveSuffix("\nreports/out was not written; what is there is older\n"))
	})

	DescribeTable("write nothing where no case is run",
		func(code int, says string, environ []string, flags ...string) {
			r := suites(environ, flags...)
			Expect(r.code).To(Equal(code), r.stdout)
			Expect(r.stdout + r.stderr).To(ContainSubstring(says))
			Expect(filepath.Glob(filepath.Join(r.folder, "*"))).To(BeEmpty())
		},
		Entry("a filter for nothing", 2, `"typo" selects no case (labels: `, nil, "label-filter=typo"),
		Entry("a focus on nothing", 3, "no verdict: no target was run.", nil, "focus=typo"),
		Entry("a configuration error", 2, "TAPI_PASSWORD is not set", []string{"TAPI_BASE_URL=https://staging.example", "TAPI_USERNAME=u"}),
		Entry("live without targets", 2, "POPUP_BASE_URL is not set", []string{"CONCORD_MODE=live"}, "label-filter=popup"),
		Entry("a dry run", 0, "tapi", nil, "dry-run", "v", "label-filter=tapi"),
	)

	It("fail as concord does at a server that deviates, and show the proof", func() {
		environ := tapiAt(partner(replacing(`"main_tx"`, `"mainTx"`)).URL)
		ginkgo, command := suites(environ, "label-filter=tapi"), newConsole(environ...).run("check", "--label-filter=tapi")
		Expect(ginkgo.code).To(Equal(1), ginkgo.stdout)
		Expect(timeless(ginkgo.stored("tapi", "results.json"))).To(Equal(timeless(command.stored("tapi", "results.json"))))
		Expect(ginkgo.stdout).To(ContainSubstring("tapi/valid does not have the fields accessToken, refreshToken, tx, main_tx:"))
		failure, _, _ := strings.Cut(ginkgo.stdout, "tapi  live")
		for _, part := range []string{
			"TAPI-LOGIN-015  main_tx is a string, the main identifier of the transaction.",
			"expected  main_tx", "got       /mainTx", "where     tapi/valid#1  /main_tx", `"password":"'"$TAPI_PASSWORD"'"`,
		} {
			Expect(failure).To(ContainSubstring(part))
		}
		Expect(ginkgo.stdout + ginkgo.stderr).NotTo(Or(ContainSubstring(tapiPassword), ContainSubstring("MOCK")))
	})

	It("have no verdict where the target is away, or all was skipped", func() {
		Expect(suites(tapiAt("http://127.0.0.1:1"), "label-filter=tapi").code).To(Equal(3))
		r := suites(tapiAt(partner(nil).URL), "label-filter=tapi && expiry")
		Expect(r.code).To(Equal(3), r.stdout)
		Expect(r.stdout).To(ContainSubstring("every case was skipped"))
	})

	It("run two targets of one provider, each by its name", func() {
		good, bad := partner(nil), partner(replacing("Invalid credentials", "Nope"))
		file := filepath.Join(GinkgoT().TempDir(), "targets.yaml")
		text := "targets:\n"
		for name, url := range map[string]string{"popup": good.URL, "popup-eu": bad.URL} {
			text += fmt.Sprintf("  - name: %s\n    provider: popup\n    baseURL: %s/popup\n    credentials: {username: your_api_username, password: your_api_password}\n", name, url)
		}
		Expect(os.WriteFile(file, []byte(text), 0o600)).To(Succeed())
		r := suites([]string{"CONCORD_TARGETS=" + file})
		Expect(r.code).To(Equal(1), r.stdout+r.stderr)
		Expect(r.results("popup").Verdict).To(Equal(contract.Conformant))
		Expect(r.results("popup-eu").Verdict).To(Equal(contract.Nonconformant))
		Expect(os.ReadDir(r.folder)).To(HaveLen(2))
		Expect(suites([]string{"CONCORD_TARGETS=" + file}, "label-filter=target:popup").code).To(Equal(0))
	})

	It("say what they wait for, and end with their results when they are interrupted", func() {
		c, folder := suitesCommand(append(tapiProbedAt(partner(nil).URL), "CONCORD_MAX_WAIT=10m"), "label-filter=tapi")
		session, err := gexec.Start(c, nil, nil)
		Expect(err).NotTo(HaveOccurred())
		Eventually(session.Err).WithTimeout(10 * time.Second).Should(gbytes.Say(`tapi: waiting 3m\d+s for just before the token's end`))
		session.Signal(syscall.SIGINT)
		Eventually(session).WithTimeout(20 * time.Second).Should(gexec.Exit(3))
		got := readResults(folder, "tapi")
		Expect(got.Verdict).To(Equal(contract.Inconclusive))
		Expect(statuses(got)).To(HaveLen(13))
		Expect(statuses(got)).To(HaveKeyWithValue("tapi/expiry", contract.Error))
	})
})

var _ = Describe("the ginkgo command", func() {
	It("gives the same verdicts in parallel, in any order, again and again", func() {
		folder := GinkgoT().TempDir()
		c := child([]string{"CONCORD_REPORTS=" + folder}, "go", "tool", "ginkgo",
			"-p", "--procs=2", "--randomize-all", "--randomize-suites", "--keep-going", "--trace", "--no-color", "--repeat=2", "suites")
		c.Dir = filepath.Join("..", "..")
		r := finish(c, folder)
		Expect(r.code).To(Equal(0), r.stdout+r.stderr)
		Expect(strings.Count(r.stdout, allConformant)).To(Equal(3), r.stdout)
		for _, p := range providers {
			Expect(statuses(r.results(p))).To(Equal(statuses(whole().results(p))))
			Expect(r.results(p).Selection.Complete).To(BeTrue())
		}
	})
})

// timeless blanks what differs from run to run: times, durations, identifiers
// and what stands for tokens.
func timeless(text string) string {
	GinkgoHelper()
	var v any
	decode(text, &v)
	out, err := json.MarshalIndent(blank(v), "", "  ")
	Expect(err).NotTo(HaveOccurred())
	return string(out)
}

var (
	passing = []string{"runID", "clock", "startedAt", "finishedAt", "durationMs", "sentAt", "receivedAt", "digest", "exp", "iat", "length", "bytes"}
	varying = regexp.MustCompile(`\b[0-9a-f]{32}\b|«[^«»]*»|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^"\\]*|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|127\.0\.0\.1:\d+`)
)

func blank(v any) any {
	switch v := v.(type) {
	case string:
		return varying.ReplaceAllString(v, "…")
	case []any:
		for i := range v {
			v[i] = blank(v[i])
		}
		return v
	case map[string]any:
		out := map[string]any{}
		for key, member := range v {
			switch {
			case slices.Contains(passing, key):
			case strings.HasPrefix(key, "«"): // several may become one: their forms are enough
				out[varying.ReplaceAllString(key, "…")+fmt.Sprint(member.(map[string]any)["form"])] = true
			default:
				out[key] = blank(member)
			}
		}
		return out
	default:
		return v
	}
}
