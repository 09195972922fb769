package reports

// Translate, Sentence, Reason and Wording are what renderers call.
var (
	Translate = Language.translate
	Sentence  = Language.sentence
	Reason    = Language.reason
	Wording   = Language.wording
)

// Known tells whether a text is in the catalogue of l.
func Known(l Language, text string) bool {
	_, ok := l.lookup(text)
	return ok
}

// Entries returns the English and the other text of every entry for Spanish.
func Entries() [][2]string {
	var out [][2]string
	for _, list := range [][]entry{titlesES, findingsES, wordsES, wireES, reasonsES, failuresES} {
		for _, e := range list {
			out = append(out, [2]string{e.english, e.other})
		}
	}
	return out
}

// TranslateBy translates by a catalogue of the given entries.
func TranslateBy(text string, entries ...[2]string) string {
	var list []entry
	for _, e := range entries {
		list = append(list, entry{e[0], e[1]})
	}
	own, _ := newCatalogue(list).lookup(text, 0)
	return own
}
