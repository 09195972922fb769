// Package doctor examines the set-up of a live run, for whoever sees red before
// the first verdict: settings, connection, clock, probe and credentials. Every
// line says what was found and what to do. Nothing in it is a verdict on the
// partner.
package doctor

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/suite"
	"concord/internal/target"
)

// Status says what a check came to.
type Status string

const (
	OK        Status = "ok"
	Remark    Status = "remark"    // odd, but a run works
	Wrong     Status = "wrong"     // ours to mend: configuration or credentials
	Trouble   Status = "trouble"   // on the way, or at the partner
	Unchecked Status = "unchecked" // not looked at, or not to be judged by a run, and why
)

// Check is one thing that was looked at.
type Check struct {
	Name    string `json:"check"`
	Status  Status `json:"status"`
	Finding string `json:"finding"`
	Advice  string `json:"advice,omitempty"` // what to do
}

// Section is the checks of one target, or of what all targets share.
type Section struct {
	Name     string  `json:"name"` // of the target, or Settings
	Provider string  `json:"provider,omitempty"`
	BaseURL  string  `json:"baseURL,omitempty"`
	Requests int     `json:"requests"` // sent to the target
	Checks   []Check `json:"checks"`
}

// Settings is the name of the section about what all targets share.
const Settings = "settings"

// Report is an examination.
type Report struct {
	ExitCode int       `json:"exitCode"`
	Sections []Section `json:"sections"`
}

// Listener is told of an examination while it goes on.
type Listener interface {
	Section(Section) // that begins, without its checks
	Check(Check)
}

// Options say what to examine. Config and Suites are required.
type Options struct {
	Config  *target.Config
	Suites  []*suite.Suite // of the targets asked for
	Offline bool           // look at the settings only, send nothing
	NoLogin bool           // send no credentials
	Clock   clock.Clock    // the real one if nil
	// Proxy says which proxy a request would go through, as a run's requests do;
	// that of the environment if nil.
	Proxy    func(*http.Request) (*url.URL, error)
	Listener Listener // may be nil
}

// Examine looks at everything in turn. It logs in at most once at each live
// target, and sends nothing to the mock.
func Examine(ctx context.Context, o Options) Report {
	if o.Clock == nil {
		o.Clock = clock.Real()
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	n := notes{listener: o.Listener}
	n.begin(Section{Name: Settings}, nil)
	for _, row := range general {
		n.add(row.name, row.look(o)...)
	}
	for _, s := range o.Suites {
		if s.Target.Mode == contract.ModeLive {
			n.visit(ctx, o, s)
		}
	}
	return n.report()
}

// Mistaken reports a configuration with mistakes, each on a line of its own as
// [target.Load] joins them. Nothing was sent.
func Mistaken(mistakes error, l Listener) Report {
	n := notes{listener: l}
	n.begin(Section{Name: Settings}, nil)
	for line := range strings.SplitSeq(mistakes.Error(), "\n") {
		n.add("mistake", wrong(line, ""))
	}
	n.add("the rest", unchecked("not looked at, and nothing was sent",
		"mend the above first: README, “Go live”, explains every variable, docs/targets.md every key of a targets file"))
	return n.report()
}

// notes collects a report.
type notes struct {
	listener Listener
	sections []Section
	redact   func(string) string // the secrets of the section at hand
}

func (n *notes) begin(s Section, redact func(string) string) {
	s.Checks = []Check{}
	n.sections, n.redact = append(n.sections, s), redact
	if n.listener != nil {
		n.listener.Section(s)
	}
}

func (n *notes) add(name string, checks ...Check) {
	section := &n.sections[len(n.sections)-1]
	for _, c := range checks {
		c.Name = name
		if n.redact != nil {
			c.Finding, c.Advice = n.redact(c.Finding), n.redact(c.Advice)
		}
		section.Checks = append(section.Checks, c)
		if n.listener != nil {
			n.listener.Check(c)
		}
	}
}

// report has the exit code of the worst check: what is ours to mend comes first.
func (n *notes) report() Report {
	r := Report{Sections: n.sections}
	for _, s := range n.sections {
		for _, c := range s.Checks {
			switch {
			case c.Status == Wrong:
				r.ExitCode = 2
			case c.Status == Trouble && r.ExitCode == 0:
				r.ExitCode = 3
			}
		}
	}
	return r
}

func ok(finding string) Check { return Check{Status: OK, Finding: finding} }
func remark(finding, advice string) Check {
	return Check{Status: Remark, Finding: finding, Advice: advice}
}
func wrong(finding, advice string) Check {
	return Check{Status: Wrong, Finding: finding, Advice: advice}
}
func trouble(finding, advice string) Check {
	return Check{Status: Trouble, Finding: finding, Advice: advice}
}
func unchecked(finding, advice string) Check {
	return Check{Status: Unchecked, Finding: finding, Advice: advice}
}
