package target

import (
	"slices"
	"strings"
)

// kind is a kind of credential: its key, the variable it comes from and the
// words for it in errors.
type kind struct{ key, variable, words string }

var kinds = []kind{
	{"username", "USERNAME", "a user name"},
	{"password", "PASSWORD", "a password"},
	{"apiKey", "API_KEY", "an API key"},
	{"pointOfSaleID", "POINT_OF_SALE_ID", "a point-of-sale id"},
	{"profileUUID", "PROFILE_UUID", "a profile UUID"},
}

// Suffixes of the variables that every provider has beside its credentials.
const (
	baseURL       = "BASE_URL"
	tokenLifetime = "TOKEN_LIFETIME"
	probeURL      = "PROBE_URL"
	probeHeaders  = "PROBE_HEADERS"
)

// variable returns the name of the environment variable with the given suffix.
func (p Provider) variable(suffix string) string {
	return strings.ToUpper(strings.ReplaceAll(p.Name, "-", "_")) + "_" + suffix
}

// variables lists the environment variables that configure p.
func (p Provider) variables() []string {
	names := []string{p.variable(baseURL)}
	for _, k := range kinds {
		if p.uses(k.key) {
			names = append(names, p.variable(k.variable))
		}
	}
	return append(names, p.variable(tokenLifetime), p.variable(probeURL), p.variable(probeHeaders))
}

// Environment returns the variables ("NAME=value") that make p live at base, with
// credentials by kind and a probe.
func (p Provider) Environment(base string, credentials map[string]string, probe string) []string {
	out := []string{p.variable(baseURL) + "=" + base}
	for _, k := range kinds {
		if text, ok := credentials[k.key]; ok && p.uses(k.key) {
			out = append(out, p.variable(k.variable)+"="+text)
		}
	}
	return append(out, p.variable(probeURL)+"="+probe)
}

func (p Provider) uses(kind string) bool { return p.needs(kind) || slices.Contains(p.Optional, kind) }

func (p Provider) needs(kind string) bool { return slices.Contains(p.Credentials, kind) }

func names(providers []Provider) []string {
	list := make([]string, len(providers))
	for i, p := range providers {
		list[i] = p.Name
	}
	return list
}

func find(providers []Provider, name string) (Provider, bool) {
	i := slices.IndexFunc(providers, func(p Provider) bool { return p.Name == name })
	if i < 0 {
		return Provider{}, false
	}
	return providers[i], true
}
