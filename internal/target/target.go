package target

import (
	"crypto/x509"
	"fmt"
	"io"
	"net/url"
	"time"

	"concord/internal/contract"
	"concord/internal/secret"
)

// Credentials holds what a login sends, by kind: username, password, apiKey,
// pointOfSaleID (a decimal integer) and profileUUID.
type Credentials map[string]secret.String

// Situation is how a target lets us provoke what a client cannot by itself:
// headers to add to the login, credentials to use in place of the target's own.
type Situation struct {
	Headers     map[string]secret.String // by canonical name
	Credentials Credentials              // only the kinds that differ
}

// Target is one place to run a provider's cases against.
type Target struct {
	secret.Hidden // the probe's URL may hold a key

	Name     string // unique in a run; a folder name and a label
	Provider string
	Mode     contract.Mode
	BaseURL  string // absolute, without a trailing slash; "" for the mock
	// Credentials has every kind that the provider requires; nil for the mock.
	Credentials   Credentials
	TokenLifetime time.Duration // of access tokens, this environment's own; 0: as documented
	// ProbeURL shows whether a token is accepted; it may contain {token}, and
	// secrets in its query. "" where there is no probe.
	ProbeURL string
	// ProbeHeaders, by canonical name, may contain {token}.
	ProbeHeaders map[string]secret.String
	Situations   map[string]Situation // by name
	// RootCAs are the certification authorities to trust; nil for the system's.
	RootCAs *x509.CertPool
}

// String names t, and shows no more of it than a report does.
func (t Target) String() string {
	return fmt.Sprintf("%s (%s, %s, %q)", t.Name, t.Provider, t.Mode, t.BaseURL)
}

// Format implements fmt.Formatter.
func (t Target) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// GomegaString implements Gomega's format.GomegaStringer.
func (t Target) GomegaString() string { return t.String() }

// Loopback reports whether requests to t stay on this machine: the mock, or a
// base URL whose host is localhost or a loopback address.
func (t Target) Loopback() bool {
	if t.Mode == contract.ModeMock {
		return true
	}
	u, err := url.Parse(t.BaseURL)
	return err == nil && isLoopback(u.Hostname())
}

// Provider is what this package must know of a provider.
type Provider struct {
	Name        string
	Credentials []string // the kinds that a login needs
	Optional    []string // the kinds that may be absent
	Situations  []string // the names that a targets file may use
}
