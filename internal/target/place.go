package target

import (
	"cmp"
	"fmt"
)

// Keys of a target's settings, as a targets file writes them. Credentials go by
// their kind.
const (
	KeyBaseURL       = "baseURL"
	KeyTokenLifetime = "tokenLifetime"
	KeyProbeURL      = "probeURL"
	KeyProbeHeaders  = "probeHeaders"
)

// place says where the setting with a key stands, or would stand.
type place func(key string) string

// Place says where a setting of a target stands, or would if it were given: the
// name of the variable, or the key with file and line. It is for whoever tells
// people what to change.
func (c *Config) Place(t Target, key string) string {
	if at, ok := c.places[t.Name]; ok {
		return at(key)
	}
	return key
}

// Ignored lists the variables that CONCORD_MODE=mock leaves without effect: base
// URLs, and the targets file. None in any other mode.
func (c *Config) Ignored() []string { return c.ignored }

// Needed lists the variables without which a run of p is not live.
func (p Provider) Needed() []string {
	out := []string{p.variable(baseURL)}
	for _, k := range kinds {
		if p.needs(k.key) {
			out = append(out, p.variable(k.variable))
		}
	}
	return out
}

// inEnvironment names variables.
func (p Provider) inEnvironment() place {
	suffixes := map[string]string{
		KeyBaseURL: baseURL, KeyTokenLifetime: tokenLifetime, KeyProbeURL: probeURL, KeyProbeHeaders: probeHeaders,
	}
	for _, k := range kinds {
		suffixes[k.key] = k.variable
	}
	return func(key string) string { return p.variable(suffixes[key]) }
}

// inFile names keys and lines. What is not written would stand in the entry.
func (r *reader) inFile(e entry) place {
	lines := map[string]int{KeyBaseURL: e.BaseURL.line, KeyTokenLifetime: e.TokenLifetime.line, KeyProbeURL: e.ProbeURL.line}
	for kind, t := range e.Credentials.byKind() {
		lines[kind] = t.line
	}
	if headers := ordered(e.ProbeHeaders); len(headers) > 0 {
		lines[KeyProbeHeaders] = headers[0].line
	}
	return func(key string) string { return fmt.Sprintf("%s (%s)", key, r.at(cmp.Or(lines[key], e.line))) }
}

// ignored lists what is set in vain where the mode is mock.
func ignored(env *environment, providers []Provider) []string {
	var out []string
	for _, p := range providers {
		if _, set := env.lookup(p.variable(baseURL)); set {
			out = append(out, p.variable(baseURL))
		}
	}
	if _, set := env.lookup("CONCORD_TARGETS"); set {
		out = append(out, "CONCORD_TARGETS")
	}
	return out
}
