// Package revision compares the contracts with an earlier revision of them, and
// tells changes that break whoever relied on the earlier one from others. What
// OpenAPI knows is classified by oasdiff; what our extensions promise (lifetimes,
// situations and the like) is compared here.
package revision

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"concord/openapi"
)

// Change is a difference between two revisions of a contract.
type Change struct {
	Provider string `json:"provider"`
	Breaking bool   `json:"breaking"`
	// Rule is the id of oasdiff's rule, or of ours: contract-added,
	// contract-removed, and promise-added, promise-changed, promise-removed.
	Rule string `json:"rule"`
	Text string `json:"text"`
	Line int    `json:"line,omitempty"` // in the present document; 0 where it says nothing
}

// Compare compares two sets of contract documents, each by provider. A document
// that cannot be read is an error: what it says cannot be compared.
func Compare(base, now map[string][]byte) ([]Change, error) {
	out := []Change{}
	for _, provider := range providers(base, now) {
		old, was := base[provider]
		data, is := now[provider]
		switch {
		case !was:
			out = append(out, Change{Provider: provider, Rule: "contract-added", Text: "there was no contract"})
		case !is:
			out = append(out, Change{Provider: provider, Breaking: true, Rule: "contract-removed", Text: "there is no contract any more"})
		default:
			changes, err := compare(provider, old, data)
			if err != nil {
				return nil, err
			}
			out = append(out, changes...)
		}
	}
	return out, nil
}

func providers(a, b map[string][]byte) []string {
	both := map[string][]byte{}
	maps.Copy(both, a)
	maps.Copy(both, b)
	return slices.Sorted(maps.Keys(both))
}

// compare compares two revisions of one document. Both must be of our profile,
// which refuses what oasdiff overlooks: a required member that is no property.
func compare(provider string, old, now []byte) ([]Change, error) {
	file := "openapi/" + provider + ".yaml"
	was, err := openapi.Read(file, old)
	if err != nil {
		return nil, fmt.Errorf("reading the earlier revision: %w", err)
	}
	is, err := openapi.Read(file, now)
	if err != nil {
		return nil, err
	}
	out, err := classified(file, old, now)
	if err != nil {
		return nil, err
	}
	out = append(out, promised(was, is)...)
	for i := range out {
		out[i].Provider = provider
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		if a.Breaking != b.Breaking {
			if a.Breaking {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Line, b.Line)
	})
	return out, nil
}
