package fact

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"concord/internal/wire"
)

// mostMembers bounds an example.
const mostMembers = 500

// exampleOf reads a JSON object or array; it is nil for any other text.
func exampleOf(text string) *Fact {
	v, _ := wire.Read([]byte(strings.TrimSpace(text)))
	if v == nil || v.Kind != wire.Object && v.Kind != wire.Array {
		return nil
	}
	return &Fact{Kind: Example, Members: membersOf(v)}
}

// membersOf lists the values in v, in document order, without v itself.
func membersOf(v *wire.Value) []Member {
	var out []Member
	var walk func(pointer string, v *wire.Value)
	walk = func(pointer string, v *wire.Value) {
		if len(out) >= mostMembers {
			return
		}
		if pointer != "" {
			m := Member{At: pointer, Type: v.Kind.String()}
			if text, ok := scalar(v); ok {
				m.Is = &text
			}
			out = append(out, m)
		}
		for _, m := range v.Members {
			walk(wire.JoinPointer(pointer, m.Name), m.Value)
		}
		for i, item := range v.Items {
			walk(wire.JoinPointer(pointer, strconv.Itoa(i)), item)
		}
	}
	walk("", v)
	return out
}

// scalar returns a string decoded, a number or a boolean as written.
func scalar(v *wire.Value) (string, bool) {
	switch v.Kind {
	case wire.String, wire.Number:
		return v.Text, true
	case wire.Bool:
		return strconv.FormatBool(v.Bool), true
	default:
		return "", false
	}
}

// value returns the scalar of a member, whether the contract rests on it or not.
func (m Member) value() string {
	switch {
	case m.Is != nil:
		return *m.Is
	case m.Sample != nil:
		return *m.Sample
	default:
		return ""
	}
}

// leaf returns the last part of the member's pointer.
func (m Member) leaf() string { return m.At[strings.LastIndexByte(m.At, '/')+1:] }

var uuidText = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// form names what a sample looks like, where a contract could rest on that.
func form(sample string) string {
	if _, err := time.Parse(time.RFC3339, sample); err == nil {
		return "an RFC 3339 timestamp"
	}
	switch {
	case uuidText.MatchString(sample):
		return "a UUID"
	case strings.HasPrefix(sample, "https://") || strings.HasPrefix(sample, "http://"):
		return "a URL"
	default:
		return ""
	}
}
