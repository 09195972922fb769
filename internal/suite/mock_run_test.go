package suite_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/reports"
)

var _ = Describe("a run on the bundled mock", func() {
	each("passes every case, and does so again", func(ctx SpecContext, provider string) {
		first, second := check(ctx, mockSuite(provider)), check(ctx, mockSuite(provider))
		Expect(first.Verdict).To(Equal(contract.Conformant))
		Expect(first.Summary.Pass).To(Equal(len(first.Cases)))
		Expect(first.Cases).To(HaveLen(len(suite.Cases(books()[provider]))))
		for _, c := range first.Cases {
			Expect(c.Findings).To(BeEmpty(), c.ID)
		}
		Expect(second.Verdict).To(Equal(first.Verdict))
		Expect(statuses(second)).To(Equal(statuses(first)))
	})

	each("does not depend on the order of the cases", func(ctx SpecContext, provider string) {
		s := mockSuite(provider)
		cases := slices.Clone(s.Cases())
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		random.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
		observations := observe(ctx, s, cases...)
		suite.Sort(s.Book, observations)
		Expect(statuses(results(s, observations))).To(Equal(statuses(check(ctx, mockSuite(provider)))))
		for i, c := range s.Cases() {
			Expect(observations[i].Case).To(Equal(c.ID))
		}
	})

	each("runs its cases side by side", func(ctx SpecContext, provider string) {
		s := mockSuite(provider)
		r := results(s, together(ctx, s))
		Expect(statuses(r)).To(Equal(statuses(check(ctx, mockSuite(provider)))))
		Expect(s.Requests()).To(Equal(r.Requests))
	})

	It("leaves no goroutine behind", func(ctx SpecContext) {
		before := gleak.Goroutines()
		for _, provider := range providers {
			s := mockSuite(provider)
			together(ctx, s)
			s.Close()
		}
		Eventually(gleak.Goroutines).WithTimeout(5 * time.Second).ShouldNot(gleak.HaveLeaked(before))
	})

	It("takes a case that was interrupted for one that could not be judged", func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r := check(ctx, mockSuite("popup"))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		Expect(r.Summary.Error).To(Equal(len(r.Cases)))
	})

	It("gives the tokens of its evidence to no one", func(ctx SpecContext) {
		s := mockSuite("popup")
		r := check(ctx, s)
		var stored bytes.Buffer
		Expect(reports.WriteResults(&stored, r)).To(Succeed())
		Expect(s.Leaks(stored.Bytes())).To(BeEmpty())
		Expect(stored.String()).To(ContainSubstring("your_api_password"), "a documented example is public")
	})
})

// together runs all cases at once.
func together(ctx context.Context, s *suite.Suite) []contract.Observation {
	out := make([]contract.Observation, len(s.Cases()))
	var wg sync.WaitGroup
	for i, c := range s.Cases() {
		wg.Go(func() {
			defer GinkgoRecover()
			out[i] = s.Run(ctx, c).Observation
		})
	}
	wg.Wait()
	return out
}

var _ = Describe("judging stored observations", func() {
	each("gives the same results, byte for byte", func(ctx SpecContext, provider string) {
		s := mockSuite(provider)
		sameAgain(s, observe(ctx, s))
	})

	It("gives the same findings of a server that deviates", func(ctx SpecContext) {
		s := live("popup", &partner{change: func(a *answered) { a.replace("Invalid credentials", "Invalid <login> & more") }})
		r := sameAgain(s, observe(ctx, s))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
	})

	It("refuses the observation of a case that the provider does not have", func(ctx SpecContext) {
		s := mockSuite("tapi")
		head := s.Head("run-1", contract.Tool{}, contract.Selection{}, start, start)
		_, err := suite.Judge(s.Book, head, []contract.Observation{{Case: "tapi/no-such-case"}})
		Expect(err).To(MatchError(ContainSubstring(`"tapi/no-such-case"`)))
	})

	It("says of what was not selected that it was not", func(ctx SpecContext) {
		s := mockSuite("tapi")
		c, ok := s.Case("tapi/wrong-password")
		Expect(ok).To(BeTrue())
		head := s.Head("run-1", contract.Tool{}, contract.Selection{Filter: "wrong-password"}, start, start)
		r, err := suite.Judge(s.Book, head, observe(ctx, s, []judge.Case{c}...))
		Expect(err).NotTo(HaveOccurred())
		Expect(r.Verdict).To(Equal(contract.Conformant))
		Expect(clause(r, "TAPI-LOGIN-003").Tested).To(BeTrue())
		Expect(clause(r, "TAPI-LOGIN-031").Reason).To(Equal("not selected in this run"))
	})
})

// sameAgain judges observations, and again after they were written and read.
func sameAgain(s *suite.Suite, observations []contract.Observation) contract.Results {
	GinkgoHelper()
	first := results(s, observations)
	var stored, want, got bytes.Buffer
	Expect(reports.WriteObservations(&stored, first.Run, observations)).To(Succeed())
	run, again, err := reports.ReadObservations(&stored)
	Expect(err).NotTo(HaveOccurred())
	second, err := suite.Judge(s.Book, run, again)
	Expect(err).NotTo(HaveOccurred())
	Expect(reports.WriteResults(&want, first)).To(Succeed())
	Expect(reports.WriteResults(&got, second)).To(Succeed())
	Expect(got.String()).To(Equal(want.String()))
	return first
}

func clause(r contract.Results, id string) contract.ClauseResult {
	GinkgoHelper()
	for _, c := range r.Clauses {
		if c.ID == id {
			return c
		}
	}
	Fail("no row for " + id)
	return contract.ClauseResult{}
}
