package secret

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"concord/internal/contract"
)

// maxShown is the longest name, alg or typ of a token that is shown, in characters.
const maxShown = 64

// ShownFacts returns the facts of a token as they may be shown. A server chooses
// its alg, its typ, the names of its claims and the numbers in its time claims, and
// may put a secret there.
func (r *Registry) ShownFacts(t contract.Token) contract.Token {
	if t.JWT == nil {
		return t
	}
	facts := *t.JWT // which the registry shares with every answer that bears the token
	facts.Alg, facts.Typ = r.shownName(facts.Alg), r.shownName(facts.Typ)
	facts.Header, facts.Claims = r.shownNames(facts.Header), r.shownNames(facts.Claims)
	facts.Exp, facts.Iat, facts.Nbf = r.shownNumber(facts.Exp), r.shownNumber(facts.Iat), r.shownNumber(facts.Nbf)
	t.JWT = &facts
	return t
}

// shownName is not cut where it is too long: what is left might be the beginning
// of a secret.
func (r *Registry) shownName(text string) string {
	if utf8.RuneCountInString(text) > maxShown {
		return fmt.Sprintf("(%d bytes)", len(text))
	}
	return r.Shown(text)
}

func (r *Registry) shownNames(names map[string]string) map[string]string {
	if names == nil {
		return nil
	}
	out := make(map[string]string, len(names))
	for name, kind := range names {
		out[r.shownName(name)] = kind
	}
	return out
}

// shownNumber leaves out a number that reads as a secret.
func (r *Registry) shownNumber(n *float64) *float64 {
	if n == nil {
		return nil
	}
	if text, err := json.Marshal(*n); err != nil || r.Shown(string(text)) != string(text) {
		return nil
	}
	return n
}
