package secret

import (
	"bytes"
	"io"
	"sync"
)

// Writer scrubs what is written through it. It passes on whole lines only, and
// of those no end that may be the beginning of a secret with line breaks, so that
// no secret is split over two writes. It is safe for concurrent use.
type Writer struct {
	Hidden
	to       io.Writer
	registry *Registry

	mu   sync.Mutex
	kept Box[*bytes.Buffer] // not yet scrubbed
}

// Writer returns a Writer to w. Its user ends with Flush.
func (r *Registry) Writer(w io.Writer) *Writer {
	return &Writer{to: w, registry: r, kept: Enclose(&bytes.Buffer{})}
}

// Write implements io.Writer. Its error is that of the writer below, which may be
// of an earlier line.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.kept.Reveal()
	kept.Write(p)
	lines := kept.Bytes()[:bytes.LastIndexByte(kept.Bytes(), '\n')+1]
	if err := w.pass(kept.Next(len(lines) - w.unfinished(string(lines)))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush passes on what was kept back.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.kept.Reveal()
	return w.pass(kept.Next(kept.Len()))
}

func (w *Writer) pass(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	_, err := io.WriteString(w.to, w.registry.Scrub(string(text)))
	return err
}

func (w *Writer) unfinished(text string) int {
	w.registry.mu.RLock()
	defer w.registry.mu.RUnlock()
	return w.registry.held.Reveal().index.unfinished(text)
}
