package wire

import "fmt"

// ProblemCode names one way in which bytes are not one clean JSON document.
type ProblemCode string

const (
	// ProblemEmpty: no bytes, or only white space.
	ProblemEmpty ProblemCode = "empty"
	// ProblemBOM: a UTF-8 byte order mark comes first (RFC 8259 §8.1). The value is kept.
	ProblemBOM ProblemCode = "bom"
	// ProblemNotUTF8: bytes that are not UTF-8 (RFC 8259 §8.1). Inside a string
	// they are read as U+FFFD and the value is kept.
	ProblemNotUTF8 ProblemCode = "not-utf8"
	// ProblemNotJSON: the first bytes cannot begin a JSON value.
	ProblemNotJSON ProblemCode = "not-json"
	// ProblemHTML: the first bytes begin an HTML or XML page.
	ProblemHTML ProblemCode = "html"
	// ProblemTruncated: valid so far, but the input ends too early. No value.
	ProblemTruncated ProblemCode = "truncated"
	// ProblemSyntax: malformed at the offset. No value.
	ProblemSyntax ProblemCode = "syntax"
	// ProblemTrailing: bytes other than white space follow the document. The value is kept.
	ProblemTrailing ProblemCode = "trailing"
	// ProblemDuplicateMember: an object repeats a member name (RFC 8259 §4). All are kept.
	ProblemDuplicateMember ProblemCode = "duplicate-member"
	// ProblemDoubleEncoded: the document is a string whose text is itself a JSON
	// object or array. The string is kept.
	ProblemDoubleEncoded ProblemCode = "double-encoded"
	// ProblemTooDeep: arrays and objects nest beyond MaxDepth. Reading stops; no value.
	ProblemTooDeep ProblemCode = "too-deep"
	// ProblemLoneSurrogate: an escape names half of a UTF-16 surrogate pair (RFC
	// 8259 §8.2). It is read as U+FFFD and the value is kept.
	ProblemLoneSurrogate ProblemCode = "lone-surrogate"
)

// Problem is one thing wrong with a JSON text.
type Problem struct {
	Code    ProblemCode
	Pointer string // RFC 6901, of the value it concerns; "" is the document
	Offset  int    // in bytes from the start of the input
	// Detail says what is wrong, in lower case. It contains no text of the
	// input but member names.
	Detail string
}

// String renders p on one line, such as
//
//	syntax at byte 17 (/user/name): expected a value
func (p Problem) String() string {
	if p.Pointer == "" {
		return fmt.Sprintf("%s at byte %d: %s", p.Code, p.Offset, p.Detail)
	}
	return fmt.Sprintf("%s at byte %d (%s): %s", p.Code, p.Offset, p.Pointer, p.Detail)
}
