package secret

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// hit is an occurrence of a registered value in a text, by byte offsets.
type hit struct {
	start, end int
	owner      *entry
}

// Scrub returns text with every registered value of at least MinScrub bytes
// replaced by its placeholder, however it is written: as it stands, escaped for
// JSON, XML or HTML, percent- or form-encoded, in base64 on its own or within
// something longer, and a JWT also by its payload or signature alone. Where
// occurrences overlap, the longest gives the placeholder. Scrubbing twice
// changes nothing.
func (r *Registry) Scrub(text string) string {
	hits := r.find(text)
	if len(hits) == 0 {
		return text
	}
	var b strings.Builder
	done := 0
	for _, h := range hits {
		b.WriteString(text[done:h.start])
		b.WriteString(h.owner.placeholder)
		done = h.end
	}
	b.WriteString(text[done:])
	return b.String()
}

// Leaks returns the placeholders of the registered values that Scrub would
// replace in data, sorted, each once; none if data may be published.
func (r *Registry) Leaks(data []byte) []string {
	var out []string
	for _, h := range r.find(string(data)) {
		out = append(out, h.owner.placeholder)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// find returns the occurrences in text, in order, none overlapping.
func (r *Registry) find(text string) []hit {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var hits []hit
	for _, v := range views([]byte(text)) {
		r.index.search(v.text, func(start, end int, owner *entry) {
			hits = append(hits, hit{v.original(start), v.original(end), owner})
		})
	}
	if len(hits) == 0 {
		return nil
	}
	return merge(r.outsidePlaceholders(text, hits))
}

// outsidePlaceholders drops the hits that lie within a placeholder: a password
// may be the very word that labels it.
func (r *Registry) outsidePlaceholders(text string, hits []hit) []hit {
	spans := r.placeholderSpans(text)
	return slices.DeleteFunc(hits, func(h hit) bool {
		n := sort.Search(len(spans), func(i int) bool { return spans[i].start > h.start })
		return n > 0 && h.end <= spans[n-1].end
	})
}

func (r *Registry) placeholderSpans(text string) []hit {
	var spans []hit
	for at := 0; ; {
		i := strings.Index(text[at:], "«")
		if i < 0 {
			return spans
		}
		start := at + i
		at = start + len("«")
		near := text[start:min(len(text), start+maxPlaceholder)]
		j := strings.Index(near, "»")
		if j < 0 {
			continue
		}
		if end := start + j + len("»"); r.placeholders[text[start:end]] != nil {
			spans = append(spans, hit{start: start, end: end})
			at = end
		}
	}
}

// merge joins overlapping hits into one that covers them all and belongs to the
// longest, so that no end of a shorter one is left over.
func merge(hits []hit) []hit {
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.start, b.start) })
	var out []hit
	longest := 0
	for _, h := range hits {
		if h.start >= h.end {
			continue
		}
		if n := len(out); n > 0 && h.start < out[n-1].end {
			if h.end-h.start > longest {
				longest, out[n-1].owner = h.end-h.start, h.owner
			}
			out[n-1].end = max(out[n-1].end, h.end)
			continue
		}
		longest = h.end - h.start
		out = append(out, h)
	}
	return out
}
