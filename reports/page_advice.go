package reports

import (
	"strings"

	"concord/internal/contract"
)

// advice says what is to be done about a finding, and by whom.
func (l Language) advice(r contract.Results, f contract.Finding) string {
	provider := clip(r.Target.Provider, maxName)
	if r.Mode == contract.ModeMock {
		return l.say("Nothing for %s to do: the bundled mock deviates, by intention or by a fault of ours.", provider)
	}
	if f.Severity == contract.SeverityInfo {
		return l.say("Nothing has to be done; it is good to know.")
	}
	remedy := l.say("%s: make the server answer as the page says, or, if the server is right, correct the page.", provider)
	if special := l.remedy(f.Check, provider); special != "" {
		remedy = special
	}
	return remedy
}

// remedy is what is to be done about the findings of some checks.
func (l Language) remedy(check, provider string) string {
	switch {
	case check == "undeclared-field":
		return l.say("%s: describe the member on the page, or stop sending it. Clients that accept documented members only will break on it.", provider)
	case check == "refusal-token":
		return l.say("%s: issue no token with a refusal. Whoever gets it may be let in without valid credentials.", provider)
	case check == "recovery":
		return l.say("%s: a single refused login must not keep the same user from logging in; if it is meant to, the page has to say so.", provider)
	case check == "expiry", check == "token-exp":
		return l.say("%s: let tokens end when the page says so, or correct the page. A token that lives longer is a risk, one that ends earlier throws users out.", provider)
	case check == "token-lifetime", check == "timestamp-lifetime":
		return l.say("%[1]s: issue tokens that live as long as the page says, or correct the page. If only this environment has a lifetime of its own, tell the tester, who sets it as %[2]s.",
			provider, screamingSnake(provider)+"_TOKEN_LIFETIME")
	case check == "media-type":
		return l.say("%s: declare the answer as application/json. Many clients read nothing else as JSON.", provider)
	case strings.HasPrefix(check, "json-"), strings.HasPrefix(check, "body-"):
		return l.say("%s: answer with exactly one complete JSON document, in UTF-8. Clients read such a body differently, or not at all.", provider)
	default:
		return ""
	}
}
