package reports

import "strings"

// maxMarkdown is the most bytes of a summary: GitHub cuts comments at 65,536
// characters.
const maxMarkdown = 60_000

// mdNote is the room kept for the note of what was left out.
const mdNote = 1_000

// summary is a Markdown document that never outgrows its room. What does not fit
// is left out whole, and counted by its kind.
type summary struct {
	b    strings.Builder
	kept int // bytes kept free for what must still be closed
	left []leftOut
}

type leftOut struct {
	kind string // a phrase for some of them, "findings: %d"
	n    int
}

// fits tells whether text may still be written.
func (s *summary) fits(text string) bool {
	return s.b.Len()+len(text)+s.kept+mdNote <= maxMarkdown
}

// write adds text if it fits.
func (s *summary) write(text string) bool {
	if !s.fits(text) {
		return false
	}
	s.b.WriteString(text)
	return true
}

// items writes a list between what opens and what closes it. From the first item
// that does not fit all are left out, so that the worst come first and none is
// missing between them. Nothing is written where no item is.
func (s *summary) items(kind, open, closing string, items []string) {
	s.kept += len(closing)
	written := 0
	for i, item := range items {
		if i == 0 {
			item = open + item
		}
		if !s.write(item) {
			break
		}
		written++
	}
	s.kept -= len(closing)
	if written > 0 {
		s.b.WriteString(closing) // its room was kept
	}
	if n := len(items) - written; n > 0 {
		s.left = append(s.left, leftOut{kind, n})
	}
}

// finish adds the note of what was left out, if anything was.
func (s *summary) finish(l Language) string {
	if len(s.left) > 0 {
		var parts []string
		for _, out := range s.left {
			parts = append(parts, l.say(out.kind, out.n))
		}
		s.b.WriteString("\n> " + l.say("Left out for length: %s. results.json has them.", strings.Join(parts, ", ")) + "\n")
	}
	return s.b.String()
}
