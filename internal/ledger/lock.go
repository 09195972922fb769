package ledger

import (
	"context"
	"errors"
	"os"
	"time"

	"concord/internal/clock"
)

// The lock is held for a few writes at a time. Who finds it taken comes back,
// but not for ever: its holder may have been stopped.
const (
	patience = 10 * time.Second
	pause    = time.Millisecond
)

// lock takes the lock of an open file, or gives up. It ends with the file.
func lock(ctx context.Context, f *os.File) error {
	for waited := time.Duration(0); ; waited += pause {
		taken, err := tryLock(f)
		if taken || err != nil {
			return err
		}
		if waited >= patience {
			return errors.New("another run has held the lock for too long")
		}
		if err := clock.Real().Sleep(ctx, pause); err != nil {
			return err
		}
	}
}
