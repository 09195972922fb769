//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package ledger

import (
	"errors"
	"os"
)

// tryLock fails: where there are no such locks two runs could overwrite each
// other's record, and a ledger that loses logins is worse than none. Without one
// no login of a real account is provoked.
func tryLock(*os.File) (taken bool, err error) {
	return false, errors.New("this system has no file locks (flock)")
}
