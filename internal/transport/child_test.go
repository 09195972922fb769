package transport_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/secret"
	"concord/internal/transport"
	"concord/internal/wire"
)

// childVariable names what a process that a spec started does instead of specs:
// net/http reads the proxies of the environment once a process, and memory is a
// process's too.
const childVariable = "TRANSPORT_TEST_CHILD"

func TestMain(m *testing.M) {
	if base := os.Getenv(childVariable); base != "" {
		_ = json.NewEncoder(os.Stdout).Encode(childAsks(base))
		return
	}
	os.Exit(m.Run())
}

// asked is what a child saw.
type asked struct {
	Kinds    map[string]int // of failures
	Messages []string
	Bytes    uint64 // of memory that the process took at most
}

// childAsks asks for every path that the address lists after "#".
func childAsks(base string) asked {
	base, paths, _ := strings.Cut(base, "#")
	out := asked{Kinds: map[string]int{}}
	u, err := url.Parse(base)
	if err != nil {
		panic(err)
	}
	c := transport.New(transport.Options{
		Allowed: []string{transport.HostPort(u)}, Registry: secret.NewRegistry(wire.Inspect), Timeout: time.Minute,
		Dial: dialHere,
	})
	for path := range strings.SplitSeq(paths, ",") {
		a := c.Do(context.Background(), transport.Request{Method: "GET", URL: base + "/" + path, Header: http.Header{"Authorization": {"Bearer my-own-token"}}})
		if a.Failure != nil {
			out.Kinds[a.Failure.Kind]++
			out.Messages = append(out.Messages, a.Failure.Message)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	out.Bytes = m.Sys // never falls
	return out
}

// dialHere connects to this machine only, and asks no DNS.
func dialHere(ctx context.Context, network, address string) (net.Conn, error) {
	if !strings.HasPrefix(address, "127.") {
		return nil, syscall.ECONNREFUSED
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// child runs childAsks in a process of its own.
func child(ctx context.Context, base, paths string, environ ...string) asked {
	GinkgoHelper()
	self, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	c := exec.CommandContext(ctx, self)
	c.Env = append(slices.Clone(environ), childVariable+"="+base+"#"+paths)
	out, err := c.Output()
	Expect(err).NotTo(HaveOccurred())
	var seen asked
	Expect(json.Unmarshal(out, &seen)).To(Succeed(), string(out))
	return seen
}

var _ = Describe("a process of its own", func() {
	It("goes through the proxy that its environment names", func(ctx SpecContext) {
		p := newProxy("HTTP/1.1 407 Who are you\r\n\r\n", "")
		seen := child(ctx, partnerURL, "login", "HTTPS_PROXY="+strings.Replace(p.url, "//", "//me:hidden@", 1))
		Expect(seen.Kinds).To(Equal(map[string]int{"proxy": 1}))
		Expect(seen.Messages[0]).To(And(ContainSubstring("wants credentials"), Not(ContainSubstring("hidden"))))
		Expect(p.all()).To(And(HavePrefix("CONNECT partner.example:443 "), Not(ContainSubstring("my-own-token"))))
	}, SpecTimeout(time.Minute))

	It("leaves the proxy aside for the hosts that its environment excepts", func(ctx SpecContext) {
		p := newProxy("HTTP/1.1 407 Who are you\r\n\r\n", "")
		seen := child(ctx, partnerURL, "login", "HTTPS_PROXY="+p.url, "NO_PROXY="+partnerHost)
		Expect(seen.Kinds).To(Equal(map[string]int{"refused": 1}))
		Expect(p.all()).To(BeEmpty())
	}, SpecTimeout(time.Minute))

	It("takes less than 100 MiB for servers that answer without end", func(ctx SpecContext) {
		floods := map[string]func(http.ResponseWriter){
			"body":    func(w http.ResponseWriter) { flood(w, strings.Repeat("x", 1<<16)) },
			"json":    func(w http.ResponseWriter) { flood(w, strings.Repeat(`{"accessToken":"`, 1<<12)) },
			"strings": func(w http.ResponseWriter) { flood(w, strings.Repeat(`"token":"`+jwt+`",`, 1<<8)) },
			"bomb": func(w http.ResponseWriter) {
				w.Header().Set("Content-Encoding", "gzip")
				writeGzip(w, strings.Repeat("x", 8<<20))
			},
			"whole": func(w http.ResponseWriter) {
				fmt.Fprintf(w, `{"message":%q}`, strings.Repeat("x", transport.MaxBody-14))
			},
		}
		s := serve(func(w http.ResponseWriter, r *http.Request) { floods[strings.TrimPrefix(r.URL.Path, "/")](w) })
		headers := plain(then(text(ok), endless("X-More: yes\r\n")))(nil)
		one := strings.Repeat("body,json,strings,bomb,whole,", 4)
		seen := child(ctx, s.URL, strings.TrimSuffix(one, ","))
		Expect(seen.Kinds).To(Equal(map[string]int{"oversize": 16}))
		Expect(seen.Bytes).To(BeNumerically("<", 100<<20))
		seen = child(ctx, headers, strings.Repeat(",", 19))
		Expect(seen.Kinds).To(Equal(map[string]int{"oversize": 20}))
		Expect(seen.Bytes).To(BeNumerically("<", 100<<20))
	}, SpecTimeout(2*time.Minute))
})

// flood writes until nobody reads any more.
func flood(w http.ResponseWriter, unit string) {
	for {
		if _, err := w.Write([]byte(unit)); err != nil {
			return
		}
	}
}
