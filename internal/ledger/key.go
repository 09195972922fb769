package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keySize = 32 // bytes

// errNoKey is the error of a ledger that was not begun.
var errNoKey = errors.New("no key")

// makeKey returns the key of the ledger, made now if nothing was recorded yet.
// The caller holds the lock.
func (l *Ledger) makeKey() (key, error) {
	k, err := l.readKey()
	if !errors.Is(err, errNoKey) {
		return k, err
	}
	k = make(key, keySize)
	_, _ = rand.Read(k) // never fails: crypto/rand ends the program instead
	if err := replace(filepath.Join(l.folder, keyFile), []byte(hex.EncodeToString(k)+"\n")); err != nil {
		return nil, fmt.Errorf("making the key of the ledger: %w", err)
	}
	return k, nil
}

// readKey returns the key of the ledger, or errNoKey if nothing was recorded yet.
func (l *Ledger) readKey() (key, error) {
	path := filepath.Join(l.folder, keyFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if orphans, _ := filepath.Glob(filepath.Join(l.folder, "*"+extension)); len(orphans) > 0 { // the pattern is a good one
			return nil, fmt.Errorf("the key of the ledger is gone, so that its accounts cannot be told: remove %s to begin anew", l.folder)
		}
		return nil, errNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key of the ledger: %w", err)
	}
	k, err := hex.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(k) != keySize {
		return nil, fmt.Errorf("reading the key of the ledger: %s: it is not a key of %d bytes in hex", path, keySize)
	}
	return k, nil
}
