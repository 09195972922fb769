package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"concord/internal/contract"
)

// ResultsSchema is the JSON Schema (2020-12) of results.json.
//
//go:embed results.schema.json
var ResultsSchema []byte

// MaxFileBytes is the largest results or observations file that is read: 64 MiB.
const MaxFileBytes = 64 << 20

// WriteResults writes r as indented JSON, as [ResultsSchema] describes it. Equal
// results give equal bytes: times are in UTC, slices are never null, and HTML
// characters stand as they are. It fails where r has another schema version than
// [contract.SchemaVersion], since nothing could read the file.
func WriteResults(w io.Writer, r contract.Results) error {
	if err := checkVersion(r.SchemaVersion); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	return writeJSON(w, "results", completeResults(r))
}

// ReadResults reads what [WriteResults] wrote. Unknown keys, anything after the
// document, another schema version and more than [MaxFileBytes] are errors.
func ReadResults(r io.Reader) (contract.Results, error) {
	results, err := readResults(r)
	if err != nil {
		return contract.Results{}, fmt.Errorf("reading results: %w", err)
	}
	return completeResults(results), nil
}

func readResults(r io.Reader) (contract.Results, error) {
	var results contract.Results
	data, err := readLimited(r)
	if err != nil {
		return results, err
	}
	return results, decodeVersioned(data, &results)
}

// decodeVersioned decodes strictly a document that names its schema version.
func decodeVersioned(data []byte, into any) error {
	// The version comes first: of a newer file, its unknown keys are not the news.
	var head struct {
		SchemaVersion string `json:"schemaVersion"`
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&head); err != nil {
		return jsonError(err)
	}
	if err := checkVersion(head.SchemaVersion); err != nil {
		return err
	}
	return decodeStrict(data, into)
}

func checkVersion(version string) error {
	if version != contract.SchemaVersion {
		return fmt.Errorf("schema version %q is not the supported %q", version, contract.SchemaVersion)
	}
	return nil
}

// readLimited reads all of r, or fails once it exceeds [MaxFileBytes].
func readLimited(r io.Reader) ([]byte, error) {
	var b bytes.Buffer // doubles its space, where io.ReadAll would copy far more often
	if _, err := b.ReadFrom(io.LimitReader(r, MaxFileBytes+1)); err != nil {
		return nil, err
	}
	if b.Len() > MaxFileBytes {
		return nil, fmt.Errorf("larger than %d MiB", MaxFileBytes>>20)
	}
	return b.Bytes(), nil
}

// decodeStrict decodes exactly one JSON document without unknown keys.
func decodeStrict(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return jsonError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("data after the JSON document")
	}
	return nil
}

// jsonError says where a document is malformed.
func jsonError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("no JSON document")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON document ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("malformed JSON at byte %d: %w", syntax.Offset, err)
	default:
		return err
	}
}
