package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"concord/internal/doctor"
	"concord/internal/run"
)

func (t *tool) doctor() *cobra.Command {
	var offline, noLogin, asJSON bool
	c := &cobra.Command{
		Use:   "doctor [provider or target…]",
		Short: "Say what is wrong with the set-up of a live run, and what to do",
		Long: "Look at settings, DNS, connection, TLS, clock and probe of the named providers or targets (all\n" +
			"without a name), and log in once at each that is live. Every line says what to do.\n\n" +
			"Exit codes: 0 all well (remarks allowed), 2 configuration or credentials, 3 network or partner.",
		Example: "  concord doctor\n  concord doctor tapi --no-login",
		RunE: func(c *cobra.Command, names []string) error {
			if offline && noLogin {
				return errors.New("--offline and --no-login exclude each other: --offline sends nothing at all")
			}
			console := &doctor.Console{W: t.stdout}
			o := doctor.Options{Offline: offline, NoLogin: noLogin, Listener: console}
			if asJSON {
				o.Listener = nil
			}
			report, err := t.examine(c, names, o)
			if err != nil {
				return err
			}
			t.code = report.ExitCode
			if asJSON {
				return t.encode(report)
			}
			console.Conclude(report)
			return nil
		},
	}
	c.Flags().BoolVar(&offline, "offline", false, "look at the settings only, send nothing")
	c.Flags().BoolVar(&noLogin, "no-login", false, "send no credentials")
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

// examine looks at the targets named. A mistake in the configuration is a line of
// the report, one in the command line an error.
func (t *tool) examine(c *cobra.Command, names []string, o doctor.Options) (doctor.Report, error) {
	here, err := os.Getwd()
	if err != nil {
		return doctor.Report{}, fmt.Errorf("finding the working directory: %w", err)
	}
	r, err := run.Open(t.environ, here, nil)
	if err != nil {
		return doctor.Mistaken(err, o.Listener), nil
	}
	defer r.Close()
	selected, err := r.Select(names, "")
	if err != nil {
		return doctor.Report{}, err
	}
	o.Config = r.Config
	for _, s := range r.Suites {
		if _, chosen := selected[s]; chosen {
			o.Suites = append(o.Suites, s)
		}
	}
	return doctor.Examine(c.Context(), o), nil
}
