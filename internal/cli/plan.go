package cli

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/internal/target"
)

// showPlan prints what a run would send at most to each target. It sends
// nothing and writes nothing.
func (t *tool) showPlan(names []string, filter string) error {
	here, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("finding the working directory: %w", err)
	}
	r, err := run.Open(t.environ, here, nil)
	if err != nil {
		return err
	}
	defer r.Close()
	selected, err := r.Select(names, filter)
	if err != nil {
		return err
	}
	t.notices(r, selected)
	for _, s := range r.Suites {
		cases, ok := selected[s]
		if !ok {
			continue
		}
		if err := planOf(t.stdout, s, cases); err != nil {
			return fmt.Errorf("writing the plan: %w", err)
		}
	}
	return nil
}

// planOf prints the plan of one target.
func planOf(out io.Writer, s *suite.Suite, cases []judge.Case) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if s.Target.Mode == contract.ModeMock {
		fmt.Fprintf(w, "%s  MOCK  %s in memory: nothing leaves this machine\n", s.Target.Name, run.Count(len(cases), "case"))
		return w.Flush()
	}
	skipped := 0
	for _, c := range cases {
		if s.Forbidden(c) != "" {
			skipped++
		}
	}
	p := s.Plan(cases)
	fmt.Fprintf(w, "%s  live  %s\n", s.Target.Name, s.Target.BaseURL)
	fmt.Fprintf(w, "  cases\t%d\t%d of them skipped whatever comes\n", len(cases), skipped)
	fmt.Fprintf(w, "  good logins\t%d\n", p.GoodLogins)
	fmt.Fprintf(w, "  refused logins\t%d\t%d of them of the real account\n", p.RefusedLogins, p.BadLogins)
	fmt.Fprintf(w, "  probes\t%d\n", p.Probes)
	fmt.Fprintf(w, "  requests at most\t%d\n", p.Requests())
	for _, capability := range []string{target.RateLimit, target.SideEffects} {
		if more := s.PlanAllowing(cases, capability); more != p {
			fmt.Fprintf(w, "  CONCORD_ALLOW=%s would add %s\n", capability, run.PlanWords(less(more, p)))
		}
	}
	for _, line := range ledgerWords(s) {
		fmt.Fprintf(w, "  %s\n", line)
	}
	return w.Flush()
}

// less returns what one plan has beyond another.
func less(a, b contract.Plan) contract.Plan {
	return contract.Plan{
		GoodLogins: a.GoodLogins - b.GoodLogins, RefusedLogins: a.RefusedLogins - b.RefusedLogins,
		BadLogins: a.BadLogins - b.BadLogins, Probes: a.Probes - b.Probes,
	}
}

// ledgerWords says what earlier runs leave to this one.
func ledgerWords(s *suite.Suite) []string {
	standing, ok, err := s.Standing()
	switch {
	case !ok:
		return nil
	case err != nil:
		return []string{"no login of the real account will be provoked: " + err.Error()}
	}
	var out []string
	if d := standing.LogIn; d != nil {
		out = append(out, "no login will be sent: "+d.Error())
	}
	if d := standing.Provoke; d != nil {
		return append(out, "no login of the real account will be provoked: "+d.Error())
	}
	return append(out, fmt.Sprintf("of the real account %s may be provoked now", run.Count(standing.Left, "refused login")))
}
