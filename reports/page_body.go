package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The most that a page shows of one body.
const (
	maxIndented = 32 << 10 // bytes that are put in order at all
	maxDepth    = 24       // levels of nesting, each of which indents
	maxLines    = 48       // lines shown without regard to marks
	nearMark    = 4        // lines shown around a mark beyond those
	maxLine     = 240      // characters of a line of JSON
	maxRaw      = 3000     // characters of a body that is no JSON
)

// line is a line of a body. A gap stands for lines that are not shown.
type line struct {
	Indent, Text string
	Mark         bool
	Gap          int
}

// bodyLines lays out a body: JSON is indented, anything else stands as it is. The
// places that the pointers name are marked, where the body has them; the others
// are returned as absent.
func bodyLines(text string, pointers []string) (lines []line, absent []string) {
	pretty, ok := indented(text)
	if !ok {
		return shownLines(strings.Split(clip(text, maxRaw), "\n"), nil, maxRaw), nil
	}
	marks, absent := locate(pretty, pointers)
	return shownLines(strings.Split(pretty, "\n"), marks, maxLine), absent
}

// indented puts each member of a JSON document on a line of its own, and leaves
// names, order, numbers and duplicates as they are.
func indented(text string) (string, bool) {
	var b bytes.Buffer
	if len(text) > maxIndented || depth(text) > maxDepth || json.Indent(&b, []byte(text), "", "  ") != nil {
		return "", false
	}
	return b.String(), true
}

// depth counts the deepest nesting of brackets, those in strings included: more
// than there is harms nobody.
func depth(text string) int {
	deepest, now := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			now++
			deepest = max(deepest, now)
		case ']', '}':
			now--
		}
	}
	return deepest
}

// locate returns the lines at which a well-formed JSON document has the places
// that pointers (RFC 6901) name, and those pointers that it has no place for. A
// member that stands twice is found twice.
func locate(text string, pointers []string) (marks map[int]bool, absent []string) {
	s := spotter{text: text, dec: json.NewDecoder(strings.NewReader(text)), wanted: pointers, marks: map[int]bool{}, found: map[string]bool{}}
	s.dec.UseNumber()
	s.value("", 0)
	for _, p := range pointers {
		if p != "" && !s.found[p] && !slices.Contains(absent, p) {
			absent = append(absent, p)
		}
	}
	return s.marks, absent
}

type spotter struct {
	text   string
	dec    *json.Decoder
	wanted []string
	marks  map[int]bool
	found  map[string]bool
}

// value reads one value that begins, with its name, at offset from.
func (s *spotter) value(pointer string, from int64) {
	token, err := s.dec.Token()
	if err != nil { // json.Indent has accepted the text
		return
	}
	switch token {
	case json.Delim('{'):
		for s.dec.More() {
			from := s.dec.InputOffset()
			name, err := s.dec.Token()
			if err != nil {
				return
			}
			s.value(pointer+"/"+escaped.Replace(fmt.Sprint(name)), from)
		}
		_, _ = s.dec.Token()
	case json.Delim('['):
		for i := 0; s.dec.More(); i++ {
			s.value(fmt.Sprintf("%s/%d", pointer, i), s.dec.InputOffset())
		}
		_, _ = s.dec.Token()
	}
	if pointer != "" && slices.Contains(s.wanted, pointer) {
		s.found[pointer] = true
		s.mark(from, s.dec.InputOffset())
	}
}

// mark marks the lines from the first byte that says something to offset to.
func (s *spotter) mark(from, to int64) {
	from += int64(len(s.text[from:to]) - len(strings.TrimLeft(s.text[from:to], ", \n")))
	first := strings.Count(s.text[:from], "\n")
	for i := range strings.Count(s.text[from:to], "\n") + 1 {
		s.marks[first+i] = true
	}
}

// escaped writes a member name as a reference token of a JSON Pointer.
var escaped = strings.NewReplacer("~", "~0", "/", "~1")

// shownLines bounds what is shown: the beginning, and what is near a mark, each
// line up to a width.
func shownLines(all []string, marks map[int]bool, width int) []line {
	near := func(i int) bool {
		for j := i - nearMark; j <= i+nearMark; j++ {
			if marks[j] {
				return true
			}
		}
		return i < maxLines
	}
	var out []line
	shown := 0
	for i, text := range all {
		if !near(i) || shown >= 2*maxLines {
			if last := len(out) - 1; last < 0 || out[last].Gap == 0 {
				out = append(out, line{})
			}
			out[len(out)-1].Gap++
			continue
		}
		shown++
		rest := strings.TrimLeft(text, " ")
		out = append(out, line{Indent: text[:min(len(text)-len(rest), 2*maxDepth)], Text: clip(rest, width), Mark: marks[i]})
	}
	return out
}
