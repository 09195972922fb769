package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// drift is the parent of the commands that look for drift.
func (t *tool) drift() *cobra.Command {
	c := &cobra.Command{
		Use:   "drift",
		Short: "Find what has drifted: the live API, a provider's page, or our contract",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q (see %s --help)", args[0], c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(t.driftLive(), t.driftDocs(), t.driftContract())
	return c
}
