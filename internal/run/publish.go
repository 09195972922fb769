package run

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"concord/internal/contract"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/reports"
)

// Span is when the cases of one target ran.
type Span struct{ Started, Finished time.Time }

// Prepare makes sure that results can be written, before the first request, and
// clears away what killed runs left half written.
func (r *Run) Prepare() error {
	folder := r.Config.Reports
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("CONCORD_REPORTS: making the reports folder: %w", err)
	}
	f, err := os.CreateTemp(folder, ".concord-*")
	if err != nil {
		return fmt.Errorf("CONCORD_REPORTS: writing to the reports folder: %w", err)
	}
	_ = f.Close() // nothing was written to it
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("CONCORD_REPORTS: writing to the reports folder: %w", err)
	}
	for _, s := range r.Suites {
		reports.Sweep(r.Folder(s), time.Now())
	}
	return nil
}

// Publish judges the observations of one target and writes its artifacts, scanned
// for the secrets of all targets. The results are returned as they were published:
// where an artifact could not be, they say so and are inconclusive.
func (r *Run) Publish(s *suite.Suite, filter string, span Span, observations []contract.Observation) (contract.Results, error) {
	results, err := r.publish(s, filter, span, observations)
	r.remember(s, results)
	return results, err
}

func (r *Run) publish(s *suite.Suite, filter string, span Span, observations []contract.Observation, trouble ...string) (contract.Results, error) {
	suite.Sort(s.Book, observations)
	s.Scrub(observations)
	selection := contract.Selection{Filter: filter, Complete: len(observations) == len(s.Cases())}
	head := s.Head(r.ID, r.Tool, selection, span.Started, span.Finished)
	head.Trouble = trouble
	results, err := suite.Judge(s.Book, head, observations)
	if err != nil {
		return contract.Results{Run: head, Verdict: contract.Inconclusive}, fmt.Errorf("judging %s: %w", s.Target.Name, err)
	}
	return reports.Publish(r.Folder(s), results, observations, r.scan(s))
}

// Folder is where a target's artifacts go.
func (r *Run) Folder(s *suite.Suite) string { return filepath.Join(r.Config.Reports, s.Target.Name) }

// Reports returns the folder of all artifacts as a person would write it:
// relative where it is below the root.
func (r *Run) Reports() string { return shown(r.root, r.Config.Reports) }

func shown(root, folder string) string {
	if relative, err := filepath.Rel(root, folder); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return folder
}

// Older is for a run that ends before its first case: it returns a line that
// says that the results in the reports folder are of an earlier run, "" where
// there are none. They stay: a slip in a filter must not cost anybody a report.
func Older(environ []string, root string) string {
	folder := target.ReportsFolder(environ)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(root, folder)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "" // nothing there that could be taken for new
	}
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(folder, e.Name(), "results.json")); err == nil {
			return shown(root, folder) + " was not written; what is there is older"
		}
	}
	return ""
}
