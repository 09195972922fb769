package suite_test

import (
	"testing"

	"concord/internal/contract"
	"concord/internal/suite"
)

// BenchmarkAllProviders runs every case of all providers on the mock and judges
// it: 300 ms is the most that it may take.
func BenchmarkAllProviders(b *testing.B) {
	books()
	for b.Loop() {
		for _, provider := range providers {
			s := mockSuite(provider)
			var observations []contract.Observation
			for _, c := range s.Cases() {
				observations = append(observations, s.Run(b.Context(), c).Observation)
			}
			head := s.Head("run-1", contract.Tool{}, contract.Selection{Complete: true}, start, start)
			if r, err := suite.Judge(s.Book, head, observations); err != nil || r.Verdict != contract.Conformant {
				b.Fatalf("%s: %s, %v", provider, r.Verdict, err)
			}
		}
	}
}

// BenchmarkOneCase runs one case of three requests, mock and client included.
func BenchmarkOneCase(b *testing.B) {
	s := mockSuite("popup")
	c, _ := s.Case("popup/valid")
	for b.Loop() {
		if got := s.Run(b.Context(), c).Result; got.Status != contract.Pass {
			b.Fatal(got.Status, got.Reason)
		}
	}
}
