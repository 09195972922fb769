package revision

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

// classified has oasdiff compare two documents. What it calls an error or a
// warning breaks somebody.
func classified(file string, old, now []byte) ([]Change, error) {
	was, err := info(file, old)
	if err != nil {
		return nil, fmt.Errorf("the earlier revision: %w", err)
	}
	is, err := info(file, now)
	if err != nil {
		return nil, err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), was, is)
	if err != nil {
		return nil, fmt.Errorf("comparing %s: %w", file, err)
	}
	var out []Change
	say := checker.NewDefaultLocalizer()
	config := checker.NewConfig(checker.GetAllChecks())
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(config, report, sources, checker.INFO) {
		change := Change{Breaking: c.IsBreaking(), Rule: c.GetId(), Text: c.GetUncolorizedText(say)}
		if at := c.GetRevisionSource(); at != nil {
			change.Line = at.Line
		}
		out = append(out, change)
	}
	return out, nil
}

func info(file string, data []byte) (*load.SpecInfo, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = false
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &load.SpecInfo{Url: file, Spec: doc, Version: doc.Info.Version}, nil
}
