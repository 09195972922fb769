package specs

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A wire literal is what a client or server sends: it stands in every language
// as it is. In running text it is known by its form alone.
var (
	quotedText = regexp.MustCompile(`"[^"]*"`)
	// codeWord matches what no language has as a word: numbers and whatever holds
	// one, snake_case, camelCase, abbreviations, paths, hosts, media types,
	// placeholders and header names.
	codeWord = regexp.MustCompile(`[0-9_/{}=+]|[a-z][A-Z]|^[A-Z]{2,}$|[^.]\.[^.]|^\.\w|^[A-Z][a-z]+(-[A-Z][a-z]+)+$|^x-`)
	// named matches, in English, names that look like words: the names of members
	// and objects, of schemes, and what has a value after it.
	named = []*regexp.Regexp{
		regexp.MustCompile(`\b[Tt]he (?:member|object|scheme) (\w+)`),
		regexp.MustCompile(`\b[Aa]n object (\w+)`),
		regexp.MustCompile(`\bmembers ((?:\w+, )*\w+,? (?:and|or) \w+)\b`),
		regexp.MustCompile(`(?:with|has|and|",) (\w+): (?:"|true\b|\d)`),
		regexp.MustCompile(`\b(true|false|null|exp|iat)\b`),
		regexp.MustCompile(`^([a-z]\w*)\b.*\.$`), // no sentence begins in lower case
	}
	listed = regexp.MustCompile(`,? (?:and|or) |, `)
)

// notNames are the words that follow "the member" and the like without being a name.
var notNames = []string{"by", "for", "from", "in", "is", "left", "names", "of", "or", "that", "to", "which", "with"}

// literals returns the wire literals of a text that are known by their form, in
// whatever language it is: quoted texts, numbers and code-like words.
func literals(text string) []string {
	out := quotedText.FindAllString(text, -1)
	for _, word := range strings.Fields(quotedText.ReplaceAllString(text, " ")) {
		if word = bare(word); codeWord.MatchString(word) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bare strips a word of the punctuation around it, of the English genitive and
// of the plural of an abbreviation.
func bare(word string) string {
	word = strings.TrimFunc(word, func(r rune) bool { return strings.ContainsRune(`,;:()[]¿?'’`, r) })
	word = strings.TrimSuffix(strings.TrimRight(word, "."), "'s")
	if singular := strings.TrimSuffix(word, "s"); singular == strings.ToUpper(singular) && len(singular) > 1 {
		return singular
	}
	return word
}

// names returns the wire names in an English text that look like words.
func names(text string) []string {
	var out []string
	for _, pattern := range named {
		for _, found := range pattern.FindAllStringSubmatch(text, -1) {
			for _, name := range listed.Split(found[1], -1) {
				if !slices.Contains(notNames, name) {
					out = append(out, name)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hasWord tells whether a word stands in a text as a whole.
func hasWord(text, word string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), word)
}

// beyond returns the wire literals that one text has and another has not.
func beyond(text, other string) []string {
	kept := literals(other)
	return slices.DeleteFunc(literals(text), func(literal string) bool { return slices.Contains(kept, literal) })
}

// lost returns the wire literals of an English text that a translation lacks.
func lost(english, translation string) []string {
	out := beyond(english, translation)
	for _, name := range names(english) {
		if !hasWord(translation, name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
