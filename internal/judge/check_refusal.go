package judge

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"concord/internal/contract"
	"concord/internal/situation"
	"concord/internal/wire"
	"concord/openapi"
)

// checkRefusal judges an answer to a request that the document says nothing
// about: it must be a refusal, in whatever words, and carry no token.
func (v *view) checkRefusal(a *answer, response *openapi.Response, example *openapi.Example) {
	if s, err := situation.Find(example.Situation.Name); err == nil && s.Capped && granted(a) {
		first := &v.Doc.Request.Examples[0]
		_, good, _ := v.Doc.Answer(first.Name) // the reader has seen to it that there is one
		v.checkDocumented(a, v.Doc.Success(), good)
		v.checkCapped(a)
		return
	}
	if got := a.Response.Status; !slices.Contains(openapi.Refusals, got) {
		v.add(a, nil, contract.Finding{
			Check: checkRefusal, Message: notRefused(got), Expected: "one of " + listed(openapi.Refusals), Actual: strconv.Itoa(got),
		})
	}
	v.checkNoToken(a)
}

func notRefused(status int) string {
	switch status / 100 {
	case 2:
		return fmt.Sprintf("a login that cannot succeed is granted with status %d", status)
	case 3:
		return fmt.Sprintf("the answer is a redirect (%d), not a refusal", status)
	case 5:
		return fmt.Sprintf("the server fails with status %d instead of refusing", status)
	default:
		return fmt.Sprintf("status %d is none that a refused login is answered with", status)
	}
}

func listed(statuses []int) string {
	words := make([]string, len(statuses))
	for i, s := range statuses {
		words[i] = strconv.Itoa(s)
	}
	return strings.Join(words, ", ")
}

// checkNoToken wants no token in a refusal.
func (v *view) checkNoToken(a *answer) {
	if len(a.Tokens) == 0 {
		return // nothing secret was in the answer at all
	}
	names := maps.Clone(tokenNames)
	for _, p := range v.Doc.Tokens() {
		names[fold(p.Name)] = true
	}
	for name, values := range a.Response.Header {
		if name != "Set-Cookie" && slices.ContainsFunc(values, func(text string) bool { return holdsJWT(a, text) }) {
			v.add(a, nil, contract.Finding{
				Check: checkNoToken, Message: "a refusal carries a token in the header " + name, Expected: "no token", Actual: "a token",
			})
		}
	}
	for _, place := range tokensIn(a, names) {
		v.add(a, nil, contract.Finding{
			Check: checkNoToken, Pointer: place, Message: "a refusal carries a token", Expected: "no token", Actual: "a token",
		})
	}
}

// shortestToken is the length in bytes below which a text in the place of a
// token, in a refusal, is taken for words ("required") rather than for a token.
const shortestToken = 16

// tokensIn returns where an answer's body carries a token: a secret under one
// of the folded names, or anything that has the look of a JWT.
func tokensIn(a *answer, names map[string]bool) []string {
	var out []string
	a.body.Walk(func(pointer string, got *wire.Value) {
		if got.Kind != wire.String {
			return
		}
		t, known := a.Tokens[got.Text]
		named := pointer != "" && names[fold(lastToken(pointer))]
		if known && (t.Form == wire.FormJWT || named && t.Length >= shortestToken) {
			out = append(out, pointer)
		}
	})
	if a.body == nil && holdsJWT(a, a.Response.Body.Text) {
		return []string{""}
	}
	return out
}

// tokenNames are the folded names under which a refusal may hand out a token
// beside those of the contract.
var tokenNames = map[string]bool{
	"token": true, "accesstoken": true, "refreshtoken": true, "idtoken": true, "authtoken": true, "sessiontoken": true, "bearertoken": true, "jwt": true,
}

// holdsJWT tells whether a JWT of the answer stands in a text.
func holdsJWT(a *answer, text string) bool {
	for placeholder, t := range a.Tokens {
		if t.Form == wire.FormJWT && strings.Contains(text, placeholder) {
			return true
		}
	}
	return false
}

// judgeRecovery wants a good login to be granted after a refused one: a refusal
// proves nothing where everything is refused.
func judgeRecovery(v *view) {
	for _, a := range v.at(contract.StepRecovery) {
		if granted(a) || v.withheld(a) || v.limited(a, v.Doc.Success()) {
			continue
		}
		v.add(a, v.Doc.Success().Clauses[:1], contract.Finding{
			Check: checkRecovery, Message: fmt.Sprintf("after this refusal a good login is answered with status %d", a.Response.Status),
			Expected: v.Doc.Success().Status, Actual: strconv.Itoa(a.Response.Status),
		})
	}
}
