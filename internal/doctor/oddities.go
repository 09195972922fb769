package doctor

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"concord/internal/judge"
	"concord/internal/secret"
	"concord/internal/target"
)

// oddities lists what is looked at in the settings of a live target, without
// asking it. A check is one row: the name is added to what look returns, nothing
// where there is nothing to say.
var oddities = []struct {
	name string
	look func(*visit) []Check
}{
	{"base URL", loginInBase},
	{"base URL", production},
	{"pace", unpaced},
	{"proxy", proxied},
	{"secrets", short},
	{"secrets", alike},
	{"secrets", spaced},
	{"header", withheld},
	{"lifetime", lifetime},
	{"waiting", tooShort},
	{"cases", skipped},
}

func loginInBase(v *visit) []Check {
	path := strings.TrimRight(v.doc.Path, "/")
	if !strings.HasSuffix(v.base.Path, path) {
		return nil
	}
	return []Check{remark(fmt.Sprintf("%s ends in %s, which is added to it: logins go to %s%s", v.place(target.KeyBaseURL), path, v.base.Path, v.doc.Path),
		"leave the login's path out of it, unless the partner's really is there twice")}
}

var productive = regexp.MustCompile(`(?i)(^|[.-])(prod|prd|production|live)([.-]|$)`)

func production(v *visit) []Check {
	if !productive.MatchString(v.base.Hostname()) {
		return nil
	}
	return []Check{remark(v.base.Hostname()+" sounds like production", "a run makes refused logins: point "+v.place(target.KeyBaseURL)+" at a staging system unless the partner has agreed")}
}

func unpaced(v *visit) []Check {
	if !v.Config.RateSet || v.Config.Rate != 0 || v.s.Target.Loopback() {
		return nil
	}
	return []Check{remark("CONCORD_RATE=0 sends requests to "+v.base.Hostname()+" as fast as they are answered", "unset it, for one a second, unless the partner has agreed")}
}

func proxied(v *visit) []Check {
	if v.proxy == nil {
		return nil
	}
	return []Check{remark("requests to "+v.base.Hostname()+" go through the proxy "+v.proxy.Host+" (HTTPS_PROXY)", "if they should not, put "+v.base.Hostname()+" into NO_PROXY")}
}

func short(v *visit) []Check {
	var names []string
	for _, kind := range target.SecretKinds {
		if c := v.s.Target.Credentials[kind]; !c.IsZero() && c.Len() < secret.MinScrub {
			names = append(names, v.place(kind))
		}
	}
	if names == nil {
		return nil
	}
	return []Check{remark(fmt.Sprintf("less than %d bytes in %s: hidden in the place of a credential, but not looked for in other words of answers and reports", secret.MinScrub, list(names)),
		"ask the partner for a longer one; until then read a report before you pass it on")}
}

func alike(v *visit) []Check {
	c := v.s.Target.Credentials
	if c["username"].IsZero() || !c["username"].Equal(c["password"]) {
		return nil
	}
	return []Check{remark(list(v.places([]string{"username", "password"}))+" have the same value", "check that neither was pasted twice")}
}

func spaced(v *visit) []Check {
	var names []string
	for _, kind := range slices.Sorted(maps.Keys(v.s.Target.Credentials)) {
		if text := v.s.Target.Credentials[kind].Reveal(); strings.TrimSpace(text) != text {
			names = append(names, v.place(kind))
		}
	}
	if names == nil {
		return nil
	}
	return []Check{remark("white space at the beginning or the end of "+list(names), "remove it, unless it is really part of the value")}
}

// withheld finds documented headers that are sent only where they are configured.
func withheld(v *visit) []Check {
	var out []Check
	for _, h := range v.doc.Headers {
		if h.Credential != "" && v.s.Target.Credentials[h.Credential].IsZero() {
			out = append(out, remark("the documented header "+h.Name+" is not sent: "+v.place(h.Credential)+" is not set", "set it if the partner gave you one"))
		}
	}
	return out
}

// documented is the life of access tokens by the document, 0 where it has none.
func (v *visit) documented() time.Duration { return v.doc.Access().Token.Lifetime.Is }

func lifetime(v *visit) []Check {
	own, name := v.s.Target.TokenLifetime, v.place(target.KeyTokenLifetime)
	switch {
	case own == 0:
		return nil
	case own == v.documented():
		return []Check{remark(fmt.Sprintf("%s is %s, as documented", name, span(own)), "unset it: without it the document's own words are judged")}
	case v.documented() == 0:
		return []Check{remark(fmt.Sprintf("%s is %s; the document states no lifetime", name, span(own)), "leave it only if this environment's tokens live so long by agreement")}
	default:
		return []Check{remark(fmt.Sprintf("%s is %s, and the document says %s: tokens are judged by the former", name, span(own), span(v.documented())),
			"leave it only if this environment is meant to differ from the document")}
	}
}

// endMargin is about how long after a token's end it is watched.
const endMargin = 5 * time.Second

// tooShort finds a wait in which no token ends.
func tooShort(v *visit) []Check {
	life := v.documented()
	if own := v.s.Target.TokenLifetime; own > 0 {
		life = own
	}
	needed := life + endMargin
	if v.s.Target.ProbeURL == "" || life == 0 || v.Config.MaxWait >= needed {
		return nil
	}
	return []Check{unchecked(fmt.Sprintf("CONCORD_MAX_WAIT is %s, and tokens live for %s: their end is not waited for, and the cases labelled expiry are skipped", span(v.Config.MaxWait), span(life)),
		fmt.Sprintf("set CONCORD_MAX_WAIT=%s or longer to watch them end", span(needed)))}
}

// span writes a duration without the zeros at its end, as people set one.
func span(d time.Duration) string {
	text := d.String()
	if d%time.Minute == 0 && d != 0 {
		text = strings.TrimSuffix(text, "0s")
	}
	if d%time.Hour == 0 && d != 0 {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// skipped lists the cases that a run would skip for want of something, by reason.
func skipped(v *visit) []Check {
	var reasons []string
	cases := map[string][]string{}
	for _, c := range v.s.Cases() {
		if c.Kind == judge.Expiry && v.s.Target.ProbeURL != "" {
			continue // why its end is not waited for is said of CONCORD_MAX_WAIT
		}
		if reason := v.s.Forbidden(c); reason != "" {
			if cases[reason] == nil {
				reasons = append(reasons, reason)
			}
			cases[reason] = append(cases[reason], c.ID)
		}
	}
	var out []Check
	for _, reason := range reasons {
		out = append(out, unchecked(list(cases[reason])+" will be skipped: "+reason, ""))
	}
	return out
}
