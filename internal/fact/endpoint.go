package fact

import (
	"regexp"
	"strings"
)

// endpointText matches a method and a path or URL, which may be on two lines.
var endpointText = regexp.MustCompile(`\b(GET|POST|PUT|PATCH|DELETE)\s*((?:https?://|\{|/)[^\s"'<>` + "`" + `]+)`)

func endpoints(text string) []*Fact {
	var out []*Fact
	for _, m := range endpointText.FindAllStringSubmatch(text, -1) {
		out = append(out, &Fact{Kind: Endpoint, Value: m[1] + " " + strings.TrimRight(m[2], ".,;:)")})
	}
	return out
}

// authenticationText matches a line that says what a login itself needs.
var authenticationText = regexp.MustCompile(`(?im)^(?:authentication|auth|autenticación)\s*:\s*(\S.*)$`)

func authentications(text string) []*Fact {
	var out []*Fact
	for _, m := range authenticationText.FindAllStringSubmatch(text, -1) {
		out = append(out, &Fact{Kind: Authentication, Value: strings.ToLower(strings.TrimSpace(m[1]))})
	}
	return out
}
