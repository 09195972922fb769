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
type Format func(w io.Writer, r contract.Results) error

// Formats holds every format by the name a user types. A renderer is added here
// and nowhere else.
var Formats = map[string]Format{
	"json":  WriteResults,
	"junit": JUnit,
	"text":  Text,
}

// FormatNames returns the known format names, sorted.
func FormatNames() []string {
	return slices.Sorted(maps.Keys(Formats))
}

// FormatNamed returns the format of the given name; an unknown name is an error
// that lists the known ones.
func FormatNamed(name string) (Format, error) {
	format, ok := Formats[name]
	if !ok {
		return nil, fmt.Errorf("unknown report format %q (known: %s)", name, strings.Join(FormatNames(), ", "))
	}
	return format, nil
}
