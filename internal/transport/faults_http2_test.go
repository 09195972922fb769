package transport_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"concord/internal/transport"
)

var _ = DescribeTable("faults of HTTP/2", meets,
	Entry("closed before the settings", fault{at: over2(func(*peer) {}), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("another protocol than the one agreed on", fault{at: unsettled2(func(p *peer) { p.write("HTTP/1.1 200 OK\r\n\r\n" + jwt); p.hang() }), kind: "malformed", words: "it breaks the rules of HTTP/2"}),
	Entry("garbage", fault{at: unsettled2(func(p *peer) { p.write(strings.Repeat("\xff", 64)); p.hang() }), kind: "malformed", words: "it breaks the rules of HTTP/2"}),
	Entry("sent away before the answer", fault{at: asked2(func(p *peer) { _ = p.WriteGoAway(0, http2.ErrCodeNo, []byte(jwt)) }), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("sent away with an error", fault{at: asked2(func(p *peer) { _ = p.WriteGoAway(1, http2.ErrCodeEnhanceYourCalm, []byte(jwt)) }), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("refused", fault{at: asked2(func(p *peer) { _ = p.WriteRSTStream(1, http2.ErrCodeRefusedStream) }), kind: "reset", words: "before it answered", tries: 2}),
	Entry("broken off by an inner error", fault{at: asked2(func(p *peer) { _ = p.WriteRSTStream(1, http2.ErrCodeInternal) }), kind: "reset", words: "before it answered", tries: 2}),
	Entry("broken off for a wrong protocol", fault{at: asked2(func(p *peer) { _ = p.WriteRSTStream(1, http2.ErrCodeProtocol) }), kind: "reset", words: "before it answered", tries: 2}),
	Entry("no answer", fault{at: asked2(func(p *peer) { p.hang() }), kind: "timeout", words: "did not begin to answer", hangs: true}),
	Entry("closed before the answer", fault{at: asked2(func(*peer) {}), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("headers without end", fault{at: asked2(func(p *peer) { p.floodOfHeaders() }), kind: "malformed", words: "it breaks the rules of HTTP/2"}),
	Entry("headers that do not go on", fault{at: asked2(func(p *peer) {
		_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p.block(":status", "200")})
		p.hang()
	}), kind: "timeout", words: "did not begin to answer", hangs: true}),
	Entry("headers that cannot be decoded", fault{at: asked2(func(p *peer) {
		_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0xff, 0xff, 0xff, 0xff}, EndHeaders: true})
		p.hang()
	}), kind: "malformed", words: "it breaks the rules of HTTP/2"}),
	Entry("an answer without a status", fault{at: asked2(func(p *peer) { _ = p.headers(false, "content-type", "x"); p.hang() }), kind: "malformed", words: "it breaks the rules of HTTP/2"}),
	Entry("interim answers without end", fault{at: asked2(func(p *peer) {
		for p.headers(false, ":status", "103", "link", strings.Repeat("x", 1000)) == nil {
		}
	}), kind: "oversize", words: "the headers of the answer"}),
	Entry("pings without end", fault{at: asked2(func(p *peer) {
		for p.WritePing(true, [8]byte{}) == nil {
		}
	}), kind: "timeout", words: "did not begin to answer", hangs: true}),
	Entry("broken off within the body", fault{at: asked2(func(p *peer) {
		_ = p.headers(false, ":status", "200")
		_ = p.WriteData(1, false, []byte(`{"a"`))
		_ = p.WriteRSTStream(1, http2.ErrCodeInternal)
		p.hang()
	}), status: 200, cut: true}),
	Entry("closed within the body", fault{at: asked2(func(p *peer) {
		_ = p.headers(false, ":status", "200")
		_ = p.WriteData(1, false, []byte(`{"a"`))
	}), status: 200, cut: true}),
	Entry("shorter than its length", fault{at: asked2(func(p *peer) {
		_ = p.headers(false, ":status", "200", "content-length", "9")
		_ = p.WriteData(1, true, []byte(`{"a"`))
		p.hang()
	}), status: 200, cut: true}),
	Entry("hung within the body", fault{at: asked2(func(p *peer) {
		_ = p.headers(false, ":status", "200")
		p.hang()
	}), kind: "timeout", words: "the body of the answer", hangs: true, status: 200, cut: true}),
	Entry("a body without end", fault{at: asked2(func(p *peer) {
		_ = p.headers(false, ":status", "200")
		go p.hang() // which takes note of the window
		for p.WriteData(1, false, bytes.Repeat([]byte("x"), 1000)) == nil {
		}
	}), kind: "oversize", words: "has more than", status: 200, cut: true}),
)

// peer is a server of HTTP/2, frame by frame.
type peer struct {
	*http2.Framer
	conn   *tls.Conn
	buffer bytes.Buffer
	coder  *hpack.Encoder
}

// over2 does something with a connection on which HTTP/2 was agreed.
func over2(do func(*peer)) func(*transport.Options) string {
	return secure(func(c *tls.Config) { c.NextProtos = []string{"h2"} }, known, func(conn *tls.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
		p := &peer{Framer: http2.NewFramer(conn, conn), conn: conn}
		p.coder = hpack.NewEncoder(&p.buffer)
		do(p)
		farewell(conn.NetConn())
		p.hang()
	})
}

// asked2 does something once the settings are settled and a request came.
func asked2(do func(*peer)) func(*transport.Options) string {
	return over2(func(p *peer) {
		_ = p.WriteSettings()
		if p.awaitRequest() {
			_ = p.WriteSettingsAck()
			do(p)
		}
	})
}

// unsettled2 does something instead of settling, once a request came: what comes
// before there is a request can end its connection before it is sent, and is then
// tried anew.
func unsettled2(do func(*peer)) func(*transport.Options) string {
	return over2(func(p *peer) {
		if p.awaitRequest() {
			do(p)
		}
	})
}

// awaitRequest reads up to the end of a request, and says whether it came whole.
func (p *peer) awaitRequest() bool {
	for {
		frame, err := p.ReadFrame()
		if err != nil {
			return false
		}
		if frame.Header().Flags.Has(http2.FlagDataEndStream) && frame.Header().Type == http2.FrameData {
			return true
		}
	}
}

func (p *peer) write(words string) { _, _ = io.WriteString(p.conn, words) }

func (p *peer) hang() { _, _ = io.Copy(io.Discard, p.conn) }

func (p *peer) block(pairs ...string) []byte {
	p.buffer.Reset()
	for i := 0; i < len(pairs); i += 2 {
		_ = p.coder.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1], Sensitive: true})
	}
	return bytes.Clone(p.buffer.Bytes())
}

func (p *peer) headers(last bool, pairs ...string) error {
	return p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p.block(pairs...), EndHeaders: true, EndStream: last})
}

func (p *peer) floodOfHeaders() {
	err := p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p.block(":status", "200")})
	for i := 0; err == nil; i++ {
		err = p.WriteContinuation(1, false, p.block("x-more-"+strconv.Itoa(i), strings.Repeat("x", 4000)))
	}
}
