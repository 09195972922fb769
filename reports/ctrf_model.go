package reports

import "concord/internal/contract"

// The types below are what we fill of CTRF; its schema has more.

type ctrfReport struct {
	ReportFormat string      `json:"reportFormat"`
	SpecVersion  string      `json:"specVersion"`
	RunID        string      `json:"runId,omitempty"`
	Timestamp    string      `json:"timestamp"`
	GeneratedBy  string      `json:"generatedBy"`
	Results      ctrfResults `json:"results"`
}

type ctrfResults struct {
	Tool        ctrfTool        `json:"tool"`
	Summary     ctrfSummary     `json:"summary"`
	Tests       []ctrfTest      `json:"tests"`
	Environment ctrfEnvironment `json:"environment"`
	Extra       ctrfRun         `json:"extra"`
}

type ctrfTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// ctrfSummary counts tests; start and stop are in milliseconds since 1970.
type ctrfSummary struct {
	Tests    int   `json:"tests"`
	Passed   int   `json:"passed"`
	Failed   int   `json:"failed"`
	Skipped  int   `json:"skipped"`
	Pending  int   `json:"pending"`
	Other    int   `json:"other"`
	Flaky    int   `json:"flaky"`
	Suites   int   `json:"suites"`
	Start    int64 `json:"start"`
	Stop     int64 `json:"stop"`
	Duration int64 `json:"duration"` // ms
}

type ctrfTest struct {
	TestID    string          `json:"testId,omitempty"`
	Name      string          `json:"name"`
	Suite     []string        `json:"suite"`
	Status    string          `json:"status"`
	RawStatus string          `json:"rawStatus"`
	Duration  int64           `json:"duration"` // ms
	Message   string          `json:"message,omitempty"`
	Trace     string          `json:"trace,omitempty"`
	Tags      []string        `json:"tags,omitempty"`
	Labels    map[string]any  `json:"labels,omitempty"`
	Flaky     bool            `json:"flaky,omitempty"`
	Retries   int             `json:"retries,omitempty"`
	Attempts  []ctrfAttempt   `json:"retryAttempts,omitempty"`
	Extra     *ctrfTestDetail `json:"extra,omitempty"`
}

type ctrfAttempt struct {
	Attempt int    `json:"attempt"`
	Status  string `json:"status"`
	Message string `json:"message,omitempty"`
	Start   int64  `json:"start"` // ms since 1970
}

type ctrfTestDetail struct {
	Findings []contract.Finding `json:"findings"`
}

type ctrfEnvironment struct {
	ReportName      string          `json:"reportName"`
	AppName         string          `json:"appName"`
	TestEnvironment string          `json:"testEnvironment"`
	Commit          string          `json:"commit,omitempty"`
	Extra           ctrfTargetFacts `json:"extra"`
}

type ctrfTargetFacts struct {
	Mode    contract.Mode   `json:"mode"`
	BaseURL string          `json:"baseURL"`
	Source  contract.Source `json:"source"`
}

type ctrfRun struct {
	Verdict   contract.Verdict   `json:"verdict"`
	Selection contract.Selection `json:"selection"`
	Requests  int                `json:"requests"`
	Trouble   []string           `json:"trouble,omitempty"`
}
