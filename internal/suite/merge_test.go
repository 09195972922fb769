package suite_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
)

// faulty is a run of a provider whose mock has a fault.
func faulty(ctx context.Context, fault string) contract.Results {
	GinkgoHelper()
	f := theFault(fault)
	provider, _, _ := strings.Cut(fault, ":")
	t := target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}
	return check(ctx, suite.New(books()[provider], t, suite.Options{Start: start, Fault: f}))
}

// shard is the part of a run that has only some of its cases.
func shard(r contract.Results, n int, keep func(id string) bool) suite.Part {
	GinkgoHelper()
	other := func(id string) bool { return !keep(id) }
	r.Cases = slices.DeleteFunc(slices.Clone(r.Cases), func(c contract.CaseResult) bool { return other(c.ID) })
	r.Exchanges = slices.DeleteFunc(slices.Clone(r.Exchanges), func(e contract.Exchange) bool {
		id, _, _ := strings.Cut(e.ID, "#")
		return other(id)
	})
	r.Selection = contract.Selection{Filter: fmt.Sprint("shard-", n)}
	r.Requests = len(r.Exchanges)
	r.Clock = contract.Clock{ErrorMS: -1} // to be seen again from the exchanges
	r.Summary = contract.Summarize(r.Cases)
	r.Verdict = contract.Inconclusive
	return suite.Part{Name: fmt.Sprintf("shard-%d.json", n), Results: r}
}

func whole(r contract.Results) suite.Part { return suite.Part{Name: "whole.json", Results: r} }

func merged(parts ...suite.Part) (contract.Results, []string) {
	GinkgoHelper()
	r, notes, err := suite.Merge(books()[parts[0].Target.Provider], parts)
	Expect(err).NotTo(HaveOccurred())
	return r, notes
}

func asJSON(v any) string {
	GinkgoHelper()
	data, err := json.MarshalIndent(v, "", " ")
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// another is the run again, on another machine and later: other ids, same ids of exchanges.
func another(r contract.Results) contract.Results {
	GinkgoHelper()
	var again contract.Results
	Expect(json.Unmarshal([]byte(asJSON(r)), &again)).To(Succeed())
	again.RunID = "run-2"
	again.StartedAt, again.FinishedAt = r.StartedAt.Add(time.Hour), r.FinishedAt.Add(time.Hour)
	for i := range again.Exchanges {
		again.Exchanges[i].SentAt = again.Exchanges[i].SentAt.Add(time.Hour)
		again.Exchanges[i].ReceivedAt = again.Exchanges[i].ReceivedAt.Add(time.Hour)
	}
	return again
}

var _ = Describe("merging results", func() {
	each("of any shards of a run gives the run, in whatever order they come", func(ctx SpecContext, provider string) {
		for _, run := range []contract.Results{check(ctx, mockSuite(provider)), faulty(ctx, mock.Faults(books()[provider].Doc)[0].ID)} {
			run.Plan = &contract.Plan{GoodLogins: 3, Probes: 2}
			run.History = &contract.History{Runs: []contract.PastRun{{RunID: "earlier", StartedAt: start}}, Since: map[string]time.Time{"f": start}}
			for n := 1; n <= 5; n++ {
				var parts []suite.Part
				of := map[string]int{}
				for _, c := range run.Cases {
					of[c.ID] = rand.IntN(n)
				}
				for i := range n {
					parts = append(parts, shard(run, i, func(id string) bool { return of[id] == i }))
				}
				rand.Shuffle(n, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
				all, notes := merged(append(parts, parts[0])...)
				Expect(notes).To(BeEmpty())
				Expect(asJSON(all)).To(Equal(asJSON(run)), "%v", of)
			}
		}
	})

	It("changes nothing in a run by itself, or with itself", func(ctx SpecContext) {
		run := faulty(ctx, "tapi:200:/tx:missing")
		once, _ := merged(whole(run))
		twice, notes := merged(whole(run), whole(run))
		Expect(asJSON(once)).To(Equal(asJSON(run)))
		Expect(asJSON(twice)).To(Equal(asJSON(run)))
		Expect(notes).To(BeEmpty())
	})

	It("takes the worst outcome of a case that ran twice, says so, and keeps each finding with its evidence", func(ctx SpecContext) {
		good, bad := check(ctx, mockSuite("tapi")), another(faulty(ctx, "tapi:200:/tx:missing"))
		good.Plan, bad.Plan = &contract.Plan{GoodLogins: 2}, &contract.Plan{GoodLogins: 3}
		both, notes := merged(suite.Part{Name: "a.json", Results: good}, suite.Part{Name: "b.json", Results: bad})
		Expect(notes).To(ContainElement("tapi/valid ran 2 times: fail in b.json, pass in a.json; the first counts"))
		Expect(both.Verdict).To(Equal(contract.Nonconformant))
		Expect(both.RunID).To(Equal("run-1+run-2"))
		Expect(both.StartedAt).To(Equal(good.StartedAt))
		Expect(both.FinishedAt).To(Equal(bad.FinishedAt))
		Expect(both.Plan.GoodLogins).To(Equal(5))
		Expect(both.Exchanges).To(HaveLen(len(good.Exchanges) + len(bad.Exchanges)))
		Expect(both.Requests).To(Equal(len(both.Exchanges)))

		ids := map[string]contract.Exchange{}
		for _, e := range both.Exchanges {
			Expect(ids).NotTo(HaveKey(e.ID))
			ids[e.ID] = e
		}
		for _, f := range deviations(both) {
			Expect(ids[f.Evidence].Response.Body.Text).NotTo(ContainSubstring(`"tx"`), "the answer that shows it")
		}

		again, _ := merged(suite.Part{Name: "b.json", Results: bad}, suite.Part{Name: "ab.json", Results: both}, suite.Part{Name: "a.json", Results: good})
		Expect(asJSON(again)).To(Equal(asJSON(both)), "what was merged before changes nothing")
	})

	It("lets a deviation outrank what could not be judged, and that a pass, and a pass a skip", func(ctx SpecContext) {
		base := check(ctx, mockSuite("tapi"))
		as := func(status contract.Status) suite.Part {
			r := another(base)
			r.Cases[0].Status, r.Cases[0].Reason = status, "reason"
			return suite.Part{Name: string(status), Results: r}
		}
		for i, ranked := 0, []contract.Status{contract.Skip, contract.Pass, contract.Error, contract.Fail}; i+1 < len(ranked); i++ {
			for _, parts := range [][]suite.Part{{as(ranked[i]), as(ranked[i+1])}, {as(ranked[i+1]), as(ranked[i])}} {
				r, notes := merged(parts...)
				Expect(r.Cases[0].Status).To(Equal(ranked[i+1]))
				Expect(notes).To(HaveLen(1))
			}
		}
	})

	It("is complete only with every case, and says else what was asked for", func(ctx SpecContext) {
		run := check(ctx, mockSuite("tapi"))
		some := func(n int, names ...string) suite.Part {
			return shard(run, n, func(id string) bool { return slices.Contains(names, strings.TrimPrefix(id, "tapi/")) })
		}
		r, _ := merged(some(2, "valid"), some(1, "expiry"))
		Expect(r.Selection).To(Equal(contract.Selection{Filter: "(shard-1) || (shard-2)"}))
		Expect(r.Clauses).To(ContainElement(HaveField("Reason", "not selected in this run")))
		more, _ := merged(suite.Part{Name: "12", Results: r}, some(3, "accepted"), some(1, "expiry"))
		Expect(more.Selection.Filter).To(Equal("(shard-1) || (shard-2) || (shard-3)"))
		odd := some(4, "valid")
		odd.Selection.Filter = "(a) && ((b) || (c))"
		r, _ = merged(odd, odd)
		Expect(r.Selection.Filter).To(Equal(odd.Selection.Filter))
		odd.Selection.Filter = ""
		r, _ = merged(odd, some(1, "expiry"))
		Expect(r.Selection).To(Equal(contract.Selection{}))
	})

	It("unites trouble and history", func(ctx SpecContext) {
		run := check(ctx, mockSuite("tapi"))
		run.Trouble = []string{"b", "a"}
		run.History = &contract.History{Runs: []contract.PastRun{{RunID: "r0", StartedAt: start}, {RunID: "run-2", StartedAt: start}}, Since: map[string]time.Time{"f": start, "g": start}}
		other := another(run)
		other.Trouble = []string{"c"}
		other.History = &contract.History{Runs: []contract.PastRun{{RunID: "r-1", StartedAt: start.Add(-time.Hour)}}, Since: map[string]time.Time{"f": start.Add(-time.Hour)}}
		r, _ := merged(whole(run), whole(other))
		Expect(r.Trouble).To(Equal([]string{"a", "b", "c"}))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(r.History.Runs).To(Equal([]contract.PastRun{{RunID: "r-1", StartedAt: start.Add(-time.Hour)}, {RunID: "r0", StartedAt: start}}))
		Expect(r.History.Since).To(Equal(map[string]time.Time{"f": start.Add(-time.Hour), "g": start}))
		Expect(run.History.Since["f"]).To(Equal(start), "what was given stays as it is")
	})

	DescribeTable("refuses what is not of one run",
		func(ctx SpecContext, change func(*contract.Results), says string) {
			run := check(ctx, mockSuite("tapi"))
			other := another(run)
			change(&other)
			_, _, err := suite.Merge(books()["tapi"], []suite.Part{{Name: "a.json", Results: run}, {Name: "b.json", Results: other}})
			Expect(err).To(MatchError(ContainSubstring(says)))
			Expect(err).To(MatchError(ContainSubstring("b.json")))
		},
		Entry("another provider", func(r *contract.Results) { r.Target.Provider = "popup" }, "not of the same provider"),
		Entry("another target", func(r *contract.Results) { r.Target.BaseURL = "https://x.example" }, "not of the same target"),
		Entry("another mode", func(r *contract.Results) { r.Mode = contract.ModeLive }, "not of the same mode"),
		Entry("another build", func(r *contract.Results) { r.Tool.Version = "0.2.0" }, "not of the same build of concord"),
		Entry("another document", func(r *contract.Results) { r.Source.SHA256 = "0" }, "not of the same document"),
		Entry("a foreign case", func(r *contract.Results) { r.Cases[0].ID = "popup/valid" }, `case "popup/valid" is none of tapi's`),
		Entry("a case twice", func(r *contract.Results) { r.Cases[1].ID = r.Cases[0].ID }, `case "tapi/valid" stands in it twice`),
		Entry("a foreign exchange", func(r *contract.Results) { r.Exchanges[0].ID = "popup/valid#1" }, `exchange "popup/valid#1" is of no case`),
		Entry("another contract", func(r *contract.Results) { r.Clauses = r.Clauses[1:] }, "its clauses are not those"),
	)

	It("refuses nothing at all, and results of an earlier document", func(ctx SpecContext) {
		_, _, err := suite.Merge(books()["tapi"], nil)
		Expect(err).To(MatchError("there is nothing to merge"))
		old := check(ctx, mockSuite("tapi"))
		old.Source.Retrieved = "2020-01-01"
		_, _, err = suite.Merge(books()["tapi"], []suite.Part{{Name: "a.json", Results: old}})
		Expect(err).To(MatchError(ContainSubstring("a.json: it is of another version of tapi's document, retrieved 2020-01-01")))
	})
})
