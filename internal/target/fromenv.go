package target

// checkProviderVariables refuses variables that begin like a provider's and
// are not, or are empty.
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
		env.checkNames(p.variable(""), known, found)
	}
}

// fromEnvironment returns a target for each provider, but none for those
// without a base URL where the mode is live.
func fromEnvironment(env *environment, mode string, providers []Provider, found *problems) []Target {
	var targets []Target
	for _, p := range providers {
		_, live := env.lookup(p.variable(baseURL))
		switch {
		case live && mode != ModeMock:
			targets = append(targets, draftFrom(env, p, found).build(found))
		case mode != ModeLive:
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
