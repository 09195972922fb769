package reports

import (
	"fmt"
	"html/template"
	"strings"
)

// Phrases are the Spanish phrases by the English ones.
var Phrases = phrases[Spanish]

// Templates are the parsed templates of the pages.
func Templates() *template.Template { return templates(English) }

// Difference writes the marks of two values in brackets.
func Difference(want, got string) (string, string) {
	a, b := difference(want, got)
	return bracketed(a), bracketed(b)
}

func bracketed(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Mark {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Body lays out a body as a page does: marked lines begin with ">", gaps are numbers.
func Body(text string, pointers ...string) (string, []string) {
	lines, absent := bodyLines(text, pointers)
	var b strings.Builder
	for _, l := range lines {
		switch {
		case l.Gap > 0:
			fmt.Fprintf(&b, "…%d\n", l.Gap)
		case l.Mark:
			b.WriteString(">" + l.Indent + l.Text + "\n")
		default:
			b.WriteString(" " + l.Indent + l.Text + "\n")
		}
	}
	return b.String(), absent
}
