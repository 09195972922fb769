package page

import (
	"regexp"
	"strings"

	"concord/internal/wire"
)

// largestCode bounds a piece of code in a copy that has lost its frames, in bytes.
const largestCode = 1 << 16

// object takes JSON. One line in braces may be anything, so it must be valid.
func (c *copied) object() bool {
	text := strings.TrimLeft(c.rest, " \t")
	if text[0] != '{' && text[0] != '[' || c.vain >= mostVain {
		return false
	}
	end := closing(text[:min(len(text), largestCode)])
	if end < 0 {
		c.vain++
		return false
	}
	if !strings.Contains(text[:end], "\n") && !isJSON(text[:end]) {
		return false
	}
	c.add(Block{Kind: Code, Text: c.take(len(c.rest) - len(text) + end)})
	return true
}

// isJSON says that a text is one JSON document.
func isJSON(text string) bool {
	v, _ := wire.Read([]byte(text))
	return v != nil
}

// closing returns the offset after the bracket that closes the first one, or -1.
// Brackets in JSON strings do not count.
func closing(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// command takes a curl command.
func (c *copied) command() bool {
	text := strings.TrimLeft(c.rest, " \t$")
	if !strings.HasPrefix(text, "curl ") {
		return false
	}
	end := commandEnd(text[:min(len(text), largestCode)])
	c.add(Block{Kind: Code, Text: text[:end]})
	c.take(len(c.rest) - len(text) + end)
	return true
}

// commandEnd returns the offset at which a shell command ends: at a line end
// that is neither quoted nor escaped, or where words that are no part of it are
// glued to a closing quote.
func commandEnd(text string) int {
	var quote byte
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quote == 0 && b == '\n':
			return i
		case b == '\\' && quote != '\'':
			i++
		case quote == 0 && (b == '\'' || b == '"'):
			quote = b
		case quote != 0 && b == quote:
			quote = 0
			if rest := text[i+1:]; rest != "" && !strings.ContainsAny(rest[:1], " \t\n\\'\"$|&;)") {
				return i + 1
			}
		}
	}
	return len(text)
}

var scriptMark = regexp.MustCompile(`^[ \t]*<\?php\b`)

// script takes PHP from its opening to its closing mark.
func (c *copied) script() bool {
	if !scriptMark.MatchString(c.next()) || c.vain >= mostVain {
		return false
	}
	end := strings.Index(c.rest, "?>")
	if end < 0 {
		c.vain++
		return false
	}
	c.add(Block{Kind: Code, Text: c.take(end + len("?>"))})
	return true
}
