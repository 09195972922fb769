package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/openapi"
)

// add records a finding against the first of the given clauses. Its severity
// follows from the clause's level, unless it is given.
func (v *view) add(a *answer, clauses []string, f contract.Finding) {
	if f.Clause == "" {
		f.Clause = v.nearest(a, clauses)
	}
	if f.Severity == "" {
		f.Severity = contract.SeverityError
		if c, ok := v.Spec.Clause(f.Clause); ok {
			f.Severity = c.Level.Severity()
		}
	}
	if a != nil {
		f.Evidence = a.ID
	}
	v.findings = append(v.findings, f)
}

// nearest picks, among the clauses of the place that deviates, one that the
// answer expected here can show; without any it picks the example's or the
// response's, and failing that the operation's.
func (v *view) nearest(a *answer, clauses []string) string {
	if a != nil {
		if response, example, ok := v.Doc.Answer(a.Example); ok {
			if len(clauses) == 0 {
				clauses = slices.Concat(example.Clauses, response.Clauses)
			}
			if own := response.Own(example, clauses); len(own) > 0 {
				return own[0]
			}
		}
	}
	if len(clauses) == 0 {
		clauses = v.Doc.Clauses
	}
	return clauses[0]
}

// clausesAt returns the clauses of the property at a pointer, or of the nearest
// one above it that has any; failing that, those of the body as a whole.
func (v *view) clausesAt(a *answer, response *openapi.Response, pointer string) []string {
	for {
		if p := response.Schema.Find(pointer); p != nil && len(p.Clauses) > 0 {
			return p.Clauses
		}
		cut := strings.LastIndex(pointer, "/")
		if cut < 0 {
			return v.bodyClauses(a)
		}
		pointer = pointer[:cut]
	}
}

// bodyClauses returns the clauses of an answer's body as a whole: those of the
// response or the example that some property of the body cites too. Where none
// does, the status comes first by custom and the body after it.
func (v *view) bodyClauses(a *answer) []string {
	response, example, ok := v.Doc.Answer(a.Example)
	if !ok {
		return nil
	}
	own := response.Own(example, slices.Concat(response.Clauses, example.Clauses))
	if body := citedByBody(response, own); len(body) > 0 {
		return body
	}
	return own[min(1, len(own)):]
}

// citedByBody returns those of the given clauses that a property of the body cites.
func citedByBody(response *openapi.Response, clauses []string) []string {
	var cited []string
	response.Schema.Walk(func(p *openapi.Property) { cited = append(cited, p.Clauses...) })
	return slices.DeleteFunc(slices.Clone(clauses), func(id string) bool { return !slices.Contains(cited, id) })
}

// merged joins findings that several answers share into one, says so where only
// some of the answers show it, and sorts.
func (v *view) merged() []contract.Finding {
	type key struct{ check, clause, pointer, message, expected string }
	logins := len(v.at(contract.StepLogin))
	if v.c.Kind == RateLimit || v.c.Kind == Identifiers {
		logins = 0 // their answers are not three of a kind
	}
	counts := map[key]map[string]bool{}
	first := map[key]int{}
	out := []contract.Finding{}
	for _, f := range v.findings {
		k := key{f.Check, f.Clause, f.Pointer, f.Message, f.Expected}
		if counts[k] == nil {
			counts[k] = map[string]bool{}
			first[k] = len(out)
			out = append(out, f)
		}
		counts[k][f.Evidence] = true
	}
	for k, i := range first {
		if n := len(counts[k]); logins > 1 && n < logins && v.isLogin(out[i].Evidence) {
			out[i].Message += fmt.Sprintf(" (%d of %d answers)", n, logins)
		}
	}
	slices.SortStableFunc(out, func(a, b contract.Finding) int {
		return cmp.Or(rank(a.Severity)-rank(b.Severity), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Message, b.Message), cmp.Compare(a.Clause, b.Clause), cmp.Compare(a.Evidence, b.Evidence))
	})
	return out
}

func (v *view) isLogin(id string) bool {
	return slices.ContainsFunc(v.answers, func(a *answer) bool { return a.ID == id && a.Step == contract.StepLogin })
}

func rank(s contract.Severity) int {
	return slices.Index([]contract.Severity{contract.SeverityError, contract.SeverityWarning, contract.SeverityInfo}, s)
}
