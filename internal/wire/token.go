package wire

import (
	"regexp"
	"strings"

	"concord/internal/contract"
)

// Forms of a token, by its look.
const (
	FormJWT    = "jwt"
	FormUUID   = "uuid"
	FormOpaque = "opaque"
)

// JWTPattern finds substrings with the look of a JSON Web Token in any text: a
// base64 part that begins a JSON object ("eyJ" is {" encoded), then one to four
// more after dots. It takes the standard alphabet and padding along, so that a
// badly encoded token is found whole; a full stop after a token is taken too.
var JWTPattern = regexp.MustCompile(`eyJ[A-Za-z0-9_+/=-]{4,}(?:\.[A-Za-z0-9_+/=-]*){1,4}`)

// Inspect returns what can be known of a token without its key: length in bytes,
// form, and for a JWT the facts of its parts. Digest is left to whoever holds
// the key of the run.
func Inspect(s string) contract.Token {
	t := contract.Token{Length: len(s), Form: FormOpaque}
	switch {
	case isUUID(s):
		t.Form = FormUUID
	case LooksLikeJWT(s):
		t.Form = FormJWT
		t.JWT = inspectJWT(s)
	}
	return t
}

// LooksLikeJWT says whether s has a dot and a first part that begins like the
// base64 of a JSON object, or decodes to one, however badly it is encoded. It
// looks at the shape alone: such a token may have any number of faults.
func LooksLikeJWT(s string) bool {
	s = strings.TrimLeft(s, whiteSpace)
	dot := strings.IndexByte(s, '.')
	if dot < 0 {
		return false
	}
	if strings.HasPrefix(s, "eyJ") {
		return true
	}
	// The base64 of an opening brace begins with e, that of white space with I
	// (space), C (tab, line feed) or D (carriage return), a byte order mark with 7.
	if strings.IndexByte("eICD7", s[0]) < 0 {
		return false
	}
	text, _ := decodePart(withoutSpace(s[:dot]))
	v, _ := Read(text)
	return v != nil && v.Kind == Object
}

// isUUID takes the canonical form, 8-4-4-4-12 hexadecimal digits of any case
// (RFC 9562 §4), whatever the version.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20):
			return false
		}
	}
	return true
}
