package secret

import (
	"encoding/binary"
	"strings"
	"unicode"
)

// index finds many texts at once. Each is filed under its last eight bytes (the
// first ones are alike in all tokens of an issuer); a bitmap of their hashes
// rules out nearly every position of a text that holds none of them, at the cost
// of one multiplication.
type index struct {
	owners  map[string]*entry // by text
	buckets map[uint64][]string
	bitmap  [bitmapBits / 64]uint64
	broken  []string // values with line breaks in them
	spaced  bool     // there are values with white space in them
	quoted  bool     // there are values that a placeholder's end may be part of
}

const (
	keySize     = 8 // not above MinScrub
	bitmapShift = 16
	bitmapBits  = 1 << bitmapShift
)

// file files all forms of a value under owner.
func (x *index) file(owner *entry, value string, jwt bool) {
	x.add(owner, forms(value, jwt))
	if strings.ContainsAny(value, "\r\n") {
		x.broken = append(x.broken, value)
	}
	x.spaced = x.spaced || strings.ContainsFunc(value, unicode.IsSpace)
	for _, b := range []byte("«»") {
		x.quoted = x.quoted || strings.IndexByte(value, b) >= 0
	}
}

// add files texts under owner; those under MinScrub bytes and those filed
// already are left out, unless their owner is exempt.
func (x *index) add(owner *entry, texts []string) {
	if x.owners == nil {
		x.owners, x.buckets = map[string]*entry{}, map[uint64][]string{}
	}
	for _, text := range texts {
		if len(text) < MinScrub {
			continue
		}
		if before := x.owners[text]; before != nil {
			if before.exempt {
				x.owners[text] = owner
			}
			continue
		}
		text = strings.Clone(text) // a part must not keep the memory of its whole
		x.owners[text] = owner
		k := binary.LittleEndian.Uint64([]byte(text[len(text)-keySize:]))
		x.buckets[k] = append(x.buckets[k], text)
		h := hash(k)
		x.bitmap[h/64] |= 1 << (h % 64)
	}
}

// search calls found for the longest text that ends at each position of b.
func (x *index) search(b []byte, found func(start, end int, owner *entry)) {
	for end := keySize; end <= len(b); end++ {
		k := binary.LittleEndian.Uint64(b[end-keySize:])
		h := hash(k)
		if x.bitmap[h/64]>>(h%64)&1 == 0 {
			continue
		}
		if text := x.longest(k, b[:end]); text != "" {
			found(end-len(text), end, x.owners[text])
		}
	}
}

// longest returns the longest text filed under k that b ends with, empty if none.
func (x *index) longest(k uint64, b []byte) string {
	best := ""
	for _, text := range x.buckets[k] {
		if len(text) > len(best) && len(text) <= len(b) && string(b[len(b)-len(text):]) == text && !x.owners[text].exempt {
			best = text
		}
	}
	return best
}

// hash is multiplicative (Knuth's 2^64/φ); the high bits are the mixed ones.
func hash(k uint64) uint64 { return k * 0x9E3779B97F4A7C15 >> (64 - bitmapShift) }

// unfinished returns the length of the longest end of text that may be the
// beginning of a value with line breaks.
func (x *index) unfinished(text string) int {
	longest := 0
	for _, value := range x.broken {
		for n := min(len(value)-1, len(text)); n > longest; n-- {
			if strings.HasSuffix(text, value[:n]) {
				longest = n
			}
		}
	}
	return longest
}
