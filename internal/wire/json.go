package wire

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how many arrays and objects may nest; the root counts as one.
const MaxDepth = 256

// maxRepeated bounds how many problems of the kinds that do not stop the reading
// are reported, so that hostile input cannot make the report outgrow it.
const maxRepeated = 100

const byteOrderMark = "\uFEFF"

// Read reads b as one JSON text, strictly by RFC 8259. It returns the value, nil
// where there is none, and every problem found in order of offset (repeated
// members, lone surrogates: the first hundred). Malformed or truncated input has
// no value; other problems leave one. It takes linear time and does not keep b.
func Read(b []byte) (*Value, []Problem) {
	r := reader{s: string(b), badUTF8: -1}
	if !utf8.ValidString(r.s) {
		r.badUTF8 = firstInvalid(r.s)
	}
	v := r.document()
	r.noteEncoding()
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Offset - b.Offset })
	return v, r.problems
}

// reader is one pass over a JSON text. Its methods return false or nil once a
// problem that ends the reading has been noted.
type reader struct {
	s        string
	pos      int
	path     []step
	problems []Problem
	slab     []Value
	badUTF8  int // offset of the first byte that is not UTF-8 and not yet noted, or -1
}

// step is where the reading stands in one of the open arrays and objects.
type step struct {
	name  string
	index int // of an array's item; or one of the two below
}

const (
	atContainer = -2 // between members or items
	atMember    = -1 // at the member called name
)

func (r *reader) document() *Value {
	if looksUTF16(r.s) {
		r.badUTF8 = -1
		r.note(ProblemNotUTF8, 0, "looks like UTF-16 or UTF-32")
		return nil
	}
	if strings.HasPrefix(r.s, byteOrderMark) {
		r.note(ProblemBOM, 0, "begins with a byte order mark")
		r.pos = len(byteOrderMark)
	}
	r.space()
	if code, detail := refuseStart(r.s[r.pos:]); code != "" {
		r.note(code, r.pos, detail)
		return nil
	}
	v := r.value()
	if v == nil {
		return nil
	}
	r.space()
	if rest := len(r.s) - r.pos; rest > 0 {
		r.note(ProblemTrailing, r.pos, strconv.Itoa(rest)+" bytes from here on follow the document")
	}
	if v.Kind == String && encodesContainer(v.Text) {
		r.note(ProblemDoubleEncoded, v.Start, "a string whose text is itself a JSON document")
	}
	return v
}

// value reads the value that begins at pos.
func (r *reader) value() *Value {
	if r.pos >= len(r.s) {
		return r.unexpected(r.pos, "a value")
	}
	switch c := r.s[r.pos]; {
	case c == '{':
		return r.object()
	case c == '[':
		return r.array()
	case c == '"':
		return r.stringValue()
	case c == '-' || isDigit(c):
		return r.number()
	case c == 't':
		return r.literal("true", Bool)
	case c == 'f':
		return r.literal("false", Bool)
	case c == 'n':
		return r.literal("null", Null)
	default:
		return r.unexpected(r.pos, "a value")
	}
}

func (r *reader) object() *Value {
	v := r.open(Object)
	if v == nil || r.closed(v, '}') {
		return v
	}
	names := nameSet{}
	for {
		if !r.member(v, &names) {
			return nil
		}
		more, ok := r.separator('}', "a comma or the end of the object")
		if !ok {
			return nil
		}
		if !more {
			return r.close(v)
		}
	}
}

// member reads a name, a colon and a value, and the white space around them.
func (r *reader) member(v *Value, names *nameSet) bool {
	start := r.pos
	if start >= len(r.s) || r.s[start] != '"' {
		r.unexpected(start, "a member name in double quotes")
		return false
	}
	name, lone, ok := r.text()
	if !ok {
		return false
	}
	r.path[len(r.path)-1] = step{name: name, index: atMember}
	r.noteText(start, lone)
	if names.repeats(name, v.Members) {
		r.note(ProblemDuplicateMember, start, "the object has a member of this name already")
	}
	r.space()
	if r.pos >= len(r.s) || r.s[r.pos] != ':' {
		r.unexpected(r.pos, "a colon after a member name")
		return false
	}
	r.pos++
	r.space()
	value := r.value()
	if value == nil {
		return false
	}
	if v.Members == nil {
		v.Members = make([]Member, 0, 4)
	}
	v.Members = append(v.Members, Member{Name: name, Value: value})
	return true
}

func (r *reader) array() *Value {
	v := r.open(Array)
	if v == nil || r.closed(v, ']') {
		return v
	}
	for {
		r.path[len(r.path)-1].index = len(v.Items)
		item := r.value()
		if item == nil {
			return nil
		}
		v.Items = append(v.Items, item)
		more, ok := r.separator(']', "a comma or the end of the array")
		if !ok {
			return nil
		}
		if !more {
			return r.close(v)
		}
	}
}

// open steps into an array or object.
func (r *reader) open(kind Kind) *Value {
	if len(r.path) == MaxDepth {
		r.note(ProblemTooDeep, r.pos, "arrays and objects nest more than "+strconv.Itoa(MaxDepth)+" deep")
		return nil
	}
	v := r.newValue(kind)
	r.path = append(r.path, step{index: atContainer})
	r.pos++
	r.space()
	return v
}

// closed steps out of v if it is empty.
func (r *reader) closed(v *Value, end byte) bool {
	if r.pos < len(r.s) && r.s[r.pos] == end {
		r.pos++
		r.close(v)
		return true
	}
	return false
}

func (r *reader) close(v *Value) *Value {
	r.path = r.path[:len(r.path)-1]
	v.End = r.pos
	return v
}

// separator reads what follows a member or item: a comma, and then another must
// come, or the end.
func (r *reader) separator(end byte, expected string) (more, ok bool) {
	r.path[len(r.path)-1].index = atContainer
	r.space()
	if r.pos >= len(r.s) || r.s[r.pos] != ',' && r.s[r.pos] != end {
		r.unexpected(r.pos, expected)
		return false, false
	}
	more = r.s[r.pos] == ','
	r.pos++
	if !more {
		return false, true
	}
	r.space()
	if r.pos < len(r.s) && r.s[r.pos] == end {
		r.note(ProblemSyntax, r.pos, "a comma stands before the closing bracket")
		return false, false
	}
	return true, true
}

func (r *reader) literal(word string, kind Kind) *Value {
	for i := range len(word) {
		if at := r.pos + i; at >= len(r.s) || r.s[at] != word[i] {
			return r.unexpected(at, "true, false or null")
		}
	}
	v := r.newValue(kind)
	v.Bool = word == "true"
	r.pos += len(word)
	v.End = r.pos
	return v
}

func (r *reader) space() {
	for r.pos < len(r.s) && isSpace(r.s[r.pos]) {
		r.pos++
	}
}

// newValue takes a value from a slab: one allocation serves many.
func (r *reader) newValue(kind Kind) *Value {
	if len(r.slab) == 0 {
		r.slab = make([]Value, min(8+(len(r.s)-r.pos)/64, 128))
	}
	v := &r.slab[0]
	r.slab = r.slab[1:]
	v.Kind, v.Start = kind, r.pos
	return v
}
