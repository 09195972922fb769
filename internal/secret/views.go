package secret

import (
	"bytes"
	"hash/maphash"
	"sort"
)

// view is a text with one or more encodings taken off.
type view struct {
	text  []byte
	from  *view // what it was decoded from; nil for the original
	jumps []jump
	taken [len(codecs)]uint8 // how often each encoding was taken off
}

// jump says that from offset at on, a text runs along its origin's offset origin,
// up to the next jump. Jumps are in order; where an encoded unit begins there is
// one, and one where it ends.
type jump struct{ at, origin int32 }

// maxViews bounds the distinct decodings of one text, and maxText the bytes of
// one that is decoded at all; both are reached by hostile text only.
const (
	maxViews = 64
	maxText  = 1 << 30
)

// walk is a visit to all views of a text.
type walk struct {
	visit  func(*view)
	spaced bool // there are secrets with white space
	seed   maphash.Seed
	seen   map[uint64]bool
}

// eachView visits src as it stands and then every distinct decoding, depth first:
// no more texts are in memory at once than encodings nest.
func eachView(src []byte, spaced bool, visit func(*view)) {
	w := walk{visit: visit, spaced: spaced}
	w.from(&view{text: src})
}

func (w *walk) from(v *view) {
	w.visit(v)
	if len(v.text) > maxText {
		return
	}
	for i := range codecs {
		if int(v.taken[i]) == codecs[i].most || i == spaces && !w.spaced {
			continue
		}
		if next := v.decode(codecs[i].leads, codecs[i].unit); next != nil && w.fresh(next.text) {
			next.taken = v.taken
			next.taken[i]++
			w.from(next)
		}
	}
}

// fresh tells whether a decoded text is one that was not yet visited.
func (w *walk) fresh(text []byte) bool {
	if w.seen == nil {
		w.seen, w.seed = map[uint64]bool{}, maphash.MakeSeed()
	}
	sum := maphash.Bytes(w.seed, text)
	if w.seen[sum] || len(w.seen) == maxViews {
		return false
	}
	w.seen[sum] = true
	return true
}

// decode returns v with the units that begin with one of leads decoded; nil if
// there are none.
func (v *view) decode(leads string, unit decoder) *view {
	run := bytes.IndexAny(v.text, leads)
	if run < 0 {
		return nil
	}
	next := &view{text: make([]byte, 0, len(v.text)), from: v}
	for i := 0; i < len(v.text); {
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
		} else {
			next.text = out
			next.jump(at, i)
			next.jump(len(out), i+width)
			i += width
		}
		run = bytes.IndexAny(v.text[i:], leads)
	}
	if next.jumps == nil {
		return nil
	}
	return next
}

// jump records a jump, unless the one before says the same: units often stand
// side by side.
func (v *view) jump(at, origin int) {
	j := jump{int32(at), int32(origin)}
	if n := len(v.jumps); n == 0 || v.jumps[n-1] != j {
		v.jumps = append(v.jumps, j)
	}
}

// span returns the part of the original text that start to end of v came from,
// encoded units whole.
func (v *view) span(start, end int) (int, int) {
	for ; v.from != nil; v = v.from {
		start, end = v.startBefore(start), v.endBefore(end)
	}
	return start, end
}

// startBefore returns where, in the text that v was decoded from, begins what
// begins at offset i. What was left out before it stays out.
func (v *view) startBefore(i int) int {
	n := sort.Search(len(v.jumps), func(j int) bool { return int(v.jumps[j].at) > i })
	if n == 0 {
		return i
	}
	last := v.jumps[n-1]
	if n < len(v.jumps) && v.within(n-1, i) {
		return int(last.origin)
	}
	return int(last.origin) + i - int(last.at)
}

// endBefore returns where, in the text that v was decoded from, ends what ends
// at offset i. What was left out after it stays out.
func (v *view) endBefore(i int) int {
	n := sort.Search(len(v.jumps), func(j int) bool { return int(v.jumps[j].at) >= i })
	switch {
	case n < len(v.jumps) && (int(v.jumps[n].at) == i || n > 0 && v.within(n-1, i)):
		return int(v.jumps[n].origin)
	case n == 0:
		return i
	}
	return int(v.jumps[n-1].origin) + i - int(v.jumps[n-1].at)
}

// within tells whether offset i lies inside the unit, if it is one, between the
// nth jump and the next.
func (v *view) within(n, i int) bool {
	a, b := v.jumps[n], v.jumps[n+1]
	return i > int(a.at) && i < int(b.at) && b.at-a.at != b.origin-a.origin
}
