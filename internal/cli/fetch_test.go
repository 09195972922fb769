package cli_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/fetch"
)

// site is a web server on loopback that remembers what it was asked.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string // method, path, and the conditions of each request
	agents map[string]bool
	robots http.HandlerFunc // 404 if nil
	page   http.HandlerFunc
}

func newSite(page http.HandlerFunc) *site {
	s := &site{page: page, agents: map[string]bool{}}
	s.Server = httptest.NewServer(s)
	DeferCleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	said := r.Method + " " + r.URL.RequestURI()
	for _, name := range []string{"If-None-Match", "If-Modified-Since"} {
		if v := r.Header.Get(name); v != "" {
			said += " " + name + ": " + v
		}
	}
	s.asked = append(s.asked, said)
	s.agents[r.UserAgent()] = true
	s.mu.Unlock()
	switch {
	case r.URL.Path != "/robots.txt":
		s.page(w, r)
	case s.robots != nil:
		s.robots(w, r)
	default:
		http.NotFound(w, r)
	}
}

// questions returns what was asked since the last time.
func (s *site) questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

// answers serves a text, or a status.
func answers(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client may be gone
	}
}

// morning is when the tests begin to fetch.
var morning = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

func newFetcher() (*fetch.Fetcher, *clock.Virtual) {
	GinkgoHelper()
	now := clock.NewVirtual(morning)
	return &fetch.Fetcher{Dir: filepath.Join(GinkgoT().TempDir(), "pages"), Clock: now, UserAgent: "concord/1.0"}, now
}

var _ = Describe("fetching a page", func() {
	ctx := context.Background()

	It("asks once a day, and then whether it has changed", func() {
		s := newSite(answers(200, "text/html; charset=utf-8", "<p>one</p>", "ETag", `"v1"`, "Last-Modified", "Mon, 23 Nov 2026 00:00:00 GMT"))
		f, now := newFetcher()

		got, err := f.Get(ctx, s.URL+"/login")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got.Body)).To(Equal("<p>one</p>"))
		Expect(got.ContentType).To(Equal("text/html; charset=utf-8"))
		Expect(got.How).To(Equal(fetch.Fetched))
		Expect(got.At).To(Equal(morning))
		Expect(s.questions()).To(Equal([]string{"GET /robots.txt", "GET /login"}))
		Expect(s.agents).To(HaveLen(1))
		Expect(s.agents).To(HaveKey("concord/1.0"))

		now.Advance(17 * time.Hour)
		got, err = f.Get(ctx, s.URL+"/login")
		Expect(err).NotTo(HaveOccurred())
		Expect(got.How).To(Equal(fetch.Kept))
		Expect(string(got.Body)).To(Equal("<p>one</p>"))
		Expect(got.At).To(Equal(morning))
		Expect(s.questions()).To(BeEmpty())

		now.Advance(7*time.Hour - time.Minute) // a schedule may be a minute early
		s.page = answers(304, "text/html", "")
		got, err = f.Get(ctx, s.URL+"/login")
		Expect(err).NotTo(HaveOccurred())
		Expect(got.How).To(Equal(fetch.Unchanged))
		Expect(string(got.Body)).To(Equal("<p>one</p>"))
		Expect(s.questions()).To(Equal([]string{"GET /robots.txt", `GET /login If-None-Match: "v1" If-Modified-Since: Mon, 23 Nov 2026 00:00:00 GMT`}))

		now.Advance(24 * time.Hour)
		s.page = answers(200, "text/html", "<p>two</p>")
		got, err = f.Get(ctx, s.URL+"/login")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got.Body)).To(Equal("<p>two</p>"))
		Expect(s.questions()).To(HaveLen(2))

		now.Advance(24 * time.Hour)
		_, err = f.Get(ctx, s.URL+"/login")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.questions()).To(ContainElement("GET /login"), "the second page had neither ETag nor date")
	})

	It("does not insist where it is refused", func() {
		s := newSite(answers(503, "text/html", "busy"))
		f, now := newFetcher()
		_, err := f.Get(ctx, s.URL)
		Expect(err).To(MatchError(s.URL + " answers 503 Service Unavailable"))
		s.questions()

		now.Advance(59 * time.Minute)
		_, err = f.Get(ctx, s.URL)
		Expect(err).To(MatchError(s.URL + " was asked for at 06:00:00 and answered 503 Service Unavailable; it is not asked for again before 07:00:00 UTC"))
		Expect(s.questions()).To(BeEmpty())

		now.Advance(time.Minute)
		s.page = answers(200, "text/html", "fine")
		got, err := f.Get(ctx, s.URL)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got.Body)).To(Equal("fine"))
	})

	It("keeps the old copy where a day's answer is a refusal", func() {
		s := newSite(answers(200, "text/html", "one", "ETag", `"v1"`))
		f, now := newFetcher()
		_, err := f.Get(ctx, s.URL)
		Expect(err).NotTo(HaveOccurred())
		now.Advance(24 * time.Hour)
		s.page = answers(404, "text/html", "")
		_, err = f.Get(ctx, s.URL)
		Expect(err).To(MatchError(s.URL + " answers 404 Not Found"))
		now.Advance(24 * time.Hour)
		s.page = answers(304, "text/html", "")
		got, err := f.Get(ctx, s.URL)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got.Body)).To(Equal("one"))
	})

	It("follows redirects, and says so", func() {
		s := newSite(nil)
		s.page = func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/old":
				http.Redirect(w, r, "/new?x=1#top", http.StatusMovedPermanently)
			default:
				answers(200, "text/html", "new")(w, r)
			}
		}
		f, _ := newFetcher()
		got, err := f.Get(ctx, s.URL+"/old")
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Redirects).To(Equal([]string{s.URL + "/new?x=1"}))
		Expect(got.Final).To(Equal(s.URL + "/new?x=1"))
		Expect(s.questions()).To(Equal([]string{"GET /robots.txt", "GET /old", "GET /new?x=1"}))
	})

	DescribeTable("does not follow a redirect",
		func(to, says string) {
			s := newSite(answers(302, "text/html", "", "Location", to))
			f, _ := newFetcher()
			_, err := f.Get(ctx, s.URL)
			Expect(err).To(MatchError(ContainSubstring(says)))
		},
		Entry("to plain http", "http://docs.example/", `redirects: "http://docs.example/" must be https`),
		Entry("to a file", "file:///etc/passwd", `must have a host`),
		Entry("in circles", "/", "redirects more than 5 times"),
		Entry("to nothing", "http://[", "failed to parse Location header"),
	)

	It("does not read more than a page", func() {
		s := newSite(answers(200, "text/html", strings.Repeat("x", 1<<20+1)))
		f, _ := newFetcher()
		_, err := f.Get(ctx, s.URL)
		Expect(err).To(MatchError(s.URL + " has more than 1048576 bytes"))
	})

	It("says that nobody answers", func() {
		s := newSite(answers(200, "text/html", ""))
		s.Close()
		f, _ := newFetcher()
		_, err := f.Get(ctx, s.URL)
		Expect(err).To(MatchError(ContainSubstring("connection refused")))
		_, err = f.Get(ctx, s.URL)
		Expect(err).To(MatchError(ContainSubstring("connection refused")), "a network's trouble is no refusal")
	})

	DescribeTable("does as robots.txt says",
		func(text string, path string, permitted bool) {
			s := newSite(answers(200, "text/html", "page"))
			s.robots = answers(200, "text/plain", text)
			f, _ := newFetcher()
			_, err := f.Get(ctx, s.URL+path)
			if permitted {
				Expect(err).NotTo(HaveOccurred())
				return
			}
			Expect(err).To(MatchError(ContainSubstring("does not let concord fetch")))
			Expect(s.questions()).To(Equal([]string{"GET /robots.txt"}))
		},
		Entry("nothing", "", "/docs", true),
		Entry("all", "User-agent: *\nDisallow: /", "/docs", false),
		Entry("none", "User-agent: *\nDisallow:", "/docs", true),
		Entry("another folder", "User-agent: *\nDisallow: /private", "/docs", true),
		Entry("a longer rule", "User-agent: *\nDisallow: /docs\nAllow: /docs/login", "/docs/login", true),
		Entry("a longer rule that forbids", "User-agent: *\nAllow: /docs\nDisallow: /docs/login", "/docs/login", false),
		Entry("a tie", "User-agent: *\nDisallow: /docs\nAllow: /docs", "/docs", true),
		Entry("our own group", "User-agent: *\nDisallow: /\n\nUser-agent: Concord\nDisallow: /x", "/docs", true),
		Entry("our own group that forbids", "User-agent: *\nAllow: /\n\nUser-agent: other\nUser-agent: concord/2.0\nDisallow: /docs", "/docs", false),
		Entry("our own group, empty", "User-agent: concord\n\nUser-agent: *\nDisallow: /", "/docs", false),
		Entry("two groups of ours", "User-agent: concord\nAllow: /a\nUser-agent: x\nDisallow: /docs\nUser-agent: concord\nDisallow: /docs", "/docs", false),
		Entry("another's group", "User-agent: concordia\nDisallow: /", "/docs", true),
		Entry("rules of nobody", "Disallow: /\nUser-agent: *\nDisallow: /x", "/docs", true),
		Entry("a star", "User-agent: *\nDisallow: /*/login", "/docs/login/now", false),
		Entry("an end", "User-agent: *\nDisallow: /*.php$", "/docs/a.php", false),
		Entry("no end", "User-agent: *\nDisallow: /*.php$", "/docs/a.php5", true),
		Entry("an end without a star", "User-agent: *\nDisallow: /docs$", "/docs/a", true),
		Entry("not in the middle", "User-agent: *\nDisallow: /b", "/docs/b", true),
		Entry("a query", "User-agent: *\nDisallow: /*?x=", "/docs?x=1", false),
		Entry("comments and noise", "# hello\nSitemap: /s\nuser-AGENT : * # all\n disallow : /docs # no\nCrawl-delay: 3", "/docs", false),
	)

	It("fetches nothing where robots.txt cannot be had", func() {
		s := newSite(answers(200, "text/html", "page"))
		s.robots = answers(500, "text/plain", "")
		f, _ := newFetcher()
		_, err := f.Get(ctx, s.URL+"/docs")
		Expect(err).To(MatchError(ContainSubstring("robots.txt cannot be had, so nothing of")))
		Expect(s.questions()).To(Equal([]string{"GET /robots.txt"}))
	})

	It("does not trust a copy that was damaged", func() {
		s := newSite(answers(200, "text/html", "page"))
		f, _ := newFetcher()
		_, err := f.Get(ctx, s.URL)
		Expect(err).NotTo(HaveOccurred())
		files, err := filepath.Glob(filepath.Join(f.Dir, "*.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(files).To(HaveLen(2))
		for _, name := range files {
			Expect(os.WriteFile(name, []byte(`{"url": "`), 0o644)).To(Succeed())
		}
		s.questions()
		_, err = f.Get(ctx, s.URL)
		Expect(err).NotTo(HaveOccurred())
		Expect(s.questions()).To(HaveLen(2))
	})

	DescribeTable("takes https, and http of this machine only",
		func(address string, fine bool) { Expect(fetch.Check(address) == nil).To(Equal(fine)) },
		Entry(nil, "https://docs.example/a", true),
		Entry(nil, "http://127.0.0.1:80/a", true),
		Entry(nil, "http://[::1]/a", true),
		Entry(nil, "http://localhost/a", true),
		Entry(nil, "http://docs.example/a", false),
		Entry(nil, "ftp://docs.example/a", false),
		Entry(nil, "https://user:pw@docs.example/a", false),
		Entry(nil, "https:///a", false),
		Entry(nil, "://", false),
	)
})

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*$\nAllow: /", "/docs/a?x=1")
	f.Add("user-agent:concord\r\nallow:*$*", "/")
	f.Fuzz(func(t *testing.T, robots, path string) {
		u := &url.URL{Scheme: "https", Host: "docs.example", Path: path}
		permitted := fetch.Allowed(robots, "concord", u)
		if !permitted && !strings.Contains(strings.ToLower(robots), "disallow") {
			t.Fatalf("%q does not forbid %q", robots, path)
		}
	})
}
