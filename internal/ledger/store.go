package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	extension = ".jsonl" // of the files of accounts
	keyFile   = "key"
	lockFile  = "lock"
	unused    = 32 // lines that make a file worth rewriting
)

// entry is the file of one account, read.
type entry struct {
	path    string
	mark    string // of the credentials at hand
	history *History
	added   []event
	// lazy says that what is added may be lost with the power, though not with
	// the process: without it a login counts as refused, or is one of many that
	// were granted.
	lazy bool
}

// record reads the files of accounts, has add say what is to be added to each,
// and adds it to all of them, unless add returns an error for one: all under the
// ledger's lock. What was added is on the disk when it returns, where it is not
// lazy, and in the hands of the system otherwise.
func (l *Ledger) record(ctx context.Context, now time.Time, credentials Credentials, accounts []Account, add func(*entry) error) error {
	if l.folder == "" {
		return ErrNowhere
	}
	return l.locked(ctx, func() error {
		k, err := l.makeKey()
		if err != nil {
			return err
		}
		entries, err := l.read(k, now, credentials, accounts)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := add(e); err != nil {
				return err
			}
		}
		for _, e := range entries {
			if err := e.write(now); err != nil {
				return fmt.Errorf("writing the ledger of refused logins: %w", err)
			}
		}
		return nil
	})
}

// locked does something while no other process, nor anybody in this one, does.
func (l *Ledger) locked(ctx context.Context, do func() error) error {
	if err := os.MkdirAll(l.folder, 0o700); err != nil {
		return fmt.Errorf("making the ledger of refused logins: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(l.folder, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("locking the ledger of refused logins: %w", err)
	}
	defer f.Close() // which ends the lock
	if err := lock(ctx, f); err != nil {
		return fmt.Errorf("locking the ledger of refused logins: %w", err)
	}
	return do()
}

// read reads the files of accounts; one that does not exist is empty.
func (l *Ledger) read(k key, now time.Time, credentials Credentials, accounts []Account) ([]*entry, error) {
	var out []*entry
	for _, a := range accounts {
		e := &entry{path: filepath.Join(l.folder, k.file(a)), mark: k.mark(credentials)}
		data, err := os.ReadFile(e.path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("reading the ledger of refused logins: %w", err)
		}
		if e.history, err = Read(e.path, data, now); err != nil {
			return nil, fmt.Errorf("reading the ledger of refused logins: %w", err)
		}
		out = append(out, e)
	}
	return out, nil
}

// write adds to the file what was added. A file with a torn line, dates that are
// still to come or much that is no longer needed is replaced by one without.
func (e *entry) write(now time.Time) error {
	if len(e.added) == 0 {
		return nil
	}
	if h := e.history; !h.torn && !h.ahead && len(h.events)+h.loose < unused {
		return appendTo(e.path, encode(e.added), !e.lazy)
	}
	for _, one := range e.added {
		e.history.add(one)
	}
	return replace(e.path, e.history.Encode(now))
}

func appendTo(path string, data []byte, sync bool) error {
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data) // in one go: a part of it is a torn line
	if err == nil && (sync || fresh) {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if fresh && err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	return err
}

// replace puts a file in the place of another, or none, so that whoever reads it
// finds the one or the other.
func replace(path string, data []byte) error {
	draft := path + ".new" // the lock's holder alone writes one
	f, err := os.OpenFile(draft, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes names that were given in a folder last.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
