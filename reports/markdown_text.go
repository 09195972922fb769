package reports

import "strings"

// The most characters of each kind of text in a summary; the rest stands in
// results.json.
const (
	mdProse = 600
	mdValue = 300
	mdBody  = 2500
)

// zeroWidth keeps apart what GitHub would take for a mention, a reference or a
// link, and shows nothing.
const zeroWidth = "&#8203;"

// prose escapes words for a line of Markdown: they are shown as they are, and
// nothing in them is markup, a link, a mention or a reference.
var prose = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "~", "\\~",
	"[", "\\[", "]", "\\]", "|", "&#124;", "$", "&#36;", "^", "\\^",
	"@", "@"+zeroWidth, "#", "\\#"+zeroWidth, "://", ":"+zeroWidth+"//", "www.", "www"+zeroWidth+".", "WWW.", "WWW"+zeroWidth+".",
	"mailto:", "mailto"+zeroWidth+":", "xmpp:", "xmpp"+zeroWidth+":",
)

// md is words in a line of Markdown, cut after mdProse characters.
func md(s string) string { return prose.Replace(shorten(visible(s), mdProse)) }

// codeCell is a value in a cell of a table, where a bar would end a code span.
func codeCell(s string) string {
	if s = strings.TrimSpace(shorten(visible(s), mdValue)); s == "" {
		return ""
	}
	return "<code>" + prose.Replace(s) + "</code>"
}

// mdLink is words that lead to a web page, or the words alone where the address
// is none.
func mdLink(words, address string) string {
	if link := webLink(address); link != "" && len(link) < maxMDLink {
		return "[" + words + "](" + link + ")"
	}
	return words
}

// maxMDLink is the longest address that a summary links to.
const maxMDLink = 1000

// fenced is text in a fenced block of code, cut after mdBody characters.
func fenced(language, text string) string {
	lines := strings.Split(strings.TrimRight(shorten(text, mdBody), "\n"), "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	text = strings.Join(lines, "\n")
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	return fence + language + "\n" + text + "\n" + fence + "\n"
}

// htmlCode is text in an HTML element of code, for the summary of a block that
// folds.
func htmlCode(s string) string {
	return "<code>" + htmlText(s) + "</code>"
}

var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func htmlText(s string) string { return markup.Replace(shorten(visible(s), mdValue)) }

// longestRun counts the longest row of backticks.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
			continue
		}
		run = 0
	}
	return longest
}
