package secret

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decoder reads the encoded unit at the start of b: it appends to dst, the text
// decoded so far, what the unit stands for, and returns how many bytes it takes,
// 0 where b starts with none.
type decoder func(b, dst []byte) (out []byte, width int)

// codecs are the encodings that are taken off a text, each as often as it nests
// in what is written: a report holds, as a JSON string, a request body that is
// JSON itself and may hold a document in a string; all of it may stand in XML.
var codecs = [...]struct {
	leads string // the bytes that begin an encoded unit
	unit  decoder
	most  int
}{
	{`\`, escapeUnit, 3},
	{"&", entityUnit, 2},
	{"%", percentUnit, 2},
	{"'", shellUnit, 1},
	{"\r\n", foldUnit, 1},
	{"\x00", nulUnit, 1},
	{whiteSpace, spaceUnit, 1},
}

const whiteSpace = "\t\n\v\f\r "

// spaces is the place among the codecs of the one that matters only to secrets
// with white space in them.
const spaces = len(codecs) - 1

// simpleEscapes are the letters after a backslash and what they stand for.
const simpleEscapes, simpleMeanings = `abfnrtv"\/'`, "\a\b\f\n\r\t\v\"\\/'"

// escapeUnit reads a backslash escape as JSON has it (RFC 8259 §7): also \/,
// \u00XX of any case and surrogate pairs, and those of Go, Python and
// JavaScript: \xXX, \UXXXXXXXX, \u{X}.
func escapeUnit(b, dst []byte) ([]byte, int) {
	if len(b) < 2 || b[0] != '\\' {
		return dst, 0
	}
	switch c := b[1]; c {
	case 'u':
		return unicodeUnit(b, dst)
	case 'U':
		if n, ok := hexValue(b, 2, 8); ok {
			return utf8.AppendRune(dst, rune(n)), 10
		}
		return dst, 0
	case 'x':
		if n, ok := hexValue(b, 2, 2); ok {
			return append(dst, byte(n)), 4
		}
		return dst, 0
	default:
		if i := strings.IndexByte(simpleEscapes, c); i >= 0 {
			return append(dst, simpleMeanings[i]), 2
		}
		return dst, 0
	}
}

func unicodeUnit(b, dst []byte) ([]byte, int) {
	if len(b) > 2 && b[2] == '{' {
		if end := bytes.IndexByte(b[:min(len(b), 10)], '}'); end > 3 {
			if n, ok := hexValue(b, 3, end-3); ok {
				return utf8.AppendRune(dst, rune(n)), end + 1
			}
		}
		return dst, 0
	}
	high, ok := hexValue(b, 2, 4)
	if !ok {
		return dst, 0
	}
	if utf16.IsSurrogate(rune(high)) && len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		if low, ok := hexValue(b, 8, 4); ok {
			return utf8.AppendRune(dst, utf16.DecodeRune(rune(high), rune(low))), 12
		}
	}
	return utf8.AppendRune(dst, rune(high)), 6
}

// percentUnit reads %XX (RFC 3986 §2.1), either case, and %uXXXX, which
// JavaScript's escape writes.
func percentUnit(b, dst []byte) ([]byte, int) {
	if n, ok := hexValue(b, 1, 2); ok {
		return append(dst, byte(n)), 3
	}
	if len(b) > 1 && b[1] == 'u' {
		if n, ok := hexValue(b, 2, 4); ok {
			return utf8.AppendRune(dst, rune(n)), 6
		}
	}
	return dst, 0
}

// entityUnit reads an XML or HTML character reference; the longest name that
// matters here, &quot; apart, is a number such as &#x1F600;.
func entityUnit(b, dst []byte) ([]byte, int) {
	end := bytes.IndexByte(b[:min(len(b), 12)], ';')
	if end < 0 {
		return dst, 0
	}
	ref := string(b[:end+1])
	if text := html.UnescapeString(ref); text != ref {
		return append(dst, text...), len(ref)
	}
	return dst, 0
}

// shellUnit reads an apostrophe as command lines have it within apostrophes: the
// string ends, the apostrophe stands quoted, and a string begins.
func shellUnit(b, dst []byte) ([]byte, int) {
	for _, quoted := range []string{`'\''`, `'"'"'`} {
		if bytes.HasPrefix(b, []byte(quoted)) {
			return append(dst, '\''), len(quoted)
		}
	}
	return dst, 0
}

// foldedWidth is the least width of a line that base64 is broken into.
const foldedWidth = 32

// foldUnit reads the line break, and the indent after it, by which long base64 is
// broken into lines (RFC 2045 §6.8, RFC 7468).
func foldUnit(b, dst []byte) ([]byte, int) {
	if len(dst) < foldedWidth || !base64Only(dst[len(dst)-foldedWidth:]) {
		return dst, 0
	}
	width := len(b) - len(bytes.TrimLeft(b, "\r\n\t "))
	if width == len(b) || !base64Only(b[width:width+1]) {
		return dst, 0
	}
	return dst, width
}

func base64Only(b []byte) bool {
	for _, c := range b {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("+/-_=", c) < 0 {
			return false
		}
	}
	return true
}

// nulUnit leaves out a NUL: what is left of UTF-16 and UTF-32 then is Latin-1.
func nulUnit(_, dst []byte) ([]byte, int) { return dst, 1 }

// spaceUnit reads white space as the one space that is left of it where words are
// wrapped.
func spaceUnit(b, dst []byte) ([]byte, int) {
	width := len(b) - len(bytes.TrimLeft(b, whiteSpace))
	if width == 1 && b[0] == ' ' {
		return dst, 0
	}
	return append(dst, ' '), width
}

func hexValue(b []byte, from, digits int) (uint64, bool) {
	if len(b) < from+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[from:from+digits]), 16, 32)
	return n, err == nil
}
