package reports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile renders a report and writes it to path at once and completely, with
// mode 0644: where rendering or writing fails, what was there before stays. A
// link is followed. What is no regular file, such as /dev/stdout, is written to
// as it is.
func WriteFile(path string, render func(io.Writer) error) error {
	var b bytes.Buffer
	if err := render(&b); err != nil {
		return err
	}
	if actual, err := filepath.EvalSymlinks(path); err == nil {
		path = actual
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("writing the report: %s is a folder", path)
	case err == nil && !info.Mode().IsRegular():
		return writeThrough(path, b.Bytes())
	}
	if err := writeAtomic(path, b.Bytes()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// writeThrough writes data to a device or a pipe.
func writeThrough(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
