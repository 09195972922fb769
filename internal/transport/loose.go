package transport

import (
	"strings"

	"concord/internal/wire"
)

// loose follows the shape of text that is nearly JSON: a document cut short, one
// with a syntax error, or what trails behind a whole one. It masks the strings
// that stand under a sensitive member as far as the shape can be told.
type loose struct {
	r      *redactor
	text   string
	labels []string // of the open objects and arrays
	label  string   // of the member whose value comes next
	edits  []edit
}

// maskLoose returns text with strings under sensitive members replaced, a last
// one without an end included.
func (r *redactor) maskLoose(text string) string {
	if !strings.ContainsAny(text, `"`) {
		return text
	}
	l := &loose{r: r, text: text}
	for i := 0; i < len(text); {
		i = l.step(i)
	}
	return apply(text, 0, l.edits)
}

// step takes what stands at i and returns where the next thing starts.
func (l *loose) step(i int) int {
	switch l.text[i] {
	case '{', '[':
		l.labels = append(l.labels, l.label)
	case '}', ']':
		if len(l.labels) > 0 {
			l.labels = l.labels[:len(l.labels)-1]
		}
		l.label = l.above()
	case ',':
		l.label = l.above()
	case '"':
		return l.stringAt(i)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return l.numberAt(i)
	}
	return i + 1
}

// numberAt takes a number and returns where it ends.
func (l *loose) numberAt(start int) int {
	end := start + len(l.text[start:]) - len(strings.TrimLeft(l.text[start:], "-+.0123456789eE"))
	if number := l.text[start:end]; l.label != "" && l.r.add(l.label, number) != number {
		l.edits = append(l.edits, edit{start, end, "0"})
	}
	return end
}

func (l *loose) above() string {
	if len(l.labels) == 0 {
		return ""
	}
	return l.labels[len(l.labels)-1]
}

// stringAt takes a string, member name or value, and returns where it ends.
func (l *loose) stringAt(start int) int {
	end, closed := stringEnd(l.text, start)
	inner := l.text[start+1 : end]
	after := end
	if closed {
		after++
		if rest := strings.TrimLeft(l.text[after:], " \t\r\n"); strings.HasPrefix(rest, ":") {
			l.label = l.r.labelOf(unquote(inner), l.above())
			return after
		}
	}
	if value := unquote(inner); l.label != "" && value != "" {
		if placeholder := l.r.add(l.label, value); placeholder != value {
			l.edits = append(l.edits, edit{start + 1, end, placeholder})
		}
	}
	return after
}

// stringEnd returns the offset of the quote that ends the string at start, or
// the length of text if there is none.
func stringEnd(text string, start int) (end int, closed bool) {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i, true
		}
	}
	return len(text), false
}

// unquote decodes the inside of a JSON string; what is malformed stays as it is.
func unquote(inner string) string {
	if v, _ := wire.Read([]byte(`"` + inner + `"`)); v != nil && v.Kind == wire.String {
		return v.Text
	}
	return inner
}
