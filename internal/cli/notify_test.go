package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/history"
	"concord/internal/notify"
)

// called is a request to a service that is notified.
type called struct {
	Method, Path string
	Header       http.Header
	Body         map[string]any
}

// tracker is as much of GitHub's issues as is used, and a webhook at /hook.
type tracker struct {
	*httptest.Server
	mu      sync.Mutex
	private bool
	status  int
	calls   []called
	open    map[int]map[string]any
}

func newTracker(private bool) *tracker {
	GinkgoHelper()
	t := &tracker{private: private, status: http.StatusOK, open: map[int]map[string]any{}}
	t.Server = httptest.NewServer(http.HandlerFunc(t.serve))
	DeferCleanup(t.Close)
	return t
}

func (t *tracker) serve(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := called{Method: r.Method, Path: r.URL.Path, Header: r.Header}
	data, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(data, &c.Body) // a GET has none
	t.calls = append(t.calls, c)
	w.WriteHeader(t.status)
	var out any = map[string]any{}
	var number int
	switch _, err := fmt.Sscanf(strings.TrimPrefix(r.URL.Path, "/repos/us/ours/issues/"), "%d", &number); {
	case r.URL.Path == "/repos/us/ours":
		out = map[string]any{"private": t.private}
	case r.URL.Path == "/repos/us/ours/issues" && r.Method == http.MethodGet:
		list := []map[string]any{}
		for n, i := range t.open {
			list = append(list, map[string]any{"number": n, "body": i["body"]})
		}
		out = list
	case r.URL.Path == "/repos/us/ours/issues":
		number = len(t.calls)
		t.open[number] = c.Body
		out = map[string]any{"number": number}
	case err == nil && r.Method == http.MethodPatch && c.Body["state"] == "closed":
		delete(t.open, number)
	case err == nil && r.Method == http.MethodPatch:
		t.open[number] = c.Body
	}
	_ = json.NewEncoder(w).Encode(out)
}

func notice(kind string) history.Notice {
	at := time.Date(2026, 11, 19, 6, 0, 0, 0, time.UTC)
	return history.Notice{
		Kind: kind, Fingerprint: "0123456789abcdef", Target: "tapi-eu", Provider: "tapi", RunID: "r1", At: at, Since: at,
		Text: "since 2026-11-19 06:00 UTC: `tx` is <b>1</b> @everyone", Case: "tapi/valid", Check: "field-type", Clause: "TAPI-LOGIN-014",
		Sentence: "tx is a string.", URL: "https://docs.example/tapi", Expected: "string", Actual: "https://eu.staging.example",
	}
}

// notified sends notices from a file to a place.
func notified(notices []history.Notice, environ []string, to string) ran {
	GinkgoHelper()
	data, err := json.Marshal(notify.Payload{Version: notify.Version, Notices: notices})
	Expect(err).NotTo(HaveOccurred())
	file := filepath.Join(GinkgoT().TempDir(), "notices.json")
	Expect(os.WriteFile(file, data, 0o600)).To(Succeed())
	return newConsole(environ...).run("notify", file, "--to", to)
}

var _ = Describe("concord notify", func() {
	It("keeps one issue for a deviation, from its onset to its end", func() {
		t := newTracker(true)
		environ := []string{"GITHUB_TOKEN=gh-canary-token", "GITHUB_API_URL=" + t.URL}
		for range 2 {
			r := notified([]history.Notice{notice(history.Onset)}, environ, "github=us/ours")
			Expect(r.code).To(Equal(0), r.stderr)
		}
		Expect(t.open).To(HaveLen(1))
		for _, issue := range t.open {
			Expect(issue["title"]).To(HavePrefix("tapi-eu: TAPI-LOGIN-014: since 2026-11-19"))
			Expect(issue["body"]).To(SatisfyAll(
				ContainSubstring("<!-- concord:0123456789abcdef -->"), ContainSubstring(`is \<b\>1\</b\>`), Not(ContainSubstring("@everyone")),
				ContainSubstring("- **page** <https://docs.example/tapi>"), ContainSubstring("- **target** tapi\\-eu")))
		}
		Expect(t.calls[0].Header.Get("Authorization")).To(Equal("Bearer gh-canary-token"))
		Expect(notified([]history.Notice{notice(history.Recovery)}, environ, "github=us/ours").code).To(Equal(0))
		Expect(t.open).To(BeEmpty())
		Expect(notified([]history.Notice{notice(history.Recovery)}, environ, "github=us/ours").code).To(Equal(0), "closed already")
	})

	It("names neither target nor host in a public repository", func() {
		t := newTracker(false)
		away := notice(history.Gone)
		away.Fingerprint, away.Clause, away.Text = "fedcba9876543210", "", `no verdict since 2026-11-19 06:00 UTC: "eu.staging.example:443" refused the connection`
		r := notified([]history.Notice{notice(history.Onset), away}, []string{"GITHUB_TOKEN=x", "GITHUB_API_URL=" + t.URL}, "github=us/ours")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(t.open).To(HaveLen(2))
		for _, issue := range t.open {
			Expect(fmt.Sprint(issue["title"], issue["body"])).NotTo(Or(ContainSubstring("tapi-eu"), ContainSubstring("eu\\."), ContainSubstring("eu.staging")))
		}
	})

	It("posts one message that Slack understands, and nothing where there is nothing to tell", func() {
		t := newTracker(true)
		environ := []string{"HOOK=" + t.URL + "/hook"}
		Expect(notified([]history.Notice{notice(history.Onset), notice(history.Recovery)}, environ, "slack=env:HOOK").code).To(Equal(0))
		Expect(t.calls).To(HaveLen(1))
		Expect(t.calls[0].Body).To(HaveKeyWithValue("text", SatisfyAll(
			ContainSubstring(":red_circle: *tapi-eu* since"), ContainSubstring("is &lt;b&gt;1&lt;/b&gt;"), ContainSubstring("<https://docs.example/tapi|TAPI-LOGIN-014>"))))
		Expect(notified(nil, environ, "slack=env:HOOK").code).To(Equal(0))
		Expect(notified(nil, environ, "json=env:HOOK").code).To(Equal(0))
		Expect(t.calls).To(HaveLen(1))
		Expect(notified([]history.Notice{notice(history.Onset)}, environ, "json=env:HOOK").code).To(Equal(0))
		Expect(t.calls[1].Body).To(HaveKeyWithValue("version", "1"))
	})

	It("says what went wrong without the address, which may be a secret", func() {
		t := newTracker(true)
		t.status = http.StatusTeapot
		r := notified([]history.Notice{notice(history.Onset)}, []string{"HOOK=" + t.URL + "/hook/canary-path"}, "slack=env:HOOK")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(ContainSubstring("it answered 418"))
		Expect(r.stderr).NotTo(ContainSubstring("canary"))
		t.Close()
		r = notified([]history.Notice{notice(history.Onset)}, []string{"HOOK=" + t.URL + "/hook/canary-path"}, "slack=env:HOOK")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).NotTo(ContainSubstring("canary"))
	})

	DescribeTable("refuses", func(says string, environ []string, to string) {
		r := notified(nil, environ, to)
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring(says))
	},
		Entry("clear text over a network", "plain http is for this machine only", []string{"HOOK=http://hooks.example/canary"}, "slack=env:HOOK"),
		Entry("what is no URL", "HOOK is not an absolute https URL", []string{"HOOK=canary"}, "slack=env:HOOK"),
		Entry("GitHub without a token", "GITHUB_TOKEN is unset or empty", nil, "github=us/ours"),
		Entry("what is no repository", `"ours" is not a repository`, []string{"GITHUB_TOKEN=x"}, "github=ours"),
	)

	It("sends no payload that holds a secret", func() {
		var out bytes.Buffer
		leaky := notify.Surroundings{Stdout: &out, Getenv: os.Getenv, Leaks: func(data []byte) []string {
			if bytes.Contains(data, []byte("everyone")) {
				return []string{"«password#1 8 bytes a1b2c3»"}
			}
			return nil
		}}
		for _, to := range []string{"json=-", "slack=-"} {
			sink, err := notify.Parse(to, leaky)
			Expect(err).NotTo(HaveOccurred())
			Expect(sink.Send(context.Background(), []history.Notice{notice(history.Onset)})).To(
				MatchError("the notices were withheld: they hold the value of «password#1 8 bytes a1b2c3»"))
		}
		Expect(out.String()).To(BeEmpty())
	})

	It("refuses files that are no notices", func() {
		file := filepath.Join(GinkgoT().TempDir(), "notices.json")
		for text, says := range map[string]string{"{": "unexpected EOF", `{"version":"9","notices":[]}`: `version "9"`, `{"version":"1"} x`: "data after"} {
			Expect(os.WriteFile(file, []byte(text), 0o600)).To(Succeed())
			r := newConsole().run("notify", file, "--to=json=-")
			Expect(r.code).To(Equal(2))
			Expect(r.stderr).To(ContainSubstring(says))
		}
		Expect(newConsole().run("notify").code).To(Equal(2))
	})
})

func FuzzNotices(f *testing.F) {
	f.Add([]byte(`{"version":"1","notices":[{"kind":"onset","text":"x"}]}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = notify.Read(strings.NewReader(string(data))) // must not panic
	})
}
