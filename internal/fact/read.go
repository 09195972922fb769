package fact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/internal/page"
)

// mostFacts bounds what is read of a page; a documentation page has some dozens.
const mostFacts = 2000

// inProse has the readers of what stands in running text, lines joined by "\n".
var inProse = []func(string) []*Fact{endpoints, authentications, headers, lifetimes, terms, messages}

// Read finds the facts of a page.
func Read(blocks []page.Block) *Sheet {
	r := &reader{sheet: &Sheet{}}
	for _, b := range blocks {
		if r.facts > mostFacts {
			break
		}
		switch b.Kind {
		case page.Code:
			r.code(b.Text)
		case page.Table:
			r.table(b.Rows)
		default:
			r.line(b)
		}
	}
	r.endSection()
	return r.sheet
}

// reader goes down a page.
type reader struct {
	sheet   *Sheet
	section string
	status  *Fact // that the present lines are about, or nil
	lines   []spoken
	facts   int
}

// spoken is a line of the present section, and the status that it is about. A
// title is a sentence of its own.
type spoken struct {
	text  string
	title bool
	about *Fact
}

func (r *reader) speak(text string, title bool) {
	r.lines = append(r.lines, spoken{text, title, r.status})
}

// add puts facts on the sheet, under a parent if there is one.
func (r *reader) add(parent *Fact, facts ...*Fact) {
	for _, f := range facts {
		if r.facts += Count([]*Fact{f}); r.facts > mostFacts {
			return
		}
		walk([]*Fact{f}, func(g, _ *Fact) { g.Section = r.section })
		if parent != nil {
			parent.Facts = append(parent.Facts, f)
		} else {
			r.sheet.Facts = append(r.sheet.Facts, f)
		}
	}
}

// line reads a line of words, which may be the title of a section.
func (r *reader) line(b page.Block) {
	switch {
	case isTitle(b):
		r.endSection()
		r.section, r.status = b.Text, nil
	case isLabel(b):
		r.endSection()
		r.section = b.Text
	}
	r.statuses(b.Text, isTitle(b))
	r.speak(b.Text, isTitle(b))
}

// endSection reads the lines that have gathered.
func (r *reader) endSection() {
	var all []string
	for _, l := range r.lines {
		all = append(all, l.text)
	}
	var found []*Fact
	for _, read := range inProse {
		found = append(found, read(strings.Join(all, "\n"))...)
	}
	r.add(nil, distinct(found)...)
	for len(r.lines) > 0 {
		n := 1
		for n < len(r.lines) && r.lines[n].about == r.lines[0].about && !r.lines[n-1].title {
			n++
		}
		r.keep(r.lines[0].about, passages(strings.Join(all[:n], "\n")))
		r.lines, all = r.lines[n:], all[n:]
	}
}

// keep puts prose with the fact that it is about, or else with the section.
func (r *reader) keep(about *Fact, prose []Passage) {
	if len(prose) == 0 {
		return
	}
	if about != nil {
		about.Prose = append(about.Prose, prose...)
		return
	}
	if n := len(r.sheet.Prose); n == 0 || r.sheet.Prose[n-1].Title != r.section {
		r.sheet.Prose = append(r.sheet.Prose, Section{Title: r.section})
	}
	last := &r.sheet.Prose[len(r.sheet.Prose)-1]
	last.Prose = append(last.Prose, prose...)
}

// statuses reads the statuses of a line. Examples that follow are theirs.
func (r *reader) statuses(text string, title bool) {
	for _, number := range statusesIn(text, title) {
		r.status = r.statusFact(number)
	}
}

func (r *reader) statusFact(number string) *Fact {
	for _, f := range r.sheet.Facts {
		if f.Kind == Status && f.Name == number {
			return f
		}
	}
	f := &Fact{Kind: Status, Name: number}
	r.add(nil, f)
	return f
}

// code reads a piece of code by what it is.
func (r *reader) code(text string) {
	example := exampleOf(text)
	switch {
	case example != nil:
		r.add(r.status, example)
	case strings.HasPrefix(strings.TrimLeft(text, " \t$"), "curl "):
		r.add(nil, curl(text))
	case httpMessage.MatchString(text):
		head, body, _ := strings.Cut(text, "\n\n")
		for l := range strings.SplitSeq(head, "\n") {
			r.statuses(l, false)
			r.speak(l, false)
		}
		if strings.TrimSpace(body) != "" && !httpMessage.MatchString(body) {
			r.code(body)
		}
	default:
		for l := range strings.SplitSeq(text, "\n") {
			r.keep(r.status, passage(l))
		}
	}
}

// httpMessage matches the first line of a request or an answer.
var httpMessage = regexp.MustCompile(`^\s*((GET|POST|PUT|PATCH|DELETE) \S|HTTP/\d)`)

// table reads fields, statuses, or rows of words.
func (r *reader) table(rows [][]string) {
	if t := fieldTable(rows); t != nil {
		r.add(nil, t)
		return
	}
	for _, row := range rows {
		text := strings.Join(row, " ")
		r.statuses(text, true)
		r.speak(text, true)
	}
	r.status = nil
}

const (
	longestTitle = 60 // characters
	longestLabel = 40
)

// noTitle matches short lines that say something themselves: a method, a path,
// or a name and its value.
var noTitle = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE)\b|^/\S*$|^\S+( \S+)?: \S`)

// isTitle says that a line is the title of a section: marked as such or, since a
// text copy marks nothing, short and without the end of a sentence.
func isTitle(b page.Block) bool {
	if noTitle.MatchString(b.Text) || strings.HasSuffix(b.Text, ":") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b.Text)
	last, _ := utf8.DecodeLastRuneInString(b.Text)
	return b.Kind == page.Heading || b.Kind == page.Paragraph && utf8.RuneCountInString(b.Text) <= longestTitle &&
		!unicode.IsLower(first) && !strings.ContainsRune(".,;!?…", last) && strings.ContainsFunc(b.Text, unicode.IsLetter)
}

// isLabel says that a line is the title of what follows it: "Request body:".
func isLabel(b page.Block) bool {
	return b.Kind != page.Item && strings.HasSuffix(b.Text, ":") && (b.Kind == page.Heading || utf8.RuneCountInString(b.Text) <= longestLabel)
}

// distinct drops the facts that repeat an earlier one.
func distinct(facts []*Fact) []*Fact {
	type id struct {
		kind        Kind
		name, value string
	}
	seen := map[id]bool{}
	var out []*Fact
	for _, f := range facts {
		if key := (id{f.Kind, f.Name, f.Value}); !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out
}
