package page

import (
	"regexp"
	"strings"
)

// readText reads a plain-text copy of a page: what a browser's selection or a
// converter leaves of it. Most lines are a block each. Tables may have kept
// their markup, in Markdown or HTML, or have lost even the space between their
// cells; code has lost its frame, and what follows it may be glued to its end.
func readText(text string) ([]Block, error) {
	c := &copied{rest: text}
	for c.rest != "" {
		taken := false
		for _, take := range []func(*copied) bool{
			(*copied).blank, (*copied).fence, (*copied).markupTable, (*copied).pipeTable,
			(*copied).gluedTable, (*copied).object, (*copied).command, (*copied).script,
		} {
			if taken = take(c); taken {
				break
			}
		}
		if !taken {
			c.words()
		}
	}
	return c.out, nil
}

// copied is what is left of a copy, from the beginning of a line, and the
// blocks read so far.
type copied struct {
	rest string
	out  []Block
	vain int // searches that led to the end of the page
}

// mostVain bounds the searches for an end that is not there, each of which may
// read the whole page.
const mostVain = 50

// take takes n bytes off the rest, and the space up to the next line's words.
func (c *copied) take(n int) string {
	taken := c.rest[:n]
	c.rest = strings.TrimPrefix(strings.TrimLeft(c.rest[n:], " \t"), "\n")
	return taken
}

// next returns the line at which the rest begins.
func (c *copied) next() string {
	first, _, _ := strings.Cut(c.rest, "\n")
	return first
}

func (c *copied) add(b Block) { c.out = append(c.out, b) }

func (c *copied) blank() bool {
	if first := c.next(); strings.TrimSpace(first) == "" {
		c.take(len(first))
		return true
	}
	return false
}

var fenceMark = regexp.MustCompile("^[ \t]*(```+|~~~+)")

// fence takes code between fences, to the end of the page where one is missing.
func (c *copied) fence() bool {
	m := fenceMark.FindStringSubmatch(c.next())
	if m == nil {
		return false
	}
	c.take(len(c.next()))
	code, after, _ := strings.Cut(c.rest, m[1])
	c.add(Block{Kind: Code, Text: code})
	c.rest = after
	if _, below, ok := strings.Cut(after, "\n"); ok {
		c.rest = below
	}
	return true
}

var (
	tableMark = regexp.MustCompile(`(?i)^[ \t]*<table[\s>]`)
	tableEnd  = regexp.MustCompile(`(?i)</table>`)
)

// markupTable takes a table that is left in HTML.
func (c *copied) markupTable() bool {
	if !tableMark.MatchString(c.next()) || c.vain >= mostVain {
		return false
	}
	end := tableEnd.FindStringIndex(c.rest)
	if end == nil {
		c.vain++
		return false
	}
	blocks, err := readHTML(c.take(end[1]))
	if err != nil {
		return true // too deep to be a table that anybody reads
	}
	c.out = append(c.out, blocks...)
	return true
}

var delimiterRow = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// pipeTable takes a Markdown table, whose rows may lack their first bar.
func (c *copied) pipeTable() bool {
	lines := strings.SplitN(c.rest, "\n", 3)
	if len(lines) < 2 || !strings.Contains(lines[0], "|") || !strings.Contains(lines[1], "|") || !delimiterRow.MatchString(lines[1]) {
		return false
	}
	rows := [][]string{cells(lines[0])}
	c.take(len(lines[0]))
	c.take(len(lines[1]))
	for strings.Contains(c.next(), "|") {
		rows = append(rows, cells(c.take(len(c.next()))))
	}
	c.add(Block{Kind: Table, Rows: rows})
	return true
}

// cells splits a row at the bars that are not escaped.
func cells(row string) []string {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	out := strings.Split(strings.ReplaceAll(row, `\|`, "\x00"), "|")
	for i := range out {
		out[i] = strings.Trim(strings.ReplaceAll(out[i], "\x00", "|"), " \t`")
	}
	return out
}

var (
	markedHeading = regexp.MustCompile(`^[ \t]*#{1,6}[ \t]+(.+)$`)
	markedItem    = regexp.MustCompile(`^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+(.*)$`)
	// gluedLabel finds "Authentication: …" at the end of "POST /auth/login".
	gluedLabel = regexp.MustCompile(`^((?:GET|POST|PUT|PATCH|DELETE) \S*?[a-z0-9/}])([A-Z][a-z]+: .*)$`)
)

// words takes a line.
func (c *copied) words() {
	text := c.take(len(c.next()))
	if m := gluedLabel.FindStringSubmatch(text); m != nil {
		c.add(Block{Kind: Paragraph, Text: m[1]})
		text = m[2]
	}
	if m := markedHeading.FindStringSubmatch(text); m != nil {
		c.add(Block{Kind: Heading, Text: m[1]})
		return
	}
	if m := markedItem.FindStringSubmatch(text); m != nil {
		c.add(Block{Kind: Item, Text: m[1]})
		return
	}
	c.add(Block{Kind: Paragraph, Text: text})
}
