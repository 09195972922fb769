package secret

import (
	"bytes"
	"sort"
)

// view is a text with one or more encodings taken off.
type view struct {
	text                []byte
	from                *view  // what it was decoded from; nil for the original
	jumps               []jump // where its offsets and those of from part, in order
	escapes, ents, pcts int    // how often each encoding was taken off
}

// jump says that from offset at on, a text runs along its origin's offset origin,
// up to the next jump.
type jump struct{ at, origin int }

// Encodings nest: a report holds, as a JSON string, a request body that is JSON
// itself, and both may stand in XML. These bounds cover what is written.
const (
	maxEscapes  = 2
	maxEntities = 1
	maxPercents = 1
	maxViews    = 16 // distinct; reached by hostile text only
)

// views returns src as it stands and in every distinct decoding.
func views(src []byte) []*view {
	all := []*view{{text: src}}
	for i := 0; i < len(all) && len(all) < maxViews; i++ {
		for _, next := range all[i].decodings() {
			if !seen(all, next.text) {
				all = append(all, next)
			}
		}
	}
	return all
}

func seen(all []*view, text []byte) bool {
	for _, v := range all {
		if bytes.Equal(v.text, text) {
			return true
		}
	}
	return false
}

// decodings returns v with one more encoding taken off, once for each that
// changes it.
func (v *view) decodings() []*view {
	var out []*view
	try := func(leads string, unit decoder, escapes, ents, pcts int) {
		if next := v.decode(leads, unit); next != nil {
			next.escapes, next.ents, next.pcts = v.escapes+escapes, v.ents+ents, v.pcts+pcts
			out = append(out, next)
		}
	}
	if v.escapes < maxEscapes {
		try(`\`, escapeUnit, 1, 0, 0)
	}
	if v.ents < maxEntities {
		try("&", entityUnit, 0, 1, 0)
	}
	if v.pcts < maxPercents {
		try("%", percentUnit, 0, 0, 1)
		if bytes.IndexByte(v.text, '+') >= 0 {
			try("%+", formUnit, 0, 0, 1)
		}
	}
	return out
}

// decoder reads the encoded unit at the start of b: it appends to dst what it
// stands for, and returns how many bytes it takes, 0 where b starts with none.
type decoder func(b, dst []byte) (out []byte, width int)

// decode returns v with the units that begin with one of leads decoded; nil if
// there are none.
func (v *view) decode(leads string, unit decoder) *view {
	first := bytes.IndexAny(v.text, leads)
	if first < 0 {
		return nil
	}
	next := &view{text: make([]byte, 0, len(v.text)), from: v}
	for i := 0; i < len(v.text); {
		run := bytes.IndexAny(v.text[i:], leads)
		if run < 0 {
			run = len(v.text) - i
		}
		next.text = append(next.text, v.text[i:i+run]...)
		if i += run; i == len(v.text) {
			break
		}
		at := len(next.text)
		out, width := unit(v.text[i:], next.text)
		if width == 0 {
			next.text = append(next.text, v.text[i])
			i++
			continue
		}
		next.jumps = append(next.jumps, jump{at, i}, jump{len(out), i + width})
		next.text = out
		i += width
	}
	if next.jumps == nil {
		return nil
	}
	return next
}

// original returns the offset in the original text that offset i came from.
func (v *view) original(i int) int {
	for ; v.from != nil; v = v.from {
		if n := sort.Search(len(v.jumps), func(j int) bool { return v.jumps[j].at > i }); n > 0 {
			i += v.jumps[n-1].origin - v.jumps[n-1].at
		}
	}
	return i
}
