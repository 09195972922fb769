package reports

import (
	"cmp"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"concord/internal/contract"
)

// sarifSchema is where the published schema of SARIF 2.1.0 lies.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// fingerprintName names how [contract.Fingerprint] is computed, with a version.
const fingerprintName = "concord/v1"

// SARIF writes the deviations in r (errors and warnings; remarks are none) as a
// SARIF 2.1.0 log. Rules are the clauses. A result stands at the line of our
// contract that restates the clause, and at its case. Cases that could not be
// judged, and trouble of the run, are notifications of the tool, never results.
func SARIF(w io.Writer, r contract.Results, o Options) error {
	s := newSarifRules(o.Language, r)
	results := []sarifResult{}
	for _, f := range worstFirst(r.Cases, contract.SeverityError, contract.SeverityWarning) {
		results = append(results, s.result(f))
	}
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "concord", Version: r.Tool.Version, Rules: s.rules}},
		Invocations: []sarifInvocation{s.invocation()},
		Language:    o.Language.tag(), ColumnKind: "utf16CodeUnits", Results: results,
		Properties: sarifRunFacts{Mode: string(r.Mode), Target: r.Target.Name, BaseURL: r.Target.BaseURL, Verdict: string(r.Verdict)},
	}
	if id := r.Target.Name + "/" + r.RunID; id != "/" {
		run.AutomationDetails = &sarifAutomation{ID: "concord/" + id} // what ends in "/" groups runs
	}
	return writeJSON(w, "SARIF", sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// sarifRules knows the clauses of a run as rules.
type sarifRules struct {
	l       Language
	r       contract.Results
	rules   []sarifRule
	index   map[string]int
	clauses map[string]contract.ClauseResult
	file    string // of the contract; empty where no clause names it
}

func newSarifRules(l Language, r contract.Results) *sarifRules {
	s := &sarifRules{l: l, r: r, rules: []sarifRule{}, index: map[string]int{}, clauses: map[string]contract.ClauseResult{}}
	for _, c := range r.Clauses {
		s.clauses[c.ID] = c
		if file, _ := contractLine(c); s.file == "" {
			s.file = file
		}
		s.rule(c.ID)
	}
	return s
}

// rule returns the index of the rule with the given id, and adds it where it is new.
func (s *sarifRules) rule(id string) int {
	if i, known := s.index[id]; known {
		return i
	}
	s.index[id] = len(s.rules)
	rule := sarifRule{ID: id}
	if c, ok := s.clauses[id]; ok {
		rule.ShortDescription = &sarifText{s.l.sentence(c)}
		rule.HelpURI = webLink(c.URL)
		rule.DefaultConfiguration = &sarifDefault{sarifLevel(c.Level.Severity())}
		rule.Properties = &sarifRuleFact{Section: c.Section, Tags: []string{"level:" + string(c.Level), "party:" + string(c.Party)}}
	}
	s.rules = append(s.rules, rule)
	return s.index[id]
}

func (s *sarifRules) result(f shown) sarifResult {
	id := cmp.Or(f.Clause, f.Check)
	return sarifResult{
		RuleID: id, RuleIndex: s.rule(id), Level: sarifLevel(f.Severity), Message: sarifText{s.message(f.Finding)},
		Locations:           []sarifLocation{{PhysicalLocation: s.physical(f.Clause), LogicalLocations: atCase(f.of.ID)}},
		PartialFingerprints: map[string]string{fingerprintName: contract.Fingerprint(s.r.Target.Name, f.of.ID, f.Finding)},
		Suppressions:        s.suppressions(f.Finding),
		Properties:          sarifFacts{Check: f.Check, Pointer: f.Pointer, Expected: f.Expected, Actual: f.Actual, Evidence: f.Evidence},
	}
}

// message is the finding in a line: viewers show little else.
func (s *sarifRules) message(f contract.Finding) string {
	text := s.l.translate(f.Message)
	if f.Expected != "" {
		text += "; " + s.l.say("expected: %s", f.Expected)
	}
	if f.Actual != "" {
		text += "; " + s.l.say("got: %s", f.Actual)
	}
	return visible(text)
}

func (s *sarifRules) suppressions(f contract.Finding) []sarifSuppressed {
	if f.Known == nil {
		return nil
	}
	return []sarifSuppressed{{Kind: "external", Justification: s.l.expectationWords(*f.Known)}}
}

// physical is the line of our contract that restates the clause; the whole file
// where it has none, since some viewers drop what stands nowhere.
func (s *sarifRules) physical(clause string) *sarifPhysical {
	file, line := contractLine(s.clauses[clause])
	if file = cmp.Or(file, s.file); file == "" {
		return nil
	}
	p := &sarifPhysical{ArtifactLocation: sarifArtifact{(&url.URL{Path: file}).String()}}
	if line > 0 {
		p.Region = &sarifRegion{line}
	}
	return p
}

func (s *sarifRules) invocation() sarifInvocation {
	i := sarifInvocation{
		ExecutionSuccessful: s.r.Verdict == contract.Conformant || s.r.Verdict == contract.Nonconformant,
		StartTimeUTC:        s.r.StartedAt.UTC().Format(time.RFC3339Nano),
		EndTimeUTC:          s.r.FinishedAt.UTC().Format(time.RFC3339Nano),
	}
	if why := unexplained(s.l, s.r); why != "" {
		i.Notifications = append(i.Notifications, sarifNotification{Level: sarifLevel(contract.SeverityError), Message: sarifText{why}})
	}
	for _, c := range s.r.Cases {
		if c.Status != contract.Error {
			continue
		}
		i.Notifications = append(i.Notifications, sarifNotification{
			Level: sarifLevel(contract.SeverityError), Message: sarifText{s.l.say("not judged: %s", s.l.translate(c.Reason))},
			Locations: []sarifLocation{{LogicalLocations: atCase(c.ID)}},
		})
	}
	return i
}

func atCase(id string) []sarifLogical {
	return []sarifLogical{{FullyQualifiedName: id, Kind: "member"}}
}

func sarifLevel(s contract.Severity) string {
	switch s {
	case contract.SeverityError:
		return "error"
	case contract.SeverityWarning:
		return "warning"
	default:
		return "note"
	}
}

// contractLine splits file:line of a clause; both are empty where it has none.
func contractLine(c contract.ClauseResult) (file string, line int) {
	at := strings.LastIndexByte(c.ContractLine, ':')
	if at < 0 {
		return "", 0
	}
	line, err := strconv.Atoi(c.ContractLine[at+1:])
	if err != nil || line < 1 {
		return "", 0
	}
	return c.ContractLine[:at], line
}
