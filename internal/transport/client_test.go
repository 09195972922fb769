package transport_test

import (
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/transport"
	"concord/internal/wire"
)

func hostPort(base string) string {
	u, err := url.Parse(base)
	Expect(err).NotTo(HaveOccurred())
	return transport.HostPort(u)
}

// clientFor returns a client that may ask base, and its registry.
func clientFor(base string, change ...func(*transport.Options)) (*transport.Client, *secret.Registry) {
	o := transport.Options{Allowed: []string{hostPort(base)}, Registry: secret.NewRegistry(wire.Inspect), UserAgent: "concord/test"}
	for _, f := range change {
		f(&o)
	}
	c := transport.New(o)
	DeferCleanup(c.Close)
	return c, o.Registry
}

func serve(h http.HandlerFunc) *httptest.Server {
	s := httptest.NewServer(h)
	DeferCleanup(s.Close)
	return s
}

var _ = Describe("transport.Client", func() {
	It("sends the request with its own headers only, and records it redacted", func(ctx SpecContext) {
		var seen *http.Request
		var body []byte
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			seen = r
			body, _ = io.ReadAll(r.Body)
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"accessToken":%q}`, jwt)
		})
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		c, registry := clientFor(s.URL, func(o *transport.Options) { o.Clock = clock.NewVirtual(start) })
		password, _ := registry.Add("password", canary)
		key, _ := registry.Add("apiKey", "key-key-key")
		sent := `{"username": "user", "password": "` + jsonInner(canary) + `"}`
		a := c.Do(ctx, transport.Request{
			ID: "tapi/valid#1", Step: contract.StepLogin, Example: "valid", Method: "POST", URL: s.URL + "/login?u=user&x=1",
			Header: http.Header{"Content-Type": {"application/json"}, "x-api-key": {"key-key-key"}, "Authorization": {"Bearer unknown"}},
			Body:   []byte(sent), Mask: map[string]string{"user": "«username»"}, Probed: "«p»",
		})
		Expect(a.Failure).To(BeNil())
		Expect(string(body)).To(Equal(sent))
		Expect(seen.Header).To(HaveLen(9))
		Expect(seen.Header.Get("Connection")).To(Equal("close"))
		Expect(seen.Header.Get("Accept")).To(Equal("application/json"))
		Expect(seen.Header.Get("Accept-Encoding")).To(Equal("gzip"))
		Expect(seen.Header.Get("User-Agent")).To(Equal("concord/test"))
		Expect(seen.Header.Get("X-Request-Id")).To(MatchRegexp(`^[0-9a-f]{32}$`))
		Expect(seen.Header.Get("X-Api-Key")).To(Equal("key-key-key"))

		Expect(a.Request.Method).To(Equal("POST"))
		Expect(a.Request.URL).To(Equal(s.URL + "/login?u=«username»&x=1"))
		Expect(a.Request.Body).To(Equal(`{"username": "«username»", "password": "` + password + `"}`))
		Expect(a.Request.Header).To(HaveKeyWithValue("X-Api-Key", []string{key}))
		Expect(a.Request.Header["Authorization"]).To(HaveExactElements(MatchRegexp(`^Bearer «Authorization#1 7 bytes `)))
		Expect(a.Request.Header).To(HaveKeyWithValue("X-Request-Id", []string{seen.Header.Get("X-Request-Id")}))

		Expect(a.ID).To(Equal("tapi/valid#1"))
		Expect(a.Step).To(Equal(contract.StepLogin))
		Expect(a.Example).To(Equal("valid"))
		Expect(a.Probed).To(Equal("«p»"))
		Expect(a.SentAt).To(Equal(start))
		Expect(a.ReceivedAt).To(Equal(start))
		Expect(a.DurationMS).To(BeNumerically(">", 0))
		Expect(a.Response.Status).To(Equal(200))
		Expect(a.Response.Proto).To(Equal("HTTP/1.1"))
		Expect(a.Response.Body.Text).NotTo(ContainSubstring(payload))
		Expect(a.Tokens).To(HaveLen(1))
		Expect(a.Value.Get("accessToken").Text).To(Equal(jwt))
		Expect(a.Attempts).To(Equal(1))
		Expect(c.Requests()).To(Equal(1))
		encoded, err := json.Marshal(a.Exchange)
		Expect(err).NotTo(HaveOccurred())
		Expect(registry.Leaks(encoded)).To(BeEmpty())
		Expect(registry.Leaks([]byte(fmt.Sprintf("%+v %#v %s", a, a, a.GomegaString())))).To(BeEmpty())
	})

	It("gives each request an id of its own, and lets given headers stand", func(ctx SpecContext) {
		var ids, accept []string
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			ids, accept = append(ids, r.Header.Get("X-Request-Id")), append(accept, r.Header.Get("Accept"))
		})
		c, _ := clientFor(s.URL)
		c.Do(ctx, transport.Request{Method: "GET", URL: s.URL})
		a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL, Header: http.Header{"Accept": {"*/*"}}})
		Expect(ids[0]).NotTo(Equal(ids[1]))
		Expect(accept[1]).To(Equal("*/*"))
		Expect(a.Value).To(BeNil())
		Expect(a.Tokens).To(BeEmpty())
	})

	It("masks a user name as a whole word, never as a member name or in ordinary headers", func(ctx SpecContext) {
		s := serve(func(http.ResponseWriter, *http.Request) {})
		c, _ := clientFor(s.URL)
		body := `{"user" : "user", "username":"superuser", "é":"a\"b", "list":["user"], user=user&x`
		a := c.Do(ctx, transport.Request{
			Method: "POST", URL: s.URL + "/json/user", Body: []byte(body),
			Header: http.Header{"Content-Type": {"application/json"}, "X-User": {"user"}},
			Mask:   map[string]string{"user": "«u»", `a"b`: "«q»", "json": "«j»", "": "«none»"},
		})
		Expect(a.Request.Body).To(Equal(`{"user" : "«u»", "username":"superuser", "é":"«q»", "list":["«u»"], «u»=«u»&x`))
		Expect(a.Request.URL).To(HaveSuffix("/json/user"))
		Expect(a.Request.Header).To(HaveKeyWithValue("Content-Type", []string{"application/json"}))
		Expect(a.Request.Header).To(HaveKeyWithValue("X-User", []string{"«u»"}))
	})

	It("redacts tokens in the URL of a probe", func(ctx SpecContext) {
		s := serve(func(http.ResponseWriter, *http.Request) {})
		c, _ := clientFor(s.URL)
		a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL + "/me?token=opaque-1&jwt=" + jwt + "&n=1"})
		Expect(a.Request.URL).To(MatchRegexp(`/me\?token=«token#1 8 bytes \w+»&jwt=«jwt#1 jwt \d+ bytes \w+»&n=1$`))
	})

	It("observes redirects and does not follow them", func(ctx SpecContext) {
		s := serve(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) })
		c, _ := clientFor(s.URL)
		a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL})
		Expect(a.Response.Status).To(Equal(302))
		Expect(a.Response.Header["Location"]).To(Equal([]string{"/elsewhere"}))
		Expect(c.Requests()).To(Equal(1))
	})

	DescribeTable("takes off the content coding",
		func(ctx SpecContext, coding string, miscoded bool, encode func(io.Writer, string)) {
			s := serve(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", coding)
				encode(w, `{"a":1}`)
			})
			c, _ := clientFor(s.URL)
			a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL})
			Expect(a.Failure).To(BeNil())
			Expect(a.Response.Body).To(Equal(contract.Body{Text: `{"a":1}`, Bytes: 7, Miscoded: miscoded}))
		},
		Entry("gzip", "gzip", false, writeGzip),
		Entry("deflate", "deflate", false, func(w io.Writer, s string) { z := zlib.NewWriter(w); io.WriteString(z, s); _ = z.Close() }),
		Entry("deflate without its wrapper", "Deflate", false, func(w io.Writer, s string) {
			z, _ := flate.NewWriter(w, 9)
			io.WriteString(z, s)
			_ = z.Close()
		}),
		Entry("identity", "identity", false, func(w io.Writer, s string) { io.WriteString(w, s) }),
		Entry("none, whatever it claims", "gzip", true, func(w io.Writer, s string) { io.WriteString(w, s) }),
		Entry("an unknown one: as it is", "br", true, func(w io.Writer, s string) { io.WriteString(w, s) }),
	)

	It("calls gzip that breaks off cut", func(ctx SpecContext) {
		s := serve(func(w http.ResponseWriter, _ *http.Request) {
			var b strings.Builder
			writeGzip(&b, `{"a":1}`)
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, b.String()[:b.Len()-6])
		})
		c, _ := clientFor(s.URL)
		a := c.Do(ctx, transport.Request{Method: "GET", URL: s.URL})
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Body.Cut).To(BeTrue())
	})

	It("speaks HTTP/2 to a server it trusts", func(ctx SpecContext) {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }))
		s.EnableHTTP2 = true
		s.StartTLS()
		DeferCleanup(s.Close)
		c, _ := clientFor(s.URL)
		c.TrustRoots(s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs)
		a := c.Do(ctx, transport.Request{Method: "POST", URL: s.URL, Body: []byte("{}")})
		Expect(a.Failure).To(BeNil())
		Expect(a.Response.Proto).To(Equal("HTTP/2.0"))
	})

	It("makes paced requests wait their turn, and unpaced ones not", func(ctx SpecContext) {
		s := serve(func(http.ResponseWriter, *http.Request) {})
		c, _ := clientFor(s.URL, func(o *transport.Options) { o.Rate = 1.0 / 3600 })
		Expect(c.Do(ctx, transport.Request{Method: "GET", URL: s.URL}).Failure).To(BeNil()) // the first turn is free
		Expect(c.Do(ctx, transport.Request{Method: "GET", URL: s.URL, Unpaced: true}).Failure).To(BeNil())
		soon, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		a := c.Do(soon, transport.Request{Method: "GET", URL: s.URL}) // the next is an hour away
		Expect(a.Failure.Kind).To(Equal("timeout"))
		Expect(a.Attempts).To(BeZero())
		Expect(c.Requests()).To(Equal(2))

		fast, _ := clientFor(s.URL, func(o *transport.Options) { o.Rate = 1e6 })
		for range 5 {
			Expect(fast.Do(ctx, transport.Request{Method: "GET", URL: s.URL}).Failure).To(BeNil())
		}
	})

	It("connects to hosts in other scripts by their names in the DNS", func(ctx SpecContext) {
		var asked string
		c, _ := clientFor("https://bücher.example", func(o *transport.Options) {
			o.Dial = func(_ context.Context, _, address string) (net.Conn, error) { asked = address; return nil, io.EOF }
		})
		c.Do(ctx, transport.Request{Method: "GET", URL: "https://Bücher.example/login"})
		Expect(asked).To(Equal("xn--bcher-kva.example:443"))
	})

	It("names hosts with the port of their scheme", func() {
		Expect(hostPort("https://Example.ORG/x")).To(Equal("example.org:443"))
		Expect(hostPort("http://[::1]")).To(Equal("[::1]:80"))
		Expect(hostPort("http://localhost:8080")).To(Equal("localhost:8080"))
	})
})

func writeGzip(w io.Writer, s string) {
	z := gzip.NewWriter(w)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
}
