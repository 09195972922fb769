package suite_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/reports"
)

// english collects what the results of all specs say, and Spanish reports do not.
var english struct {
	sync.Mutex
	texts []string
}

// noted remembers what of some results is not in Spanish, for the end of the suite.
func noted(r contract.Results) contract.Results {
	texts := reports.Spanish.Untranslated(r)
	english.Lock()
	defer english.Unlock()
	english.texts = append(english.texts, texts...)
	return r
}

var _ = AfterSuite(func() {
	slices.Sort(english.texts)
	Expect(slices.Compact(english.texts)).To(BeEmpty(), "words that no report has in Spanish: give each an entry in reports/messages_es_*.go")
})

var _ = Describe("results", func() {
	It("can be told in Spanish, of every kind of fault", func(ctx SpecContext) {
		faults := ofEveryKind()
		Expect(len(faults)).To(BeNumerically(">", 100))
		turns := make(chan struct{}, runtime.GOMAXPROCS(0))
		var wg sync.WaitGroup
		for _, f := range faults {
			wg.Go(func() {
				defer GinkgoRecover()
				turns <- struct{}{}
				defer func() { <-turns }()
				provider, _, _ := strings.Cut(f.ID, ":")
				t := target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}
				s := suite.New(books()[provider], t, suite.Options{Start: start, Fault: f})
				defer s.Close()
				Expect(reports.Spanish.Untranslated(check(ctx, s))).To(BeEmpty(), f.ID)
			})
		}
		wg.Wait()
	})

	DescribeTable("can be told in Spanish, of a target where nothing can be judged", func(ctx SpecContext, listener func() string, status contract.Status) {
		s := suite.New(books()["popup"], liveTarget("popup", listener()), suite.Options{})
		DeferCleanup(s.Close)
		r := check(ctx, s)
		Expect(reports.Spanish.Untranslated(r)).To(BeEmpty())
		Expect(outcome(r, "popup/valid").Status).To(Equal(status), "%v", statuses(r))
	},
		Entry("it is gone", refusing, contract.Error),
		Entry("its certificate is nobody's", untrusted, contract.Error),
		Entry("it speaks something else", speaking("SSH-2.0-OpenSSH_9.2\r\n"), contract.Error),
		Entry("it hangs up", speaking(""), contract.Error),
		Entry("it is down", answering(503, "down"), contract.Error),
		Entry("it floods", answering(200, strings.Repeat("x", 1<<20+1)), contract.Error),
		Entry("it refuses everybody", answering(401, `{}`), contract.Fail),
		Entry("it has no login", answering(404, `<html>`), contract.Fail),
		Entry("it is asked too often", answering(429, `{}`), contract.Error),
		Entry("it sends everybody away", answering(302, ``), contract.Fail),
		Entry("it grants everything", answering(200, `{}`), contract.Fail),
	)

	It("are not told in Spanish where nobody has put them into it", func(ctx SpecContext) {
		s := mockSuite("tapi")
		r, err := suite.Judge(s.Book, contract.Run{}, []contract.Observation{{Case: "tapi/valid", Error: "the moon was in the way"}})
		Expect(err).NotTo(HaveOccurred())
		Expect(reports.Spanish.Untranslated(r)).To(ConsistOf("the moon was in the way"))
	})
})

// serve returns the address of a server for one spec.
func serve(server *httptest.Server) string {
	DeferCleanup(server.Close)
	return server.URL
}

func refusing() string {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

func untrusted() string {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	return serve(server)
}

func answering(status int, body string) func() string {
	return func() string {
		return serve(httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})))
	}
}

// speaking answers with something that is not HTTP.
func speaking(text string) func() string {
	return func() string {
		return serve(httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = io.WriteString(connection, text)
				_ = connection.Close()
			}
		})))
	}
}

// plainWord matches a word that names nothing of a provider.
var plainWord = regexp.MustCompile(`^[a-z]+$`)

// ofEveryKind returns the first fault, of any provider, of those that begin with
// the same words.
func ofEveryKind() []mock.Fault {
	var out []mock.Fault
	seen := map[string]bool{}
	for _, provider := range providers {
		for _, f := range mock.Faults(books()[provider].Doc) {
			words := slices.DeleteFunc(strings.Fields(f.What), func(w string) bool { return !plainWord.MatchString(w) })
			kind := strings.Join(words[:min(2, len(words))], " ")
			if !seen[kind] {
				seen[kind] = true
				out = append(out, f)
			}
		}
	}
	return out
}
