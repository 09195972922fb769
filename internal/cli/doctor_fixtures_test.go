package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/doctor"
	"concord/internal/mock"
	"concord/openapi"
)

// patient is a server to examine: the mock of every API, altered where a field
// says so. It counts what it is asked.
type patient struct {
	login http.HandlerFunc          // in place of any login; nil for the mock's
	probe http.HandlerFunc          // in place of any probe; nil for the mock's
	alter func(http.ResponseWriter) // before every answer; nil for nothing
	serve func(*httptest.Server)    // nil for plain http
	mu    sync.Mutex
	asked map[string]int // by method and path
}

// documents are the contracts of all providers; nobody changes them.
var documents = sync.OnceValue(func() []*openapi.Document {
	var out []*openapi.Document
	for _, name := range providers {
		doc, err := openapi.Load(openapi.Files, name)
		Expect(err).NotTo(HaveOccurred())
		out = append(out, doc)
	}
	return out
})

// start serves until the spec ends, and returns the base of all APIs.
func (p *patient) start() string {
	GinkgoHelper()
	api := mock.NewServer(documents())
	p.asked = map[string]int{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked[r.Method]++
		p.mu.Unlock()
		out := httptest.NewRecorder()
		switch {
		case r.Method == http.MethodPost && p.login != nil:
			p.login(w, r)
			return
		case r.Method == http.MethodGet && p.probe != nil:
			p.probe(w, r)
			return
		}
		api.ServeHTTP(out, r)
		for name, values := range out.Header() {
			w.Header()[name] = values
		}
		if p.alter != nil {
			p.alter(w)
		}
		w.WriteHeader(out.Code)
		_, _ = w.Write(out.Body.Bytes())
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if p.serve != nil {
		p.serve(server)
	} else {
		server.Start()
	}
	DeferCleanup(server.Close)
	return server.URL
}

// logins is how many were asked for.
func (p *patient) logins() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[http.MethodPost]
}

// replying answers everything alike.
func replying(status int, header map[string]string, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hangUp ends the connection without an answer.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// examined is what the doctor said of tapi, as JSON tells it.
type examined struct {
	ran
	report doctor.Report
}

// examine has tapi at a base URL examined, with more variables.
func examine(base string, more ...string) examined {
	GinkgoHelper()
	return examineWith(append(tapiProbedAt(base), more...))
}

func examineWith(environ []string, args ...string) examined {
	GinkgoHelper()
	c := newConsole(append([]string{"CONCORD_STATE=" + GinkgoT().TempDir(), "CONCORD_CA_FILE=" + trusted().file}, environ...)...)
	e := examined{ran: c.run(append([]string{"doctor", "tapi", "--json"}, args...)...)}
	decode(e.stdout, &e.report)
	Expect(e.report.ExitCode).To(Equal(e.code))
	Expect(e.stderr).To(BeEmpty())
	for _, s := range e.report.Sections {
		for _, k := range s.Checks {
			if k.Status == doctor.Wrong && k.Name != "mistake" || k.Status == doctor.Trouble || k.Status == doctor.Remark {
				Expect(k.Advice).NotTo(BeEmpty(), "%s does not say what to do about %q", k.Name, k.Finding)
			}
		}
	}
	return e
}

// checks returns all checks with a name.
func (e examined) checks(name string) []doctor.Check {
	var out []doctor.Check
	for _, s := range e.report.Sections {
		for _, k := range s.Checks {
			if k.Name == name {
				out = append(out, k)
			}
		}
	}
	return out
}

// check returns the only check with a name.
func (e examined) check(name string) doctor.Check {
	GinkgoHelper()
	all := e.checks(name)
	Expect(all).To(HaveLen(1), "%s in %s", name, e.stdout)
	return all[0]
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string // of the certificate
}

func newAuthority(name string) *authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Expect(err).NotTo(HaveOccurred())
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{Organization: []string{name}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	Expect(err).NotTo(HaveOccurred())
	certificate, err := x509.ParseCertificate(der)
	Expect(err).NotTo(HaveOccurred())
	return &authority{certificate: certificate, key: key}
}

// serving starts a server with a certificate for this machine that lasts from
// and until the given distances from now; names, if any, are in its place.
func (a *authority) serving(from, until time.Duration, names ...string) func(*httptest.Server) {
	return func(s *httptest.Server) {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "staging"}, DNSNames: names,
			NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		if len(names) == 0 {
			template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
		}
		der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &a.key.PublicKey, a.key)
		Expect(err).NotTo(HaveOccurred())
		s.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: a.key}}}
		s.StartTLS()
	}
}

// trusted is an authority that the doctor's console trusts, by CONCORD_CA_FILE.
var trusted = sync.OnceValue(func() *authority {
	a := newAuthority("Trusted Tests")
	folder, err := scratch()
	Expect(err).NotTo(HaveOccurred())
	a.file = filepath.Join(folder, "roots.pem")
	Expect(os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}), 0o600)).To(Succeed())
	return a
})
