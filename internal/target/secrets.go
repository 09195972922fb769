package target

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"concord/internal/secret"
)

// Secret is a configured value that nothing may show.
type Secret struct {
	Label string // the kind of credential, or the name of the header or parameter
	// Where says where it is configured, as errors do: a variable, or file, line
	// and key. "" for a target that was not configured.
	Where string
	Value secret.String

	field string // of the target
}

// SecretKinds are the credentials that are secrets. A user name is masked where it
// stands as a credential, a point of sale is public.
var SecretKinds = []string{"password", "apiKey", "profileUUID"}

// Secrets returns the secrets of t, in a fixed order: credentials, those of the
// situations, headers and parameters that carry a secret by their name. Of a
// header also the parts that a server may repeat: credentials without their
// scheme, the password of basic authentication, single cookies.
func (t Target) Secrets() []Secret {
	out := credentialSecrets("", t.Credentials)
	for _, name := range slices.Sorted(maps.Keys(t.Situations)) {
		field := "situations/" + name + "/"
		out = append(out, credentialSecrets(field, t.Situations[name].Credentials)...)
		out = append(out, headerSecrets(field, t.Situations[name].Headers)...)
	}
	out = append(out, headerSecrets(probeHeaders+"/", t.ProbeHeaders)...)
	return append(out, querySecrets(t.ProbeURL)...)
}

func credentialSecrets(field string, c Credentials) []Secret {
	var out []Secret
	for _, kind := range SecretKinds {
		if value := c[kind]; !value.IsZero() {
			out = append(out, Secret{Label: kind, Value: value, field: field + kind})
		}
	}
	return out
}

func headerSecrets(field string, headers map[string]secret.String) []Secret {
	var out []Secret
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if !Confidential(name) {
			continue // masked where it stands: "application/json" is in every answer
		}
		for _, text := range parts(name, headers[name].Reveal()) {
			if !strings.Contains(text, placeholder) {
				out = append(out, Secret{Label: name, Value: secret.New(text), field: field + name})
			}
		}
	}
	return out
}

// parts returns the value of a header and what in it is a secret by itself.
func parts(name, text string) []string {
	out := []string{text}
	switch {
	case strings.EqualFold(name, "Cookie"):
		cookies, _ := http.ParseCookie(text) // none where it is something else
		for _, c := range cookies {
			out = append(out, c.Value)
		}
	case strings.HasSuffix(strings.ToLower(name), "authorization"):
		scheme, credentials, _ := strings.Cut(text, " ")
		out = append(out, strings.TrimSpace(credentials))
		if pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(credentials)); err == nil && strings.EqualFold(scheme, "basic") {
			_, password, _ := strings.Cut(string(pair), ":")
			out = append(out, password)
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func querySecrets(address string) []Secret {
	u, err := url.Parse(address)
	if err != nil {
		return nil // refused before
	}
	var out []Secret
	query := u.Query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, text := range query[name] {
			if Confidential(name) && text != "" && !strings.Contains(text, placeholder) {
				out = append(out, Secret{Label: name, Value: secret.New(text), field: probeURL})
			}
		}
	}
	return out
}

// Confidential tells whether a header or a parameter carries a secret, by its name.
func Confidential(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(
		[]string{"auth", "cookie", "credential", "key", "pass", "secret", "session", "signature", "token"},
		func(word string) bool { return strings.Contains(name, word) })
}

// Secrets returns those of t, one of the targets of c, with the origins where they
// are configured.
func (c *Config) Secrets(t Target) []Secret {
	out := t.Secrets()
	for i := range out {
		out[i].Where = c.origins[t.Name][out[i].field]
	}
	return out
}

// origins says where the values of a target's fields were found.
type origins map[string]string

func (d *draft) origins() origins {
	out := origins{probeURL: d.probeURL.where}
	add := func(field string, credentials map[string]value, headers []header) {
		for kind, v := range credentials {
			out[field+kind] = v.where
		}
		for _, h := range headers {
			out[field+http.CanonicalHeaderKey(h.name.text)] = h.text.where
		}
	}
	add("", d.credentials, nil)
	add(probeHeaders+"/", nil, d.probeHeaders)
	for _, s := range d.situations {
		add("situations/"+s.name.text+"/", s.credentials, s.headers)
	}
	return out
}

// Hint says, of a secret too short to be looked for in text, what that means.
func (s Secret) Hint() string {
	return fmt.Sprintf("%s: the value has fewer than %d bytes: it is replaced where it stands, but not looked for in what a server answers", s.Where, secret.MinScrub)
}
