package target

import (
	"fmt"
	"strings"
)

// fromFile returns the targets of a targets file, and notes where their settings
// stand.
func (c *Config) fromFile(env *environment, trusted *authorities, found *problems) []Target {
	data, err := trusted.read(c.file)
	if err != nil {
		found.add("CONCORD_TARGETS", "cannot read the targets file: %w", err)
		return nil
	}
	entries, err := parseFile(c.file, data)
	if err != nil {
		found.join(err)
		return nil
	}
	r := &reader{file: c.file, env: env, providers: c.providers, found: found, names: map[string]int{}}
	var targets []Target
	for _, e := range entries {
		if d := r.draft(e); d != nil {
			c.places[d.name.text], c.origins[d.name.text] = r.inFile(e), d.origins()
			targets = append(targets, d.build(trusted, found))
		}
	}
	return targets
}

// reader turns the entries of one file into drafts.
type reader struct {
	file      string
	env       *environment
	providers []Provider
	found     *problems
	names     map[string]int // name → line
}

// draft returns nil for an entry that names no known provider: nothing else in
// it can be judged then.
func (r *reader) draft(e entry) *draft {
	name, provider := r.required(e, "name", e.Name), r.required(e, "provider", e.Provider)
	p, known := find(r.providers, provider.text)
	if provider.given() && !known {
		r.found.add(provider.where, "unknown provider %q (known: %s)", provider.shown, strings.Join(names(r.providers), ", "))
	}
	r.checkName(e, name, provider.text)
	if !known {
		return nil
	}
	return &draft{
		name:          name,
		provider:      p,
		baseURL:       r.required(e, "baseURL", e.BaseURL),
		credentials:   r.credentials(e.Credentials),
		tokenLifetime: r.value("tokenLifetime", e.TokenLifetime),
		probeURL:      r.value("probeURL", e.ProbeURL),
		probeHeaders:  r.headers(e.ProbeHeaders),
		caFile:        r.value("caFile", e.CAFile),
		situations:    r.situations(e.Situations),
		missing: func(kind string) string {
			return fmt.Sprintf("%s: key %q is missing from the credentials of target %q", r.at(e.line), kind, e.Name.written)
		},
	}
}

func (r *reader) checkName(e entry, name value, provider string) {
	if !name.given() {
		return
	}
	checkName(name, provider, r.providers, r.found)
	if line, taken := r.names[name.text]; taken {
		r.found.add(name.where, "duplicate target name %q (first on line %d)", name.shown, line)
		return
	}
	r.names[name.text] = e.Name.line
}

func (r *reader) at(line int) string { return fmt.Sprintf("%s:%d", r.file, line) }

// value expands a scalar that stands under key. Absent ones stay absent; an
// empty one is a mistake.
func (r *reader) value(key string, t text) value {
	if t.line == 0 {
		return value{}
	}
	where := fmt.Sprintf("%s: key %q", r.at(t.line), key)
	expanded, wrong := expand(t.written, r.env)
	for _, mistake := range wrong {
		r.found.add(where, "%w", mistake)
	}
	if t.written == "" {
		r.found.add(where, "is empty")
	}
	if len(wrong) > 0 {
		return value{where: where}
	}
	return value{text: expanded, shown: t.written, where: where}
}

func (r *reader) required(e entry, key string, t text) value {
	if t.line == 0 {
		r.found.add(r.at(e.line), "key %q is missing", key)
	}
	return r.value(key, t)
}

// credentials holds every kind that is written, so that one with a mistake in
// it is not also called missing.
func (r *reader) credentials(c credentialsEntry) map[string]value {
	written := c.byKind()
	values := map[string]value{}
	for _, k := range kinds {
		if t := written[k.key]; t.line != 0 {
			values[k.key] = r.value(k.key, t)
		}
	}
	return values
}

func (r *reader) headers(mapping map[text]text) []header {
	var headers []header
	for _, name := range ordered(mapping) {
		key := header{name: value{text: name.written, shown: name.written}, text: r.value(name.written, mapping[name])}
		key.name.where = fmt.Sprintf("%s: headers", r.at(name.line))
		headers = append(headers, key)
	}
	return headers
}

func (r *reader) situations(mapping map[text]situationEntry) []situationDraft {
	var drafts []situationDraft
	for _, name := range ordered(mapping) {
		drafts = append(drafts, situationDraft{
			name:        value{text: name.written, shown: name.written, where: fmt.Sprintf("%s: key %q", r.at(name.line), "situations")},
			headers:     r.headers(mapping[name].Headers),
			credentials: r.credentials(mapping[name].Credentials),
		})
	}
	return drafts
}
