package secret

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escapeUnit reads a backslash escape as JSON has it (RFC 8259 §7): also \/,
// \u00XX of any case and surrogate pairs, and the \xXX of Go and Python.
func escapeUnit(b, dst []byte) ([]byte, int) {
	if len(b) < 2 || b[0] != '\\' {
		return dst, 0
	}
	switch c := b[1]; c {
	case 'u':
		return unicodeUnit(b, dst)
	case 'x':
		if n, ok := hexValue(b, 2, 2); ok {
			return append(dst, byte(n)), 4
		}
		return dst, 0
	default:
		if i := strings.IndexByte(`bfnrt"\/'`, c); i >= 0 {
			return append(dst, "\b\f\n\r\t\"\\/'"[i]), 2
		}
		return dst, 0
	}
}

func unicodeUnit(b, dst []byte) ([]byte, int) {
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

// percentUnit reads %XX (RFC 3986 §2.1), either case.
func percentUnit(b, dst []byte) ([]byte, int) {
	if b[0] != '%' {
		return dst, 0
	}
	n, ok := hexValue(b, 1, 2)
	if !ok {
		return dst, 0
	}
	return append(dst, byte(n)), 3
}

// formUnit reads %XX, and + as a space (application/x-www-form-urlencoded).
func formUnit(b, dst []byte) ([]byte, int) {
	if b[0] == '+' {
		return append(dst, ' '), 1
	}
	return percentUnit(b, dst)
}

// entityUnit reads an XML or HTML character reference; the longest name that
// matters here, &quot; apart, is a number such as &#x1F600;.
func entityUnit(b, dst []byte) ([]byte, int) {
	if b[0] != '&' {
		return dst, 0
	}
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

func hexValue(b []byte, from, digits int) (uint64, bool) {
	if len(b) < from+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[from:from+digits]), 16, 32)
	return n, err == nil
}
