package suite_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/specs"
)

// TestMain makes this binary the child of a spec that kills it, where that asks
// for it.
func TestMain(m *testing.M) {
	if !ledgerChild() {
		os.Exit(m.Run())
	}
}

func TestSuite(t *testing.T) {
	RegisterFailHandler(Fail)
	_, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // a label filter for one provider leaves all of these out
	RunSpecs(t, "suite", reporter, Label("unit"))
}

var (
	providers = openapi.Providers(openapi.Files)
	start     = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
)

// books holds every provider's book, compiled once.
var books = sync.OnceValue(func() map[string]*judge.Book {
	out := map[string]*judge.Book{}
	for _, name := range providers {
		b, err := suite.Load(specs.Files, openapi.Files, name)
		if err != nil {
			panic(err)
		}
		out[name] = b
	}
	return out
})

// entries are the table entries of all providers.
func entries() []any {
	var out []any
	for _, name := range providers {
		out = append(out, Entry(name, name))
	}
	return out
}

// each describes one property of every provider.
func each(text string, body any) { DescribeTable(text, append([]any{body}, entries()...)...) }

// mockSuite is the suite of a provider against the bundled mock.
func mockSuite(provider string) *suite.Suite {
	t := target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}
	return suite.New(books()[provider], t, suite.Options{Start: start})
}

// observe runs the given cases, all if none are given, one after the other.
func observe(ctx context.Context, s *suite.Suite, cases ...judge.Case) []contract.Observation {
	if len(cases) == 0 {
		cases = s.Cases()
	}
	var out []contract.Observation
	for _, c := range cases {
		out = append(out, s.Run(ctx, c).Observation)
	}
	return out
}

// results judges observations as those of one complete run.
func results(s *suite.Suite, observations []contract.Observation) contract.Results {
	GinkgoHelper()
	head := s.Head("run-1", contract.Tool{Version: "test"}, contract.Selection{Complete: true}, start, start.Add(time.Minute))
	r, err := suite.Judge(s.Book, head, observations)
	Expect(err).NotTo(HaveOccurred())
	return noted(r)
}

// check runs all cases and judges them.
func check(ctx context.Context, s *suite.Suite) contract.Results {
	GinkgoHelper()
	return results(s, observe(ctx, s))
}

// statuses maps the id of each case to its status and reason.
func statuses(r contract.Results) map[string]string {
	out := map[string]string{}
	for _, c := range r.Cases {
		out[c.ID] = string(c.Status)
		if c.Reason != "" {
			out[c.ID] += ": " + c.Reason
		}
	}
	return out
}

// outcome returns the result of one case.
func outcome(r contract.Results, id string) contract.CaseResult {
	GinkgoHelper()
	for _, c := range r.Cases {
		if c.ID == id {
			return c
		}
	}
	Fail("no result of " + id)
	return contract.CaseResult{}
}

// deviations lists the error findings of a run.
func deviations(r contract.Results) []contract.Finding {
	var out []contract.Finding
	for _, c := range r.Cases {
		for _, f := range c.Findings {
			if f.Severity == contract.SeverityError {
				out = append(out, f)
			}
		}
	}
	return out
}
