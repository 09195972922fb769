package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"concord/internal/history"
	"concord/internal/notify"
)

func (t *tool) notify() *cobra.Command {
	var to []string
	c := &cobra.Command{
		Use:   "notify FILE…",
		Short: "Send the notices that drift live wrote to a file",
		Long: "Send the notices in files of drift live --notify json=FILE (- for standard input) to where --to says.\n" +
			"So the job that may write issues needs no credentials of a partner, and the one that has them may\n" +
			"write nothing.",
		Example: "  concord notify notices.json --to github=owner/name\n  concord notify notices.json --to slack=env:SLACK_WEBHOOK_URL",
		RunE: func(c *cobra.Command, files []string) error {
			if len(files) == 0 || len(to) == 0 {
				return errors.New("notify takes files of notices, and --to, where they go")
			}
			sinks, err := t.sinks(to, nil)
			if err != nil {
				return err
			}
			var all []history.Notice
			for _, name := range files {
				notices, err := t.readNotices(name)
				if err != nil {
					return err
				}
				all = append(all, notices...)
			}
			if err := send(c.Context(), sinks, all); err != nil {
				return &failure{err: err, code: exitInconclusive}
			}
			return nil
		},
	}
	c.Flags().StringArrayVar(&to, "to", nil, "where the notices go, as KIND=WHERE; may be given several times")
	return c
}

func (t *tool) readNotices(name string) ([]history.Notice, error) {
	in, err := t.input(name, "notices")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	notices, err := notify.Read(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return notices, nil
}
