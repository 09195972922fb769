// Package secret keeps passwords, keys and tokens out of everything that is
// printed: [String] redacts itself, [Registry] finds and replaces secrets in
// text whatever way they are encoded.
package secret

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what a [String] prints and encodes as.
const Redacted = "[redacted]"

// String holds a secret. It prints and encodes as [Redacted], also inside
// structs, pointers and maps; only [String.Reveal] gives the text. Strings of
// equal text are equal under == and reflect.DeepEqual. The zero value is the
// empty secret.
type String struct {
	// sealed is the text encrypted with a key of this process, in hex. The
	// printers that walk unexported fields by reflection (fmt, Gomega, go-cmp)
	// do not call the methods below: they must find nothing readable here.
	sealed string
}

// New returns a String that holds s.
func New(s string) String {
	if s == "" {
		return String{}
	}
	return String{sealed: seal(s)}
}

// Reveal returns the text. Call it only where the text goes to the wire.
func (s String) Reveal() string { return open(s.sealed) }

// IsZero says whether the secret is empty.
func (s String) IsZero() bool { return s.sealed == "" }

// Len returns the length of the text in bytes.
func (s String) Len() int {
	if s.sealed == "" {
		return 0
	}
	return len(s.sealed)/2 - ivSize
}

// Equal compares in time that does not depend on where the texts differ.
func (s String) Equal(other String) bool {
	return subtle.ConstantTimeCompare([]byte(s.sealed), []byte(other.sealed)) == 1
}

// String implements fmt.Stringer.
func (s String) String() string { return Redacted }

// GoString implements fmt.GoStringer.
func (s String) GoString() string { return Redacted }

// GomegaString implements Gomega's format.GomegaStringer.
func (s String) GomegaString() string { return Redacted }

// Format implements fmt.Formatter: every verb, flag and width prints the same.
func (s String) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// MarshalJSON implements json.Marshaler.
func (s String) MarshalJSON() ([]byte, error) { return json.Marshal(Redacted) }

// MarshalText implements encoding.TextMarshaler, which XML, YAML and map keys use.
func (s String) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue implements slog.LogValuer.
func (s String) LogValue() slog.Value { return slog.StringValue(Redacted) }
