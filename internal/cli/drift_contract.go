package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"concord/internal/fact"
	"concord/internal/revision"
	"concord/openapi"
)

// Values of drift contract --fail-on.
const (
	failOnBreaking = "breaking"
	failOnAny      = "any"
)

func (t *tool) driftContract() *cobra.Command {
	var base, failOn string
	var asJSON bool
	c := &cobra.Command{
		Use:   "contract --base REV|DIR [provider…]",
		Short: "Compare our contracts with an earlier revision of them",
		Long: "Compare the contracts of this build with those of a git revision or a folder, and tell the changes that\n" +
			"break whoever relied on the earlier ones from the others.\n\n" +
			"Exit codes: 0 nothing breaks, 1 something does (--fail-on any: something changed), 2 usage, 3 not comparable.",
		Example: "  concord drift contract --base HEAD~1\n  concord drift contract --base ../released/openapi tapi",
		RunE: func(c *cobra.Command, names []string) error {
			switch {
			case base == "":
				return errors.New("--base: name the revision or folder to compare with")
			case failOn != failOnBreaking && failOn != failOnAny:
				return fmt.Errorf("--fail-on: %q is not one of breaking, any", failOn)
			}
			changes, err := t.contractChanges(c, base, names)
			if err != nil {
				return err
			}
			breaking := 0
			for _, change := range changes {
				if change.Breaking {
					breaking++
				}
			}
			if breaking > 0 || failOn == failOnAny && len(changes) > 0 {
				t.code = 1
			}
			if asJSON {
				return t.encode(changes)
			}
			t.tellContract(changes, breaking, base)
			return nil
		},
	}
	c.Flags().StringVar(&base, "base", "", "git revision, or folder with contracts, to compare with")
	c.Flags().StringVar(&failOn, "fail-on", failOnBreaking, "least change that is a failure: breaking or any")
	c.Flags().BoolVar(&asJSON, "json", false, "print the changes as JSON")
	return c
}

func (t *tool) contractChanges(c *cobra.Command, base string, names []string) ([]revision.Change, error) {
	now, err := revision.Read(openapi.Files)
	if err != nil {
		return nil, err
	}
	was, err := revision.Base(c.Context(), base)
	if err != nil {
		return nil, &failure{err: fmt.Errorf("--base: %w", err), code: exitInconclusive}
	}
	if len(names) > 0 {
		for _, name := range names {
			if was[name] == nil && now[name] == nil {
				return nil, fmt.Errorf("%q has no contract, neither now nor in %s", name, base)
			}
		}
		unnamed := func(p string, _ []byte) bool { return !slices.Contains(names, p) }
		maps.DeleteFunc(now, unnamed)
		maps.DeleteFunc(was, unnamed)
	}
	changes, err := revision.Compare(was, now)
	if err != nil {
		return nil, &failure{err: err, code: exitInconclusive}
	}
	return changes, nil
}

// tellContract prints changes for people.
func (t *tool) tellContract(changes []revision.Change, breaking int, base string) {
	for i, change := range changes {
		if i == 0 || changes[i-1].Provider != change.Provider {
			fmt.Fprintf(t.stdout, "%s\n", change.Provider)
		}
		kind := "compatible"
		if change.Breaking {
			kind = "breaking"
		}
		where := ""
		if change.Line > 0 {
			where = fmt.Sprintf("  (openapi/%s.yaml:%d)", change.Provider, change.Line)
		}
		fmt.Fprintf(t.stdout, "  %-10s  %s%s  [%s]\n", kind, fact.Visible(change.Text), where, change.Rule)
	}
	if len(changes) > 0 {
		fmt.Fprintln(t.stdout)
	}
	if len(changes) == 0 {
		fmt.Fprintf(t.stdout, "the contracts promise what they promised at %s\n", base)
		return
	}
	fmt.Fprintf(t.stdout, "changes since %s: %d, breaking: %d\n", base, len(changes), breaking)
}
