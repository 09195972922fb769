package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"concord/openapi"
)

// otherStatuses are what servers answer instead of what is documented. Those of
// a gateway (502, 503, 504) say that there was no answer: see trouble.
var otherStatuses = []int{200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 410, 415, 418, 422, 500, 501}

var redirects = []int{301, 302, 303, 307, 308}

// statuses derives the other statuses that an answer could have.
func (g *generator) statuses(r *openapi.Response, e *openapi.Example) {
	good := situationOf(e).Good
	if good && e.Name != g.doc.Success().Examples[0].Name {
		return // requests does that, by what is asked
	}
	clauses := g.shown(r, e)
	for _, status := range otherStatuses {
		if r.Silent != "" && slices.Contains(openapi.Refusals, status) || r.Status == strconv.Itoa(status) {
			continue
		}
		broken := clauses
		if situationOf(e).Capped && status/100 == 2 { // granted, so it has to be a good answer
			broken = g.below(g.doc.Success().Schema, clauses)
		}
		g.add(answered(status).when(named(e.Name)), broken, fmt.Sprintf("status %d instead of %s", status, r.Status), e.Name, "status", strconv.Itoa(status))
	}
	for _, status := range redirects {
		g.add(redirected(status).when(named(e.Name)), clauses, fmt.Sprintf("a redirect (%d) instead of %s", status, r.Status), e.Name, "redirect", strconv.Itoa(status))
	}
	if good {
		g.trouble(e.Name, clauses)
	}
}

// trouble derives what cannot be judged: there was no answer of the server.
func (g *generator) trouble(example string, clauses []string) {
	for _, status := range []int{502, 503, 504} {
		g.add(answered(status), clauses, fmt.Sprintf("a gateway answers everything with %d", status), example, "status", strconv.Itoa(status))
		g.faults[len(g.faults)-1].Trouble = "the server itself was not reached"
	}
	g.add(behaviour{wire: func(_ *call, o *answer) { o.hung = true }}, clauses, "the connection is closed without an answer", example, "closed")
	g.faults[len(g.faults)-1].Trouble = "nothing was answered"
}

// answered gives an answer another status, and leaves out the body where the
// status allows none (RFC 9110 §15.3.5).
func answered(status int) behaviour {
	return behaviour{wire: func(_ *call, o *answer) {
		o.status = status
		if status == http.StatusNoContent {
			o.body = nil
			o.header["Content-Length"] = nil
		}
	}}
}

func redirected(status int) behaviour {
	return behaviour{wire: func(c *call, o *answer) {
		o.status = status
		o.header.Set("Location", c.request.URL.Path+"elsewhere")
	}}
}

// requests derives what could happen to each documented form of the request.
func (g *generator) requests() {
	success := g.doc.Success()
	for i := range g.doc.Request.Examples {
		base := &g.doc.Request.Examples[i]
		response, example, ok := g.doc.Answer(base.Name)
		if !ok || i == 0 {
			continue
		}
		clauses := slices.Concat(g.shown(response, example), g.doc.Request.Clauses)
		for _, status := range []int{400, 422, 500} {
			g.add(answered(status).when(asked(base)), clauses, fmt.Sprintf("this request is answered with status %d", status), base.Name, "status", strconv.Itoa(status))
		}
		success.Schema.Walk(func(p *openapi.Property) {
			if p.Required && p.Pointer != "" {
				g.add(edited(drop(p)).when(asked(base)), g.about(success, p), p.Name+" is missing in the answer to this request", base.Name, p.Pointer, "missing")
			}
		})
	}
}
