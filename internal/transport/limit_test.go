package transport_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/transport"
)

// busy is a server that answers its first requests with a status and Retry-After,
// and counts the requests.
func busy(first int32, status int, after string) (base string, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	s := serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil
		if asked.Add(1) <= first {
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(status)
		}
	})
	return s.URL, asked
}

var _ = Describe("an answer that says when to come back", func() {
	var (
		virtual *clock.Virtual
		waits   []time.Duration
	)
	BeforeEach(func() { virtual, waits = clock.NewVirtual(now), nil })
	client := func(base string) *transport.Client {
		c, _ := clientFor(base, func(o *transport.Options) {
			o.Clock, o.Waits = virtual, func(d time.Duration) { waits = append(waits, d) }
		})
		return c
	}
	ask := func(ctx context.Context, c *transport.Client, base string, patient bool) transport.Answer {
		return c.Do(ctx, transport.Request{ID: "x#1", Method: "POST", URL: base, Body: []byte("{}"), Patient: patient})
	}

	DescribeTable("is waited for, and recorded",
		func(ctx SpecContext, status int, after, kind, words string, wait time.Duration) {
			base, asked := busy(1, status, after)
			c := client(base)
			a := ask(ctx, c, base, true)
			Expect(a.Failure).To(BeNil())
			Expect(a.Response.Status).To(Equal(200))
			Expect(a.Attempts).To(Equal(2))
			Expect(asked.Load()).To(BeEquivalentTo(2))
			Expect(a.SentAt).To(Equal(now.Add(wait)))
			Expect(a.Retries).To(HaveExactElements(And(
				HaveField("SentAt", now), HaveField("Kind", kind), HaveField("Message", ContainSubstring(words)),
				HaveField("WaitedMS", float64(wait.Milliseconds())))))
			if wait > 0 {
				Expect(waits).To(Equal([]time.Duration{wait}))
			}
		},
		Entry("429 with seconds", 429, "30", "limited", "answered 429 Too Many Requests and asked to come back after 30s", 30*time.Second),
		Entry("429 with a date", 429, now.Add(90*time.Second).Format(http.TimeFormat), "limited", "after 1m30s", 90*time.Second),
		Entry("429 with the longest wait", 429, "120", "limited", "after 2m0s", transport.MaxRetryAfter),
		Entry("429 with no wait at all", 429, "0", "limited", "after 0s", time.Duration(0)),
		Entry("503, which says how long the server is away", 503, "10", "unavailable", "503 Service Unavailable", 10*time.Second),
	)

	DescribeTable("is not repeated",
		func(ctx SpecContext, patient bool, status int, after string) {
			base, asked := busy(1, status, after)
			a := ask(ctx, client(base), base, patient)
			Expect(a.Response.Status).To(Equal(status))
			Expect(a.Retries).To(BeEmpty())
			Expect(asked.Load()).To(BeEquivalentTo(1))
			Expect(virtual.Now()).To(Equal(now))
		},
		Entry("429 without a time", true, 429, ""),
		Entry("429 with a time that is none", true, 429, "soon"),
		Entry("429 with a time beyond the longest wait", true, 429, "121"),
		Entry("429 to a request without the patience", false, 429, "1"),
		Entry("400 with a time", true, 400, "1"),
		Entry("503 without a time", true, 503, ""),
	)

	It("is repeated once, and then stands", func(ctx SpecContext) {
		base, asked := busy(9, 429, "30")
		a := ask(ctx, client(base), base, true)
		Expect(a.Response.Status).To(Equal(429))
		Expect(a.Retries).To(HaveLen(1))
		Expect(asked.Load()).To(BeEquivalentTo(2))
	})

	It("keeps everything back until then", func(ctx SpecContext) {
		base, asked := busy(1, 429, "3600")
		c := client(base)
		ask(ctx, c, base, true)
		for _, patient := range []bool{true, false} {
			a := ask(ctx, c, base, patient)
			Expect(*a.Failure).To(And(HaveField("Kind", "limited"), HaveField("Message",
				"not sent: the server asked for no more requests before 2026-11-21 10:30:00 UTC (it answered 429 Too Many Requests with Retry-After)")))
			Expect(a.Attempts).To(BeZero())
		}
		virtual.Advance(time.Hour - time.Nanosecond)
		Expect(ask(ctx, c, base, false).Failure.Kind).To(Equal("limited"))
		Expect(asked.Load()).To(BeEquivalentTo(1))
		virtual.Advance(time.Nanosecond)
		Expect(ask(ctx, c, base, false).Failure).To(BeNil())
	})

	It("lets a patient request wait for what another was told", func(ctx SpecContext) {
		base, asked := busy(1, 429, "60")
		c := client(base)
		ask(ctx, c, base, false)
		Expect(ask(ctx, c, base, false).Failure.Kind).To(Equal("limited"))
		a := ask(ctx, c, base, true)
		Expect(a.Failure).To(BeNil())
		Expect(a.SentAt).To(Equal(now.Add(time.Minute)))
		Expect(a.Retries).To(BeEmpty(), "it was sent once")
		Expect(asked.Load()).To(BeEquivalentTo(2))
		Expect(waits).To(Equal([]time.Duration{time.Minute}))
	})

	It("stands where the run ends before", func(ctx SpecContext) {
		base, asked := busy(1, 429, "60")
		c, _ := clientFor(base)
		soon, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		a := ask(soon, c, base, true)
		Expect(a.Response.Status).To(Equal(429))
		Expect(a.Retries).To(BeEmpty())
		Expect(asked.Load()).To(BeEquivalentTo(1))
		Expect(ask(soon, c, base, true).Failure).To(HaveField("Kind", "timeout"))
	})

	It("does not keep a run that is stopped", func(ctx SpecContext) {
		noneLeft()
		base, _ := busy(1, 429, "60")
		stopped, cancel := context.WithCancel(ctx)
		defer cancel()
		c, _ := clientFor(base, func(o *transport.Options) { o.Waits = func(time.Duration) { cancel() } })
		a := within(ctx, slack, func(context.Context) transport.Answer { return ask(stopped, c, base, true) })
		Expect(a.Response.Status).To(Equal(429))
		Expect(ask(stopped, c, base, true).Failure.Kind).To(Equal("canceled"))
	})
})

var _ = Describe("the rate of a client", func() {
	It("goes by the clock of the run, and is not used up by who gives up", func(ctx SpecContext) {
		virtual := clock.NewVirtual(now)
		base, asked := busy(0, 0, "")
		c, _ := clientFor(base, func(o *transport.Options) { o.Clock, o.Rate = virtual, 1.0/60 })
		ask := func(ctx context.Context) transport.Answer {
			return c.Do(ctx, transport.Request{Method: "GET", URL: base})
		}
		Expect(ask(ctx).SentAt).To(Equal(now))
		Expect(ask(ctx).SentAt).To(BeTemporally("~", now.Add(time.Minute), time.Millisecond))
		stopped, cancel := context.WithCancel(ctx)
		cancel()
		for range 3 {
			Expect(ask(stopped).Failure.Kind).To(Equal("canceled"))
		}
		Expect(ask(ctx).SentAt).To(BeTemporally("~", now.Add(2*time.Minute), time.Millisecond))
		Expect(asked.Load()).To(BeEquivalentTo(3))
	})

	It("holds for the repetition too", func(ctx SpecContext) {
		virtual := clock.NewVirtual(now)
		base, _ := listen(fails1)
		c, _ := clientFor(base, func(o *transport.Options) { o.Clock, o.Rate = virtual, 1.0/60 })
		a := c.Do(ctx, transport.Request{Method: "GET", URL: base})
		Expect(a.Failure).To(BeNil())
		Expect(a.SentAt).To(BeTemporally("~", now.Add(time.Minute), time.Millisecond))
		Expect(a.Retries[0].WaitedMS).To(BeNumerically("~", 60_000, 1))
	})

	It("does not keep a run that is stopped", func(ctx SpecContext) {
		noneLeft()
		base, _ := busy(0, 0, "")
		c, _ := clientFor(base, func(o *transport.Options) { o.Rate = 1.0 / 3600 })
		c.Do(ctx, transport.Request{Method: "GET", URL: base})
		stopped, cancel := context.WithCancel(ctx)
		done := make(chan transport.Answer, 1)
		go func() { done <- c.Do(stopped, transport.Request{Method: "GET", URL: base}) }()
		Consistently(done).WithTimeout(20 * time.Millisecond).ShouldNot(Receive())
		cancel()
		var a transport.Answer
		Eventually(done).WithTimeout(slack).Should(Receive(&a))
		Expect(a.Failure.Kind).To(Equal("canceled"))
	})
})
