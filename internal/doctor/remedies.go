package doctor

import "concord/internal/transport"

// remedy says whose a failure is, and what to do about it.
type remedy struct {
	status Status
	advice string // {url} is replaced by where the URL is set
}

// remedies has one for every kind of failure that the transport knows.
var remedies = map[string]remedy{
	transport.KindForbidden:   {Wrong, "check {url}: requests go to the configured hosts only, and in clear text only to this machine"},
	transport.KindUnsendable:  {Wrong, "check {url}, and the headers beside it, for characters that cannot be sent"},
	transport.KindLimited:     {Trouble, "wait until the time it names, and look who else logs in with this account or from this address"},
	transport.KindProxy:       {Wrong, "check host, port and credentials of the proxy (HTTPS_PROXY), or put the host into NO_PROXY"},
	transport.KindDNS:         {Trouble, "check the host name in {url} for a slip; if it is right, ask the partner whether it is known outside their own network (a VPN, an internal name server)"},
	transport.KindRefused:     {Trouble, "check host and port in {url}; if they are right, the server is down or a firewall turns us away: ask the partner"},
	transport.KindUnreachable: {Trouble, "this network knows no way there: a VPN, a route or a proxy (HTTPS_PROXY) may be missing"},
	transport.KindTLS:         {Trouble, "check the port in {url}; if it is right, send this line to the partner"},
	transport.KindReset:       {Trouble, "something cuts the connection: the server, or a firewall that does not know our address; ask the partner, with our address and the time"},
	transport.KindClosed:      {Trouble, "the server hangs up without an answer: check the port in {url}, then ask the partner, with the time"},
	transport.KindTimeout:     {Trouble, "try again later; where it stays like this, ask the partner whether our address is let in: a firewall that drops what it does not know looks like this"},
	transport.KindCanceled:    {Trouble, "it was interrupted here: run concord doctor again"},
	transport.KindMalformed:   {Trouble, "something else than a web server answers: check host and port in {url}"},
	transport.KindOversize:    {Trouble, "no login is answered at such length: check {url}, then ask the partner"},
	transport.KindUnavailable: {Trouble, "the partner's server is down, or the one behind it: try again later, then tell the partner the time"},
	transport.KindNetwork:     {Trouble, "check this machine's network and its proxy; the words before this are the system's own"},
}
