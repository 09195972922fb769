package openapi

import (
	"slices"

	"concord/internal/wire"
)

// Literals returns every text that the document has on the wire as it stands, and
// by which answers are judged: names of members and headers, media type, path, and
// the literals of answers. Documented credentials are not among them. Sorted, each
// once.
func (d *Document) Literals() []string {
	sent := d.Sent()
	out := []string{d.Path, d.Request.MediaType, "Content-Type", sent.Header, sent.Scheme}
	for _, h := range d.Headers {
		out = append(out, h.Name)
	}
	add := func(p *Property) {
		out = append(out, p.Name)
		for _, literal := range p.Literals {
			out = append(out, text(literal))
		}
	}
	d.Request.Schema.Walk(add)
	for _, r := range d.Responses {
		r.Schema.Walk(add)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
}

// text returns a literal as a reader sees it: a string without its quotes.
func text(literal *wire.Value) string {
	if literal.Kind == wire.String {
		return literal.Text
	}
	return string(literal.Append(nil))
}
