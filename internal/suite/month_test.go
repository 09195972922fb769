package suite_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/history"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/openapi"
)

// episode is what a server does otherwise from one hour of the month to another.
type episode struct {
	from, until int // hours, the latter not included
	fault       string
	skipped     bool // the cases that show it are not run
	found       mock.Fault
}

// hourly runs some of tapi's cases against the mock as it is in an hour of the
// month, as a schedule would at a live target.
func hourly(ctx context.Context, hour int, episodes []episode) contract.Results {
	GinkgoHelper()
	at := start.Add(time.Duration(hour) * time.Hour)
	o := suite.Options{Start: at}
	selected := []string{"tapi/valid", "tapi/wrong-password", "tapi/access-token", "tapi/access-lifetime"}
	for _, e := range episodes {
		if hour < e.from || hour >= e.until {
			continue
		}
		if e.skipped {
			selected = selected[2:]
			continue
		}
		o.Fault = e.found
	}
	s := suite.New(books()["tapi"], target.Target{Name: "tapi", Provider: "tapi", Mode: contract.ModeMock}, o)
	defer s.Close()
	var seen []contract.Observation
	for _, c := range s.Cases() {
		if slices.Contains(selected, c.ID) {
			seen = append(seen, s.Observe(ctx, c))
		}
	}
	head := s.Head(fmt.Sprintf("run-%03d", hour), contract.Tool{}, contract.Selection{}, at, at.Add(time.Minute))
	r, err := suite.Judge(s.Book, head, seen)
	Expect(err).NotTo(HaveOccurred())
	r.Mode = contract.ModeLive // as far as the history is concerned
	return r
}

var _ = Describe("a month of hourly runs", func() {
	It("yields one notice at each onset, one at each recovery, and none besides", func(ctx SpecContext) {
		episodes := []episode{
			{from: 5 * 24, until: 9 * 24, fault: "tapi:200:/main_tx:missing"},
			{from: 7*24 + 3, until: 7*24 + 20, skipped: true},                     // while it lasts, nobody looks
			{from: 12*24 + 5, until: 12*24 + 6, fault: "tapi:200:/tx:missing"},    // one bad hour
			{from: 15*24 + 1, until: 15*24 + 3, fault: "tapi:valid:status:503"},   // a short downtime
			{from: 20*24 + 10, until: 21*24 + 10, fault: "tapi:valid:status:503"}, // a long one
			{from: 25 * 24, until: 31 * 24, fault: "tapi:access-token:life:double"},
		}
		for i := range episodes {
			if id := episodes[i].fault; id != "" {
				fault, err := mock.Find([]*openapi.Document{books()["tapi"].Doc}, id)
				Expect(err).NotTo(HaveOccurred())
				episodes[i].found = fault
			}
		}
		var state history.State
		got := map[int][]string{}
		for hour := range 30 * 24 {
			state, _ = history.Advance(state, hourly(ctx, hour, episodes), history.DefaultPolicy())
			for _, n := range state.Outbox {
				got[hour] = append(got[hour], n.Kind+" "+n.Clause)
			}
			state.Outbox = nil // sent
		}
		Expect(got).To(Equal(map[int][]string{
			5*24 + 1:   {"onset TAPI-LOGIN-015"},
			9*24 + 1:   {"recovery TAPI-LOGIN-015"},
			20*24 + 16: {"away "},
			21*24 + 10: {"back "},
			25*24 + 1:  {"onset TAPI-LOGIN-031"},
		}))
	})
})
