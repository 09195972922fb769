package fetch

import (
	"net/url"
	"strings"
)

// rule is a line of a robots.txt: a path pattern that is allowed or not.
type rule struct {
	pattern string // with "*" for anything and a "$" at the end for the end
	allow   bool
}

// maxRobots bounds what is read of a robots.txt, as RFC 9309 §2.5 allows.
const maxRobots = 500 << 10

// robotsRules returns the rules of a robots.txt (RFC 9309) for a product token:
// those of its groups, else those of the groups for "*".
func robotsRules(text, product string) []rule {
	var own, any []rule
	forOwn, forAny, inGroup, named := false, false, true, false
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent":
			if inGroup { // the rules of the last group are over
				forOwn, forAny, inGroup = false, false, false
			}
			agent, _, _ := strings.Cut(value, "/")
			forAny = forAny || agent == "*"
			if strings.EqualFold(agent, product) {
				forOwn, named = true, true
			}
		case "allow", "disallow":
			inGroup = true
			if value == "" {
				continue // it disallows nothing
			}
			r := rule{pattern: value, allow: key == "allow"}
			if forOwn {
				own = append(own, r)
			}
			if forAny {
				any = append(any, r)
			}
		}
	}
	if named {
		return own
	}
	return any
}

// Allowed says whether a robots.txt lets a product fetch a URL. The longest
// pattern that matches decides, and of two as long the one that allows.
func Allowed(robots, product string, u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	longest, allow := -1, true
	for _, r := range robotsRules(robots, product) {
		if matches(r.pattern, path) && (len(r.pattern) > longest || len(r.pattern) == longest && r.allow) {
			longest, allow = len(r.pattern), r.allow
		}
	}
	return allow
}

// matches says that a path begins as a pattern says, in linear time for each "*".
func matches(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 { // the last one stands at the end
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !whole || rest == ""
}
