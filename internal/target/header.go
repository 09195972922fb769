package target

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"concord/internal/secret"
)

// header is a header field as configured.
type header struct{ name, text value }

// reserved names the fields that describe the connection or the message; the
// HTTP client sets them, and ignores what we would set.
var reserved = []string{"Connection", "Content-Length", "Host", "Trailer", "Transfer-Encoding", "Upgrade"}

// checkHeaders seals the values, by canonical name. It quotes neither values
// nor refused names: a value without its name reads as a name.
func checkHeaders(headers []header, found *problems) map[string]secret.String {
	if len(headers) == 0 {
		return nil
	}
	checked := map[string]secret.String{}
	for _, h := range headers {
		name := http.CanonicalHeaderKey(h.name.text)
		_, twice := checked[name]
		switch {
		case !isToken(name):
			found.add(h.name.where, "the header name is not a token (RFC 9110 §5.6.2)")
		case slices.Contains(reserved, name):
			found.add(h.name.where, "the header %s is set by the HTTP client", name)
		case twice:
			found.add(h.name.where, "the header %s is given twice", name)
		case strings.ContainsFunc(h.text.text, isControl):
			found.add(h.name.where, "there is a line break or another control character in the value of the header %s", name)
		}
		checked[name] = secret.New(h.text.text)
	}
	return checked
}

// parseHeaders reads "Name: value" lines; empty lines are skipped.
func parseHeaders(v value, found *problems) []header {
	var headers []header
	number := 0
	for line := range strings.Lines(v.text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		where := fmt.Sprintf("%s: line %d", v.where, number)
		name, text, ok := strings.Cut(line, ":")
		text = strings.TrimSpace(text)
		if !ok || text == "" {
			found.add(where, "not a header: write Name: value")
			continue
		}
		headers = append(headers, header{name: value{text: name, where: where}, text: value{text: text, where: where}})
	}
	return headers
}

// isToken reports whether name is a token (RFC 9110 §5.6.2).
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// isControl reports whether r may not stand in a header's value (RFC 9110 §5.5).
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
