package wire

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// note records a problem at where the reading stands.
func (r *reader) note(code ProblemCode, offset int, detail string) {
	if len(r.problems) >= maxRepeated && (code == ProblemDuplicateMember || code == ProblemLoneSurrogate) {
		return
	}
	r.problems = append(r.problems, Problem{Code: code, Pointer: r.pointer(), Offset: offset, Detail: detail})
}

// unexpected records that something else than what was expected is at offset, or
// that the input ends there. It returns nil, for no value.
func (r *reader) unexpected(offset int, expected string) *Value {
	if offset >= len(r.s) {
		r.note(ProblemTruncated, len(r.s), "ends before "+expected)
	} else {
		r.note(ProblemSyntax, offset, "expected "+expected)
	}
	return nil
}

// noteText records what is wrong with the string from start to pos.
func (r *reader) noteText(start, lone int) {
	if lone >= 0 {
		r.note(ProblemLoneSurrogate, lone, `a \u escape names half of a surrogate pair`)
	}
	if r.badUTF8 >= start && r.badUTF8 < r.pos {
		r.note(ProblemNotUTF8, r.badUTF8, "a string has bytes that are not UTF-8")
	}
}

// noteEncoding records bytes that are not UTF-8 where no string held them. A
// character cut in two by the end of truncated input is no fault of its own.
func (r *reader) noteEncoding() {
	noted := slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Code == ProblemNotUTF8 })
	if r.badUTF8 < 0 || noted {
		return
	}
	truncated := slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Code == ProblemTruncated })
	if truncated && !utf8.FullRuneInString(r.s[r.badUTF8:]) {
		return
	}
	r.path = nil
	r.note(ProblemNotUTF8, r.badUTF8, "bytes that are not UTF-8")
}

// pointer returns the JSON Pointer of where the reading stands.
func (r *reader) pointer() string {
	var b strings.Builder
	for _, s := range r.path {
		switch s.index {
		case atContainer:
		case atMember:
			b.WriteByte('/')
			_, _ = pointerEscape.WriteString(&b, s.name)
		default:
			b.WriteByte('/')
			b.WriteString(strconv.Itoa(s.index))
		}
	}
	return b.String()
}

// nameSet finds repeated member names of one object: by looking through the few
// members that most objects have, by a map where there are many.
type nameSet struct{ many map[string]struct{} }

const fewMembers = 16

// repeats says whether one of the members has that name, and remembers it.
func (n *nameSet) repeats(name string, members []Member) bool {
	if len(members) < fewMembers {
		return slices.ContainsFunc(members, func(m Member) bool { return m.Name == name })
	}
	if n.many == nil {
		n.many = make(map[string]struct{}, 2*fewMembers)
		for _, m := range members {
			n.many[m.Name] = struct{}{}
		}
	}
	_, seen := n.many[name]
	n.many[name] = struct{}{}
	return seen
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// looksUTF16 recognises the byte order marks of UTF-16 and the NUL beside a
// first ASCII character, which no JSON text in UTF-8 can have.
func looksUTF16(s string) bool {
	if len(s) < 2 {
		return false
	}
	return s[:2] == "\xff\xfe" || s[:2] == "\xfe\xff" || (s[0] == 0) != (s[1] == 0)
}

// refuseStart says why s, of which white space has been skipped, cannot begin a
// JSON value; the code is empty where it can.
func refuseStart(s string) (ProblemCode, string) {
	switch {
	case s == "":
		return ProblemEmpty, "no bytes but white space"
	case s[0] == '<' && len(s) > 1 && (s[1] == '!' || s[1] == '?' || isLetter(s[1])):
		return ProblemHTML, "begins like an HTML or XML page"
	case strings.IndexByte(`{["-0123456789tfn`, s[0]) < 0,
		s[0] == '-' && len(s) > 1 && !isDigit(s[1]),
		isLetter(s[0]) && !startsLiteral(s):
		return ProblemNotJSON, "does not begin like a JSON value"
	default:
		return "", ""
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// startsLiteral tells "nul", cut short, from the beginning of a word like "not".
func startsLiteral(s string) bool {
	for _, word := range []string{"true", "false", "null"} {
		if n := min(len(s), len(word)); s[:n] == word[:n] {
			return true
		}
	}
	return false
}

// encodesContainer says whether text is a whole JSON object or array. It does
// not recurse: the text of a string in a string is not looked at.
func encodesContainer(text string) bool {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return false
	}
	v, problems := Read([]byte(text))
	return v != nil && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == ProblemTrailing })
}
