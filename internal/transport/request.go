package transport

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/internal/contract"
	"concord/internal/wire"
)

// ordinary are the request headers where no credential stands: a user called
// "json" is not masked in Content-Type.
var ordinary = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Content-Type": true, "User-Agent": true, "X-Request-Id": true,
}

// request returns the redacted request. req is what will be sent, nil if it
// could not be built.
func (r *redactor) request(given Request, req *http.Request) contract.Request {
	header := given.Header
	if req != nil {
		header = req.Header
	}
	m := newMask(given.Mask)
	out := contract.Request{
		Method: given.Method,
		URL:    r.requestURL(given.URL, m),
		Header: make(map[string][]string, len(header)),
		Body:   r.clean(m.apply(string(given.Body))),
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			out.Header[name] = append(out.Header[name], r.requestField(name, value, m))
		}
	}
	return out
}

// clean scrubs text, having registered the JWTs in it. Tokens of a request are
// not among those seen in the answer.
func (r *redactor) clean(text string) string {
	if strings.Contains(text, "eyJ") {
		for _, token := range wire.JWTPattern.FindAllString(text, -1) {
			r.stand("jwt", r.withoutFullStop(token))
		}
	}
	return r.registry.Scrub(text)
}

func (r *redactor) stand(label, value string) string {
	placeholder, _ := r.registry.Add(label, value)
	return placeholder
}

// requestURL returns the URL redacted; the mask applies to the query alone, for
// a path may have a segment called like a user.
func (r *redactor) requestURL(text string, m mask) string {
	if u, err := url.Parse(text); err == nil && u.User != nil {
		text = u.Redacted()
	}
	text = r.clean(text)
	path, query, found := strings.Cut(text, "?")
	if !found {
		return text
	}
	return r.clean(path + "?" + r.maskParameters(m.apply(query), r.stand))
}

// requestField returns a header value redacted. Credentials that nobody
// registered are replaced whole.
func (r *redactor) requestField(name, value string, m mask) string {
	masked := value
	if !ordinary[name] {
		masked = m.apply(value)
	}
	cleaned := r.clean(masked)
	if cleaned != value || value == "" || !r.sensitive.header(name) && name != "Cookie" {
		return cleaned
	}
	return maskCredentials(value, func(v string) string { return r.stand(name, v) })
}

// mask replaces given values where they stand as a whole word.
type mask []struct{ form, placeholder string }

// newMask prepares values, by placeholder, in every way a request writes them,
// the longest first.
func newMask(values map[string]string) mask {
	var m mask
	for value, placeholder := range values {
		if value == "" {
			continue
		}
		for _, form := range requestForms(value) {
			m = append(m, struct{ form, placeholder string }{form, placeholder})
		}
	}
	slices.SortFunc(m, func(a, b struct{ form, placeholder string }) int {
		return cmp.Or(cmp.Compare(len(b.form), len(a.form)), strings.Compare(a.form, b.form))
	})
	return m
}

func requestForms(value string) []string {
	compact := quote(value)
	forms := []string{value, compact[1 : len(compact)-1], url.QueryEscape(value), url.PathEscape(value)}
	if escaped, err := json.Marshal(value); err == nil {
		forms = append(forms, string(escaped[1:len(escaped)-1]))
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func (m mask) apply(text string) string {
	for _, one := range m {
		text = replaceWord(text, one.form, one.placeholder)
	}
	return text
}

// replaceWord replaces old where it is no part of a longer word, no member name
// and not within a placeholder: a user may be called "user".
func replaceWord(text, old, replacement string) string {
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(text[at:], old)
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(old)
		at = end
		if standsAlone(text, start, end) && !memberName(text[end:]) && !withinPlaceholder(text, start) {
			b.WriteString(text[done:start])
			b.WriteString(replacement)
			done = end
		}
	}
	b.WriteString(text[done:])
	return b.String()
}

func standsAlone(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !(wordRune(before) && wordRune(first)) && !(wordRune(last) && wordRune(after))
}

func wordRune(c rune) bool {
	return c == '_' || c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c))
}

// memberName says whether what follows a text makes it the name of a JSON member.
func memberName(rest string) bool {
	rest, quoted := strings.CutPrefix(rest, `"`)
	return quoted && strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ":")
}

func withinPlaceholder(text string, at int) bool {
	open := strings.LastIndex(text[:at], "«")
	return open >= 0 && !strings.Contains(text[open:at], "»")
}
