package run

import (
	"fmt"
	"strings"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
)

// Declare says what is about to run, and returns for each live target a line
// that says how much it will send at most. No more logins than that are sent.
func (r *Run) Declare(selected map[*suite.Suite][]judge.Case) []string {
	var out []string
	for _, s := range r.Suites {
		cases, ok := selected[s]
		if !ok {
			continue
		}
		plan := s.Declare(cases)
		if s.Target.Mode == contract.ModeLive {
			out = append(out, fmt.Sprintf("%s: %s at %s: at most %s", s.Target.Name, Count(len(cases), "case"), s.Target.BaseURL, PlanWords(plan)))
		}
	}
	return out
}

// PlanWords says in words what a plan comes to.
func PlanWords(p contract.Plan) string {
	var parts []string
	if p.GoodLogins > 0 {
		parts = append(parts, Count(p.GoodLogins, "good login"))
	}
	switch {
	case p.BadLogins > 0:
		parts = append(parts, fmt.Sprintf("%d refused (%d of them of the real account)", p.RefusedLogins, p.BadLogins))
	case p.RefusedLogins > 0:
		parts = append(parts, fmt.Sprintf("%d refused", p.RefusedLogins))
	}
	if p.Probes > 0 {
		parts = append(parts, Count(p.Probes, "probe"))
	}
	if len(parts) == 0 {
		return "0 requests"
	}
	return Count(p.Requests(), "request") + ": " + strings.Join(parts, ", ")
}

// Count writes a number of things that take a plain s.
func Count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
