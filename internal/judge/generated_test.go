package judge_test

import (
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/wire"
	"concord/openapi"
)

// mutant is a generated change of an answer that documents describe.
type mutant struct {
	name   string
	change func(*world, *reply)
}

// mutants lists what can happen to each part of a documented answer.
func mutants(response *openapi.Response) []mutant {
	out := []mutant{
		{"no body", text("")}, {"a page", text("<html></html>")}, {"text", text("OK")}, {"null", text("null")}, {"a string", text(`"{}"`)},
		{"in an array", spelled(func(s string) string { return "[" + s + "]" })},
		{"in a string", spelled(func(s string) string { return string(str(s).Append(nil)) })},
		{"twice", spelled(func(s string) string { return s + "\n" + s })},
		{"cut", spelled(func(s string) string { return s[:len(s)-1] })},
		{"with a BOM", spelled(func(s string) string { return "\uFEFF" + s })},
		{"in an envelope", envelope("result")},
		{"as text", header("Content-Type", "text/plain")},
		{"without a type", header("Content-Type", "")},
	}
	for _, code := range []int{200, 201, 204, 302, 400, 401, 403, 404, 409, 418, 422, 500, 501} {
		if want := response.Status; strconv.Itoa(code) != want {
			out = append(out, mutant{"status " + strconv.Itoa(code), status(code)})
		}
	}
	response.Schema.Walk(func(p *openapi.Property) {
		if p.Pointer != "" {
			out = append(out, mutantsOf(p)...)
		}
	})
	return out
}

func mutantsOf(p *openapi.Property) []mutant {
	at := p.Pointer + " "
	out := []mutant{
		{at + "dropped", drop(p.Pointer)}, {at + "null", set(p.Pointer, null())}, {at + "an array", set(p.Pointer, wire.ArrayValue())},
		{at + "renamed", rename(p.Pointer, "x"+p.Name)}, {at + "in capitals", rename(p.Pointer, strings.ToUpper(p.Name))},
		{at + "moved", func(w *world, r *reply) {
			v := r.body.At(p.Pointer)
			drop(p.Pointer)(w, r)
			r.body.Set("meta", wire.ObjectValue(wire.Member{Name: p.Name, Value: v}))
		}},
	}
	if slices.Contains(p.Types, "string") {
		out = append(out, mutant{at + "empty", set(p.Pointer, str(""))}, mutant{at + "a number", set(p.Pointer, num("1"))})
	} else {
		out = append(out, mutant{at + "a string", set(p.Pointer, str("1"))})
	}
	if len(p.Literals) > 0 && p.Types[0] == "string" {
		out = append(out, mutant{at + "one character more", func(_ *world, r *reply) { r.body.At(p.Pointer).Text += "." }},
			mutant{at + "in another case", func(_ *world, r *reply) {
				v := r.body.At(p.Pointer)
				if v.Text = strings.ToLower(v.Text); v.Text == strings.ToLower(p.Literals[0].Text) && v.Text == p.Literals[0].Text {
					v.Text = strings.ToUpper(v.Text)
				}
			}})
	}
	return out
}

var _ = Describe("whatever happens to a documented answer", func() {
	for _, id := range caseIDs() {
		w := newWorld(id)
		response, example, ok := w.book.Doc.Answer(w.c.Example)
		if !ok || w.c.Kind != judge.Answer || response.Silent != "" {
			continue
		}
		for _, m := range mutants(response) {
			It("is found, at a clause of the case: "+id+", "+m.name, func() {
				w := newWorld(id)
				w.settings.Mode = contract.ModeMock
				each(m.change)(w)
				r := w.judge()
				Expect(r.Status).To(Equal(contract.Fail), "%s (%s) %s", example.Name, response.Status, r.Reason)
				wellFormed(w, r)
				if len(w.at(contract.StepLogin)) > 1 {
					w = newWorld(id)
					w.settings.Mode = contract.ModeMock
					only(2, m.change)(w)
					r = w.judge()
					Expect(r.Status).To(Equal(contract.Fail))
					Expect(r.Findings[0].Message).To(HaveSuffix("(1 of 3 answers)"))
				}
			})
		}
	}
})

func (w *world) at(step contract.Step) []*reply {
	return slices.DeleteFunc(slices.Clone(w.replies), func(r *reply) bool { return r.step != step })
}

var _ = Describe("a silent refusal", func() {
	for _, id := range caseIDs() {
		w := newWorld(id)
		if response, _, ok := w.book.Doc.Answer(w.c.Example); !ok || response.Silent == "" {
			continue
		}
		It("is a refusal in whatever words, and nothing else: "+id, func() {
			for _, code := range openapi.Refusals {
				for _, body := range []string{"", "{}", "no", "<html></html>", `["no"]`, "{\"a\":1,\"a\":2}", "\uFEFF{}"} {
					w := newWorld(id)
					each(text(body))(w)
					each(status(code))(w)
					Expect(w.judge().Findings).To(BeEmpty())
				}
			}
			for _, code := range []int{302, 410, 500, 501} {
				w := newWorld(id)
				each(status(code))(w)
				r := w.judge()
				Expect(r.Status).To(Equal(contract.Fail))
				wellFormed(w, r)
			}
		})
	}
})

var _ = Describe("findings", func() {
	It("are sorted, errors first, and the same every time", func() {
		w := newWorld("popup/valid")
		all(each(set("/data/extra", num("1"))), each(set("/another", num("1"))), each(drop("/data/client_id")), each(set("/success", str("yes"))),
			each(header("Content-Type", "text/html")), only(1, drop(atEnd)))(w)
		first := w.judge()
		var order []string
		for _, f := range first.Findings {
			order = append(order, string(f.Severity)+" "+f.Pointer+" "+f.Check)
		}
		Expect(order).To(Equal([]string{
			"error  media-type", "error /data/access_expires_at field-missing", "error /data/client_id field-missing", "error /success field-type",
			"warning /another undeclared-field", "warning /data/extra undeclared-field",
		}))
		for range 20 {
			Expect(w.judge()).To(Equal(first))
		}
	})

	It("show no more of a value than fits on a line", func() {
		w := newWorld("popup/wrong-password")
		each(set("/error/message", str(strings.Repeat("é", 5000))))(w)
		Expect(w.judge().Findings).To(ContainElement(HaveField("Actual", HaveSuffix("…"))))
	})
})
