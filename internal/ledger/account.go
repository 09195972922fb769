package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"

	"concord/internal/secret"
)

// Account is whom the lockout of a target may count for: what a login says of
// who it is.
type Account struct {
	// BaseURL is the target's. Scheme and host of it count: whoever locks an
	// account there does not look at the path.
	BaseURL string
	Kind    string // of credential, such as username
	Name    secret.String
}

// Credentials are all that a login sends in order to be let in, by kind.
type Credentials map[string]secret.String

// key makes the names under which accounts and credentials are filed.
type key []byte

// file returns the name of an account's file.
func (k key) file(a Account) string {
	host := a.BaseURL
	if u, err := url.Parse(a.BaseURL); err == nil {
		host = strings.ToLower(u.Scheme + "://" + u.Host)
	}
	sum := hmac.New(sha256.New, k)
	write(sum, "account", host, a.Kind, a.Name.Reveal())
	return hex.EncodeToString(sum.Sum(nil)[:16]) + extension
}

// markDigits is how much of a hash tells one password of an account from the
// next. Whoever finds key and ledger can test guesses against it, and is left
// with one in 65 536 of all of them: more digits would give the password away.
const markDigits = 4

// mark returns what credentials are known by in the file of their account.
func (k key) mark(c Credentials) string {
	sum := hmac.New(sha256.New, k)
	write(sum, "credentials")
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		write(sum, kind, c[kind].Reveal())
	}
	return hex.EncodeToString(sum.Sum(nil))[:markDigits]
}

// write hashes texts so that no two lists of them look alike.
func write(h hash.Hash, texts ...string) {
	for _, text := range texts {
		fmt.Fprintf(h, "%d:", len(text))
		_, _ = io.WriteString(h, text) // a hash takes everything
	}
}
