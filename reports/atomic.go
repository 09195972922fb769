package reports

import (
	"os"
	"path/filepath"
	"time"
)

// writeAtomic puts data at path with mode 0644 so that a reader sees the old
// file or the whole new one, also after a crash: it is written and synced under
// another name in the same folder, then renamed.
func writeAtomic(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, unfinishedName+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // what failed before is the news
		}
	}()
	if err := fill(f, data); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// unfinishedName begins the name of a file until it is whole.
const unfinishedName = ".concord-"

// abandoned is the age from which an unfinished file is one that nobody will
// finish: another run may be writing to the same folder now.
const abandoned = time.Hour

// Sweep removes from dir the unfinished files of runs that were killed long
// before now. What cannot be removed does no harm.
func Sweep(dir string, now time.Time) {
	unfinished, _ := filepath.Glob(filepath.Join(dir, unfinishedName+"*")) // a valid pattern
	for _, path := range unfinished {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()) > abandoned {
			_ = os.Remove(path)
		}
	}
}

// fill writes and syncs data, sets the mode past any umask, and closes f.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// syncDir makes a rename durable where the platform can sync a folder; where it
// cannot, the file is still whole, so that is no error.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
