package transport_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/net/dns/dnsmessage"

	"concord/internal/transport"
)

const partnerURL = "https://" + partnerHost

var _ = DescribeTable("faults on the way to the server", meets,
	Entry("a name that nobody knows", fault{at: resolved(dnsmessage.RCodeNameError), kind: "dns", words: "has no address (DNS)"}),
	Entry("a name without an address", fault{at: resolved(dnsmessage.RCodeSuccess), kind: "dns", words: "has no address (DNS)"}),
	Entry("a DNS server that fails", fault{at: resolved(dnsmessage.RCodeServerFailure), kind: "dns", words: "could not be looked up (DNS)"}),
	Entry("a DNS server that hangs", fault{at: resolved(silent), kind: "timeout", words: `no address was found for "partner.example:443" (DNS) within `, hangs: true}),
	Entry("nobody listens", fault{at: nobody, kind: "refused", words: "nobody listens there", tries: 2}),
	Entry("no route to the network", fault{at: dialling(partnerURL, failing(syscall.ENETUNREACH)), kind: "unreachable", words: "cannot be reached"}),
	Entry("no route to the host", fault{at: dialling(partnerURL, failing(syscall.EHOSTUNREACH)), kind: "unreachable", words: "cannot be reached"}),
	Entry("a host that swallows everything", fault{at: dialling(partnerURL, blackhole), kind: "timeout", words: `no connection came about with "partner.example:443" within `, hangs: true}),
	Entry("a connection that the network times out", fault{at: dialling(partnerURL, failing(syscall.ETIMEDOUT)), kind: "timeout", words: "no connection came about"}),
	Entry("reset before the request", fault{at: unasked(resets), kind: "reset", words: "reset the connection", tries: 2}),
	Entry("closed before the request", fault{at: unasked(then(farewell, hang)), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("a request that is never read", fault{at: dialling("http://127.0.0.1:1", unread), kind: "timeout", words: "did not take the request within", hangs: true}),
)

var _ = DescribeTable("faults of the secure connection", meets,
	Entry("an authority that nobody knows", fault{at: secure(nil, stranger, noAnswer), kind: "tls", words: "certificate signed by unknown authority"}),
	Entry("a certificate that is expired", fault{at: secure(certified(expired), known, noAnswer), kind: "tls", words: "certificate has expired"}),
	Entry("a certificate of another host", fault{at: secure(certified(ofAnother), known, noAnswer), kind: "tls", words: "x509: "}),
	Entry("TLS 1.1 and no later", fault{at: secure(upTo(tls.VersionTLS11), known, noAnswer), kind: "tls", words: "protocol version"}),
	Entry("a client certificate demanded, TLS 1.3", fault{at: secure(mutual(tls.VersionTLS13), known, noAnswer), kind: "tls", words: "certificate required"}),
	Entry("a client certificate demanded, TLS 1.2", fault{at: secure(mutual(tls.VersionTLS12), known, noAnswer), kind: "tls", words: "remote error: tls: "}),
	Entry("http where TLS belongs", fault{at: https(plain(text("HTTP/1.1 400 Bad Request\r\n\r\n"))), kind: "tls", words: "does not speak TLS"}),
	Entry("another protocol where TLS belongs", fault{at: https(plain(text("220 mail ready\r\n"))), kind: "tls", words: "does not speak TLS"}),
	Entry("TLS where http belongs", fault{at: plain(text("\x15\x03\x01\x00\x02\x02\x16")), kind: "closed", words: "amid the headers"}),
	Entry("a TLS server's own words where http belongs", fault{at: tlsAskedPlainly, status: 400}),
	Entry("a handshake that hangs", fault{at: https(plain(hang)), kind: "timeout", words: "the TLS handshake with", hangs: true}),
	Entry("a handshake that dies", fault{at: https(plain(text(""))), kind: "closed", words: "during the TLS handshake", tries: 2}),
	Entry("a handshake that is reset", fault{at: https(plain(resets)), kind: "reset", words: "during the TLS handshake", tries: 2}),
	Entry("a handshake that trickles", fault{at: https(plain(then(text("\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb"), trickle("\x00")))), kind: "timeout", words: "the TLS handshake with", hangs: true}),
	Entry("a handshake of garbage", fault{at: https(plain(text("\x16\x03\x03\x00\x04\x02\x00\x00\x00"))), kind: "tls", words: "tls: "}),
	Entry("closed after the handshake", fault{at: secure(nil, known, func(*tls.Conn) {}), kind: "closed", words: "closed the connection before it answered", tries: 2}),
	Entry("closed within a record", fault{at: secure(nil, known, truncated), kind: "closed", words: "closed the connection", tries: 2}),
	Entry("hung after the handshake", fault{at: secure(nil, known, secureHang), kind: "timeout", words: "did not begin to answer", hangs: true}),
	Entry("closed within the headers, over TLS", fault{at: secure(nil, known, truncatedAfter("HTTP/1.1 20")), kind: "closed", words: "amid the headers"}),
	Entry("cut within the body, over TLS", fault{at: secure(nil, known, truncatedAfter(json9+`{"a"`)), status: 200, cut: true}),
)

// silent is no code of DNS: the server says nothing.
const silent dnsmessage.RCode = 0xfff

// resolved looks names up at a DNS server that answers with a code and no address.
func resolved(code dnsmessage.RCode) func(*transport.Options) string {
	return func(o *transport.Options) string {
		server, err := net.ListenPacket("udp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(server.Close)
		go func() {
			query := make([]byte, 4096)
			for {
				n, from, err := server.ReadFrom(query)
				if err != nil {
					return
				}
				if code != silent {
					_, _ = server.WriteTo(nameAnswer(query[:n], code), from)
				}
			}
		}()
		asked := &closing{}
		DeferCleanup(asked.close)
		ask := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return asked.add((&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String()))
		}
		o.Dial = (&net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: ask}}).DialContext
		return partnerURL
	}
}

// closing collects connections that net keeps open for 5 s, where nobody wants the
// answer any more.
type closing struct {
	mu    sync.Mutex
	conns []net.Conn
	over  bool
}

func (c *closing) add(conn net.Conn, err error) (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over && err == nil {
		conn.Close()
		return nil, net.ErrClosed
	}
	c.conns = append(c.conns, conn)
	return conn, err
}

func (c *closing) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	for _, conn := range c.conns {
		conn.Close()
	}
}

// nameAnswer answers a query with a code alone.
func nameAnswer(query []byte, code dnsmessage.RCode) []byte {
	var p dnsmessage.Parser
	h, err := p.Start(query)
	if err != nil {
		return nil
	}
	questions, err := p.AllQuestions()
	if err != nil {
		return nil
	}
	h.Response, h.RecursionAvailable, h.RCode = true, true, code
	out, _ := (&dnsmessage.Message{Header: h, Questions: questions}).Pack()
	return out
}

func nobody(*transport.Options) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	Expect(l.Close()).To(Succeed())
	return "http://" + l.Addr().String()
}

// farewell says that no more comes, and leaves the other direction open.
func farewell(conn net.Conn) { _ = conn.(*net.TCPConn).CloseWrite() }

func failing(with syscall.Errno) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", with)}
	}
}

func blackhole(ctx context.Context) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// unread connects to a peer without any buffer that never reads.
func unread(context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	DeferCleanup(server.Close)
	return client, nil
}

// unasked does something with each connection before it reads anything.
func unasked(do func(net.Conn)) func(*transport.Options) string {
	return func(*transport.Options) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(l.Close)
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				do(conn)
				conn.Close()
			}
		}()
		return "http://" + l.Addr().String()
	}
}

// https asks a plain server as if it were a secure one.
func https(at func(*transport.Options) string) func(*transport.Options) string {
	return func(o *transport.Options) string { return strings.Replace(at(o), "http:", "https:", 1) }
}

// secure is a TLS server with a good certificate, unless configured otherwise.
func secure(configure func(*tls.Config), trust func(*transport.Options), answer func(*tls.Conn)) func(*transport.Options) string {
	return func(o *transport.Options) string {
		trust(o)
		config := &tls.Config{Certificates: []tls.Certificate{ownAuthority().issue()}}
		if configure != nil {
			configure(config)
		}
		base, _ := connected(func(raw *net.TCPConn) {
			conn := tls.Server(raw, config)
			if conn.Handshake() != nil {
				_, _ = io.Copy(io.Discard, raw) // lest a reset overtake the alert
				return
			}
			if len(config.NextProtos) == 0 {
				_, _ = conn.Read(make([]byte, 4096))
			}
			answer(conn)
		})
		return strings.Replace(base, "http:", "https:", 1)
	}
}

func known(o *transport.Options) { o.RootCAs = ownAuthority().pool() }

func stranger(*transport.Options) {}

func noAnswer(conn *tls.Conn) { _, _ = io.Copy(io.Discard, conn) }

func secureHang(conn *tls.Conn) { hang(conn) }

func certified(change func(*x509.Certificate)) func(*tls.Config) {
	return func(c *tls.Config) { c.Certificates = []tls.Certificate{ownAuthority().issue(change)} }
}

func upTo(version uint16) func(*tls.Config) {
	return func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, version }
}

func mutual(version uint16) func(*tls.Config) {
	return func(c *tls.Config) {
		c.MinVersion, c.MaxVersion = version, version
		c.ClientAuth = tls.RequireAnyClientCert
	}
}

// truncated ends a secure connection without the farewell of TLS.
func truncated(conn *tls.Conn) { conn.NetConn().Close() }

func truncatedAfter(words string) func(*tls.Conn) {
	return func(conn *tls.Conn) {
		_, _ = io.WriteString(conn, words)
		truncated(conn)
	}
}

// tlsAskedPlainly is a TLS server whose own library answers plain http.
func tlsAskedPlainly(*transport.Options) string {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = quiet
	s.StartTLS()
	DeferCleanup(s.Close)
	return strings.Replace(s.URL, "https:", "http:", 1)
}

var _ = Describe("a certification authority of one's own", func() {
	It("makes a server trusted", func(ctx SpecContext) {
		noneLeft()
		var o transport.Options
		base := secure(nil, known, func(conn *tls.Conn) { _, _ = io.WriteString(conn, json9+`{"a": 12}`) })(&o)
		c, _ := clientFor(base, func(to *transport.Options) { to.RootCAs = o.RootCAs })
		a := c.Do(ctx, transport.Request{Method: "POST", URL: base, Body: bytes.Repeat([]byte("x"), 10)})
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Text).To(Equal(`{"a": 12}`))
	})
})
