package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
)

// forms returns the texts that give value away, each to be looked for as it
// stands and in every decoding of a text (see views): the value, the value
// within base64, and the parts of a JWT that are its own. A JWT's header part is
// common to all tokens of an issuer and tells nothing.
func forms(value string, jwt bool) []string {
	out := []string{value}
	for _, v := range encodedInside(value) {
		out = append(out, wholeBase64(v)...)
		out = append(out, embeddedBase64(v)...)
	}
	if jwt {
		out = append(out, strings.Split(value, ".")[1:]...)
	}
	return out
}

// encodedInside returns the ways value may be written in a text that is then
// put into base64 as a whole, where decoding the text around it cannot help.
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
