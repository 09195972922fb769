package reports

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"concord/internal/contract"
)

// placeholder matches what stands for a secret in redacted text: «label#n …»,
// or «label» for a masked user name.
var placeholder = regexp.MustCompile(`«([^«»#]+)#\d+(?: [^«»]*)?»|«([A-Za-z][A-Za-z0-9_-]*)»`)

// unsent names request headers that reproduce nothing: our own, and those that
// curl must work out itself because values are put back into the body.
var unsent = []string{"Accept", "Accept-Encoding", "Content-Length", "User-Agent", "X-Request-Id"}

// Curl returns a command line for a POSIX shell that sends the request of e
// again. It holds no secret: each placeholder becomes a reference to an
// environment variable, as in "$TAPI_PASSWORD", named after the provider and the
// label. Several secrets of one label in one request are numbered from _2.
// The values are pasted as they are, so they must not need JSON escaping.
func Curl(provider string, e contract.Exchange) string {
	words := words{provider: provider, names: map[string]string{}}
	req := e.Request
	line := []string{"curl"}
	switch {
	case req.Method == http.MethodHead:
		line = append(line, "--head")
	case req.Method != http.MethodGet || req.Body != "":
		line = append(line, "-X", methodWord(req.Method))
	}
	if strings.ContainsAny(req.URL, "[]{}") {
		line = append(line, "--globoff")
	}
	line = append(line, words.word(req.URL))
	for _, h := range headerLines(req) {
		line = append(line, "-H", words.word(h))
	}
	if sendsBody(req) {
		line = append(line, dataOption(req.Body), words.word(req.Body))
	}
	return strings.Join(line, " ")
}

// headerLines returns the headers worth sending, sorted, in curl's notation.
func headerLines(req contract.Request) []string {
	var lines []string
	typed := false
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		canonical := http.CanonicalHeaderKey(name)
		typed = typed || canonical == "Content-Type"
		if slices.Contains(unsent, canonical) {
			continue
		}
		for _, value := range req.Header[name] {
			if value == "" {
				lines = append(lines, name+";") // a bare colon would remove the header
				continue
			}
			lines = append(lines, name+": "+value)
		}
	}
	if sendsBody(req) && !typed {
		lines = append(lines, "Content-Type:") // else curl says it is a form
	}
	return lines
}

// sendsBody also holds for an empty body where a method calls for one, so that
// curl sends Content-Length: 0 as the suite did.
func sendsBody(req contract.Request) bool {
	return req.Body != "" || slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, req.Method)
}

// dataOption avoids --data where its argument could be taken for a file name.
func dataOption(body string) string {
	if strings.HasPrefix(body, "@") || strings.HasPrefix(body, "«") {
		return "--data-raw"
	}
	return "--data"
}

func methodWord(method string) string {
	if strings.ContainsFunc(method, func(r rune) bool { return r < 'A' || r > 'Z' }) || method == "" {
		var w shellWord
		w.literal(method)
		return w.String()
	}
	return method
}

// words quotes text for one command line and remembers which variable stands
// for which secret in it.
type words struct {
	provider string
	names    map[string]string // placeholder → variable
}

func (ws words) word(s string) string {
	var w shellWord
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		w.literal(s[at:m[0]])
		label := submatch(s, m, 1) + submatch(s, m, 2)
		w.variable(ws.variable(s[m[0]:m[1]], label))
		at = m[1]
	}
	w.literal(s[at:])
	return w.String()
}

func submatch(s string, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return s[m[2*group]:m[2*group+1]]
}

func (ws words) variable(placeholder, label string) string {
	if name, ok := ws.names[placeholder]; ok {
		return name
	}
	base := screamingSnake(ws.provider) + "_" + screamingSnake(label)
	name := base
	for n := 2; slices.Contains(slices.Collect(maps.Values(ws.names)), name); n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	ws.names[placeholder] = name
	return name
}

// screamingSnake turns profileUUID, access_token and X-Api-Key into
// PROFILE_UUID, ACCESS_TOKEN and X_API_KEY. Whatever no variable name can hold
// becomes an underscore.
func screamingSnake(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) {
			after := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			before := unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if after || before {
				b.WriteByte('_')
			}
		}
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteByte('_')
		}
	}
	return b.String()
}
