package transport_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"concord/internal/contract"
	"concord/internal/transport"
)

// fault is one way in which the network or a server goes wrong, and what is to
// become of it.
type fault struct {
	// at starts the server, if any, and returns where to ask.
	at func(*transport.Options) string
	// kind and words are those of the failure; none where there is a whole answer.
	kind  string
	words string
	// tries is how often the request is sent: 1 if zero.
	tries int
	// hangs says that only the deadline ends it.
	hangs bool
	// status is that of the answer whose headers came, cut what became of its body.
	status   int
	cut      bool
	miscoded bool
}

const (
	deadline = 20 * time.Second // that no fault is to need
	soon     = time.Second      // that of a fault that hangs, once the request is sent
	slack    = 5 * time.Second  // of a slow machine
)

// meets lets a request meet a fault and looks at what comes of it.
func meets(ctx SpecContext, f fault) {
	noneLeft()
	o := transport.Options{Timeout: deadline}
	if f.hangs {
		o.Timeout = soon
	}
	base := f.at(&o)
	c, registry := clientFor(base, func(to *transport.Options) {
		o.Allowed, o.Registry = to.Allowed, to.Registry
		*to = o
	})
	registry.Add("password", canary)
	registry.Add("token", jwt)
	a := within(ctx, o.Timeout+slack, func(ctx context.Context) transport.Answer {
		return c.Do(ctx, transport.Request{
			ID: "x#1", Method: "POST", URL: base + "/login?token=hidden-in-url", Body: []byte(`{"password":"` + jsonInner(canary) + `"}`),
			Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + jwt}, "X-Api-Key": {"hidden-key"}},
		})
	})
	f.judge(a)
	encoded, err := json.Marshal(a.Exchange)
	Expect(err).NotTo(HaveOccurred())
	Expect(registry.Leaks(encoded)).To(BeEmpty())
	Expect(string(encoded)).NotTo(Or(ContainSubstring("hidden-"), ContainSubstring(payload)))
}

// judge compares an answer with what is to become of the fault.
func (f fault) judge(a transport.Answer) {
	GinkgoHelper()
	tries := max(f.tries, 1)
	Expect(a.Attempts).To(Equal(tries))
	Expect(a.Retries).To(HaveLen(tries - 1))
	if f.kind == "" {
		Expect(a.Failure).To(BeNil())
	} else {
		Expect(a.Failure).NotTo(BeNil())
		Expect(*a.Failure).To(And(HaveField("Kind", f.kind), HaveField("Message", ContainSubstring(f.words))))
	}
	for _, r := range a.Retries {
		Expect(r).To(And(HaveField("Kind", f.kind), HaveField("Message", ContainSubstring(f.words))))
		Expect(r.SentAt).To(BeTemporally("<=", a.SentAt))
	}
	if f.status == 0 {
		Expect(a.Response).To(BeNil())
		return
	}
	Expect(a.Response.Status).To(Equal(f.status))
	Expect(a.Response.Body).To(And(HaveField("Cut", f.cut), HaveField("Miscoded", f.miscoded), HaveField("Bytes", BeNumerically("<=", transport.MaxBody))))
}

// noneLeft makes sure that no goroutine is left when the spec, its servers
// included, is over.
func noneLeft() {
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(slack).WithPolling(5 * time.Millisecond).ShouldNot(gleak.HaveLeaked(before))
	})
}

// within runs do and fails where it does not end in time.
func within(ctx context.Context, limit time.Duration, do func(context.Context) transport.Answer) transport.Answer {
	GinkgoHelper()
	done := make(chan transport.Answer, 1)
	go func() { done <- do(ctx) }()
	var a transport.Answer
	Eventually(done).WithTimeout(limit).Should(Receive(&a), "did not end in time")
	return a
}

// plain is a server that answers each connection as told, once a request came.
func plain(answer func(net.Conn)) func(*transport.Options) string {
	return func(*transport.Options) string {
		base, _ := listen(func(_ int32, conn *net.TCPConn) { answer(conn) })
		return base
	}
}

// text answers with a text, and closes.
func text(parts ...string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, strings.Join(parts, "")) }
}

// hang waits until the client is gone.
func hang(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// then does one thing after the other with a connection.
func then(deeds ...func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		for _, do := range deeds {
			do(conn)
		}
	}
}

// endless repeats a text until the client is gone.
func endless(unit string) func(net.Conn) {
	unit = strings.Repeat(unit, 1+4096/len(unit))
	return func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, unit); err != nil {
				return
			}
		}
	}
}

// trickle repeats a text byte by byte, with time between, until the client is gone.
func trickle(unit string) func(net.Conn) {
	return func(conn net.Conn) {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i = (i + 1) % len(unit) {
			if _, err := io.WriteString(conn, unit[i:i+1]); err != nil {
				return
			}
			<-tick.C
		}
	}
}

// resets ends a connection by RST.
func resets(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }

// dialling connects by a function instead of over the network.
func dialling(base string, dial func(context.Context) (net.Conn, error)) func(*transport.Options) string {
	return func(o *transport.Options) string {
		o.Dial = dialOf(dial)
		return base
	}
}

func dialOf(dial func(context.Context) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }
}

// fails1 resets its first connection, and answers the others.
func fails1(n int32, conn *net.TCPConn) {
	if n == 1 {
		resets(conn)
		return
	}
	text(json9, `{"a":123}`)(conn)
}

// elsewhere is a server that nobody may ask.
func elsewhere() (base string, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	s := serve(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	return s.URL, asked
}

var _ = Describe("a request whose answer is repeated", func() {
	It("records the try that came to nothing", func(ctx SpecContext) {
		noneLeft()
		base, _ := listen(fails1)
		c, _ := clientFor(base)
		a := c.Do(ctx, transport.Request{ID: "x#1", Method: "POST", URL: base, Body: []byte("{}")})
		Expect(a.Failure).To(BeNil())
		Expect(a.Attempts).To(Equal(2))
		Expect(c.Requests()).To(Equal(2))
		Expect(a.Retries).To(HaveExactElements(And(
			HaveField("Kind", "reset"), HaveField("Message", HaveSuffix("reset the connection before it answered")),
			HaveField("WaitedMS", BeNumerically(">=", 0)),
		)))
		Expect(a.Retries[0].SentAt).To(BeTemporally("<=", a.SentAt))
		Expect(a.Exchange).To(HaveField("Retries", HaveLen(1)))
		Expect(contract.Exchange{}.Retries).To(BeNil())
	})
})
