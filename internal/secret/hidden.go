package secret

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what a [String] prints and encodes as.
const Redacted = "[redacted]"

// Hidden is embedded in a struct that holds secrets in plain types on their way to
// the wire: the struct prints and encodes as [Redacted] then, with fmt, Gomega,
// slog, encoding/json, xml, gob, YAML and templates.
type Hidden struct{}

// String implements fmt.Stringer.
func (Hidden) String() string { return Redacted }

// GoString implements fmt.GoStringer.
func (Hidden) GoString() string { return Redacted }

// GomegaString implements Gomega's format.GomegaStringer.
func (Hidden) GomegaString() string { return Redacted }

// Format implements fmt.Formatter: every verb, flag and width prints the same.
func (Hidden) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// MarshalJSON implements json.Marshaler.
func (Hidden) MarshalJSON() ([]byte, error) { return json.Marshal(Redacted) }

// MarshalText implements encoding.TextMarshaler, which XML, YAML and map keys use.
func (Hidden) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// GobEncode implements gob.GobEncoder.
func (Hidden) GobEncode() ([]byte, error) { return []byte(Redacted), nil }

// LogValue implements slog.LogValuer.
func (Hidden) LogValue() slog.Value { return slog.StringValue(Redacted) }

// Box holds what must not be printed even by those who walk unexported fields by
// reflection and call no methods there (Gomega's dumps, debuggers' helpers): it
// stands behind a function, which shows as an address. The zero Box holds the
// zero value.
type Box[T any] struct {
	Hidden
	reveal func() T
}

// Enclose returns a Box that holds v.
func Enclose[T any](v T) Box[T] { return Box[T]{reveal: func() T { return v }} }

// Reveal returns what the Box holds.
func (b Box[T]) Reveal() T {
	if b.reveal == nil {
		var zero T
		return zero
	}
	return b.reveal()
}
