package fact

import (
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// knownHeaders are those that a line "Name: value" or the word "header" beside
// the name makes one; every X- name is one by itself.
const knownHeaders = `Authorization|Content-Type|Accept|Accept-Language|Api-Key|Cookie|Idempotency-Key|Retry-After|Set-Cookie|User-Agent|WWW-Authenticate`

var (
	headerLine  = regexp.MustCompile(`(?im)(?:^|\s)(` + knownHeaders + `|X-[A-Za-z0-9-]+):[ \t]+(\S[^\n]*)$`)
	headerNamed = regexp.MustCompile(`(?i)\b(` + knownHeaders + `)["'` + "`" + `”]* (?:header|cabecera|encabezado)|(?:header|cabecera|encabezado):? ["'` + "`" + `“]*(` + knownHeaders + `)\b`)
	headerOwn   = regexp.MustCompile(`(?i)(?:^|[^\w/.-])(X(?:-[A-Za-z0-9]+)+)\b`)
)

// headers finds the header names of a text. Content types are values on which a
// contract rests; other values are placeholders.
func headers(text string) []*Fact {
	var out []*Fact
	for _, m := range headerLine.FindAllStringSubmatch(text, -1) {
		out = append(out, headerFact(m[1], m[2]))
	}
	for _, m := range headerNamed.FindAllStringSubmatch(text, -1) {
		out = append(out, headerFact(m[1]+m[2], ""))
	}
	for _, m := range headerOwn.FindAllStringSubmatch(text, -1) {
		out = append(out, headerFact(m[1], ""))
	}
	return distinctNames(out)
}

func headerFact(name, value string) *Fact {
	f := &Fact{Kind: Header, Name: textproto.CanonicalMIMEHeaderKey(name)}
	switch scheme, _, hasScheme := strings.Cut(value, " "); {
	case f.Name == "Content-Type" || f.Name == "Accept":
		f.Value = strings.ToLower(strings.TrimSpace(value))
	case f.Name == "Authorization" && hasScheme:
		f.Value = scheme
	}
	return f
}

// distinctNames keeps the first fact of each name.
func distinctNames(facts []*Fact) []*Fact {
	var out []*Fact
	for _, f := range facts {
		if !slices.ContainsFunc(out, func(g *Fact) bool { return g.Name == f.Name }) {
			out = append(out, f)
		}
	}
	return out
}
