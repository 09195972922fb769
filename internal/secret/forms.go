package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// forms returns the texts that give value away, each to be looked for as it
// stands and in every decoding of a text (see codecs): the value, the value
// within base64 or hex, and the parts of a JWT that are its own. A JWT's header
// part is common to all tokens of an issuer and tells nothing.
func forms(value string, jwt bool) []string {
	out := append([]string{value}, respelt(value)...)
	for _, v := range encodedInside(value) {
		digits := hex.EncodeToString([]byte(v))
		out = append(out, wholeBase64(v)...)
		out = append(out, embeddedBase64(v)...)
		out = append(out, digits, strings.ToUpper(digits))
	}
	if jwt {
		out = append(out, strings.Split(value, ".")[1:]...)
	}
	return append(out, asHeaderName(value)...)
}

// respelt returns value in the spellings that no decoding of a text leads back
// from: a form's plus signs for spaces, white space as a word wrap leaves it, and
// the bytes of Latin-1 (also those of UTF-16 without its NULs).
func respelt(value string) []string {
	var out []string
	if strings.Contains(value, " ") {
		out = append(out, strings.ReplaceAll(value, " ", "+"))
	}
	if wrapped := strings.Join(strings.Fields(value), " "); wrapped != value {
		out = append(out, wrapped)
	}
	if latin, ok := latin1(value); ok && latin != value {
		out = append(out, latin)
	}
	return out
}

func latin1(value string) (string, bool) {
	out := make([]byte, 0, len(value))
	for _, c := range value {
		if c > 0xff {
			return "", false
		}
		out = append(out, byte(c))
	}
	return string(out), utf8.ValidString(value)
}

// asHeaderName returns value as the name of a header, or a part of one, comes out
// of HTTP clients: in lower case (RFC 9113 §8.2), or with capitals of their choice.
func asHeaderName(value string) []string {
	if strings.ContainsFunc(value, notInToken) {
		return nil
	}
	inner := strings.TrimPrefix(http.CanonicalHeaderKey("x"+value), "X") // behind a letter
	return []string{strings.ToLower(value), http.CanonicalHeaderKey(value), inner}
}

// notInToken tells whether a character cannot stand in a header's name (RFC 9110 §5.6.2).
func notInToken(c rune) bool {
	letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
	return !letter && (c >= utf8.RuneSelf || !strings.ContainsRune("!#$%&'*+-.^_`|~", c))
}

// encodedInside returns the ways value may be written in a text that is then
// put into base64 or hex as a whole, where decoding the text around it cannot help.
func encodedInside(value string) []string {
	out := []string{value}
	for _, v := range []string{jsonText(value, true), jsonText(value, false), url.QueryEscape(value), url.PathEscape(value)} {
		if v != value {
			out = append(out, v)
		}
	}
	return out
}

// jsonText returns value as it stands between the quotes of a JSON string.
func jsonText(value string, escapeHTML bool) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(escapeHTML)
	if err := enc.Encode(value); err != nil {
		return value // unreachable: every string can be encoded
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(b.String(), "\n"), `"`), `"`)
}

// wholeBase64 returns value in base64 on its own: both alphabets of RFC 4648,
// with and without padding.
func wholeBase64(value string) []string {
	b := []byte(value)
	return []string{
		base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b),
		base64.URLEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
	}
}

// embeddedBase64 returns what value becomes within a longer text in base64, at
// each of the three alignments: the characters that depend on value alone.
func embeddedBase64(value string) []string {
	var out []string
	for before := range 3 {
		padded := append(make([]byte, before), value...)
		first, last := (before*8+5)/6, len(padded)*8/6
		out = append(out,
			base64.RawStdEncoding.EncodeToString(padded)[first:last],
			base64.RawURLEncoding.EncodeToString(padded)[first:last])
	}
	return out
}
