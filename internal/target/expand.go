package target

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var reference = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// expand replaces ${NAME} by the variable and $$ by a dollar, once: what comes
// out of a variable is not looked at again. Errors never quote the text.
func expand(text string, env *environment) (string, []error) {
	var out strings.Builder
	var wrong []error
	for {
		plain, rest, found := strings.Cut(text, "$")
		out.WriteString(plain)
		if !found {
			return out.String(), wrong
		}
		match := reference.FindStringSubmatch("$" + rest)
		switch {
		case match != nil:
			text = rest[len(match[0])-1:]
			replacement, set := env.lookup(match[1])
			if !set {
				wrong = append(wrong, fmt.Errorf("the variable %s is unset or empty", match[1]))
			}
			out.WriteString(replacement)
		case strings.HasPrefix(rest, "$"):
			text = rest[1:]
			out.WriteByte('$')
		case strings.HasPrefix(rest, "{"):
			text = rest[1:]
			wrong = append(wrong, errors.New("malformed ${: write ${NAME}, or $$ for a dollar"))
		default:
			text = rest
			wrong = append(wrong, errors.New("a lone $: write ${NAME}, or $$ for a dollar"))
		}
	}
}
