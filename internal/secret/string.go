// Package secret keeps passwords, keys and tokens out of everything that is
// printed: [String] and [Hidden] redact themselves, [Registry] finds and replaces
// secrets in text whatever way they are encoded.
package secret

import "crypto/subtle"

// String holds a secret. It prints and encodes as [Redacted], also inside
// structs, pointers and maps; only [String.Reveal] gives the text. Strings of
// equal text are equal under == and reflect.DeepEqual. The zero value is the
// empty secret.
type String struct {
	Hidden
	// sealed is the text encrypted with a key of this process, in hex. The
	// printers that walk unexported fields by reflection (fmt, Gomega, go-cmp)
	// do not call the methods of Hidden: they must find nothing readable here.
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
