package fact

import (
	"regexp"
	"strings"
)

// termText matches the names of standards, and what authentication is called by.
var termText = regexp.MustCompile(`(?i)\b(JWT|JWS|JWE|UUID|GUID|ULID|UTC|GMT|Unix (?:time|timestamp|epoch)|epoch|RFC[ -]?\d{3,5}|ISO[ -]?8601|Bearer|OAuth ?2?(?:\.0)?|OpenID|HMAC|[HRE]S(?:256|384|512)|Base64)s?\b`)

// spellings has one spelling for terms that have several.
var spellings = regexp.MustCompile(`[ -]|\.0$`)

func terms(text string) []*Fact {
	var out []*Fact
	for _, m := range termText.FindAllStringSubmatch(text, -1) {
		out = append(out, &Fact{Kind: Term, Name: strings.ToUpper(spellings.ReplaceAllString(m[1], ""))})
	}
	return distinct(out)
}

// quoted matches two words or more between double quotes of any shape.
var quoted = regexp.MustCompile(`["“”«]\s?([^"“”«»\n]+\s[^"“”«»\n]*[^"“”«»\s])\s?["“”»]`)

// messages finds the texts that prose quotes.
func messages(text string) []*Fact {
	var out []*Fact
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		out = append(out, &Fact{Kind: Message, Value: m[1]})
	}
	return out
}
