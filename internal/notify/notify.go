// Package notify hands notices to whoever is to be told: as a JSON payload, as
// a message that Slack and its likes understand, or as issues on GitHub. A sink
// is one file; where a payload goes is the same for all.
package notify

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"concord/internal/history"
)

// Sink takes notices. It is called with none too: a file must say that there
// were none, and nobody is called for it.
type Sink interface {
	Send(ctx context.Context, notices []history.Notice) error
}

// Surroundings is what a sink needs of the outside.
type Surroundings struct {
	Getenv func(name string) string
	Stdout io.Writer
	// Leaks returns the placeholders of the secrets that occur in a text. A
	// payload with any is not sent.
	Leaks func([]byte) []string
}

// kinds are the sinks by the name that stands before the equals sign. A new one
// is added here.
var kinds = map[string]func(where string, s Surroundings) (Sink, error){
	"json":   newJSON,
	"slack":  newSlack,
	"github": newGitHub,
}

// Parse reads KIND=WHERE, such as json=notices.json, slack=env:SLACK_WEBHOOK_URL
// or github=owner/repository.
func Parse(text string, s Surroundings) (Sink, error) {
	kind, where, _ := strings.Cut(text, "=")
	make, known := kinds[kind]
	if !known {
		return nil, fmt.Errorf("%q is not a way to notify (known: %s)", kind, strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
	}
	if where == "" {
		return nil, fmt.Errorf("%s wants to know where to: %s=…", kind, kind)
	}
	return make(where, s)
}

// withheld is the error for a payload that holds a secret; nil if it does not.
func (s Surroundings) withheld(payload []byte) error {
	if s.Leaks == nil {
		return nil
	}
	if found := s.Leaks(payload); len(found) > 0 {
		return fmt.Errorf("the notices were withheld: they hold the value of %s", strings.Join(found, ", "))
	}
	return nil
}
