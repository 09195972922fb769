package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writable tells whether files can be made in a folder, or, where it does not
// exist, whether it could be made. It leaves nothing behind.
func writable(folder string) error {
	for {
		info, err := os.Stat(folder)
		switch parent := filepath.Dir(folder); {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%q is not a folder", folder)
		case err == nil:
			return tryFile(folder)
		case !errors.Is(err, fs.ErrNotExist) || parent == folder:
			return err
		default:
			folder = parent
		}
	}
}

func tryFile(folder string) error {
	f, err := os.CreateTemp(folder, ".concord-*")
	if err != nil {
		return err
	}
	_ = f.Close() // nothing was written to it
	return os.Remove(f.Name())
}
