package cli

import "github.com/spf13/cobra"

// drift groups the comparisons with what was before.
func (t *tool) drift() *cobra.Command {
	c := &cobra.Command{
		Use:   "drift",
		Short: "Compare with what was before: the live API, the page, our contract",
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
		Args:  noArguments,
	}
	c.AddCommand(t.driftLive())
	return c
}
