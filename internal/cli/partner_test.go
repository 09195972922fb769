package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/mock"
	"concord/openapi"
)

// partner serves all APIs over loopback, as a live target. Change, where
// given, alters the answers to logins on their way out.
func partner(change func(*httptest.ResponseRecorder)) *httptest.Server {
	GinkgoHelper()
	var docs []*openapi.Document
	for _, name := range providers {
		doc, err := openapi.Load(openapi.Files, name)
		Expect(err).NotTo(HaveOccurred())
		docs = append(docs, doc)
	}
	api := mock.NewServer(docs)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := httptest.NewRecorder()
		api.ServeHTTP(out, r)
		if change != nil && r.Method == http.MethodPost {
			change(out)
		}
		for name, values := range out.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(out.Code)
		_, _ = w.Write(out.Body.Bytes())
	}))
	DeferCleanup(server.Close)
	return server
}

// replacing alters the text of answers.
func replacing(old, text string) func(*httptest.ResponseRecorder) {
	return func(out *httptest.ResponseRecorder) {
		body := strings.ReplaceAll(out.Body.String(), old, text)
		out.Body.Reset()
		out.Body.WriteString(body)
		out.Header().Del("Content-Length")
	}
}

// tapiPassword is tapi's documented example, which a partner accepts.
const tapiPassword = "My.pass.12345678"

// tapiAt configures a live tapi without a probe.
func tapiAt(url string) []string {
	return []string{"TAPI_BASE_URL=" + url + "/tapi", "TAPI_USERNAME=john.doe", "TAPI_PASSWORD=" + tapiPassword}
}

// tapiProbedAt configures a live tapi with a probe.
func tapiProbedAt(url string) []string {
	return append(tapiAt(url), "TAPI_PROBE_URL="+url+"/tapi/probe")
}

// waiting is a standard error that acts once a text comes by.
type waiting struct {
	lockedBuffer
	on   string
	then func()
}

// Write implements [io.Writer].
func (w *waiting) Write(p []byte) (int, error) {
	n, err := w.lockedBuffer.Write(p)
	if strings.Contains(string(p), w.on) {
		w.then()
	}
	return n, err
}
