package fact

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

var (
	threeDigits  = regexp.MustCompile(`\b[1-5]\d\d\b`)
	beforeStatus = regexp.MustCompile(`(?i)(\bhttp(/[\d.]+)?|\bstatus( code)?|\bcode|\bcódigo( de estado)?|\bestado)\s*:?\s*$`)
	afterNumber  = regexp.MustCompile(`^[\s\-–—:]+`)
	beforeTitle  = regexp.MustCompile(`^[^\pL\pN]*$`)
)

// statusesIn returns the HTTP statuses that a line names: a number before its
// reason phrase, after a word such as "status", or at the beginning of a title.
func statusesIn(text string, title bool) []string {
	var out []string
	for _, at := range threeDigits.FindAllStringIndex(text, -1) {
		number, before, after := text[at[0]:at[1]], text[:at[0]], text[at[1]:]
		code, _ := strconv.Atoi(number) // three digits
		phrase := http.StatusText(code)
		after = strings.TrimPrefix(after, afterNumber.FindString(after))
		named := phrase != "" && len(after) >= len(phrase) && strings.EqualFold(after[:len(phrase)], phrase)
		if named || beforeStatus.MatchString(before) || title && beforeTitle.MatchString(before) {
			out = append(out, number)
		}
	}
	return out
}
