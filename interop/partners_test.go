//go:build interop

package interop_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/run"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
)

// The servers, each written from the source documents alone, by people who had
// not read our contracts, mock or judge.
var servers = []string{"harbor", "quay"}

// variant is one way in which a server differs from its faithful self.
type variant struct {
	ID, Provider, Kind, What, Breaks string
}

// verdictOn is what the suite makes of a variant.
type verdictOn struct {
	variant
	results contract.Results
	trouble string
}

// errorFindings lists the error findings, by check and clause, and the cases
// that could not be judged.
func (v verdictOn) errorFindings() []string {
	var out []string
	for _, c := range v.results.Cases {
		if c.Status == contract.Error {
			out = append(out, c.ID+" not judged: "+c.Reason)
		}
		for _, f := range c.Findings {
			if f.Severity == contract.SeverityError {
				out = append(out, fmt.Sprintf("%s %s %s: %s", c.ID, f.Check, f.Clause, f.Message))
			}
		}
	}
	return out
}

var _ = Describe("a server that is not ours", Label("servers"), func() {
	for _, name := range servers {
		Describe(name, Ordered, ContinueOnFailure, func() {
			var all []verdictOn
			BeforeAll(func(ctx SpecContext) { all = judgeAll(ctx, name) })

			It("is conformant where it is faithful", func() {
				for _, v := range all {
					if v.Kind == "faithful" {
						Expect(v.trouble).To(BeEmpty())
						Expect(v.errorFindings()).To(BeEmpty(), v.Provider)
						Expect(v.results.Verdict).To(Equal(contract.Conformant), v.Provider)
					}
				}
			})
			It("is caught in every deviation", func() { expectNone(all, "deviation", survives(name)) })
			It("is not called deviating for a harmless variation", func() { expectNone(all, "harmless", falseAlarm(name)) })
		})
	}
})

// survives tells that a deviation was not found.
func survives(server string) func(verdictOn) string {
	return func(v verdictOn) string {
		if v.trouble == "" && !slices.ContainsFunc(v.results.Cases, func(c contract.CaseResult) bool { return c.Status == contract.Fail }) && !listed(server, v.ID) {
			return fmt.Sprintf("%s survives (%s): %s [breaks: %s] %v", v.ID, v.results.Verdict, v.What, v.Breaks, v.errorFindings())
		}
		return v.trouble
	}
}

// falseAlarm tells that a harmless variation was called a deviation.
func falseAlarm(server string) func(verdictOn) string {
	return func(v verdictOn) string {
		if found := v.errorFindings(); len(found) > 0 && !listed(server, v.ID) {
			return fmt.Sprintf("%s (%s) is called deviating: %s\n    %s", v.ID, v.Provider, v.What, strings.Join(found, "\n    "))
		}
		return v.trouble
	}
}

func expectNone(all []verdictOn, kind string, problem func(verdictOn) string) {
	GinkgoHelper()
	var problems []string
	count := 0
	for _, v := range all {
		if v.Kind != kind {
			continue
		}
		count++
		if p := problem(v); p != "" {
			problems = append(problems, p)
		}
	}
	Expect(count).To(BeNumerically(">", 0))
	AddReportEntry(fmt.Sprintf("%d variants of the kind %s, %d wrongly judged", count, kind, len(problems)), ReportEntryVisibilityAlways)
	Expect(problems).To(BeEmpty(), strings.Join(problems, "\n"))
}

// judgeAll runs the suite of its provider against every variant of a server.
func judgeAll(ctx context.Context, server string) []verdictOn {
	GinkgoHelper()
	program := filepath.Join(server, "server.js")
	list, err := exec.CommandContext(ctx, "node", program, "--list").Output()
	Expect(err).NotTo(HaveOccurred())
	var variants []variant
	Expect(json.Unmarshal(list, &variants)).To(Succeed())
	books, err := run.Books()
	Expect(err).NotTo(HaveOccurred())
	variants = spread(variants, slices.Sorted(maps.Keys(books)))
	out := make([]verdictOn, len(variants))
	var wg sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, v := range variants {
		wg.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			out[i] = judgeOne(ctx, program, v)
		})
	}
	wg.Wait()
	return out
}

func judgeOne(ctx context.Context, program string, v variant) verdictOn {
	base, stop, err := start(ctx, program, v)
	if err != nil {
		return verdictOn{variant: v, trouble: v.ID + ": " + err.Error()}
	}
	defer stop()
	books, err := run.Books()
	if err != nil {
		return verdictOn{variant: v, trouble: err.Error()}
	}
	b := books[v.Provider]
	s := suite.New(b, partner(v.Provider, base), suite.Options{
		MaxWait: 1000 * time.Hour, Clock: &steered{url: base + "/__clock"}, UserAgent: "concord/interop",
		Allow: map[string]bool{"rate-limit": true, "side-effects": true},
	})
	defer s.Close()
	var observations []contract.Observation
	for _, c := range s.Cases() {
		observations = append(observations, s.Observe(ctx, c))
	}
	now := time.Now()
	head := s.Head("interop", run.Tool(), contract.Selection{Complete: true}, now, now)
	results, err := suite.Judge(b, head, observations)
	if err != nil {
		return verdictOn{variant: v, trouble: err.Error()}
	}
	return verdictOn{variant: v, results: results}
}

// spread repeats the variants that a server has for all providers, and adds the
// faithful server of each.
func spread(variants []variant, providers []string) []variant {
	var out []variant
	for _, v := range variants {
		if v.Provider != "all" {
			out = append(out, v)
			continue
		}
		for _, v.Provider = range providers {
			out = append(out, v)
		}
	}
	for _, p := range providers {
		out = append(out, variant{ID: p, Provider: p, Kind: "faithful"})
	}
	return out
}

// start starts a server on a free port and returns its address.
func start(ctx context.Context, program string, v variant) (base string, stop func(), err error) {
	args := []string{program, "--port", "0"}
	if v.Kind != "faithful" {
		args = append(args, "--variant", v.ID)
	}
	command := exec.CommandContext(ctx, "node", args...)
	stdout, err := command.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := command.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("waiting for the server: %w", err)
	}
	return "http://" + strings.TrimPrefix(strings.TrimSpace(line), "listening "), stop, nil
}

// partner describes a provider at a server as a live target.
func partner(provider, base string) target.Target {
	accounts := map[string]map[string]string{
		"apuesteria": {"username": "partner-user", "password": "partner-pass-123", "pointOfSaleID": "7"},
		"tapi":       {"username": "partner.user", "password": "partner-pass-123"},
		"starship":   {"username": "partner-user", "password": "partner-pass-123"},
		"popup":      {"username": "partner-user", "password": "partner-pass-123"},
		"tecalis":    {"apiKey": "partner-api-key-123", "profileUUID": "123e4567-e89b-12d3-a456-426614174000"},
	}
	t := target.Target{
		Name: provider, Provider: provider, Mode: contract.ModeLive, BaseURL: base + "/" + provider,
		ProbeURL: base + "/" + provider + "/__probe", Credentials: target.Credentials{}, Situations: map[string]target.Situation{},
	}
	for kind, value := range accounts[provider] {
		t.Credentials[kind] = secret.New(value)
	}
	for situation, env := range map[string]string{"blocked-ip": "blocked-ip", "inactive-account": "inactive", "server-error": "error"} {
		t.Situations[situation] = target.Situation{Headers: map[string]secret.String{"X-Env": secret.New(env)}}
	}
	return t
}

// steered is a clock that takes the server's along: waiting for a token's end
// takes no time.
type steered struct {
	url   string
	mu    sync.Mutex
	ahead time.Duration
}

// Now is real time plus what was waited.
func (c *steered) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Sleep moves both clocks by d.
func (c *steered) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	body := strings.NewReader(fmt.Sprintf(`{"advance": %f}`, d.Seconds()))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	return nil
}
