package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"concord/internal/target"
)

// soon is from how many days before its end on a certificate is worth a remark.
const soon = 14

func (v *visit) tls(context.Context) []Check {
	_, _, secured, insecure := v.line.seen()
	switch {
	case v.base.Scheme != "https":
		return []Check{unchecked("plain http, to this machine only", "")}
	case insecure != nil && v.reach.Failure != nil:
		return []Check{v.distrusted(insecure)}
	case secured == nil && v.reach.Failure != nil:
		return []Check{v.failed(v.reach.Failure, target.KeyBaseURL)}
	case secured == nil || len(secured.PeerCertificates) == 0:
		return []Check{remark("how the connection is secured could not be seen", "run concord doctor again")}
	}
	leaf := secured.PeerCertificates[0]
	left := days(leaf.NotAfter.Sub(v.Clock.Now()))
	words := fmt.Sprintf("%s, certificate by %s, %d days left", tls.VersionName(secured.Version), authority(secured, leaf), left)
	if left < soon {
		return []Check{remark(words, "remind the partner to renew it by "+date(leaf.NotAfter)+": after that every run ends without a verdict")}
	}
	return []Check{ok(words)}
}

// authority names who signed a certificate, and whose root is trusted for it.
func authority(state *tls.ConnectionState, leaf *x509.Certificate) string {
	signed := name(leaf.Issuer)
	if len(state.VerifiedChains) > 0 {
		chain := state.VerifiedChains[0]
		if root := name(chain[len(chain)-1].Subject); root != signed {
			return fmt.Sprintf("%q (root %q)", signed, root)
		}
	}
	return fmt.Sprintf("%q", signed)
}

// distrusted says why there is no secure connection, and what to do about that.
func (v *visit) distrusted(err error) Check {
	host := v.base.Hostname()
	var unverified *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var leaf *x509.Certificate
	if errors.As(err, &unverified) && len(unverified.UnverifiedCertificates) > 0 {
		leaf = unverified.UnverifiedCertificates[0]
	}
	var invalid x509.CertificateInvalidError
	var stranger x509.UnknownAuthorityError
	var misnamed x509.HostnameError
	switch {
	case errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch):
		return trouble(host+" does not speak TLS on this port", "check the port in "+v.place(target.KeyBaseURL))
	case leaf == nil:
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return v.outOfDate(leaf)
	case errors.As(err, &misnamed):
		return trouble(fmt.Sprintf("the certificate of %s is for %s", host, quoted(leaf.DNSNames)),
			"check the host name in "+v.place(target.KeyBaseURL)+"; if it is right, ask the partner for a certificate with that name")
	case errors.As(err, &stranger) && name(leaf.Issuer) == name(leaf.Subject):
		return trouble(fmt.Sprintf("the certificate of %s is signed by itself (%q)", host, name(leaf.Subject)), trust)
	case errors.As(err, &stranger):
		return trouble(fmt.Sprintf("the certificate of %s is by %q, which this machine does not trust", host, name(leaf.Issuer)), trust)
	}
	return v.failed(v.reach.Failure, target.KeyBaseURL)
}

const trust = "if you know whose it is (the partner's own authority, or a proxy here that reads TLS), have it trusted: CONCORD_CA_FILE names a file of certificates to trust besides; if not, ask the partner, and do not go on"

// outOfDate tells a certificate that has ended from one that has not begun.
func (v *visit) outOfDate(leaf *x509.Certificate) Check {
	now := v.Clock.Now()
	if now.Before(leaf.NotBefore) {
		return trouble("the certificate begins on "+date(leaf.NotBefore)+", and it is "+date(now)+" here", "check this machine's clock, then ask the partner")
	}
	return trouble(fmt.Sprintf("the certificate ended on %s, %d days ago", date(leaf.NotAfter), days(now.Sub(leaf.NotAfter))),
		"ask the partner to renew it; if it was renewed, check this machine's clock")
}

// name is what people call a party of a certificate.
func name(n pkix.Name) string {
	words := strings.Join(n.Organization, ", ")
	switch {
	case words == "":
		return n.CommonName
	case n.CommonName == "" || n.CommonName == words:
		return words
	default:
		return words + " " + n.CommonName
	}
}

// quoted lists the first few names.
func quoted(names []string) string {
	const few = 3
	var out []string
	for _, n := range names[:min(few, len(names))] {
		out = append(out, fmt.Sprintf("%q", n))
	}
	if len(names) > few {
		out = append(out, fmt.Sprintf("%d more", len(names)-few))
	}
	if len(out) == 0 {
		return "no host name at all"
	}
	return list(out)
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }
