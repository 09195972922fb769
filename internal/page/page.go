// Package page reads a provider's documentation page, be it HTML, Markdown or a
// plain-text copy, into one model: blocks in reading order, without the site's
// navigation. It gives them no meaning, and does no I/O.
package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxBytes is the size of the largest page that is read.
const MaxBytes = 1 << 20

// Kind says what a block is.
type Kind int

const (
	Heading   Kind = iota + 1 // marked as such; a text copy marks none
	Paragraph                 // or a line of a text copy
	Item                      // of a list
	Code                      // lines as written
	Table                     // rows of cells, the header first
)

// Block is one piece of a page.
type Block struct {
	Kind Kind
	// Text is one line of words with single spaces between them; of Code, its
	// lines as written.
	Text string
	Rows [][]string
}

// Format is how a page is written.
type Format string

const (
	HTML     Format = "html"
	Markdown Format = "markdown"
	Text     Format = "text" // a copy of what a browser shows
)

// readers has the reader of each format. Adding a format is a file and a line.
var readers = map[Format]func(string) ([]Block, error){
	HTML:     readHTML,
	Markdown: readMarkdown,
	Text:     readText,
}

// Read reads a page of at most [MaxBytes], in UTF-8; other bytes and control
// characters become U+FFFD. No page is malformed, but one may nest too deeply.
func Read(format Format, data []byte) ([]Block, error) {
	read, ok := readers[format]
	if !ok {
		return nil, fmt.Errorf("reading the page: %q is no format of pages", format)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("reading the page: it has more than %d bytes", MaxBytes)
	}
	blocks, err := read(clean(string(data)))
	if err != nil {
		return nil, fmt.Errorf("reading the page as %s: %w", format, err)
	}
	return tidy(blocks), nil
}

// clean replaces what is not text, and ends every line in "\n".
func clean(text string) string {
	text = strings.TrimPrefix(strings.ToValidUTF8(text, string(utf8.RuneError)), "\uFEFF")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r):
			return utf8.RuneError
		default:
			return r
		}
	}, text)
}

// tidy normalises what the readers yield and drops what says nothing.
func tidy(blocks []Block) []Block {
	var out []Block
	for _, b := range blocks {
		switch b.Kind {
		case Code:
			b.Text = strings.Trim(b.Text, "\n")
		case Table:
			for _, row := range b.Rows {
				for i := range row {
					row[i] = line(row[i])
				}
			}
		default:
			b.Text = line(b.Text)
		}
		if len(b.Rows) > 0 || strings.TrimSpace(b.Text) != "" && !furniture.MatchString(b.Text) {
			out = append(out, b)
		}
	}
	return out
}

// line makes one line of a text: single spaces, and no characters that are not
// seen (soft hyphen, zero-width space and joiners, byte order mark).
func line(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFE0F', '\uFEFF':
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
