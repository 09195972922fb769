package reports

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"concord/internal/contract"
)

// Format renders results in one format. It fails only where the writer or the
// encoding does.
type Format func(w io.Writer, r contract.Results, o Options) error

// FormatInfo is a format and what there is to know of it.
type FormatInfo struct {
	render    Format
	File      string // what to call a file of it, by its readers' habits
	MediaType string
	About     string // one line for the help
	English   bool   // in English only
	Data      bool   // without words of ours: the same in every language
}

// Formats holds every format by the name a user types. A renderer is added here
// and nowhere else.
var Formats = map[string]FormatInfo{
	"badge":      {render: Badge, File: "badge.svg", MediaType: "image/svg+xml", About: "badge, as a picture"},
	"badge-json": {render: BadgeJSON, File: "badge.json", MediaType: "application/json", About: "badge, for the endpoint of shields.io"},
	"ctrf":       {render: CTRF, File: "ctrf.json", MediaType: "application/json", About: "Common Test Report Format, for CI"},
	"har":        {render: HAR, File: "exchanges.har", MediaType: "application/json", About: "HTTP Archive 1.2: the requests and answers, redacted"},
	"html":       {render: HTML, File: "report.html", MediaType: "text/html", About: "a page for the partner: one file, no network, prints"},
	"json":       {render: plain(WriteResults), File: "results.json", MediaType: "application/json", About: "the results themselves", Data: true},
	"junit":      {render: JUnitIn, File: "junit.xml", MediaType: "application/xml", About: "JUnit XML, for CI"},
	"markdown":   {render: Markdown, File: "summary.md", MediaType: "text/markdown", About: "summary for a CI job or an issue, under 60 KB"},
	"sarif":      {render: SARIF, File: "results.sarif", MediaType: "application/sarif+json", About: "SARIF 2.1.0: deviations at the lines of our contract"},
	"text":       {render: plain(Text), File: "results.txt", MediaType: "text/plain", About: "what concord check prints", English: true},
}

// plain makes a format of a renderer that knows no options.
func plain(render func(io.Writer, contract.Results) error) Format {
	return func(w io.Writer, r contract.Results, _ Options) error { return render(w, r) }
}

// FileName returns what to call a file of the format in a language.
func (f FormatInfo) FileName(l Language) string {
	if f.Data || l == English || l == "" {
		return f.File
	}
	stem, extension, _ := strings.Cut(f.File, ".")
	return stem + "." + string(l) + "." + extension
}

// FormatNames returns the known format names, sorted.
func FormatNames() []string {
	return slices.Sorted(maps.Keys(Formats))
}

// FormatNamed returns the format of the given name; an unknown name is an error
// that lists the known ones.
func FormatNamed(name string) (FormatInfo, error) {
	format, ok := Formats[name]
	if !ok {
		return FormatInfo{}, fmt.Errorf("unknown report format %q (known: %s)", name, strings.Join(FormatNames(), ", "))
	}
	return format, nil
}

// Render renders results in the format, in a language. A format that has no words
// in that language is an error.
func (f FormatInfo) Render(w io.Writer, r contract.Results, o Options) error {
	if f.English && o.Language != English && o.Language != "" {
		return fmt.Errorf("%s is in English only", f.About)
	}
	return f.render(w, r, o)
}
