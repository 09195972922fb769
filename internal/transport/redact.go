package transport

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/wire"
)

// redactor makes one exchange fit to be shown. Secrets are found and registered
// first, everywhere; what is left is scrubbed last, so that no order of finding
// lets one through.
type redactor struct {
	registry  *secret.Registry
	sensitive sensitive
	tokens    map[string]contract.Token // seen in the answer, by placeholder
	refusal   bool                      // the answer's status is 4xx or 5xx
}

func (c *Client) newRedactor() *redactor {
	return &redactor{registry: c.options.Registry, sensitive: c.sensitive}
}

// add registers a secret of the answer and returns what stands for it.
func (r *redactor) add(label, value string) string {
	register := r.registry.Add
	if r.refusal && prose(value) {
		register = r.registry.Mask
	}
	placeholder, tok := register(label, value)
	if r.tokens == nil {
		r.tokens = map[string]contract.Token{}
	}
	r.tokens[placeholder] = tok
	return placeholder
}

// prose says whether text is words: letters, spaces and punctuation, or the name
// of a rule. Validators answer {"password": "required"} or "validation.required";
// to look for such a word everywhere from then on would blot out the messages
// that are to be judged.
func prose(text string) bool {
	for _, word := range strings.Fields(text) {
		word = strings.Trim(word, `.,:;!?¡¿()"'`)
		if utf8.RuneCountInString(word) > 40 || strings.ContainsFunc(word, notInWord) {
			return false
		}
	}
	return true
}

func notInWord(c rune) bool { return !unicode.IsLetter(c) && !strings.ContainsRune("'-_.:/", c) }

// response returns the redacted answer. value is its body as read, nil if it has
// no JSON value.
func (r *redactor) response(got reply, value *wire.Value) *contract.Response {
	r.refusal = got.head.StatusCode >= 400
	text := r.maskBody(string(got.body), value)
	r.findJWTs(text, "jwt")
	header := r.maskHeader(got.head.Header)
	out := &contract.Response{
		Status: got.head.StatusCode,
		Proto:  got.head.Proto,
		Header: r.scrubHeader(header),
		Body:   contract.Body{Text: r.registry.Scrub(text), Bytes: len(got.body), Cut: got.cut, Miscoded: got.miscoded},
	}
	if !utf8.ValidString(out.Body.Text) {
		out.Body.Text = base64.StdEncoding.EncodeToString([]byte(readable(out.Body.Text)))
		out.Body.Encoding = "base64"
	}
	for placeholder, tok := range r.tokens {
		r.tokens[placeholder] = r.registry.ShownFacts(tok)
	}
	return out
}

// shownBinary is how many bytes are kept of content that is no text: enough to
// tell gzip from an image.
const shownBinary = 16

// readable returns of content that is not UTF-8 what could be looked through for
// secrets: Latin-1 and UTF-16 whole, but of anything with control characters in it
// the beginning only. A login answer in a compression that nobody asked for holds
// its token all the same.
func readable(text string) string {
	control := func(c rune) bool { return c < ' ' && c != 0 && !strings.ContainsRune("\t\n\f\r", c) }
	if len(text) <= shownBinary || !strings.ContainsFunc(text, control) {
		return text
	}
	return text[:shownBinary]
}

// findJWTs registers every text that has the look of a JWT, for Scrub to replace.
func (r *redactor) findJWTs(text, label string) {
	if !strings.Contains(text, "eyJ") {
		return
	}
	for _, token := range wire.JWTPattern.FindAllString(text, -1) {
		r.add(label, r.withoutFullStop(token))
	}
}

// withoutFullStop takes off the full stop of a sentence that ends with a token.
// An unsigned token of three parts ends with a dot of its own.
func (r *redactor) withoutFullStop(token string) string {
	if strings.HasSuffix(token, ".") && strings.Count(token, ".") > 2 && !r.registry.Exempted(token) {
		return strings.TrimRight(token, ".")
	}
	return token
}

// maskHeader returns header with the secrets that are known by their place
// replaced there.
func (r *redactor) maskHeader(header http.Header) map[string][]string {
	out := make(map[string][]string, len(header))
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			out[name] = append(out[name], r.maskField(name, value))
		}
	}
	return out
}

func (r *redactor) maskField(name, value string) string {
	r.findJWTs(value, name)
	switch {
	case strings.EqualFold(name, "Set-Cookie"):
		return r.maskCookie(value)
	case r.sensitive.header(name):
		return maskCredentials(value, func(v string) string { return r.add(name, v) })
	default:
		return r.maskParameters(value, r.add)
	}
}

// maskCookie replaces the value of name=value; attributes (RFC 6265 §4.1).
func (r *redactor) maskCookie(field string) string {
	pair, _, _ := strings.Cut(field, ";")
	name, content, _ := strings.Cut(pair, "=")
	value := strings.Trim(strings.TrimSpace(content), `"`)
	if value == "" {
		return field
	}
	return name + "=" + strings.Replace(content, value, r.add("cookie", value), 1) + field[len(pair):]
}

// schemes are the words that may stand before credentials (RFC 9110 §11.4).
var schemes = map[string]bool{
	"basic": true, "bearer": true, "digest": true, "token": true, "jwt": true, "apikey": true, "negotiate": true,
}

// maskCredentials replaces the credentials of an Authorization-like field, and
// leaves a scheme that everybody knows readable.
func maskCredentials(value string, stand func(string) string) string {
	scheme, credentials, _ := strings.Cut(value, " ")
	if credentials = strings.TrimSpace(credentials); credentials != "" && schemes[strings.ToLower(scheme)] {
		return scheme + " " + stand(credentials)
	}
	return stand(value)
}

// scrubHeader also scrubs the names, which a server chooses.
func (r *redactor) scrubHeader(header map[string][]string) map[string][]string {
	out := make(map[string][]string, len(header))
	for _, name := range slices.Sorted(maps.Keys(header)) {
		shown := r.registry.Scrub(name)
		for _, value := range header[name] {
			out[shown] = append(out[shown], r.registry.Scrub(value))
		}
	}
	return out
}
