package transport_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/transport"
)

// listen answers each connection with answer, whatever it is asked, and closes
// it. The count of connections comes back as well.
func listen(answer func(n int32, conn *net.TCPConn)) (base string, count *atomic.Int32) {
	var n atomic.Int32
	return connected(func(conn *net.TCPConn) {
		_, _ = conn.Read(make([]byte, 4096))
		answer(n.Add(1), conn)
	})
}

// connected serves each connection, and closes it.
func connected(serve func(conn *net.TCPConn)) (base string, count *atomic.Int32) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(l.Close)
	count = &atomic.Int32{}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			go func() {
				defer conn.Close()
				serve(conn.(*net.TCPConn))
			}()
		}
	}()
	return "http://" + l.Addr().String(), count
}

func say(text string) func(int32, *net.TCPConn) {
	return func(_ int32, conn *net.TCPConn) { _, _ = io.WriteString(conn, text) }
}

func reset(_ int32, conn *net.TCPConn) { _ = conn.SetLinger(0) }

var _ = Describe("transport failures", func() {
	do := func(ctx context.Context, base string, change ...func(*transport.Options)) transport.Answer {
		c, _ := clientFor(base, change...)
		return c.Do(ctx, transport.Request{ID: "x#1", Method: "POST", URL: base + "/login?token=hidden-in-url", Body: []byte("{}")})
	}
	brief := func(o *transport.Options) { o.Timeout = 50 * time.Millisecond }

	DescribeTable("are classified before the headers are complete",
		func(ctx SpecContext, answer func(int32, *net.TCPConn), kind string, attempts int) {
			base, count := listen(answer)
			a := do(ctx, base)
			Expect(a.Failure).NotTo(BeNil())
			Expect(a.Failure.Kind).To(Equal(kind))
			Expect(a.Failure.Message).To(ContainSubstring(strings.TrimPrefix(base, "http://")))
			Expect(a.Failure.Message).NotTo(Or(ContainSubstring("hidden"), ContainSubstring("eyJ")))
			Expect(a.Response).To(BeNil())
			Expect(a.Attempts).To(Equal(attempts))
			Expect(count.Load()).To(BeEquivalentTo(attempts))
		},
		Entry("closed without a byte: tried twice", say(""), "closed", 2),
		Entry("reset without a byte: tried twice", reset, "reset", 2),
		Entry("closed amid the headers", say("HTTP/1.1 200 OK\r\nContent-Type: te"), "closed", 1),
		Entry("not HTTP", say("SSH-2.0-"+jwt+"\r\n\r\n"), "malformed", 1),
		Entry("malformed header", say("HTTP/1.1 200 OK\r\nno colon "+jwt+"\r\n\r\n"), "malformed", 1),
		Entry("contradicting lengths", say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "malformed", 1),
		Entry("unknown transfer coding", say("HTTP/1.1 200 OK\r\nTransfer-Encoding: zip\r\n\r\nab"), "malformed", 1),
	)

	It("recovers by the one repetition", func(ctx SpecContext) {
		base, _ := listen(func(n int32, conn *net.TCPConn) {
			if n > 1 {
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			}
		})
		a := do(ctx, base)
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Text).To(Equal("{}"))
		Expect(a.Attempts).To(Equal(2))
	})

	It("calls a refused connection refused, after trying twice", func(ctx SpecContext) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		base := "http://" + l.Addr().String()
		Expect(l.Close()).To(Succeed())
		a := do(ctx, base)
		Expect(a.Failure.Kind).To(Equal("refused"))
		Expect(a.Attempts).To(Equal(2))
	})

	It("calls a host without an address dns", func(ctx SpecContext) {
		host := strings.Repeat("x", 64) + ".invalid" // a label too long to be asked of any server
		a := do(ctx, "https://"+host)
		Expect(a.Failure.Kind).To(Equal("dns"))
		Expect(a.Failure.Message).To(ContainSubstring(host))
	})

	It("calls an unverified certificate, old TLS and plain text tls", func(ctx SpecContext) {
		s := httptest.NewTLSServer(http.NotFoundHandler())
		DeferCleanup(s.Close)
		s.Config.ErrorLog = quiet
		Expect(do(ctx, s.URL).Failure.Kind).To(Equal("tls"))
		plain := serve(func(http.ResponseWriter, *http.Request) {})
		Expect(do(ctx, strings.Replace(plain.URL, "http", "https", 1)).Failure.Kind).To(Equal("tls"))
		raw, _ := listen(say("220 mail ready\r\n"))
		Expect(do(ctx, strings.Replace(raw, "http", "https", 1)).Failure.Kind).To(Equal("tls"))
	})

	It("gives up in time, before and amid the answer", func(ctx SpecContext) {
		wait := make(chan struct{})
		base, _ := listen(func(int32, *net.TCPConn) { <-wait })
		DeferCleanup(func() { close(wait) })
		a := do(ctx, base, brief)
		Expect(a.Failure.Kind).To(Equal("timeout"))
		Expect(a.Attempts).To(Equal(1))
		amid, _ := listen(func(_ int32, conn *net.TCPConn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"")
			<-wait
		})
		a = do(ctx, amid, brief)
		Expect(a.Failure.Kind).To(Equal("timeout"))
		Expect(a.Response.Body.Cut).To(BeTrue())
	})

	It("says when the run was stopped", func() {
		ctx, cancel := context.WithCancel(context.Background())
		base, _ := listen(func(int32, *net.TCPConn) { cancel() })
		Expect(do(ctx, base).Failure.Kind).To(Equal("canceled"))
		a := do(ctx, base)
		Expect(a.Failure.Kind).To(Equal("canceled"))
		Expect(a.Attempts).To(BeZero())
	})

	DescribeTable("do not include a body that is cut after complete headers",
		func(ctx SpecContext, answer string) {
			base, _ := listen(say(answer))
			a := do(ctx, base)
			Expect(a.Failure).To(BeNil())
			Expect(a.Response.Body.Text).To(HavePrefix(`{"a`))
			Expect(a.Response.Body.Cut).To(BeTrue())
			Expect(a.Attempts).To(Equal(1))
		},
		Entry("shorter than its length", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"a\":1"),
		Entry("without its last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"a\":1\r\n"),
		Entry("with a malformed chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\nzz\r\n"),
	)

	It("takes a body that ends with the connection as complete", func(ctx SpecContext) {
		base, _ := listen(say("HTTP/1.0 200 OK\r\n\r\n{}"))
		a := do(ctx, base)
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Cut).To(BeFalse())
	})

	DescribeTable("include a server that is not available, with its answer",
		func(ctx SpecContext, status int, kind string) {
			s := serve(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = io.WriteString(w, "{}") })
			a := do(ctx, s.URL)
			Expect(a.Response.Status).To(Equal(status))
			Expect(a.Response.Body.Text).To(Equal("{}"))
			if kind == "" {
				Expect(a.Failure).To(BeNil())
				return
			}
			Expect(a.Failure.Kind).To(Equal(kind))
		},
		Entry(nil, 502, "unavailable"), Entry(nil, 503, "unavailable"), Entry(nil, 504, "unavailable"),
		Entry(nil, 500, ""), Entry(nil, 501, ""), Entry(nil, 429, ""),
	)

	It("stops at the longest body, before and after decoding", func(ctx SpecContext) {
		size := transport.MaxBody
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			text := strings.Repeat("x", size)
			if r.Header.Get("X-Zip") == "" {
				_, _ = io.WriteString(w, text)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			writeGzip(w, text)
		})
		a := do(ctx, s.URL)
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Bytes).To(Equal(size))
		size++
		Expect(do(ctx, s.URL).Failure.Kind).To(Equal("oversize"))
		c, _ := clientFor(s.URL)
		a = c.Do(ctx, transport.Request{Method: "GET", URL: s.URL, Header: http.Header{"X-Zip": {"1"}}})
		Expect(a.Failure.Kind).To(Equal("oversize"))
		Expect(a.Response.Body.Text).To(BeEmpty())
	})

	DescribeTable("include what may not be sent",
		func(ctx SpecContext, target, kind, words string) {
			c, _ := clientFor("https://allowed.example", func(o *transport.Options) {
				o.Allowed = append(o.Allowed, "plain.example:80", "user.example:443", "10.0.0.1:80")
			})
			a := c.Do(ctx, transport.Request{Method: "GET", URL: target})
			Expect(a.Failure.Kind).To(Equal(kind))
			Expect(a.Failure.Message).To(ContainSubstring(words))
			Expect(a.Failure.Message + a.Request.URL).NotTo(ContainSubstring("pass-word"))
			Expect(a.Attempts).To(BeZero())
			Expect(c.Requests()).To(BeZero())
		},
		Entry("another host", "https://other.example/", "forbidden", `"other.example:443" is not one of this target's`),
		Entry("another port", "https://allowed.example:8443/", "forbidden", "not one of"),
		Entry("plain http", "http://plain.example/", "forbidden", "plain http is for this machine only"),
		Entry("plain http in a private network", "http://10.0.0.1/", "forbidden", "plain http"),
		Entry("another scheme", "ftp://allowed.example/", "forbidden", `"ftp"`),
		Entry("credentials in the URL", "https://me:pass-word@user.example/", "forbidden", "credentials"),
		Entry("a URL that is none", "https://x/%zz", "unsendable", "cannot be read"),
	)

	It("include methods and headers that are not valid", func(ctx SpecContext) {
		s := serve(func(http.ResponseWriter, *http.Request) {})
		c, _ := clientFor(s.URL)
		Expect(c.Do(ctx, transport.Request{Method: "G T", URL: s.URL}).Failure.Kind).To(Equal("unsendable"))
		a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL, Header: http.Header{"X-A": {"a\nb"}}})
		Expect(a.Failure.Kind).To(Equal("unsendable"))
	})

	It("allows plain http to this machine by any of its names", func(ctx SpecContext) {
		s := serve(func(http.ResponseWriter, *http.Request) {})
		Expect(do(ctx, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)).Failure).To(BeNil())
	})
})
