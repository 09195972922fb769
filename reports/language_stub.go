package reports

import (
	"fmt"
	"strings"
)

// Language is the language of a report, as a BCP 47 tag.
type Language string

// The languages that reports are written in.
const (
	English Language = "en"
	Spanish Language = "es"
)

// LanguageNamed returns the language with the given tag; an unknown one is an
// error that lists the known ones.
func LanguageNamed(name string) (Language, error) {
	var known []string
	for _, l := range []Language{English, Spanish} {
		if string(l) == name {
			return l, nil
		}
		known = append(known, string(l))
	}
	return "", fmt.Errorf("unknown report language %q (known: %s)", name, strings.Join(known, ", "))
}

// Options say how a report is rendered.
type Options struct {
	Language Language // English if empty
}

// say words a phrase, which is its own key, in a language.
func (l Language) say(phrase string, args ...any) string {
	if l == Spanish {
		if spanish, ok := phrasesESFormats[phrase]; ok {
			phrase = spanish
		}
	}
	if len(args) == 0 {
		return phrase
	}
	return fmt.Sprintf(phrase, args...)
}
