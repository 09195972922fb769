package target

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkProviderVariables refuses variables of a provider that are empty, that
// its login does not use, or that are a typing mistake away from one. Others
// that begin like a provider's are somebody else's: a shell prompt by the name
// of starship has variables of its own.
func checkProviderVariables(env *environment, providers []Provider, found *problems) {
	for _, p := range providers {
		known := p.variables()
		for _, name := range known {
			env.checkEmpty(name, found)
		}
		for _, k := range kinds {
			name := p.variable(k.variable)
			if _, set := env.values[name]; set && !p.uses(k.key) {
				found.add(name, "%s's login does not use %s", p.Name, k.words)
				known = append(known, name) // said enough
			}
		}
		env.checkNearMisses(p.variable(""), known, found)
	}
	checkBaseURLNames(env, providers, found)
}

// checkBaseURLNames refuses variables one letter off a provider's base URL: the
// run that they were to make live would pass on the mock.
func checkBaseURLNames(env *environment, providers []Provider, found *problems) {
	for _, name := range slices.Sorted(maps.Keys(env.values)) {
		if slices.ContainsFunc(providers, func(p Provider) bool { return strings.HasPrefix(name, p.variable("")) }) {
			continue // checked with that provider's own
		}
		for _, p := range providers {
			if meant := p.variable(baseURL); distance(strings.ToUpper(name), meant) <= 1 {
				found.add(name, "unknown variable; did you mean %s?", meant)
				break
			}
		}
	}
}

// unused returns, by provider, what to tell whoever sets a provider's variables
// without its base URL: they have no effect.
func unused(env *environment, providers []Provider) map[string]string {
	notices := map[string]string{}
	for _, p := range providers {
		if _, live := env.lookup(p.variable(baseURL)); live {
			continue
		}
		for _, name := range p.variables() {
			if _, set := env.lookup(name); set {
				notices[p.Name] = fmt.Sprintf("%s is set but %s is not: %s runs on the mock", name, p.variable(baseURL), p.Name)
				break
			}
		}
	}
	return notices
}

// fromEnvironment returns a target for each provider, but none for those
// without a base URL where the mode is live. It notes where their settings stand.
func (c *Config) fromEnvironment(env *environment, trusted *authorities, found *problems) []Target {
	var targets []Target
	for _, p := range c.providers {
		c.places[p.Name] = p.inEnvironment()
		_, live := env.lookup(p.variable(baseURL))
		switch {
		case live && c.Mode != ModeMock:
			d := draftFrom(env, p, found)
			c.origins[p.Name] = d.origins()
			targets = append(targets, d.build(trusted, found))
		case c.Mode != ModeLive:
			targets = append(targets, mock(p))
		}
	}
	return targets
}

func draftFrom(env *environment, p Provider, found *problems) *draft {
	d := &draft{
		name:          value{text: p.Name, shown: p.Name, where: p.variable(baseURL)},
		provider:      p,
		baseURL:       env.value(p.variable(baseURL)),
		credentials:   map[string]value{},
		tokenLifetime: env.value(p.variable(tokenLifetime)),
		probeURL:      env.value(p.variable(probeURL)),
		probeHeaders:  parseHeaders(env.value(p.variable(probeHeaders)), found),
	}
	variables := map[string]string{}
	for _, k := range kinds {
		variables[k.key] = p.variable(k.variable)
		if p.uses(k.key) {
			d.credentials[k.key] = env.value(variables[k.key])
		}
	}
	d.missing = func(kind string) string { return variables[kind] + " is not set" }
	return d
}

// value returns a variable as a piece of configuration.
func (e *environment) value(name string) value {
	text, set := e.values[name]
	if !set {
		return value{}
	}
	return value{text: text, shown: text, where: name}
}
