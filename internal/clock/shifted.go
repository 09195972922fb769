package clock

import (
	"context"
	"sync/atomic"
	"time"
)

// Shifted runs with real time, ahead of it by as much as it was advanced. The
// zero value is not ahead.
type Shifted struct{ ahead atomic.Int64 }

// Now returns real time plus the shift.
func (s *Shifted) Now() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }

// Advance moves the clock forward by d.
func (s *Shifted) Advance(d time.Duration) { s.ahead.Add(int64(d)) }

// Reset returns to real time.
func (s *Shifted) Reset() { s.ahead.Store(0) }

// Sleep waits for d of real time.
func (s *Shifted) Sleep(ctx context.Context, d time.Duration) error { return Real().Sleep(ctx, d) }
