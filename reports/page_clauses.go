package reports

import (
	"slices"
	"strings"

	"concord/internal/contract"
)

// clauseRow is a row of the clause matrix.
type clauseRow struct {
	clauseView
	State  string // kept, broken, warned, untested or client: never shown
	Result string // the state in words
	Reason string // why it was not tested
	Stop   bool   // the reason is among what stopped the run
	Card   int    // number of the card about it, 0 for none
	Cases  string // that judged it
}

const maxMarks = 40 // cases named with a clause

// clauseRows returns the whole matrix, in the order of the document.
func (l Language) clauseRows(r contract.Results, cards []card) []clauseRow {
	judged, stopped := map[string]bool{}, map[string]bool{}
	for _, c := range r.Cases {
		judged[c.ID] = c.Status.Judged()
		stopped[c.ID] = c.Status == contract.Error
	}
	worst := map[string]card{} // by clause; the cards come worst first
	for _, c := range slices.Backward(cards) {
		if c.Severity != contract.SeverityInfo {
			worst[c.clause] = c
		}
	}
	rows := make([]clauseRow, 0, len(r.Clauses))
	for _, c := range r.Clauses {
		row := clauseRow{clauseView: l.clause(c)}
		about, found := worst[c.ID]
		row.Card = about.Number
		switch {
		case found && about.Severity == contract.SeverityError:
			row.State, row.Result = "broken", l.say("broken")
		case c.Tested && found:
			row.State, row.Result = "warned", l.say("kept, with a warning")
		case c.Tested:
			row.State, row.Result = "kept", l.say("kept")
		case c.Party == contract.Client:
			row.State, row.Result = "client", l.say("advice to callers")
		default:
			row.State, row.Result = "untested", l.say("not tested")
		}
		switch {
		case c.Tested:
		case slices.ContainsFunc(c.Cases, func(id string) bool { return stopped[id] }):
			row.Reason, row.Stop = l.say("its cases could not be judged"), true
		default:
			row.Reason = clip(l.reason(c), maxText)
		}
		var names []string
		for _, id := range c.Cases[:min(len(c.Cases), maxMarks)] {
			if judged[id] {
				names = append(names, clip(caseName(r, id), maxName))
			}
		}
		row.Cases = strings.Join(names, ", ")
		rows = append(rows, row)
	}
	return rows
}

// caseName returns a case id without its provider, which is the page's own.
func caseName(r contract.Results, id string) string {
	if prefix := r.Target.Provider + "/"; len(id) > len(prefix) && id[:len(prefix)] == prefix {
		return id[len(prefix):]
	}
	return id
}

// caseRow is a row of the table of cases.
type caseRow struct{ Name, Title, State, Word, Reason, Took string }

func (l Language) caseRows(r contract.Results) []caseRow {
	rows := make([]caseRow, 0, len(r.Cases))
	for _, c := range r.Cases {
		row := caseRow{
			Name: clip(caseName(r, c.ID), maxName), Title: clip(l.translate(c.Title), maxText), State: stateOf(c.Status),
			Word: l.statusWord(c.Status), Reason: clip(l.translate(c.Reason), maxText),
		}
		if c.Status.Judged() {
			row.Took = l.milliseconds(c.DurationMS)
		}
		if c.Flaky {
			row.Reason = joinNonEmpty(row.Reason, l.say("an answer came only when the request was sent again"))
		}
		rows = append(rows, row)
	}
	return rows
}

// stateOf names a status for the style sheet: nothing that a file says gets there.
func stateOf(s contract.Status) string {
	switch s {
	case contract.Pass, contract.Fail, contract.Known, contract.Skip:
		return string(s)
	default:
		return string(contract.Error)
	}
}

// question is a discrepancy as a page puts it.
type question struct {
	ID, Statement, Reading, Question string
	Clauses                          []clauseView
}

const maxQuoted = 6 // clauses quoted with a question

func (l Language) questions(r contract.Results) []question {
	cite := l.citing(r)
	out := make([]question, 0, len(r.Discrepancies))
	for _, d := range r.Discrepancies {
		statement, reading, asked := l.wording(d)
		q := question{ID: clip(d.ID, maxName), Statement: clip(statement, maxText), Reading: clip(reading, maxText), Question: clip(asked, maxText)}
		for _, id := range d.Clauses[:min(len(d.Clauses), maxQuoted)] {
			q.Clauses = append(q.Clauses, cite(id))
		}
		out = append(out, q)
	}
	return out
}

// exchangeRow is a row of the table of exchanges.
type exchangeRow struct {
	ID, Step, Status, Took, RequestID, Note string
	Sent                                    instant
}

func (l Language) exchangeRows(r contract.Results) []exchangeRow {
	rows := make([]exchangeRow, 0, len(r.Exchanges))
	for _, e := range r.Exchanges {
		row := exchangeRow{
			ID: clip(caseName(r, e.ID), maxName), Step: l.stepWord(e.Step), Took: l.milliseconds(e.DurationMS), Sent: at(e.SentAt),
			RequestID: clip(headerOf(e.Request.Header, "X-Request-Id"), maxName),
		}
		if e.Response != nil {
			row.Status = l.status(e.Response.Status)
		}
		if e.Failure != nil {
			row.Note = clip(l.translate(e.Failure.Message), maxValue)
		}
		if n := len(e.Retries); n > 0 {
			row.Note = joinNonEmpty(row.Note, l.count(n, "sent %d more time before", "sent %d more times before"))
		}
		rows = append(rows, row)
	}
	return rows
}
