package judge

import (
	"fmt"
	"math"
	"strconv"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// judgeIdentifiers compares the successful answers of a run with each other:
// unique identifiers must be new in each, stable ones the same in all.
func judgeIdentifiers(v *view) {
	good := v.granted()
	if len(good) == 1 {
		v.skip = "one answer alone shows neither uniqueness nor stability"
	}
	v.Doc.Success().Schema.Walk(func(p *openapi.Property) {
		if p.Identity != "" {
			v.identity(p, good)
		}
	})
}

func (v *view) identity(p *openapi.Property, good []*answer) {
	seen := map[string]string{}
	first := ""
	for _, a := range good {
		got := a.body.At(p.Pointer)
		text, ok := identifier(got)
		if !ok {
			continue // the answer's own case says that it is missing or of another type
		}
		earlier, repeated := seen[text]
		switch {
		case p.Identity == "unique" && repeated:
			v.add(a, p.Clauses, contract.Finding{
				Check: checkRepeated, Pointer: p.Pointer, Message: p.Name + " is the same in two answers",
				Expected: "a new value in every answer", Actual: fmt.Sprintf("%s, as in %s", shown(got), earlier),
			})
		case p.Identity == "stable" && first != "" && text != first:
			v.add(a, p.Clauses, contract.Finding{
				Check: checkChanged, Pointer: p.Pointer, Message: p.Name + " changes from answer to answer",
				Expected: first, Actual: shown(got),
			})
		}
		if first == "" {
			first = text
		}
		seen[text] = a.ID
	}
}

// identifier returns what an identifier is compared by: a number's value rather
// than its spelling.
func identifier(v *wire.Value) (string, bool) {
	switch {
	case v == nil:
		return "", false
	case v.Kind == wire.Number:
		if n, err := strconv.ParseFloat(v.Text, 64); err == nil && math.Abs(n) < 1<<53 {
			return strconv.FormatFloat(n, 'f', -1, 64), true
		}
		return v.Text, true // beyond what floats tell apart
	default:
		return v.Text, v.Kind == wire.String && v.Text != ""
	}
}
