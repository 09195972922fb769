package reports

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShellWord quotes text as one word for a POSIX shell.
func ShellWord(text string) string {
	var w shellWord
	w.literal(text)
	return w.String()
}

// shellWord builds one word of a POSIX shell command line out of literal text
// and variable references.
type shellWord struct {
	b    strings.Builder
	open bool // inside single quotes
}

// literal adds text that the shell passes on byte for byte. Control characters
// other than line breaks are spelled with printf, so that the line can be shown
// in a terminal and pasted into one; NUL is dropped, as no argument can hold it.
func (w *shellWord) literal(s string) {
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch broken := r == utf8.RuneError && size == 1; {
		case r == '\'':
			w.raw(`\'`)
		case broken, r != '\n' && unsafeRune(r):
			w.raw(`"$(printf '` + octal(s[:size]) + `')"`)
		default:
			w.quoted(s[:size])
		}
		s = s[size:]
	}
}

// variable adds a reference to an environment variable.
func (w *shellWord) variable(name string) {
	w.raw(`"$` + name + `"`)
}

func (w *shellWord) quoted(s string) {
	if !w.open {
		w.b.WriteByte('\'')
		w.open = true
	}
	w.b.WriteString(s)
}

func (w *shellWord) raw(s string) {
	if w.open {
		w.b.WriteByte('\'')
		w.open = false
	}
	w.b.WriteString(s)
}

// String returns the finished word, a pair of quotes where it is empty.
func (w *shellWord) String() string {
	if w.raw(""); w.b.Len() == 0 {
		return "''"
	}
	return w.b.String()
}

func octal(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, `\%03o`, s[i])
	}
	return b.String()
}

// unsafeRune says that r can move the cursor, change the terminal or reorder
// the text around it.
func unsafeRune(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}
