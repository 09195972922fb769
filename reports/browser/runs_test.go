//go:build browser

package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/reports"
	"concord/specs"
)

var start = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)

// faults is one that a live server of each provider has here, to be found.
var faults = map[string]string{
	"apuesteria": "apuesteria:201:/status:literal:other",
	"popup":      "popup:wrong-password:token:access_token",
	"starship":   "starship:200:body:duplicate",
	"tapi":       "tapi:200:/accessToken:renamed:access_token",
	"tecalis":    "tecalis:200:/company:type:null",
}

// runs are what the pages show: one run of each verdict of every provider.
var runs = sync.OnceValue(func() map[string]contract.Results {
	GinkgoHelper()
	out := map[string]contract.Results{}
	for _, provider := range openapi.Providers(openapi.Files) {
		out[provider+" conformant"] = bundled(provider)
		out[provider+" deviating"] = live(provider, faults[provider], true)
		out[provider+" inconclusive"] = live(provider, "", false)
	}
	withHistory := out["tapi deviating"]
	withHistory.History = past(withHistory)
	withHistory.Plan = &contract.Plan{GoodLogins: 14, RefusedLogins: 5, BadLogins: 1, Probes: 9}
	out["tapi deviating"] = withHistory
	return out
})

// bundled is a run of the bundled mock.
func bundled(provider string) contract.Results {
	GinkgoHelper()
	t := target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}
	return check(suite.New(book(provider), t, suite.Options{Start: start}))
}

// live is a run against a server on loopback, whose tokens are watched to their
// end on a clock of its own; up says whether anybody answers.
func live(provider, fault string, up bool) contract.Results {
	GinkgoHelper()
	b := book(provider)
	virtual := clock.NewVirtual(start)
	api := mock.NewAPI(b.Doc, virtual)
	if fault != "" {
		f, err := mock.Find([]*openapi.Document{b.Doc}, fault)
		Expect(err).NotTo(HaveOccurred())
		api.Break(f)
	}
	server := httptest.NewServer(http.StripPrefix("/v1", api))
	defer server.Close()
	if !up {
		server.Close()
	}
	base := server.URL + "/v1"
	t := target.Target{
		Name: provider + "-staging", Provider: provider, Mode: contract.ModeLive, BaseURL: base, ProbeURL: base + mock.ProbePath,
		Credentials: target.Credentials{}, Situations: map[string]target.Situation{},
	}
	for kind, value := range mock.Account(b.Doc) {
		t.Credentials[kind] = secret.New(value)
	}
	return check(suite.New(b, t, suite.Options{Clock: virtual, MaxWait: 24 * time.Hour, UserAgent: "concord/test"}))
}

func check(s *suite.Suite) contract.Results {
	GinkgoHelper()
	defer s.Close()
	var observations []contract.Observation
	for _, c := range s.Cases() {
		observations = append(observations, s.Observe(context.Background(), c))
	}
	s.Scrub(observations)
	head := s.Head("20261121T093000Z-a1b2c3", contract.Tool{Version: "0.1.0", Commit: "96a9706"}, contract.Selection{Complete: true}, start, start.Add(92*time.Second))
	r, err := suite.Judge(s.Book, head, observations)
	Expect(err).NotTo(HaveOccurred())
	return r
}

// past is a history of some weeks.
func past(r contract.Results) *contract.History {
	h := &contract.History{Since: map[string]time.Time{}}
	for i := range 24 {
		run := contract.PastRun{
			RunID: fmt.Sprint("run-", i), StartedAt: start.AddDate(0, 0, i-25), Verdict: contract.Conformant,
			LifetimeS: 240, LatencyMS: 80 + float64(i*i%17)*6,
		}
		switch {
		case i == 9:
			run.Verdict, run.LifetimeS, run.LatencyMS = contract.Inconclusive, 0, 0
		case i > 20:
			run.Verdict, run.Failed, run.LifetimeS = contract.Nonconformant, 2, 300
		}
		h.Runs = append(h.Runs, run)
	}
	for _, c := range r.Cases {
		for _, f := range c.Findings[:min(1, len(c.Findings))] {
			h.Since[contract.Fingerprint(r.Target.Name, c.ID, f)] = start.AddDate(0, 0, -4)
		}
	}
	return h
}

func book(provider string) *judge.Book {
	GinkgoHelper()
	b, err := suite.Load(specs.Files, openapi.Files, provider)
	Expect(err).NotTo(HaveOccurred())
	return b
}

// html renders the page of a run.
func html(r contract.Results, l reports.Language) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.HTML(&b, r, reports.Options{Language: l})).To(Succeed())
	return b.String()
}
