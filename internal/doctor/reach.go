package doctor

import (
	"context"
	"fmt"
	"net"
	"time"

	"concord/internal/judge"
	"concord/internal/target"
)

// address, connection, tls and answer are the stages of the first request: what
// it failed at belongs to the first stage that it did not pass.

func (v *visit) address(context.Context) []Check {
	addresses, remote, _, _ := v.line.seen()
	host := v.base.Hostname()
	switch {
	case v.proxy != nil && len(addresses)+len(remote) > 0:
		return []Check{ok("left to the proxy " + v.proxy.Host)}
	case net.ParseIP(host) != nil:
		return []Check{ok(host + " is an address already")}
	case len(addresses) > 0:
		return []Check{ok(host + " is " + list(addresses))}
	case v.reach.Failure != nil:
		return []Check{v.failed(v.reach.Failure, target.KeyBaseURL)}
	default: // a name that the resolver did not have to ask for
		return []Check{ok(host + " is known")}
	}
}

func (v *visit) connection(context.Context) []Check {
	_, remote, _, _ := v.line.seen()
	switch {
	case remote == "" && v.reach.Failure != nil:
		return []Check{v.failed(v.reach.Failure, target.KeyBaseURL)}
	case v.proxy != nil:
		return []Check{ok("through the proxy " + v.proxy.Host + " (" + remote + ")")}
	default:
		return []Check{ok(remote + " accepts it")}
	}
}

// answer wants anything that is HTTP, whatever its status: nobody knows what is
// at the root of the host.
func (v *visit) answer(context.Context) []Check {
	if r := v.reach.Response; r != nil {
		return []Check{ok(fmt.Sprintf("%s; HEAD / is answered with %d", r.Proto, r.Status))}
	}
	return []Check{v.failed(v.reach.Failure, target.KeyBaseURL)}
}

// farOff is from where a clock's offset is worth a remark, beyond its error.
const farOff = 5 * time.Second

func (v *visit) clock(context.Context) []Check {
	offset, within, dated := judge.Offset(v.reach)
	if !dated {
		return []Check{remark("the server does not say its time (no usable Date header)",
			"nothing to mend here: how long a token lives is judged by the times in the token itself, and skipped where it has none")}
	}
	words := fmt.Sprintf("the server's clock is %s ours, to within %s", apart(offset), seconds(within))
	if offset.Abs() <= farOff+within {
		return []Check{ok(words)}
	}
	return []Check{remark(words, fmt.Sprintf("compare this machine's clock (%s) with a clock you trust; if ours is right, tell the partner: a run goes by the server's clock and calls it no deviation",
		v.Clock.Now().UTC().Format("15:04:05 UTC")))}
}

// apart words an offset of the server's clock.
func apart(offset time.Duration) string {
	if offset < 0 {
		return seconds(-offset) + " behind"
	}
	return seconds(offset) + " ahead of"
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
