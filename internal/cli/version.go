package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"concord/internal/run"
)

func (t *tool) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			tool := run.Tool()
			_, err := fmt.Fprintf(t.stdout, "concord %s (commit %s, %s)\n", tool.Version, tool.Commit, runtime.Version())
			return err
		},
	}
}
