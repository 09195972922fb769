package suite

import (
	"slices"

	"concord/internal/situation"
	"concord/internal/target"
	"concord/openapi"
)

// Situations lists the situations of a contract that a target's configuration
// must help to bring about, sorted.
func Situations(doc *openapi.Document) []string {
	var out []string
	for _, r := range doc.Responses {
		for _, e := range r.Examples {
			if s, err := situation.Find(e.Situation.Name); err == nil && s.ByTarget {
				out = append(out, s.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Provider describes a contract to whoever reads configuration. A target may
// say how it brings about any situation, documented for this provider or not.
func Provider(doc *openapi.Document) target.Provider {
	p := target.Provider{Name: doc.Provider, Situations: situation.Names()}
	for _, member := range doc.Request.Schema.Properties {
		if member.Credential != "" {
			p.Credentials = append(p.Credentials, member.Credential)
		}
	}
	for _, h := range doc.Headers {
		switch {
		case h.Credential == "":
		case h.Required:
			p.Credentials = append(p.Credentials, h.Credential)
		default:
			p.Optional = append(p.Optional, h.Credential)
		}
	}
	return p
}
