package wire

import (
	"strconv"
	"strings"
)

var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// JoinPointer appends reference tokens to a JSON Pointer, escaping "~" and "/"
// in each (RFC 6901 §3). An array index is a token like any other.
func JoinPointer(base string, tokens ...string) string {
	for _, t := range tokens {
		base += "/" + pointerEscape.Replace(t)
	}
	return base
}

// At returns the value at a JSON Pointer (RFC 6901), v itself for "". It is nil
// where v is nil, the pointer is malformed, or nothing is there; "-" names no
// value. Of repeated members it takes the last.
func (v *Value) At(pointer string) *Value {
	for pointer != "" && v != nil {
		if pointer[0] != '/' {
			return nil
		}
		token := pointer[1:]
		pointer = ""
		if i := strings.IndexByte(token, '/'); i >= 0 {
			token, pointer = token[:i], token[i:]
		}
		name, ok := unescapeToken(token)
		if !ok {
			return nil
		}
		v = v.child(name)
	}
	return v
}

func (v *Value) child(token string) *Value {
	switch v.Kind {
	case Object:
		return v.Get(token)
	case Array:
		if i, ok := arrayIndex(token); ok && i < len(v.Items) {
			return v.Items[i]
		}
	}
	return nil
}

// unescapeToken resolves ~0 and ~1; a "~" followed by anything else is malformed.
func unescapeToken(token string) (string, bool) {
	if strings.IndexByte(token, '~') < 0 {
		return token, true
	}
	for i := 0; i < len(token); i++ {
		if token[i] == '~' && (i+1 == len(token) || token[i+1] != '0' && token[i+1] != '1') {
			return "", false
		}
	}
	return pointerUnescape.Replace(token), true
}

// arrayIndex takes digits without leading zeros only (RFC 6901 §4).
func arrayIndex(token string) (int, bool) {
	if token == "" || len(token) > 1 && token[0] == '0' {
		return 0, false
	}
	for i := 0; i < len(token); i++ {
		if !isDigit(token[i]) {
			return 0, false
		}
	}
	n, err := strconv.Atoi(token)
	return n, err == nil
}

// Walk calls fn for v and everything in it, in document order, parents first.
// The root has the pointer "". Repeated members are all visited, under the same
// pointer. A nil v has nothing to visit.
func (v *Value) Walk(fn func(pointer string, v *Value)) {
	if v != nil {
		v.walk("", fn)
	}
}

func (v *Value) walk(pointer string, fn func(string, *Value)) {
	fn(pointer, v)
	for _, m := range v.Members {
		if m.Value != nil {
			m.Value.walk(JoinPointer(pointer, m.Name), fn)
		}
	}
	for i, item := range v.Items {
		if item != nil {
			item.walk(pointer+"/"+strconv.Itoa(i), fn)
		}
	}
}
