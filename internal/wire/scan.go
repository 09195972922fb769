package wire

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func (r *reader) stringValue() *Value {
	v := r.newValue(String)
	text, lone, ok := r.text()
	if !ok {
		return nil
	}
	r.noteText(v.Start, lone)
	v.Text, v.End = text, r.pos
	return v
}

// text reads the string whose opening quote is at pos. Lone is the offset of the
// first escape that names half a surrogate pair, or -1.
func (r *reader) text() (text string, lone int, ok bool) {
	start := r.pos + 1
	for i := start; i < len(r.s); i++ {
		switch c := r.s[i]; {
		case c == '"':
			r.pos = i + 1
			return r.clean(start, i), -1, true
		case c == '\\':
			return r.escapedText(start, i)
		case c < ' ':
			r.note(ProblemSyntax, i, "a control character in a string")
			return "", -1, false
		}
	}
	r.unexpected(len(r.s), "the closing quote of a string")
	return "", -1, false
}

// escapedText goes on where text found the first backslash, at i.
func (r *reader) escapedText(start, i int) (text string, lone int, ok bool) {
	lone = -1
	buf := make([]byte, 0, i-start+32)
	for i < len(r.s) {
		switch c := r.s[i]; {
		case c == '"':
			r.pos = i + 1
			return string(append(buf, r.clean(start, i)...)), lone, true
		case c == '\\':
			buf = append(buf, r.clean(start, i)...)
			char, width, good := r.escape(i)
			if !good {
				return "", -1, false
			}
			if char < 0 {
				char = utf8.RuneError
				if lone < 0 {
					lone = i
				}
			}
			buf = utf8.AppendRune(buf, char)
			i += width
			start = i
		case c < ' ':
			r.note(ProblemSyntax, i, "a control character in a string")
			return "", -1, false
		default:
			i++
		}
	}
	r.unexpected(len(r.s), "the closing quote of a string")
	return "", -1, false
}

// escape reads the escape sequence at i: the character it names, -1 for half a
// surrogate pair, and how many bytes it takes.
func (r *reader) escape(i int) (char rune, width int, ok bool) {
	const expected = "an escape sequence that JSON knows"
	if i+1 >= len(r.s) {
		r.unexpected(i+1, expected)
		return 0, 0, false
	}
	if c := r.s[i+1]; c != 'u' {
		at := strings.IndexByte(`"\/bfnrt`, c)
		if at < 0 {
			r.unexpected(i+1, expected)
			return 0, 0, false
		}
		return rune("\"\\/\b\f\n\r\t"[at]), 2, true
	}
	char, bad := hex4(r.s, i+2)
	if bad >= 0 {
		r.unexpected(bad, `four hexadecimal digits after \u`)
		return 0, 0, false
	}
	if !utf16.IsSurrogate(char) {
		return char, 6, true
	}
	if strings.HasPrefix(r.s[i+6:], `\u`) {
		if low, bad := hex4(r.s, i+8); bad < 0 {
			if pair := utf16.DecodeRune(char, low); pair != utf8.RuneError {
				return pair, 12, true
			}
		}
	}
	return -1, 6, true
}

// hex4 reads four hexadecimal digits at i; bad is the offset of what is none, or -1.
func hex4(s string, i int) (char rune, bad int) {
	for at := i; at < i+4; at++ {
		if at >= len(s) {
			return 0, at
		}
		switch c := s[at]; {
		case isDigit(c):
			char = char<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			char = char<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, at
		}
	}
	return char, -1
}

// clean returns s[start:end] with each byte that is not UTF-8 as U+FFFD.
func (r *reader) clean(start, end int) string {
	s := r.s[start:end]
	if r.badUTF8 < 0 || utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// number reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? and nothing else.
func (r *reader) number() *Value {
	const expected = "a digit in a number"
	i := r.pos
	if r.s[i] == '-' {
		i++
	}
	zero := r.is(i, "0")
	whole := r.digits(i)
	switch {
	case whole == i:
		return r.unexpected(i, expected)
	case zero && whole > i+1:
		r.note(ProblemSyntax, i, "a number with a leading zero")
		return nil
	}
	i = whole
	if r.is(i, ".") {
		end := r.digits(i + 1)
		if end == i+1 {
			return r.unexpected(end, expected)
		}
		i = end
	}
	if r.is(i, "eE") {
		i++
		if r.is(i, "+-") {
			i++
		}
		end := r.digits(i)
		if end == i {
			return r.unexpected(end, expected)
		}
		i = end
	}
	v := r.newValue(Number)
	v.Text, v.End = r.s[r.pos:i], i
	r.pos = i
	return v
}

// digits returns the offset after the digits at i.
func (r *reader) digits(i int) int {
	for i < len(r.s) && isDigit(r.s[i]) {
		i++
	}
	return i
}

func (r *reader) is(i int, any string) bool {
	return i < len(r.s) && strings.IndexByte(any, r.s[i]) >= 0
}
