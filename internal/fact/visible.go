package fact

import (
	"fmt"
	"strings"
	"unicode"
)

// longestShown bounds a text of the page in a report, in characters.
const longestShown = 300

// Visible makes a text of the page fit for a line of a terminal: bounded, and
// with everything spelt out that could disturb the terminal or reorder the line.
func Visible(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > longestShown {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
