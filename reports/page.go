package reports

import (
	"fmt"
	"html/template"

	"concord/internal/contract"
)

// page is everything that the page of a target shows, in its language. What comes
// from results is bounded here; [render] makes it inert.
type page struct {
	frame
	Mock     bool
	Provider string
	Verdict  verdictView
	Facts    facts
	Counts   []tally
	Stops    []stop
	Cards    []card // those of the first screen's list
	Sections []section

	Findings  []findingsView
	Lives     []life
	History   *historyView
	Clauses   rows
	Tested    string
	Cases     rows
	Questions rows
	Exchanges rows
	Run       string // its id
	Digest    string // of the text of the document
}

// facts are what was tested, when and how.
type facts struct {
	Target, URL           string
	Mode                  string
	Title, Link, Tag      string // of the document; Tag is the language it is written in
	Language, Retrieved   string
	Started               instant
	Took, Requests, Clock string
	Tool, Selection       string
}

// tally is a number of the first screen.
type tally struct {
	Number int
	Word   string
	Class  string
}

// section is an entry of the table of contents.
type section struct{ ID, Name, Count string }

// rows are the rendered rows of a section, and how many found no room.
type rows struct {
	Rows []template.HTML
	More int
}

// findingsView is the findings of one severity.
type findingsView struct {
	ID, Heading, Intro string
	Cards              rows
}

func newPage(r contract.Results, l Language) (*page, error) {
	p := &page{
		frame: newFrame(l, verdictClass(r.Verdict)), Mock: r.Mode == contract.ModeMock, Provider: clip(r.Target.Provider, maxName),
		Verdict: l.verdict(r), Facts: l.facts(r), Counts: l.tallies(r), Stops: l.stops(r), Lives: l.lives(r), History: l.history(r),
		Run: clip(r.RunID, maxName), Digest: clip(r.Source.SHA256, maxName),
	}
	p.Title = p.Verdict.Word + ": " + l.subject(r)
	if p.Mock {
		p.Title = "MOCK · " + p.Title
	}
	if err := p.fill(r, l); err != nil {
		return nil, err
	}
	p.contents(l, r)
	return p, nil
}

// The most bytes that the rows of each section may take. Together with the head
// they stay below 300 kB, which goes by mail.
const (
	roomFindings  = 95_000
	roomBrief     = 6_000
	roomClauses   = 46_000
	roomCases     = 25_000
	roomQuestions = 32_000
	roomExchanges = 30_000
)

// fill renders the sections whose length depends on the run.
func (p *page) fill(r contract.Results, l Language) (err error) {
	cards := p.cards(r, l)
	if err := p.findings(cards, l); err != nil {
		return err
	}
	clauses := l.clauseRows(r, cards)
	if p.Clauses, err = fit(l, "clause", clauses, roomClauses); err != nil {
		return err
	}
	p.Tested = l.tested(r)
	if p.Cases, err = fit(l, "case", l.caseRows(r), roomCases); err != nil {
		return err
	}
	if p.Questions, err = fit(l, "question", l.questions(r), roomQuestions); err != nil {
		return err
	}
	p.Exchanges, err = fit(l, "exchange-row", l.exchangeRows(r), roomExchanges)
	return err
}

// cards collects and numbers the cards of all severities, the worst first.
func (p *page) cards(r contract.Results, l Language) []card {
	var all []card
	for _, severity := range severities {
		all = append(all, l.cards(r, severity)...)
	}
	for i := range all {
		all[i].Number = i + 1
		if all[i].Severity == contract.SeverityError && i < maxListed {
			p.Cards = append(p.Cards, all[i])
		}
	}
	return all
}

const maxListed = 5 // broken clauses on the first screen

// findings renders the cards while there is room, then their headings.
func (p *page) findings(cards []card, l Language) error {
	full, err := fit(l, "card", cards, roomFindings)
	if err != nil {
		return err
	}
	brief, err := fit(l, "brief", cards[len(full.Rows):], roomBrief)
	if err != nil {
		return err
	}
	all := append(full.Rows, brief.Rows...)
	for _, severity := range severities {
		v := findingsView{ID: string(severity) + "s", Heading: l.findingsHeading(severity), Intro: l.findingsIntro(severity)}
		for i, c := range cards {
			switch {
			case c.Severity != severity:
			case i < len(all):
				v.Cards.Rows = append(v.Cards.Rows, all[i])
			default:
				v.Cards.More++
			}
		}
		if len(v.Cards.Rows)+v.Cards.More > 0 {
			p.Findings = append(p.Findings, v)
		}
	}
	return nil
}

func (l Language) findingsHeading(s contract.Severity) string {
	switch s {
	case contract.SeverityError:
		return l.say("Deviations")
	case contract.SeverityWarning:
		return l.say("Warnings")
	default:
		return l.say("Remarks")
	}
}

func (l Language) findingsIntro(s contract.Severity) string {
	switch s {
	case contract.SeverityError:
		return l.say("What the server did otherwise than the document says, clause by clause; what most cases show comes first.")
	case contract.SeverityWarning:
		return l.say("These fail no case: the document recommends otherwise, or does not mention what came.")
	default:
		return l.say("Seen on the way; the document says nothing against it.")
	}
}

// tested says how many of the clauses about the server were tested.
func (l Language) tested(r contract.Results) string {
	tested, server := 0, 0
	for _, c := range r.Clauses {
		if c.Party != contract.Client {
			server++
			if c.Tested {
				tested++
			}
		}
	}
	return l.say("%d of the %d clauses about the server were tested in this run; for the others the reason is given.", tested, server)
}

func (l Language) tallies(r contract.Results) []tally {
	s := r.Summary
	return []tally{
		{s.Pass, l.word(s.Pass, "case passed", "cases passed"), "good"},
		{s.Fail, l.word(s.Fail, "case failed", "cases failed"), "bad"},
		{s.Error, l.word(s.Error, "case not judged", "cases not judged"), "open"},
		{s.Skip, l.word(s.Skip, "case skipped", "cases skipped"), "plain"},
		{s.Warnings, l.word(s.Warnings, "warning", "warnings"), "open"},
	}
}

// facts words the head of the results.
func (l Language) facts(r contract.Results) facts {
	f := facts{
		Target: clip(r.Target.Name, maxName), URL: clip(r.Target.BaseURL, maxValue), Mode: l.say("a live server"),
		Title: clip(r.Source.Title, maxValue), Link: webLink(r.Source.URL), Tag: languageTag(r.Source.Language),
		Language: l.languageWord(r.Source.Language), Retrieved: clip(r.Source.Retrieved, maxName),
		Started: at(r.StartedAt), Took: l.span(max(0, r.FinishedAt.Sub(r.StartedAt))), Clock: l.clock(r.Clock),
		Requests: l.say("%d sent", r.Requests), Tool: "Concord " + clip(r.Tool.Version, maxName),
		Selection: l.say("all cases"),
	}
	if r.Mode == contract.ModeMock {
		f.Mode = l.say("MOCK: the server that Concord bundles, in memory")
	}
	if r.Plan != nil {
		f.Requests = l.say("%d sent, of %d planned at most (%d of them logins)", r.Requests, r.Plan.Requests(), r.Plan.Logins())
	}
	if r.Tool.Commit != "" && r.Tool.Commit != "unknown" {
		f.Tool += " (" + clip(r.Tool.Commit, maxName) + ")"
	}
	switch {
	case r.Selection.Filter != "":
		f.Selection = l.say("only those that match %q", clip(r.Selection.Filter, maxValue))
	case !r.Selection.Complete:
		f.Selection = l.say("some of the cases")
	}
	return f
}

func (l Language) clock(c contract.Clock) string {
	if c.ErrorMS < 0 {
		return l.say("unknown: no answer bore a usable Date")
	}
	sign := "+"
	if c.OffsetMS < 0 {
		sign = "−"
	}
	return l.say("%s s against the tester's, give or take %s s", sign+l.number(max(c.OffsetMS, -c.OffsetMS)/1000, 1), l.number(c.ErrorMS/1000, 1))
}

// contents lists the sections that the page has.
func (p *page) contents(l Language, r contract.Results) {
	add := func(there bool, id, name string, n int) {
		if !there {
			return
		}
		s := section{ID: id, Name: name}
		if n > 0 {
			s.Count = fmt.Sprint(n)
		}
		p.Sections = append(p.Sections, s)
	}
	add(len(p.Stops) > 0, "stops", l.say("What stopped the run"), len(p.Stops))
	for _, f := range p.Findings {
		add(true, f.ID, f.Heading, len(f.Cards.Rows)+f.Cards.More)
	}
	add(len(p.Lives) > 0, "life", l.say("The life of a token"), 0)
	add(len(r.Clauses) > 0, "clauses", l.say("All clauses"), len(r.Clauses))
	add(len(r.Discrepancies) > 0, "questions", l.say("Questions about your documentation"), len(r.Discrepancies))
	add(len(r.Cases) > 0, "cases", l.say("All cases"), len(r.Cases))
	add(p.History != nil, "history", l.say("Earlier runs"), 0)
	add(len(r.Exchanges) > 0, "exchanges", l.say("All exchanges"), len(r.Exchanges))
	add(true, "about", l.say("About this page"), 0)
}
