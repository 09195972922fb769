package history

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"concord/internal/contract"
	"concord/internal/wire"
)

// remembered is how many runs' latencies are kept to compare with.
const remembered = 24

// Shape is what granted logins look like beyond what the document says of them.
type Shape struct {
	// Members holds the JSON types of the answer's members, by pointer; the items
	// of an array share one.
	Members map[string]string `json:"members,omitempty"`
	// Tokens holds what tokens are, by the label of their placeholder.
	Tokens map[string]TokenShape `json:"tokens,omitempty"`
	// LatenciesMS are the median times of a login in the latest runs, oldest first.
	LatenciesMS []float64 `json:"latenciesMs,omitempty"`
	Slow        bool      `json:"slow,omitempty"` // the latest was twice the median of those before
}

// TokenShape is what can be seen of a kind of token.
type TokenShape struct {
	Form      string  `json:"form"`
	Alg       string  `json:"alg,omitempty"`
	LifetimeS float64 `json:"lifetimeS,omitempty"` // exp − iat, 0 where not both are there
}

func (s Shape) clone() Shape {
	s.Members, s.Tokens, s.LatenciesMS = maps.Clone(s.Members), maps.Clone(s.Tokens), slices.Clone(s.LatenciesMS)
	return s
}

// observe compares the shape of the run's granted logins with that of the run
// before, and returns what changed in words. A run without any changes nothing.
func (a *advance) observe() []string {
	members, tokens, latencies := map[string]string{}, map[string]TokenShape{}, []float64{}
	for _, e := range a.r.Exchanges {
		if !e.Granted() {
			continue
		}
		memberTypes(e.Response.Body, members)
		tokenShapes(e.Tokens, tokens)
		latencies = append(latencies, e.DurationMS)
	}
	if len(latencies) == 0 {
		return nil
	}
	before, out := &a.state.Shape, []string{}
	if before.Members != nil {
		out = append(out, a.memberChanges(before.Members, members)...)
		out = append(out, tokenChanges(before.Tokens, tokens)...)
	}
	before.Members, before.Tokens = members, tokens
	return append(out, before.latency(median(latencies))...)
}

// memberChanges leaves out the members that a new or ended deviation is about.
func (a *advance) memberChanges(before, now map[string]string) []string {
	about := map[string]bool{}
	for _, c := range slices.Concat(a.changes.New, a.changes.Still, a.changes.Gone) {
		about[c.Finding.Pointer] = true
	}
	var out []string
	for _, pointer := range union(before, now) {
		was, is := before[pointer], now[pointer]
		switch {
		case was == is || about[pointer]:
		case was == "":
			out = append(out, fmt.Sprintf("%s appeared (%s)", pointer, is))
		case is == "":
			out = append(out, fmt.Sprintf("%s is no longer there (it was %s)", pointer, was))
		default:
			out = append(out, fmt.Sprintf("%s is %s; it was %s", pointer, is, was))
		}
	}
	return out
}

func tokenChanges(before, now map[string]TokenShape) []string {
	var out []string
	for _, label := range union(before, now) {
		was, had := before[label]
		is, has := now[label]
		if !had || !has {
			continue // the member that carries it says so
		}
		if was.Form != is.Form {
			out = append(out, fmt.Sprintf("%s is of the form %s; it was %s", label, is.Form, was.Form))
		}
		if was.Alg != is.Alg {
			out = append(out, fmt.Sprintf("%s is signed with %q; it was %q", label, is.Alg, was.Alg))
		}
		if math.Abs(was.LifetimeS-is.LifetimeS) >= 1 {
			out = append(out, fmt.Sprintf("%s lives for %.0f s; it was %.0f s", label, is.LifetimeS, was.LifetimeS))
		}
	}
	return out
}

// leastSlow is what a login must take longer, in milliseconds, for a doubled
// median to be worth a word.
const leastSlow = 50

// latency notes the median time of a login, and tells when it comes to be twice
// what it was, and when it is back.
func (s *Shape) latency(ms float64) []string {
	var out []string
	if usual := median(s.LatenciesMS); len(s.LatenciesMS) > 0 {
		slow := ms >= 2*usual && ms-usual >= leastSlow
		switch {
		case slow && !s.Slow:
			out = []string{fmt.Sprintf("the median login takes %.0f ms; it was %.0f ms", ms, usual)}
		case s.Slow && !slow:
			out = []string{fmt.Sprintf("the median login takes %.0f ms again", ms)}
		}
		s.Slow = slow
	}
	if s.Slow {
		return out // what is usual is what was before
	}
	s.LatenciesMS = append(s.LatenciesMS, ms)
	s.LatenciesMS = s.LatenciesMS[max(0, len(s.LatenciesMS)-remembered):]
	return out
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

func tokenShapes(seen map[string]contract.Token, into map[string]TokenShape) {
	for placeholder, t := range seen {
		label, _, _ := strings.Cut(strings.TrimPrefix(placeholder, "«"), "#")
		shape := TokenShape{Form: t.Form}
		if t.JWT != nil {
			shape.Alg = t.JWT.Alg
			if t.JWT.Exp != nil && t.JWT.Iat != nil {
				shape.LifetimeS = *t.JWT.Exp - *t.JWT.Iat
			}
		}
		into[label] = shape
	}
}

// memberTypes notes the types of all members of a body; one that is not JSON has none.
func memberTypes(body contract.Body, into map[string]string) {
	var v any
	if body.Encoding == "" && json.Unmarshal([]byte(body.Text), &v) == nil {
		walk(v, "", into)
	}
}

func walk(v any, pointer string, into map[string]string) {
	kind := "null"
	switch v := v.(type) {
	case map[string]any:
		kind = "an object"
		for name, member := range v {
			walk(member, wire.JoinPointer(pointer, name), into)
		}
	case []any:
		kind = "an array"
		for _, item := range v {
			walk(item, pointer+"/*", into)
		}
	case string:
		kind = "a string"
	case float64:
		kind = "a number"
	case bool:
		kind = "a boolean"
	}
	if pointer != "" {
		into[pointer] = kind
	}
}
