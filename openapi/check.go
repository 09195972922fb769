package openapi

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Refusals are the statuses that an answer to a bad request may have where the
// document is silent.
var Refusals = []int{400, 401, 403, 404, 415, 422, 429}

// check makes sure that the parts of a document fit together.
func (r *reader) check(n *yaml.Node, d *Document) {
	if !strings.HasPrefix(d.Path, "/") || d.Method == "" || len(d.Clauses) == 0 {
		r.fail(n, "a contract has one path with one operation that cites clauses")
		return
	}
	if len(d.Request.Examples) == 0 || d.Request.Schema == nil {
		r.fail(n, "the request needs a schema and at least one example")
		return
	}
	r.checkRequests(d)
	r.checkAnswers(d)
	if len(r.errs) == 0 {
		r.checkTokens(n, d)
	}
}

func (r *reader) checkRequests(d *Document) {
	for _, e := range d.Request.Examples {
		at := &yaml.Node{Line: e.Line}
		if e.Origin == "" || e.Value == nil {
			r.fail(at, "request example %q needs x-origin and value", e.Name)
		}
		response, answer, ok := d.Answer(e.Name)
		if !ok || response.Silent != "" || answer.Situation.Name != "valid" {
			r.fail(at, "request example %q has no answer of the same name with the situation valid", e.Name)
		}
		if e.Situation != (Situation{}) || e.Status != 0 {
			r.fail(at, "request example %q: x-situation and x-status belong on answers", e.Name)
		}
	}
}

func (r *reader) checkAnswers(d *Document) {
	seen := map[string]bool{}
	for _, response := range d.Responses {
		if len(response.Clauses) == 0 || len(response.Examples) == 0 {
			r.fail(&yaml.Node{Line: response.Line}, "response %s needs x-clauses and at least one example", response.Status)
		}
		for _, e := range response.Examples {
			at := &yaml.Node{Line: e.Line}
			if seen[e.Name] {
				r.fail(at, "example name %q stands twice among the answers", e.Name)
			}
			seen[e.Name] = true
			r.checkAnswer(at, d, response, e)
		}
	}
}

func (r *reader) checkAnswer(at *yaml.Node, d *Document, response Response, e Example) {
	if e.Origin == "" || e.Value == nil || e.Summary == "" {
		r.fail(at, "answer example %q needs summary, x-origin and value", e.Name)
	}
	if e.Situation.Name == "" {
		r.fail(at, "answer example %q needs x-situation with a name", e.Name)
	}
	if (e.Situation.Name == "excessive-lifetime") != (e.Situation.Minutes != 0) {
		r.fail(at, "minutes and the situation excessive-lifetime belong together (example %q)", e.Name)
	}
	if from := e.Situation.From; from != "" && !slices.ContainsFunc(d.Request.Examples, func(q Example) bool { return q.Name == from }) {
		r.fail(at, "answer example %q starts from %q, which is no request example", e.Name, from)
	}
	if omit := e.Situation.Omit; (e.Situation.Name == "missing-field") != (omit != "") {
		r.fail(at, "omit and the situation missing-field belong together (example %q)", e.Name)
	} else if omit != "" && d.Base(&e).Value.Get(omit) == nil {
		r.fail(at, "example %q omits %q, which its request does not have", e.Name, omit)
	}
	if (response.Silent != "") != slices.Contains(Refusals, e.Status) {
		r.fail(at, "x-status (one of %v) belongs on the examples of a 4XX response, and only there (example %q)", Refusals, e.Name)
	}
	if slices.ContainsFunc(d.Responses, func(other Response) bool { return other.Status == strconv.Itoa(e.Status) }) {
		r.fail(at, "example %q has the x-status %d, which the document describes otherwise", e.Name, e.Status)
	}
}

func (r *reader) checkTokens(n *yaml.Node, d *Document) {
	if d.Access() == nil {
		r.fail(n, "no property of the successful answer is marked as the access token")
	}
	for _, p := range d.Tokens() {
		at := p.Token.Expires.At
		if at != "" && d.Success().Schema.Find(at) == nil {
			r.fail(n, "x-token of %s: expires.at %q is no property of the answer", p.Pointer, at)
		}
		if q := p.Token.Lifetime.Request; q != nil && d.Request.Schema.Find("/"+q.Field) == nil {
			r.fail(n, "x-token of %s: request field %q is no property of the request", p.Pointer, q.Field)
		}
	}
}
