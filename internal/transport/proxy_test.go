package transport_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/transport"
)

// proxy is a CONNECT proxy that notes whatever it sees.
type proxy struct {
	url     string
	answer  string // to CONNECT; empty to open the way
	forward string // where the way leads

	mu   sync.Mutex
	seen bytes.Buffer
}

// Write notes what passes.
func (p *proxy) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.Write(b)
}

func (p *proxy) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

func newProxy(answer, forward string) *proxy {
	GinkgoHelper()
	p := &proxy{answer: answer, forward: forward}
	base, _ := connected(func(conn *net.TCPConn) { p.serve(conn) })
	p.url = base
	return p
}

func (p *proxy) serve(conn net.Conn) {
	head := make([]byte, 4096)
	n, _ := conn.Read(head)
	_, _ = p.Write(head[:n])
	if p.answer != "" {
		_, _ = io.WriteString(conn, p.answer)
		return
	}
	server, err := net.Dial("tcp", p.forward)
	if err != nil {
		return
	}
	defer server.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(server, io.TeeReader(conn, p))
		server.Close()
	}()
	_, _ = io.Copy(conn, io.TeeReader(server, p))
}

// by sends requests through a proxy.
func by(address string) func(*transport.Options) {
	return func(o *transport.Options) {
		u, err := url.Parse(address)
		Expect(err).NotTo(HaveOccurred())
		o.Proxy = http.ProxyURL(u)
		o.RootCAs = ownAuthority().pool()
	}
}

// grants is a partner's server that grants whatever is asked, at its own address.
func grants() string {
	GinkgoHelper()
	var o transport.Options
	base := secure(nil, known, func(conn *tls.Conn) {
		_, _ = io.WriteString(conn, json9+`{"a":123}`)
		_ = conn.Close()
	})(&o)
	return strings.TrimPrefix(base, "https://")
}

var _ = Describe("a proxy", func() {
	login := transport.Request{
		ID: "x#1", Method: "POST", URL: partnerURL + "/login?token=hidden-in-url", Body: []byte(`{"password":"my-own-password"}`),
		Header: http.Header{"X-Api-Key": {"hidden-key"}},
	}

	It("opens the way, and sees neither password nor answer", func(ctx SpecContext) {
		noneLeft()
		p := newProxy("", grants())
		c, _ := clientFor(partnerURL, by(strings.Replace(p.url, "http://", "http://me:for-the-proxy@", 1)))
		a := c.Do(ctx, login)
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Text).To(Equal(`{"a":123}`))
		seen := p.all()
		Expect(seen).To(HavePrefix("CONNECT partner.example:443 HTTP/1.1\r\nHost: partner.example:443\r\n"))
		Expect(seen).To(ContainSubstring("Proxy-Authorization: Basic "))
		Expect(len(seen)).To(BeNumerically(">", 1000), "what went through it")
		for _, secret := range []string{"my-own-password", "hidden-", "/login", `{"a":123}`} {
			Expect(seen).NotTo(ContainSubstring(secret))
		}
	})

	It("is left aside for plain http, which it could read", func(ctx SpecContext) {
		p := newProxy("HTTP/1.1 500 Never\r\n\r\n", "")
		s := serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
		c, _ := clientFor(s.URL, by(p.url))
		Expect(c.Do(ctx, transport.Request{Method: "GET", URL: s.URL}).Response.Body.Text).To(Equal("{}"))
		Expect(p.all()).To(BeEmpty())
	})

	It("is chosen by the host and port of the request", func(ctx SpecContext) {
		var asked []string
		c, _ := clientFor("https://partner.example:8443", func(o *transport.Options) {
			o.Proxy = func(r *http.Request) (*url.URL, error) { asked = append(asked, r.URL.Host); return nil, nil }
			o.Dial = dialOf(failing(syscall.ECONNREFUSED))
		})
		a := c.Do(ctx, transport.Request{Method: "GET", URL: "https://partner.example:8443/x"})
		Expect(a.Failure.Kind).To(Equal("refused"))
		Expect(asked).To(Equal([]string{"partner.example:8443", "partner.example:8443"}))
	})

	It("is named where the partner's certificate is not trusted behind it", func(ctx SpecContext) {
		p := newProxy("", grants())
		c, _ := clientFor(partnerURL, by(p.url), func(o *transport.Options) { o.RootCAs = nil })
		a := c.Do(ctx, login)
		Expect(a.Failure.Kind).To(Equal("tls"))
		Expect(a.Failure.Message).To(HavePrefix(`no secure connection with "partner.example:443" through the proxy "127.0.0.1:`))
	})
})

// proxied sends through a proxy that gives an answer.
func proxied(answer string) func(*transport.Options) string {
	return func(o *transport.Options) string {
		by(newProxy(answer, "").url)(o)
		return partnerURL
	}
}

// through makes a server the proxy.
func through(at func(*transport.Options) string) func(*transport.Options) string {
	return func(o *transport.Options) string {
		by(strings.Replace(at(o), "//", "//me:hidden-from-all@", 1))(o)
		return partnerURL
	}
}

var _ = DescribeTable("faults of a proxy", meets,
	Entry("demands credentials", fault{at: proxied("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), kind: "proxy", words: `wants credentials (407 Proxy Authentication Required): they belong into the URL of the proxy, so "partner.example:443" was not asked`}),
	Entry("refuses", fault{at: proxied("HTTP/1.1 403 " + jwt + "\r\n\r\n"), kind: "proxy", words: "refused to open the way (403 Forbidden)"}),
	Entry("cannot get through", fault{at: proxied("HTTP/1.1 502 Bad Gateway\r\n\r\n"), kind: "proxy", words: "could not get through (502 Bad Gateway)"}),
	Entry("asks to wait", fault{at: proxied("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\n\r\n"), kind: "proxy", words: "could not get through (503"}),
	Entry("answers without HTTP", fault{at: proxied("220 " + jwt + "\r\n"), kind: "proxy", words: "answered something that is not HTTP"}),
	Entry("closes the connection", fault{at: through(plain(text(""))), kind: "proxy", words: "closed the connection before it opened the way"}),
	Entry("resets the connection", fault{at: through(plain(resets)), kind: "proxy", words: "reset the connection"}),
	Entry("hangs", fault{at: through(plain(hang)), kind: "timeout", words: `did not open the way to "partner.example:443" within`, hangs: true}),
	Entry("answers without end", fault{at: through(plain(then(text(ok), endless("X-More: yes\r\n")))), kind: "proxy", words: "the proxy"}),
	Entry("is not there", fault{at: through(nobody), kind: "proxy", words: "refused the connection: nobody listens there, so"}),
	Entry("is not known to the DNS", fault{at: func(o *transport.Options) string {
		resolved(3)(o)
		by("http://me:hidden-from-all@proxy.example:3128")(o)
		return partnerURL
	}, kind: "proxy", words: `the proxy "proxy.example:3128" has no address (DNS), so "partner.example:443" was not asked`}),
	Entry("speaks no TLS where it should", fault{at: through(https(plain(text("HTTP/1.1 400 Bad Request\r\n\r\n")))), kind: "proxy", words: "offers no secure connection: what answers there does not speak TLS"}),
	Entry("closes after it opened the way", fault{at: through(plain(then(text("HTTP/1.1 200 OK\r\n\r\n"), farewell, hang))), kind: "closed", words: "during the TLS handshake", tries: 2}),
	Entry("is configured by no URL", fault{at: func(o *transport.Options) string {
		o.Proxy = func(*http.Request) (*url.URL, error) {
			return nil, &url.Error{Op: "parse", URL: "http://me:hidden-from-all@", Err: io.EOF}
		}
		return partnerURL
	}, kind: "proxy", words: "the proxy is not configured by a URL that can be read"}),
	Entry("of SOCKS closes the connection", fault{at: func(o *transport.Options) string {
		by(strings.Replace(plain(text(""))(o), "http://", "socks5://me:hidden-from-all@", 1))(o)
		return partnerURL
	}, kind: "proxy", words: "closed the connection"}),
)
