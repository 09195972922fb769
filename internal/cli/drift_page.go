package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"concord/internal/clock"
	"concord/internal/fact"
	"concord/internal/fetch"
	"concord/internal/judge"
	"concord/internal/page"
	"concord/internal/run"
	"concord/internal/target"
	"concord/specs"
)

// source is where a page came from.
type source struct {
	Page      string      `json:"page"` // file or address
	Format    page.Format `json:"format,omitempty"`
	From      fetch.How   `json:"from,omitempty"` // of an address
	At        *time.Time  `json:"at,omitempty"`   // of an address: when its server last answered
	Redirects []string    `json:"redirects,omitempty"`

	sum string // SHA-256 of the bytes
}

// String says it for people, redirects on lines of their own.
func (s source) String() string {
	out := fact.Visible(s.Page)
	for _, r := range s.Redirects {
		out += "\n  redirects to " + fact.Visible(r)
	}
	if s.At == nil {
		return out
	}
	at := s.At.UTC().Format("2006-01-02 15:04 MST")
	switch s.From {
	case fetch.Kept:
		return out + "\n  the copy of " + at + ": a page is fetched once a day"
	case fetch.Unchanged:
		return out + "\n  the kept copy: its server says that it is unchanged, " + at
	default:
		return out + "\n  fetched " + at
	}
}

// readPage reads a page from a file or an address.
func (t *tool) readPage(ctx context.Context, where string) (source, []page.Block, error) {
	s := source{Page: where}
	data, contentType, err := t.getPage(ctx, &s)
	if err != nil {
		return s, nil, err
	}
	sum := sha256.Sum256(data)
	s.sum = hex.EncodeToString(sum[:])
	data = page.UTF8(contentType, data)
	format, ok := page.FormatOf(contentType, strings.SplitN(where, "?", 2)[0], data)
	if !ok {
		return s, nil, fmt.Errorf("%s is %q, which is no page", where, contentType)
	}
	s.Format = format
	blocks, err := page.Read(format, data)
	return s, blocks, err
}

func (t *tool) getPage(ctx context.Context, s *source) (data []byte, contentType string, err error) {
	if !strings.Contains(s.Page, "://") {
		f, err := os.Open(s.Page)
		if err != nil {
			return nil, "", fmt.Errorf("opening the page: %w", err)
		}
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, page.MaxBytes+1)) // one more is refused by its reader
		if err != nil {
			return nil, "", fmt.Errorf("reading the page: %w", err)
		}
		return data, "", nil
	}
	state := target.StateFolder(t.environ)
	if state == "" {
		return nil, "", fmt.Errorf("there is no place for a copy of %s: CONCORD_STATE is not set, and the environment names no home directory", s.Page)
	}
	f := &fetch.Fetcher{Dir: filepath.Join(state, "pages"), Clock: clock.Real(), UserAgent: "concord/" + run.Version}
	got, err := f.Get(ctx, s.Page)
	if err != nil {
		return nil, "", err
	}
	s.From, s.At, s.Redirects = got.How, &got.At, got.Redirects
	if got.ContentType == "" {
		got.ContentType = "text/html" // a page without a type is one, as browsers see it
	}
	return got.Body, got.ContentType, nil
}

// writeFacts writes the facts of pages as new baselines, with what is known of
// them, and lists what is to be done to them by hand.
func (t *tool) writeFacts(ctx context.Context, books []*judge.Book, given map[string]string, folder string) error {
	for _, b := range books {
		p := b.Doc.Provider
		if given[p] == "" {
			return fmt.Errorf("--write takes the facts of a text that is kept: name it with --page %s=FILE", p)
		}
		s, blocks, err := t.readPage(ctx, given[p])
		if err != nil {
			return &failure{err: err, code: exitInconclusive}
		}
		if s.sum != b.Spec.Source.SHA256 {
			return fmt.Errorf("%s has the SHA-256 %s; put that into specs/%s.yaml first, with the date", s.Page, s.sum, p)
		}
		old, _ := fact.Load(specs.Files, b.Spec, b.Doc) // what is wrong with it is about to be mended
		now := fact.Propose(old, b.Spec, b.Doc, fact.Read(blocks))
		data, err := now.YAML()
		if err != nil {
			return err
		}
		file := filepath.Join(folder, filepath.FromSlash(fact.File(p)))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("writing the facts: %w", err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return fmt.Errorf("writing the facts: %w", err)
		}
		fmt.Fprintf(t.stdout, "%s: %d facts\n", file, fact.Count(now.Facts))
		if _, err := fact.Load(os.DirFS(folder), b.Spec, b.Doc); err != nil {
			t.say(err)
			t.code = 1
		}
	}
	return nil
}
