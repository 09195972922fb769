package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
)

// Passage is a sentence of prose or a line of code, without the facts in it.
type Passage struct {
	Text   string // empty in a baseline, which keeps no text of others
	Digest string
}

// UnmarshalText reads the digest, which is all that a baseline keeps.
func (p *Passage) UnmarshalText(text []byte) error {
	p.Digest = string(text)
	return nil
}

// sentenceEnd matches the end of a sentence with the space after it.
var sentenceEnd = regexp.MustCompile(`[.!?]["”»)]*(\s|$)`)

// passages splits a text into its sentences.
func passages(text string) []Passage {
	var out []Passage
	for {
		at := sentenceEnd.FindStringIndex(text)
		if at == nil {
			return append(out, passage(text)...)
		}
		out = append(out, passage(text[:at[1]])...)
		text = text[at[1]:]
	}
}

// passage returns one sentence or line, if it has words that are no fact.
func passage(text string) []Passage {
	if d := digest(text); d != "" {
		return []Passage{{Text: strings.Join(strings.Fields(text), " "), Digest: d}}
	}
	return nil
}

// digest stands for the words of a text, without those that are facts: its
// letters and digits, so that neither markup nor the space that a copy has lost
// makes another one. It is empty for a text without any. A few bytes are enough
// to compare a page with itself.
func digest(text string) string {
	for _, fact := range []*regexp.Regexp{endpointText, authenticationText, headerLine, headerOwn, durationText, termText, quoted} {
		text = fact.ReplaceAllString(text, "")
	}
	words := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
	if words == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:4])
}
