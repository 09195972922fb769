package reports

import (
	"fmt"
	"maps"
	"strings"
)

// Language is the language of a report, as a BCP 47 tag. The zero value is English.
type Language string

// The languages in which every report can be had.
const (
	English Language = "en"
	Spanish Language = "es"
)

// languages lists them in the order in which errors do.
var languages = []Language{English, Spanish}

// Options say how a report is rendered. The zero value is an English one.
type Options struct {
	Language Language
}

// LanguageNamed returns the language of the given tag; an unknown one is an
// error that lists those known.
func LanguageNamed(name string) (Language, error) {
	known := make([]string, len(languages))
	for i, l := range languages {
		if string(l) == name {
			return l, nil
		}
		known[i] = string(l)
	}
	return "", fmt.Errorf("unknown report language %q (known: %s)", name, strings.Join(known, ", "))
}

// say returns a phrase of the report's own in l. The English phrase, a format of
// package fmt, is its key: see phrases_es.go. Without arguments it stands as it is.
func (l Language) say(phrase string, args ...any) string {
	if own, ok := phrases[l][phrase]; ok {
		phrase = own
	}
	if len(args) == 0 {
		return phrase
	}
	return fmt.Sprintf(phrase, args...)
}

// count says a phrase about n things: one where n is 1, else many. Each is given
// n as its first argument, before the others.
func (l Language) count(n int, one, many string, args ...any) string {
	if n != 1 {
		one = many
	}
	return l.say(one, append([]any{n}, args...)...)
}

// word says one where n is 1, else many, without n.
func (l Language) word(n int, one, many string) string {
	if n != 1 {
		one = many
	}
	return l.say(one)
}

// phrases holds the phrases of every language but English, by the English one.
var phrases = map[Language]map[string]string{Spanish: joined(spanish, spanishFormats)}

func joined(parts ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

// tag returns the language for a lang attribute.
func (l Language) tag() string {
	if l == "" {
		return string(English)
	}
	return string(l)
}
