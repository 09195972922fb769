package transport

import (
	"net/url"
	"regexp"
	"strings"

	"concord/internal/wire"
)

// edit replaces bytes start to end of a text.
type edit struct {
	start, end int
	text       string
}

// maskBody returns text with the secrets that are known by their place replaced
// there, and every other byte as it was: duplicate members, white space and
// trailing bytes are evidence. value is what text was read as, or nil.
func (r *redactor) maskBody(text string, value *wire.Value) string {
	if value == nil {
		return r.maskUnread(text)
	}
	var edits []edit
	r.walk(value, "", "", &edits)
	return r.maskUnread(text[:value.Start]) +
		apply(text[value.Start:value.End], value.Start, edits) +
		r.maskUnread(text[value.End:])
}

// maskUnread does what can be done for text that is no JSON document.
func (r *redactor) maskUnread(text string) string {
	return r.maskParameters(r.maskElements(r.maskLoose(text)), r.add)
}

// walk collects the edits of v. name is the nearest member name above it, label
// that of the nearest sensitive member it is under, empty if none.
func (r *redactor) walk(v *wire.Value, name, label string, edits *[]edit) {
	switch v.Kind {
	case wire.Object:
		for _, m := range v.Members {
			r.findJWTs(m.Name, "jwt")
			r.walk(m.Value, m.Name, r.labelOf(m.Name, label), edits)
		}
	case wire.Array:
		for _, item := range v.Items {
			r.walk(item, name, label, edits)
		}
	case wire.String:
		r.walkString(v, name, label, edits)
	case wire.Number:
		// not further down: beside a token stand its lifetime and its times
		secret := label != "" && label == name && r.add(label, v.Text) != v.Text
		if secret || r.registry.Scrub(v.Text) != v.Text { // a placeholder is no number
			*edits = append(*edits, edit{v.Start, v.End, "0"})
		}
	}
}

// labelOf returns the label for what is under a member: its own name if that is
// sensitive, else the one from above.
func (r *redactor) labelOf(name, above string) string {
	if r.sensitive.name(name) {
		return name
	}
	return above
}

func (r *redactor) walkString(v *wire.Value, name, label string, edits *[]edit) {
	if strings.TrimSpace(v.Text) == "" {
		return // hides nothing, and whoever judges it must see that
	}
	if label == "" {
		if masked := r.maskInside(v.Text, name); masked != v.Text {
			*edits = append(*edits, edit{v.Start, v.End, quote(masked)})
		}
		return
	}
	if placeholder := r.add(label, v.Text); placeholder != v.Text {
		*edits = append(*edits, edit{v.Start, v.End, quote(placeholder)})
	}
}

// maskInside looks for secrets within a harmless string: a token, a link with
// one, a JSON document of its own.
func (r *redactor) maskInside(text, name string) string {
	if name == "" {
		name = "jwt"
	}
	r.findJWTs(text, name)
	if strings.ContainsAny(text, `{[`) {
		if inner, _ := wire.Read([]byte(text)); inner != nil && (inner.Kind == wire.Object || inner.Kind == wire.Array) {
			return r.maskBody(text, inner)
		}
		text = r.maskLoose(text)
	}
	return r.maskParameters(text, r.add)
}

func quote(text string) string { return string(wire.StringValue(text).Append(nil)) }

// apply makes the edits, given in order with offsets of the whole document, in
// the part of it that begins at from.
func apply(part string, from int, edits []edit) string {
	if len(edits) == 0 {
		return part
	}
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.WriteString(part[done : e.start-from])
		b.WriteString(e.text)
		done = e.end - from
	}
	b.WriteString(part[done:])
	return b.String()
}

var (
	parameter = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.-]{1,40})=["']?([^\s&;,"'<>]+)`)
	element   = regexp.MustCompile(`<(?:\w+:)?([A-Za-z][\w.-]{1,40})(?:\s[^<>]*)?>([^<>]+)</`)
)

// maskParameters replaces the values of sensitive name=value pairs: in links,
// redirects and forms. A value is registered by stand without its percent-encoding.
func (r *redactor) maskParameters(text string, stand func(label, value string) string) string {
	if !strings.Contains(text, "=") {
		return text
	}
	return r.maskPairs(text, parameter, func(name, value string) string {
		plain, err := url.PathUnescape(value)
		if err != nil {
			plain = value
		}
		if placeholder := stand(name, plain); placeholder != plain {
			return placeholder
		}
		return value
	})
}

// maskElements replaces the content of sensitive XML elements.
func (r *redactor) maskElements(text string) string {
	if !strings.Contains(text, "</") {
		return text
	}
	return r.maskPairs(text, element, r.add)
}

// maskPairs takes the name from the first group of pattern, the value from the second.
func (r *redactor) maskPairs(text string, pattern *regexp.Regexp, stand func(label, value string) string) string {
	var edits []edit
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		name, value := text[m[2]:m[3]], text[m[4]:m[5]]
		if r.sensitive.name(name) && !strings.HasPrefix(value, "«") {
			edits = append(edits, edit{m[4], m[5], stand(name, value)})
		}
	}
	return apply(text, 0, edits)
}
