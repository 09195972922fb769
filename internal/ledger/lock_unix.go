//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package ledger

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes an advisory lock that ends with the open file, whatever becomes
// of the process.
func tryLock(f *os.File) (taken bool, err error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return err == nil, err
		}
	}
}
