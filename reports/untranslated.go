package reports

import (
	"encoding/json"
	"mime"
	"slices"
	"strings"

	"concord/internal/contract"
)

// Untranslated lists the texts of the engine in r that a report in l shows in
// English, since nobody has put them into l; sorted, each once. There are none
// where every text has its entry in the catalogue and every clause its
// translation. Values from the wire are in no language.
func (l Language) Untranslated(r contract.Results) []string {
	if l == English || l == "" {
		return nil
	}
	var out []string
	for _, c := range r.Clauses {
		if c.Translations[string(l)].Sentence == "" {
			out = append(out, c.Sentence)
		}
		if l.reason(c) == c.Reason {
			out = append(out, l.foreign(c.Reason)...)
		}
	}
	for _, d := range r.Discrepancies {
		if own := d.Translations[string(l)]; own.Statement == "" || own.Reading == "" || own.Question == "" {
			out = append(out, d.Statement)
		}
	}
	out = append(out, l.foreign(r.Trouble...)...)
	for _, c := range r.Cases {
		out = append(out, l.foreign(c.Title, c.Reason)...)
		for _, f := range c.Findings {
			out = append(out, l.foreign(f.Message, f.Expected, f.Actual)...)
		}
	}
	for _, e := range r.Exchanges {
		out = append(out, l.foreignIn(e)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// foreignIn returns the unknown texts of an exchange.
func (l Language) foreignIn(e contract.Exchange) []string {
	out := l.foreign(string(e.Step))
	if e.Failure != nil {
		out = append(out, l.foreign(e.Failure.Message)...)
	}
	for _, try := range e.Retries {
		out = append(out, l.foreign(try.Message)...)
	}
	for _, t := range e.Tokens {
		if t.JWT != nil {
			out = append(out, l.foreign(t.JWT.Problems...)...)
		}
	}
	return out
}

// foreign returns those of the given texts that are words and not known in l.
func (l Language) foreign(texts ...string) []string {
	var out []string
	for _, text := range texts {
		if _, known := l.lookup(text); !known && !wordless(text) {
			out = append(out, text)
		}
	}
	return out
}

// wordless tells whether a text is in no language: nothing, a single name,
// number or pointer, a JSON value, cut or whole, or a media type.
func wordless(text string) bool {
	if !strings.Contains(text, " ") || json.Valid([]byte(text)) {
		return true
	}
	if strings.ContainsRune(`"{[`, rune(text[0])) && strings.HasSuffix(text, "…") {
		return true
	}
	media, _, err := mime.ParseMediaType(text)
	return err == nil && strings.Contains(media, "/")
}
