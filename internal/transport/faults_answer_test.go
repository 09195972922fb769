package transport_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/transport"
)

const (
	ok      = "HTTP/1.1 200 OK\r\n"
	echo    = "X-Echo: " + jwt + "\r\n" // what a server may repeat of a request
	chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	gzipped = ok + "Content-Encoding: gzip\r\n"
	json9   = ok + "Content-Length: 9\r\n\r\n"
)

var _ = DescribeTable("faults of an answer", meets,
	Entry("closed without a byte", fault{at: plain(text("")), kind: "closed", words: "closed the connection before it answered", tries: 2}),
	Entry("reset without a byte", fault{at: plain(resets), kind: "reset", words: "reset the connection before it answered", tries: 2}),
	Entry("no byte at all", fault{at: plain(hang), kind: "timeout", words: "took the request and did not begin to answer within ", hangs: true}),

	Entry("closed within the status line", fault{at: plain(text("HTTP/1.1 20")), kind: "closed", words: "amid the headers"}),
	Entry("reset within the status line", fault{at: plain(then(text("HTTP/1.1 20"), resets)), kind: "reset", words: "amid the headers"}),
	Entry("hung within the status line", fault{at: plain(then(text("HTTP/1.1 20"), hang)), kind: "timeout", words: "the headers of the answer", hangs: true}),
	Entry("closed within the headers", fault{at: plain(text(ok, echo, "Content-Ty")), kind: "closed", words: "amid the headers"}),
	Entry("hung within the headers", fault{at: plain(then(text(ok, echo), hang)), kind: "timeout", words: "the headers of the answer", hangs: true}),
	Entry("trickled headers", fault{at: plain(then(text(ok), trickle("X-Slow: yes\r\n"))), kind: "timeout", words: "the headers of the answer", hangs: true}),
	Entry("headers without end", fault{at: plain(then(text(ok), endless("X-More: "+jwt+"\r\n"))), kind: "oversize", words: "the headers of the answer"}),
	Entry("one header without end", fault{at: plain(then(text(ok, "X-Long: "), endless("x"))), kind: "oversize", words: "the headers of the answer"}),
	Entry("a status line without end", fault{at: plain(then(text("HTTP/1.1 200 "), endless("O"))), kind: "oversize", words: "the headers of the answer"}),
	Entry("interim answers without end", fault{at: plain(endless("HTTP/1.1 102 Processing\r\n\r\n")), kind: "oversize", words: "the headers of the answer"}),
	Entry("trickled interim answers", fault{at: plain(trickle("HTTP/1.1 102 Processing\r\n\r\n")), kind: "timeout", words: "the headers of the answer", hangs: true}),
	Entry("an interim answer and no other", fault{at: plain(text("HTTP/1.1 100 Continue\r\n\r\n")), kind: "closed", words: "amid the headers"}),

	Entry("HTTP/0.9", fault{at: plain(text("<html>" + jwt + "</html>\r\n")), kind: "malformed", words: "does not begin with a status line"}),
	Entry("another protocol", fault{at: plain(text("SSH-2.0-" + jwt + "\r\n\r\n")), kind: "malformed", words: "does not begin with a status line"}),
	Entry("a status that is none", fault{at: plain(text("HTTP/1.1 2x0 " + jwt + "\r\n\r\n")), kind: "malformed", words: "does not begin with a status line"}),
	Entry("an unknown version", fault{at: plain(text("HTTP/x " + "200 OK\r\n\r\n")), kind: "malformed", words: "does not begin with a status line"}),
	Entry("a header that is none", fault{at: plain(text(ok, "server closed, GOAWAY "+jwt+"\r\n\r\n")), kind: "malformed", words: "a line of its headers is none"}),
	Entry("a header without a name", fault{at: plain(text(ok, ": "+jwt+"\r\n\r\n")), kind: "malformed", words: "a line of its headers is none"}),
	Entry("conflicting lengths", fault{at: plain(text(ok, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")), kind: "malformed", words: "its length"}),
	Entry("a negative length", fault{at: plain(text(ok, "Content-Length: -1\r\n\r\n{}")), kind: "malformed", words: "its length"}),
	Entry("a length that is no number", fault{at: plain(text(ok, "Content-Length: two\r\n\r\n{}")), kind: "malformed", words: "its length"}),
	Entry("a transfer coding twice", fault{at: plain(text(ok, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), kind: "malformed", words: "its transfer coding"}),
	Entry("an unknown transfer coding", fault{at: plain(text(ok, "Transfer-Encoding: zip\r\n\r\n{}")), kind: "malformed", words: "its transfer coding"}),

	Entry("hung after the headers", fault{at: plain(then(text(json9), hang)), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("hung within the body", fault{at: plain(then(text(json9, `{"a"`), hang)), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("a trickled body", fault{at: plain(then(text(ok, "Content-Length: 9999\r\n\r\n"), trickle("x"))), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("hung within a chunk's size", fault{at: plain(then(text(chunked, "6"), hang)), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("hung within the trailers", fault{at: plain(then(text(chunked, "2\r\n{}\r\n0\r\nX-A"), hang)), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("a trickled chunk extension", fault{at: plain(then(text(chunked, "6;x="), trickle("x"))), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),

	Entry("shorter than its length", fault{at: plain(text(json9, `{"a":1`)), status: 200, cut: true}),
	Entry("reset within the body", fault{at: plain(then(text(json9, `{"a":1`), resets)), status: 200, cut: true}),
	Entry("closed within a chunk's size", fault{at: plain(text(chunked, "6")), status: 200, cut: true}),
	Entry("a chunk size that is none", fault{at: plain(text(chunked, "zz\r\n{}\r\n0\r\n\r\n")), status: 200, cut: true}),
	Entry("a chunk size beyond all bounds", fault{at: plain(text(chunked, "ffffffffffffffffff\r\n{}\r\n")), status: 200, cut: true}),
	Entry("longer than its chunk", fault{at: plain(text(chunked, "2\r\n{} more\r\n0\r\n\r\n")), status: 200, cut: true}),
	Entry("without its last chunk", fault{at: plain(text(chunked, "6\r\n{\"a\":1\r\n")), status: 200, cut: true}),
	Entry("closed within the trailers", fault{at: plain(text(chunked, "2\r\n{}\r\n0\r\nX-A: b")), status: 200, cut: true}),
	Entry("trailers without end", fault{at: plain(then(text(chunked, "2\r\n{}\r\n0\r\n"), endless("X-More: yes\r\n"))), status: 200, cut: true}),
	Entry("a chunk extension without end", fault{at: plain(then(text(chunked, "2;x="), endless("x"))), status: 200, cut: true}),
	Entry("chunks of one byte with long extensions", fault{at: plain(then(text(chunked), endless("1;"+strings.Repeat("x", 900)+"\r\n{\r\n"))), status: 200, cut: true}),
	Entry("a body without end", fault{at: plain(then(text(ok, "\r\n"), endless(jwt))), kind: "oversize", words: "has more than 1048576 bytes", status: 200, cut: true}),
	Entry("chunks without end", fault{at: plain(then(text(chunked), endless("9\r\n{\"a\":1}  \r\n"))), kind: "oversize", words: "has more than 1048576 bytes", status: 200, cut: true}),
	Entry("a huge length", fault{at: plain(then(text(ok, "Content-Length: 9223372036854775807\r\n\r\n"), endless("x"))), kind: "oversize", words: "has more than", status: 200, cut: true}),

	Entry("a compression bomb", fault{at: plain(then(text(gzipped, "\r\n"), zipped(8<<20, 1<<30))), kind: "oversize", words: "has more than", status: 200, cut: true}),
	Entry("gzip that breaks off", fault{at: plain(then(text(gzipped, "\r\n"), zipped(5000, 20))), status: 200, cut: true}),
	Entry("gzip that is none", fault{at: plain(text(gzipped, "Content-Length: 2\r\n\r\n{}")), status: 200, miscoded: true}),
	Entry("deflate that is none", fault{at: plain(text(ok, "Content-Encoding: deflate\r\nContent-Length: 7\r\n\r\n{\"a\":1}")), status: 200, miscoded: true}),
	Entry("an unknown content coding", fault{at: plain(text(ok, "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}")), status: 200, miscoded: true}),

	Entry("502", fault{at: plain(text("HTTP/1.1 502 Bad Gateway\r\n\r\n")), kind: "unavailable", words: "it answered 502 Bad Gateway", status: 502}),
	Entry("503", fault{at: plain(text("HTTP/1.1 503 Away\r\n\r\n")), kind: "unavailable", words: "it answered 503 Service Unavailable", status: 503}),
	Entry("504", fault{at: plain(text("HTTP/1.1 504 Late\r\n\r\n")), kind: "unavailable", words: "it answered 504 Gateway Timeout", status: 504}),
	Entry("another protocol from here on", fault{at: plain(then(text("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), hang)), status: 101}),
	Entry("bytes after the answer", fault{at: plain(text(json9, `{"a":123}`, jwt)), status: 200}),
)

// zipped compresses size bytes of nothing and sends the first limit of what that gives.
func zipped(size, limit int64) func(net.Conn) {
	return func(conn net.Conn) {
		r, w := io.Pipe()
		go func() {
			z := gzip.NewWriter(w)
			_, err := io.CopyN(z, zeros{}, size)
			if err == nil {
				err = z.Close()
			}
			_ = w.CloseWithError(err)
		}()
		_, _ = io.CopyN(conn, r, limit)
		_ = r.CloseWithError(io.ErrClosedPipe)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

var _ = Describe("what a server adds to its answer", func() {
	It("is not logged", func(ctx SpecContext) {
		noneLeft()
		var logged bytes.Buffer
		log.SetOutput(&logged)
		DeferCleanup(log.SetOutput, os.Stderr)
		base := plain(then(text(ok, "Connection: keep-alive\r\nContent-Length: 2\r\n\r\n{}", "a token: ", jwt), hang))(nil)
		c, _ := clientFor(base)
		a := c.Do(ctx, transport.Request{Method: "GET", URL: base})
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Text).To(Equal("{}"))
		Consistently(logged.String).WithTimeout(20 * time.Millisecond).Should(BeEmpty())
	})
})

var _ = Describe("a redirect to another host", func() {
	It("is an answer, and nothing is sent there", func(ctx SpecContext) {
		noneLeft()
		other, asked := elsewhere()
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other+"/login", http.StatusTemporaryRedirect)
		})
		c, _ := clientFor(s.URL)
		a := c.Do(ctx, transport.Request{Method: "POST", URL: s.URL, Body: []byte(`{"password":"x"}`), Header: http.Header{"Authorization": {"Bearer " + jwt}}})
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Status).To(Equal(307))
		Expect(asked.Load()).To(BeZero())
		Expect(c.Requests()).To(Equal(1))
	})
})
