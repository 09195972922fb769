package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// kept is what is known of an address: the copy, and what its server said of it.
// It is one file, so that a reader sees the old one or the new one.
type kept struct {
	URL          string    `json:"url"`
	Final        string    `json:"final,omitempty"` // empty where there is no copy
	Redirects    []string  `json:"redirects,omitempty"`
	ContentType  string    `json:"contentType,omitempty"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"lastModified,omitempty"`
	At           time.Time `json:"at"`
	Refused      string    `json:"refused,omitempty"` // status, where the last answer was no page
	RefusedAt    time.Time `json:"refusedAt"`
	Body         []byte    `json:"body,omitempty"`
}

func (k *kept) has() bool { return k.Final != "" }

func (k *kept) copy(how How) *Copy {
	return &Copy{URL: k.URL, Final: k.Final, Redirects: k.Redirects, ContentType: k.ContentType, Body: k.Body, At: k.At, How: how}
}

func (f *Fetcher) file(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(f.Dir, hex.EncodeToString(sum[:8])+".json")
}

// load returns what is known of an address. A file that cannot be read as such,
// or that is of another address, is as good as none.
func (f *Fetcher) load(address string) (*kept, error) {
	data, err := os.ReadFile(f.file(address))
	if errors.Is(err, fs.ErrNotExist) {
		return &kept{URL: address}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the kept copy: %w", err)
	}
	k := &kept{}
	if json.Unmarshal(data, k) != nil || k.URL != address {
		k = &kept{URL: address}
	}
	return k, nil
}

// store writes it under another name and renames it.
func (f *Fetcher) store(k *kept) error {
	data, err := json.Marshal(k)
	if err == nil {
		err = os.MkdirAll(f.Dir, 0o755)
	}
	if err == nil {
		err = replace(f.file(k.URL), data)
	}
	if err != nil {
		return fmt.Errorf("keeping the copy of %s: %w", k.URL, err)
	}
	return nil
}

func replace(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name()) // what failed before is the news
	}
	return err
}
