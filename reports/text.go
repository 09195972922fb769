package reports

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/internal/contract"
)

// ClauseLookup returns the sentence and the link of the clause with the given
// id; both are empty where there is none.
type ClauseLookup func(id string) (sentence, url string)

// Clauses returns the lookup of the clauses in r.
func Clauses(r contract.Results) ClauseLookup {
	byID := clausesByID(r)
	return func(id string) (sentence, url string) {
		return byID[id].Sentence, byID[id].URL
	}
}

// FindingText renders f for a person, without a trailing newline: the clause,
// what is wrong, then what was expected, what came, where, the link, and, where
// e (the exchange that f names as evidence) is given, a command line to see it
// again. Lines with nothing to say are left out.
func FindingText(r ClauseLookup, f contract.Finding, e *contract.Exchange) string {
	return strings.Join(findingLines(r, f, e, 0), "\n")
}

// findingLines renders a finding in English; see findingLinesIn.
func findingLines(r ClauseLookup, f contract.Finding, e *contract.Exchange, width int) []string {
	return findingLinesIn(English, r, f, e, width)
}

// findingLinesIn renders a finding, wrapped at width columns (0: not at all). The
// link and the command line are never wrapped, as they are there to be copied.
// The words of f and r are in the language already.
func findingLinesIn(l Language, r ClauseLookup, f contract.Finding, e *contract.Exchange, width int) []string {
	sentence, url := r(f.Clause)
	var lines []string
	if f.Clause != "" {
		lines = clauseLines(visible(f.Clause), visible(sentence), width)
	}
	if f.Message != "" {
		lines = append(lines, hang("  ", visible(f.Message), width)...)
	}
	field := func(name, value string, width int) {
		if value != "" {
			lines = append(lines, hang(fmt.Sprintf("  %-8s  ", l.say(name)), value, width)...)
		}
	}
	field("expected", visible(f.Expected), width)
	field("got", visible(f.Actual), width)
	field("where", visible(joinNonEmpty(f.Evidence, f.Pointer)), 0)
	if f.Known != nil {
		field("known", l.expectationWords(*f.Known), width)
	}
	field("see", visible(url), 0)
	if e != nil {
		provider, _, _ := strings.Cut(e.ID, "/") // an exchange id begins with its case id
		field("again", Curl(provider, *e), 0)
	}
	return lines
}

func clauseLines(id, sentence string, width int) []string {
	if sentence == "" {
		return []string{id}
	}
	return hang(id+"  ", sentence, width)
}

// joinNonEmpty joins the parts that are not empty with two spaces.
func joinNonEmpty(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "  ")
}

// Visible spells out whatever could disturb a terminal or break the line.
func Visible(s string) string { return visible(s) }

// visible spells out whatever could disturb a terminal or break the line.
func visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unsafeRune(r) || r == utf8.RuneError }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unsafeRune(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hang puts prefix before text and wraps it at width columns, later lines
// indented by as much as the first. Words longer than a line stay whole.
func hang(prefix, text string, width int) []string {
	indent := utf8.RuneCountInString(prefix)
	if width <= 0 || indent+utf8.RuneCountInString(text) <= width {
		return []string{prefix + text}
	}
	var lines []string
	line, used := prefix, indent
	for i, word := range strings.FieldsFunc(text, unicode.IsSpace) {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case used+1+length > width:
			lines = append(lines, line)
			line, used = strings.Repeat(" ", indent), indent
		default:
			line, used = line+" ", used+1
		}
		line, used = line+word, used+length
	}
	return append(lines, line)
}
