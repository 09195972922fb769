package specs

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"concord/internal/contract"
)

// linter collects what a spec's types cannot express.
type linter struct {
	file string
	root *yaml.Node
	errs []error
}

// fail names the line of the value at a path of keys and indexes, or of the
// last part of the path that is there.
func (l *linter) fail(path []any, format string, args ...any) {
	at, line := l.root, 1
	for _, step := range path {
		if at = below(at, step); at == nil {
			break
		}
		line = at.Line
	}
	l.errs = append(l.errs, fmt.Errorf("%s:%d: %s", l.file, line, fmt.Sprintf(format, args...)))
}

// below returns the member or item of a node that a step names, or nil.
func below(n *yaml.Node, step any) *yaml.Node {
	switch step := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step]
		}
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (l *linter) spec(s *contract.Spec, provider string) {
	if s.Provider != provider {
		l.fail([]any{"provider"}, "key \"provider\": %q is not the name of the file", s.Provider)
	}
	l.source(s.Source)
	if len(s.Clauses) == 0 {
		l.fail([]any{"clauses"}, "key \"clauses\": a spec has at least one clause")
	}
	prefix := strings.ToUpper(provider)
	clauses := map[string]bool{}
	for i, c := range s.Clauses {
		l.clause(i, c, prefix)
		if clauses[c.ID] {
			l.fail([]any{"clauses", i, "id"}, "clause id %q stands twice", c.ID)
		}
		clauses[c.ID] = true
	}
	seen := map[string]bool{}
	for i, d := range s.Discrepancies {
		l.discrepancy(i, d, prefix, clauses)
		if seen[d.ID] {
			l.fail([]any{"discrepancies", i, "id"}, "discrepancy id %q stands twice", d.ID)
		}
		seen[d.ID] = true
	}
}

func (l *linter) source(s contract.Source) {
	if u, err := url.Parse(s.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		l.fail([]any{"source", "url"}, "key \"url\": %q is not an https address", s.URL)
	}
	if !sha256Hex.MatchString(s.SHA256) {
		l.fail([]any{"source", "sha256"}, "key \"sha256\": %q is not a SHA-256 in lower-case hex", s.SHA256)
	}
	if _, err := time.Parse(time.DateOnly, s.Retrieved); err != nil {
		l.fail([]any{"source", "retrieved"}, "key \"retrieved\": %q is not a date (YYYY-MM-DD)", s.Retrieved)
	}
	if s.Title == "" {
		l.fail([]any{"source", "title"}, "key \"title\": a source has a title")
	}
	if s.Language == "" {
		l.fail([]any{"source", "language"}, "key \"language\": a source has a language (BCP 47)")
	}
}

func (l *linter) clause(i int, c contract.Clause, prefix string) {
	at := func(key string) []any { return []any{"clauses", i, key} }
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(prefix) + `-LOGIN-\d{3}$`).MatchString(c.ID) {
		l.fail(at("id"), "key \"id\": clause id %q is not of the form %s-LOGIN-001", c.ID, prefix)
	}
	if strings.TrimSpace(c.Section) == "" {
		l.fail(at("section"), "key \"section\" of %s: a clause names the section of the page that it stands in", c.ID)
	}
	if !strings.HasSuffix(c.Sentence, ".") {
		l.fail(at("sentence"), "key \"sentence\" of %s: a clause is a sentence with a full stop", c.ID)
	}
	switch c.Level {
	case contract.Must, contract.Should, contract.May:
	default:
		l.fail(at("level"), "key \"level\" of %s: %q is not one of must, should, may", c.ID, c.Level)
	}
	switch c.Party {
	case contract.Server, contract.Client:
	default:
		l.fail(at("party"), "key \"party\" of %s: %q is not one of server, client", c.ID, c.Party)
	}
	l.clauseWords(i, c)
}

func (l *linter) discrepancy(i int, d contract.Discrepancy, prefix string, clauses map[string]bool) {
	at := func(key string) []any { return []any{"discrepancies", i, key} }
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(prefix) + `-DISC-\d{2}$`).MatchString(d.ID) {
		l.fail(at("id"), "key \"id\": discrepancy id %q is not of the form %s-DISC-01", d.ID, prefix)
	}
	if d.Statement == "" {
		l.fail(at("statement"), "key \"statement\" of %s: a discrepancy says what contradicts or is missing", d.ID)
	}
	if d.Reading == "" {
		l.fail(at("reading"), "key \"reading\" of %s: a discrepancy says how it is read", d.ID)
	}
	if !strings.HasSuffix(d.Question, "?") {
		l.fail(at("question"), "key \"question\" of %s: a discrepancy puts a question to the provider", d.ID)
	}
	if len(d.Clauses) == 0 {
		l.fail(at("clauses"), "key \"clauses\" of %s: a discrepancy names the clauses it concerns", d.ID)
	}
	for n, id := range d.Clauses {
		if !clauses[id] {
			l.fail(append(at("clauses"), n), "key \"clauses\" of %s: %q is no clause", d.ID, id)
		}
	}
	l.discrepancyWords(i, d)
}
