package target

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// placeholder stands for the token in a probe's URL and headers.
const placeholder = "{token}"

// checkBaseURL returns the URL without its trailing slashes.
func checkBaseURL(v value, found *problems) string {
	if !v.given() {
		return ""
	}
	problem := urlProblem(v.text)
	if problem == "" && strings.Contains(v.text, "?") {
		problem = "a base URL has no query"
	}
	if problem != "" {
		found.add(v.where, "%s%s", quotable(v.shown), problem)
	}
	return strings.TrimRight(v.text, "/")
}

// checkProbeURL returns the URL as given. Its query may hold a key.
func checkProbeURL(v value, found *problems) string {
	if !v.given() {
		return ""
	}
	problem := urlProblem(v.text) // which refuses braces in the host name
	if problem == "" && strings.ContainsAny(strings.ReplaceAll(v.text, placeholder, ""), "{}") {
		problem = "only {token} may stand in braces"
	}
	if problem != "" {
		found.add(v.where, "%s%s", quotable(v.shown), problem)
	}
	return v.text
}

// urlProblem says why text is not a URL that requests may be sent to; "" if it is.
func urlProblem(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsFunc(text, unicode.IsSpace):
		return "not a URL" // the parser's own words quote the password in it
	case u.User != nil:
		return "a URL must not hold a user name or password"
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return "not an absolute http or https URL"
	case !validPort(u):
		return "the port is not a number from 1 to 65535"
	case strings.Contains(text, "#"):
		return "a URL to send requests to has no fragment"
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "plain http is for this machine only: use https"
	default:
		return ""
	}
}

func validPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// quotable returns what of a refused URL an error may show, quoted, with a
// colon: nothing where it could hold a password, and no query.
func quotable(text string) string {
	if strings.Contains(text, "@") {
		return ""
	}
	if end := strings.IndexAny(text, "?#"); end >= 0 {
		text = text[:end] + "…"
	}
	return strconv.Quote(text) + ": "
}
