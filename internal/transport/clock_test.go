package transport_test

import (
	"context"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
)

var _ = Describe("clock", func() {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	canceled, cancel := context.WithCancel(context.Background())
	cancel()

	It("stands still unless it is moved", func(ctx SpecContext) {
		v := clock.NewVirtual(start)
		Expect(v.Now()).To(Equal(start))
		v.Advance(time.Hour)
		Expect(v.Sleep(ctx, time.Minute)).To(Succeed())
		Expect(v.Sleep(ctx, -time.Minute)).To(Succeed())
		Expect(v.Now()).To(Equal(start.Add(61 * time.Minute)))
	})

	It("does not move for a caller that has given up", func() {
		v := clock.NewVirtual(start)
		Expect(v.Sleep(canceled, time.Hour)).To(MatchError(context.Canceled))
		Expect(v.Now()).To(Equal(start))
	})

	It("loses no advance under concurrent use", func() {
		v := clock.NewVirtual(start)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { v.Advance(time.Second) })
		}
		wg.Wait()
		Expect(v.Now()).To(Equal(start.Add(50 * time.Second)))
	})

	It("tells the real time, and ends a real wait with its context", func(ctx SpecContext) {
		Expect(clock.Real().Now()).To(BeTemporally("~", time.Now(), time.Minute))
		Expect(clock.Real().Sleep(ctx, time.Nanosecond)).To(Succeed())
		Expect(clock.Real().Sleep(ctx, 0)).To(Succeed())
		Expect(clock.Real().Sleep(canceled, time.Hour)).To(MatchError(context.Canceled))
		soon, stop := context.WithTimeout(ctx, time.Millisecond)
		defer stop()
		Expect(clock.Real().Sleep(soon, time.Hour)).To(MatchError(context.DeadlineExceeded))
	})
})
