package wire

import (
	"encoding/base64"
	"strings"
)

// whiteSpace is what line wrapping and careless concatenation leave in tokens.
const whiteSpace = " \t\r\n\v\f"

// What can be wrong with the encoding of a part (RFC 7515 §2: base64url, neither
// padding nor line breaks), as the end of a sentence that the part begins.
const (
	partPadded    = "is padded with \"=\""
	partAlphabet  = "uses \"+\" or \"/\" of the standard base64 alphabet"
	partForeign   = "has characters that are not base64url"
	partLength    = "has a length that no base64url text has"
	partTrailing  = "ends in trailing bits that are not zero"
	partNotObject = "is not a JSON object"
)

var fromStandard = strings.NewReplacer("+", "-", "/", "_")

// decodePart decodes one part of a token as leniently as it can be, and names
// every fault that the strict reading has. Text is nil where it cannot be decoded.
func decodePart(part string) (text []byte, faults []string) {
	if bare := strings.TrimRight(part, "="); bare != part {
		faults = append(faults, partPadded)
		part = bare
	}
	if strings.ContainsAny(part, "+/") {
		faults = append(faults, partAlphabet)
		part = fromStandard.Replace(part)
	}
	switch {
	case !isBase64URL(part):
		return nil, append(faults, partForeign)
	case len(part)%4 == 1:
		return nil, append(faults, partLength)
	}
	if text, err := base64.RawURLEncoding.Strict().DecodeString(part); err == nil {
		return text, faults
	}
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, append(faults, partForeign)
	}
	return text, append(faults, partTrailing)
}

func isBase64URL(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && !isDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func withoutSpace(s string) string {
	if !strings.ContainsAny(s, whiteSpace) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(whiteSpace, r) {
			return -1
		}
		return r
	}, s)
}
