package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/suite"
	"concord/internal/target"
)

// general lists what is looked at once, for all targets. A check is one row: the
// name is added to what look returns, nothing where there is nothing to say.
var general = []struct {
	name string
	look func(Options) []Check
}{
	{"targets", targets},
	{"mode", mode},
	{"allowed", allowed},
	{"waiting", waiting},
	{"reports", reportsFolder},
	{"state", stateFolder},
}

// targets says which of the providers asked for are live, and what would make
// the others so.
func targets(o Options) []Check {
	var live, mocked []string
	var out []Check
	for _, s := range o.Suites {
		if s.Target.Mode == contract.ModeLive {
			live = append(live, s.Target.Name)
		} else {
			mocked = append(mocked, s.Target.Name)
		}
	}
	if len(live) > 0 {
		out = append(out, ok(list(live)+" live"))
	}
	if len(live) > 0 && len(mocked) > 0 {
		out = append(out, unchecked(list(mocked)+" on the mock", "concord doctor "+mocked[0]+" says what makes one live"))
	}
	if len(live) == 0 {
		out = append(out, unchecked("nothing is live: everything runs on the mock, and nothing is sent to anybody", ""))
		for _, s := range o.Suites {
			needed := suite.Provider(s.Book.Doc).Needed()
			out = append(out, unchecked(s.Target.Name+" runs on the mock", "set "+list(needed)+" to make it live"))
		}
	}
	for _, s := range o.Suites {
		if notice := o.Config.Notice(s.Target.Provider); notice != "" {
			out = append(out, remark(notice, "set "+o.Config.Place(s.Target, target.KeyBaseURL)+", or unset the other"))
		}
	}
	return out
}

func mode(o Options) []Check {
	if names := o.Config.Ignored(); len(names) > 0 {
		return []Check{remark("CONCORD_MODE=mock, although there is "+list(names), "unset CONCORD_MODE to use it, or set it to live")}
	}
	return nil
}

// permits says what each risky capability does to the partner.
var permits = map[string]string{
	target.RateLimit:   "up to 30 refused logins of a user who does not exist, within ten seconds",
	target.SideEffects: "requests that do more at the partner than log in",
}

func allowed(o Options) []Check {
	var out []Check
	for _, name := range slices.Sorted(maps.Keys(o.Config.Allow)) {
		out = append(out, remark("CONCORD_ALLOW permits "+name+": "+permits[name], "leave it only if the partner has agreed"))
	}
	return out
}

// waiting finds a CONCORD_MAX_WAIT that nobody waits by.
func waiting(o Options) []Check {
	if o.Config.MaxWait == 0 {
		return nil
	}
	for _, s := range o.Suites {
		if s.Target.Mode == contract.ModeLive && s.Target.ProbeURL != "" {
			return nil
		}
	}
	return []Check{remark(fmt.Sprintf("CONCORD_MAX_WAIT=%s has no effect: the end of a token is waited for only at a live target with a probe", span(o.Config.MaxWait)),
		"configure a probe, or unset CONCORD_MAX_WAIT")}
}

func reportsFolder(o Options) []Check {
	if err := writable(o.Config.Reports); err != nil {
		return []Check{wrong(fmt.Sprintf("the reports cannot be written: %s", err), "set CONCORD_REPORTS to a folder that may be written to")}
	}
	return []Check{ok("the reports folder can be written to")}
}

// stateFolder looks where the ledger and the history of live runs are kept.
func stateFolder(o Options) []Check {
	const advice = "set CONCORD_STATE to a folder that stays from run to run, or logins are not counted over several runs"
	if !slices.ContainsFunc(o.Suites, func(s *suite.Suite) bool { return s.Target.Mode == contract.ModeLive }) {
		return nil
	}
	if o.Config.State == "" {
		return []Check{remark("there is no state directory: CONCORD_STATE is not set, and the environment names no home", advice)}
	}
	if err := writable(o.Config.State); err != nil {
		return []Check{remark(fmt.Sprintf("the state directory cannot be written to: %s", err), advice)}
	}
	return []Check{ok("the state directory can be written to")}
}

// list joins names as a sentence does.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
