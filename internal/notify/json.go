package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"concord/internal/history"
)

// Version is that of the JSON payload.
const Version = "1"

// Payload is what a file or a generic webhook gets.
type Payload struct {
	Version string           `json:"version"`
	Notices []history.Notice `json:"notices"`
}

type jsonSink struct {
	place place
	Surroundings
}

func newJSON(where string, s Surroundings) (Sink, error) {
	p, err := newPlace(where, s)
	return jsonSink{p, s}, err
}

// Send implements [Sink]. A file is written without notices too.
func (j jsonSink) Send(ctx context.Context, notices []history.Notice) error {
	if len(notices) == 0 && j.place.link != "" {
		return nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(Payload{Version, append([]history.Notice{}, notices...)}); err != nil {
		return fmt.Errorf("encoding the notices: %w", err)
	}
	if err := j.withheld(b.Bytes()); err != nil {
		return err
	}
	return j.place.put(ctx, b.Bytes())
}

// maxPayload is the largest file of notices that is read.
const maxPayload = 16 << 20

// Read reads what the json sink wrote.
func Read(r io.Reader) ([]history.Notice, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPayload+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the notices: %w", err)
	case len(data) > maxPayload:
		return nil, fmt.Errorf("reading the notices: larger than %d MiB", maxPayload>>20)
	}
	var p Payload
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("reading the notices: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading the notices: data after the JSON document")
	}
	if p.Version != Version {
		return nil, fmt.Errorf("reading the notices: version %q is not the supported %q", p.Version, Version)
	}
	return p.Notices, nil
}
