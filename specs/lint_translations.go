package specs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/internal/contract"
)

// words is one text of a clause or discrepancy, in English and in another language.
type words struct {
	key                  string
	english, translation string
	end                  string // how it ends, in any language; "" for anyhow
}

func (l *linter) clauseWords(i int, c contract.Clause) {
	translations(l, []any{"clauses", i}, c.ID, c.Translations, func(t contract.ClauseWords) []words {
		return []words{{"sentence", c.Sentence, t.Sentence, "."}, {"untested", c.Untested, t.Untested, ""}}
	})
}

func (l *linter) discrepancyWords(i int, d contract.Discrepancy) {
	translations(l, []any{"discrepancies", i}, d.ID, d.Translations, func(t contract.DiscrepancyWords) []words {
		return []words{{"statement", d.Statement, t.Statement, "."}, {"reading", d.Reading, t.Reading, "."}, {"question", d.Question, t.Question, "?"}}
	})
}

// translations wants the texts of a clause or discrepancy in each language of
// the closed list, and in no other.
func translations[T any](l *linter, path []any, id string, all map[string]T, texts func(T) []words) {
	path = append(path, "translations")
	for _, language := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(contract.Languages(), language) {
			l.fail(append(path, language), "key \"translations\" of %s: %q is not one of %s", id, language, strings.Join(contract.Languages(), ", "))
		}
	}
	for _, language := range contract.Languages() {
		t, ok := all[language]
		if !ok {
			l.fail(path, "key \"translations\" of %s: it lacks %s", id, language)
			continue
		}
		for _, w := range texts(t) {
			for _, problem := range w.problems() {
				l.fail(append(path, language, w.key), "key %q of %s in %s: %s", w.key, id, language, problem)
			}
		}
	}
}

// problems says what is wrong with a translation as far as a machine can see:
// it must be there, be another text, end alike, and keep every wire literal.
func (w words) problems() []string {
	switch {
	case w.english == "" && w.translation == "":
		return nil
	case w.english == "":
		return []string{"there is nothing to translate"}
	case strings.TrimSpace(w.translation) == "":
		return []string{"it has no words"}
	case w.translation == w.english:
		return []string{"it is the English text"}
	}
	var out []string
	if !strings.HasSuffix(w.translation, w.end) {
		out = append(out, fmt.Sprintf("it does not end in %q", w.end))
	}
	if gone := lost(w.english, w.translation); len(gone) > 0 {
		out = append(out, "it lacks the literal "+strings.Join(gone, ", "))
	}
	if added := beyond(w.translation, w.english); len(added) > 0 {
		out = append(out, "the English text has no "+strings.Join(added, ", "))
	}
	return out
}
