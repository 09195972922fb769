package transport

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// HostPort returns the host and port that u is asked at, lower case, the port
// of the scheme filled in: the form of Options.Allowed.
func HostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// forbidden says why a request may not be sent at all.
type forbidden struct{ reason string }

func (f forbidden) Error() string { return f.reason }

// unsendable says why a request cannot be put on the wire.
type unsendable struct{ reason string }

func (u unsendable) Error() string { return u.reason }

func allowList(hosts []string) map[string]bool {
	allowed := map[string]bool{}
	for _, h := range hosts {
		allowed[strings.ToLower(h)] = true
	}
	return allowed
}

// permit refuses what is not http or https to an allowed host, and http to any
// but this machine.
func (c *Client) permit(u *url.URL) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return forbidden{fmt.Sprintf("the scheme %q is neither https nor http", u.Scheme)}
	case u.User != nil:
		return forbidden{"the URL holds credentials"}
	case !c.allowed[HostPort(u)]:
		return forbidden{fmt.Sprintf("the host %q is not one of this target's", HostPort(u))}
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return forbidden{fmt.Sprintf("plain http is for this machine only, not for %q", u.Hostname())}
	default:
		return nil
	}
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
