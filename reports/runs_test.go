package reports_test

import (
	"context"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
	"concord/specs"
)

var providers = openapi.Providers(openapi.Files)

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

// runOf is a run of a provider against its mock with a fault.
func runOf(ctx context.Context, provider string, fault mock.Fault) contract.Results {
	GinkgoHelper()
	b := books()[provider]
	t := target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}
	s := suite.New(b, t, suite.Options{Start: began, Fault: fault, UserAgent: "concord/0.1.0"})
	defer s.Close()
	var observations []contract.Observation
	for _, c := range s.Cases() {
		observations = append(observations, s.Observe(ctx, c))
	}
	s.Scrub(observations)
	head := s.Head("20261122T060000Z-a1b2c3", contract.Tool{Version: "0.1.0", Commit: "unknown"}, contract.Selection{Complete: true}, began, began.Add(time.Second))
	r, err := suite.Judge(b, head, observations)
	Expect(err).NotTo(HaveOccurred())
	return r
}

// faultOf returns a fault of a provider's mock by its id; none for "".
func faultOf(provider, id string) mock.Fault {
	GinkgoHelper()
	if id == "" {
		return mock.Fault{}
	}
	f, err := mock.Find([]*openapi.Document{books()[provider].Doc}, id)
	Expect(err).NotTo(HaveOccurred())
	return f
}

// firstFault returns the first fault of a provider's mock that shows as a
// deviation, or, with trouble, the first that leaves something unjudged.
func firstFault(provider string, trouble bool) mock.Fault {
	GinkgoHelper()
	for _, f := range mock.Faults(books()[provider].Doc) {
		if (f.Trouble != "") == trouble {
			return f
		}
	}
	Fail("no such fault of " + provider)
	return mock.Fault{}
}

var _ = Describe("a run of every provider", func() {
	for _, provider := range providers {
		It("is reported in every format: "+provider, func(ctx SpecContext) {
			for verdict, fault := range map[contract.Verdict]mock.Fault{
				contract.Conformant: {}, contract.Nonconformant: firstFault(provider, false), contract.Inconclusive: firstFault(provider, true),
			} {
				r := runOf(ctx, provider, fault)
				Expect(r.Verdict).To(Equal(verdict), fault.ID)
				valid(r)
			}
		})
	}
})
