//go:build interop

package interop_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"concord/openapi"
)

// violations is the response header in which Prism reports a request or an
// answer that its own validator finds to break the document.
const violations = "Sl-Violations"

// prisms are the servers under test, by provider.
type prisms struct {
	sessions map[string]*gexec.Session
	urls     map[string]string
}

// startAll starts one Prism for each contract and waits for them all.
func startAll() prisms {
	GinkgoHelper()
	p := prisms{sessions: map[string]*gexec.Session{}, urls: map[string]string{}}
	for _, provider := range providers() {
		p.sessions[provider] = startPrism(filepath.Join("..", "openapi", provider+".yaml"))
	}
	for _, provider := range providers() {
		p.urls[provider] = address(p.sessions[provider])
	}
	return p
}

func providers() []string { return openapi.Providers(openapi.Files) }

// contractOf reads a provider's contract. It is called while the specs are
// built, where nothing can fail but the program itself.
func contractOf(provider string) *openapi.Document {
	doc, err := openapi.Load(openapi.Files, provider)
	if err != nil {
		panic(err)
	}
	return doc
}

// statusFor returns the status to ask Prism for. A range is served under the
// status that its example names, unless the document gives that status an answer
// of its own: an exact status goes before a range (OpenAPI 3.1.0 §4.8.16.2), so
// that the range's example is there under its other statuses only.
func statusFor(doc *openapi.Document, r *openapi.Response, e *openapi.Example) int {
	if status, err := strconv.Atoi(r.Status); err == nil {
		return status
	}
	for _, status := range append([]int{e.Status}, openapi.Refusals...) {
		if !exact(doc, status) {
			return status
		}
	}
	panic(fmt.Sprintf("%s: no refusal is left for the example %q", doc.File, e.Name))
}

func exact(doc *openapi.Document, status int) bool {
	return slices.ContainsFunc(doc.Responses, func(r openapi.Response) bool { return r.Status == strconv.Itoa(status) })
}

// served is an answer as Prism gave it.
type served struct {
	status     int
	mediaType  string
	violations string
	body       []byte
}

// ask sends a valid request and prefers one named answer (RFC 7240).
func ask(ctx context.Context, doc *openapi.Document, base string, body []byte, status int, example string) served {
	GinkgoHelper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, doc.Method, base+doc.Path, bytes.NewReader(body))
	Expect(err).NotTo(HaveOccurred())
	request.Header.Set("Content-Type", doc.Request.MediaType)
	request.Header.Set("Prefer", fmt.Sprintf("code=%d, example=%s", status, example))
	response, err := http.DefaultClient.Do(request)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = response.Body.Close() }()
	got, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	return served{response.StatusCode, response.Header.Get("Content-Type"), response.Header.Get(violations), got}
}

var _ = Describe("Prism, a mock that is not ours", Ordered, func() {
	var servers prisms

	BeforeAll(func() { servers = startAll() })

	for _, provider := range providers() {
		doc := contractOf(provider)
		Describe("serving "+doc.File, Label(provider), func() {
			It("loads the document without a warning", func() {
				log := servers.sessions[provider]
				Expect(troubles(string(log.Out.Contents()))).To(BeEmpty())
				Expect(string(log.Err.Contents())).To(BeEmpty())
			})

			for i := range doc.Responses {
				r := &doc.Responses[i]
				for j := range r.Examples {
					e := &r.Examples[j]
					It(fmt.Sprintf("serves the example %s of %s", e.Name, r.Status), func(ctx SpecContext) {
						status := statusFor(doc, r, e)
						got := ask(ctx, doc, servers.urls[provider], doc.Base(e).Value.Append(nil), status, e.Name)
						Expect(got.status).To(Equal(status))
						Expect(got.mediaType).To(Equal("application/json"))
						Expect(got.body).To(MatchJSON(e.Value.Append(nil)))
						Expect(got.violations).To(BeEmpty(), "Prism's own validator objects")
					})
				}
			}

			It("does not serve an example that the document does not have", func(ctx SpecContext) {
				status, err := strconv.Atoi(doc.Success().Status)
				Expect(err).NotTo(HaveOccurred())
				got := ask(ctx, doc, servers.urls[provider], doc.Request.Examples[0].Value.Append(nil), status, "no-such-example")
				Expect(got.status).NotTo(Equal(status))
			})

			It("objects to a request that breaks the document", func(ctx SpecContext) {
				status, err := strconv.Atoi(doc.Success().Status)
				Expect(err).NotTo(HaveOccurred())
				got := ask(ctx, doc, servers.urls[provider], []byte(`"no object"`), status, doc.Success().Examples[0].Name)
				Expect(got.violations).NotTo(BeEmpty())
			})
		})
	}

	It("refuses a document that is none", func() {
		broken := filepath.Join(GinkgoT().TempDir(), "broken.yaml")
		Expect(os.WriteFile(broken, []byte("openapi: 3.1.0\ninfo: {title: broken, version: \"1\"}\npaths: {}\n"), 0o600)).To(Succeed())
		session := startPrism(broken)
		Eventually(session).WithTimeout(startTime).Should(gexec.Exit())
		Expect(troubles(string(session.Out.Contents()) + string(session.Err.Contents()))).NotTo(BeEmpty())
	})
})
