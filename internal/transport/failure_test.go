package transport_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

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

var _ = Describe("transport failures", func() {
	do := func(ctx context.Context, base string, change ...func(*transport.Options)) transport.Answer {
		c, _ := clientFor(base, change...)
		return c.Do(ctx, transport.Request{ID: "x#1", Method: "POST", URL: base + "/login?token=hidden-in-url", Body: []byte("{}")})
	}
	It("says when the run was stopped", func() {
		ctx, cancel := context.WithCancel(context.Background())
		base, _ := listen(func(int32, *net.TCPConn) { cancel() })
		Expect(do(ctx, base).Failure.Kind).To(Equal("canceled"))
		a := do(ctx, base)
		Expect(a.Failure.Kind).To(Equal("canceled"))
		Expect(a.Attempts).To(BeZero())
	})

	It("takes a body that ends with the connection as complete", func(ctx SpecContext) {
		base, _ := listen(say("HTTP/1.0 200 OK\r\n\r\n{}"))
		a := do(ctx, base)
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Cut).To(BeFalse())
	})

	DescribeTable("do not include other answers, with whatever status",
		func(ctx SpecContext, status int) {
			s := serve(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = io.WriteString(w, "{}") })
			a := do(ctx, s.URL)
			Expect(a.Response.Status).To(Equal(status))
			Expect(a.Response.Body.Text).To(Equal("{}"))
			Expect(a.Failure).To(BeNil())
		},
		Entry(nil, 400), Entry(nil, 429), Entry(nil, 500), Entry(nil, 501),
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
