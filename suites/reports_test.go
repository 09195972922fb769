package suites_test

import (
	"encoding/json"
	"errors"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"
)

// asked are the reports of Ginkgo's own that its flags ask for.
var asked types.ReporterConfig

// ownReports has us write those reports, in Ginkgo's place: they hold what failed
// specs said, in which a secret may stand that nobody knew for one at the time.
func ownReports(config types.ReporterConfig) types.ReporterConfig {
	asked = config
	config.JSONReport, config.GoJSONReport, config.JUnitReport, config.TeamcityReport = "", "", "", ""
	return config
}

// writeReports writes the reports that were asked for, scrubbed with all that is
// known at the end of the run, and without what specs handed to us.
func writeReports(report Report) {
	formats := []struct {
		file  string
		write func(Report, string) error
	}{
		{asked.JSONReport, reporters.GenerateJSONReport},
		{asked.GoJSONReport, reporters.GenerateGoTestJSONReport},
		{asked.JUnitReport, reporters.GenerateJUnitReport},
		{asked.TeamcityReport, reporters.GenerateTeamcityReport},
	}
	var errs []error
	for _, f := range formats {
		if f.file == "" {
			continue
		}
		clean, err := scrubbed(report)
		if err == nil {
			err = f.write(clean, f.file)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("writing %s: %w", f.file, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		Fail(current.Scrub(err.Error()))
	}
}

// scrubbed returns a copy of a report without secrets and outcomes.
func scrubbed(report Report) (Report, error) {
	var clean Report
	data, err := json.Marshal(report)
	if err == nil {
		err = json.Unmarshal([]byte(current.Scrub(string(data))), &clean)
	}
	for i := range clean.SpecReports {
		spec := &clean.SpecReports[i]
		kept := types.ReportEntries{}
		for _, entry := range spec.ReportEntries {
			if entry.Name != outcomeEntry {
				kept = append(kept, entry)
			}
		}
		spec.ReportEntries = kept
	}
	return clean, err
}
