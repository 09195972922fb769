package cli_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// sourceFile is the text of a provider's page as it was given.
func sourceFile(provider string) string {
	return filepath.Join("..", "fact", "testdata", "sources", provider+".txt")
}

// changedPage is a copy of a provider's page with a replacement.
func changedPage(provider, old, now string) string {
	GinkgoHelper()
	data, err := os.ReadFile(sourceFile(provider))
	Expect(err).NotTo(HaveOccurred())
	Expect(string(data)).To(ContainSubstring(old))
	name := filepath.Join(GinkgoT().TempDir(), provider+".txt")
	Expect(os.WriteFile(name, []byte(strings.Replace(string(data), old, now, 1)), 0o644)).To(Succeed())
	return name
}

var _ = Describe("concord drift docs", func() {
	It("says that no page has drifted", func() {
		args := []string{"drift", "docs"}
		for _, p := range providers {
			args = append(args, "--page", p+"="+sourceFile(p))
		}
		r := concord(args...)
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stdout).To(ContainSubstring("tapi's page says what it said: none of its 18 facts changed, and no wording.\n"))
		Expect(r.stdout).To(HaveSuffix(fmt.Sprintf("%[1]d pages: %[1]d say what they said, 0 drifted, 0 not compared\n", len(providers))))
	})

	It("names a fact that has changed, with its clause", func() {
		name := changedPage("tapi", "4 minutos", "5 minutos")
		r := concord("drift", "docs", "--page", "tapi="+name)
		Expect(r.code).To(Equal(1))
		Expect(r.stdout).To(Equal("tapi  " + name + "\n  compared with the text of 2026-11-21\n\n" +
			"changed  TAPI-LOGIN-031  lifetime of the access token: 4 minutes → 5 minutes  (section Consideraciones)\n\n" +
			"tapi's page has drifted: facts: 0 added, 0 removed, 1 changed; and no wording.\n\n"))
	})

	It("mentions another wording, and succeeds", func() {
		r := concord("drift", "docs", "--page", "tapi="+changedPage("tapi", "Es posible generar", "Se pueden generar"))
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(ContainSubstring("note     wording of Consideraciones: 1 gone, 1 new  (see TAPI-LOGIN-017"))
		Expect(r.stdout).To(ContainSubstring("tapi's page says what it said: none of its 18 facts changed, and some wording."))
	})

	It("prints for machines", func() {
		r := concord("drift", "docs", "--json", "--page", "tapi="+changedPage("tapi", "4 minutos", "5 minutos"), "--page", "popup="+sourceFile("popup"))
		Expect(r.code).To(Equal(1))
		var got []struct {
			Provider, Verdict, Format string
			Changes                   []struct {
				Verb, Kind, What, Was, Now string
				Clauses                    []string
			}
			Known, Found int
		}
		decode(r.stdout, &got)
		Expect(got).To(HaveLen(2))
		Expect(got[0].Verdict).To(Equal("same"))
		Expect(got[1].Provider + " " + got[1].Verdict + " " + got[1].Format).To(Equal("tapi drifted text"))
		Expect(got[1].Changes).To(HaveLen(1))
		Expect(got[1].Changes[0].Clauses).To(Equal([]string{"TAPI-LOGIN-031"}))
		Expect(got[1].Changes[0].Was + " " + got[1].Changes[0].Now).To(Equal("4 minutes 5 minutes"))
		Expect(got[1].Found).To(Equal(got[1].Known))
	})

	It("fetches a page, and keeps it for the day", func() {
		data, err := os.ReadFile(sourceFile("popup"))
		Expect(err).NotTo(HaveOccurred())
		s := newSite(answers(200, "text/plain; charset=utf-8", string(data)))
		c := newConsole("CONCORD_STATE=" + GinkgoT().TempDir())
		r := c.run("drift", "docs", "--page", "popup="+s.URL+"/login")
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stdout).To(MatchRegexp(`popup  http://127\.0\.0\.1:\d+/login\n  fetched \d{4}-\d\d-\d\d \d\d:\d\d UTC\n`))
		Expect(s.agents).To(HaveKey(MatchRegexp(`^concord/\d+\.\d+\.\d+$`)))
		Expect(s.questions()).To(HaveLen(2))
		if again := c.run("drift", "docs", "--page", "popup="+s.URL+"/login"); len(s.questions()) == 0 { // it may be midnight
			Expect(again.stdout).To(MatchRegexp(`the copy of \S+ \S+ UTC: a page is fetched once a day`))
		}
	})

	It("says where redirects lead", func() {
		s := newSite(nil)
		s.page = func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/old" {
				http.Redirect(w, r, "/new", http.StatusFound)
				return
			}
			http.ServeFile(w, r, sourceFile("popup"))
		}
		r := newConsole("CONCORD_STATE="+GinkgoT().TempDir()).run("drift", "docs", "--page", "popup="+s.URL+"/old")
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stdout).To(ContainSubstring("\n  redirects to " + s.URL + "/new\n"))
	})

	DescribeTable("cannot tell",
		func(says string, page http.HandlerFunc) {
			s := newSite(page)
			r := newConsole("CONCORD_STATE="+GinkgoT().TempDir()).run("drift", "docs", "--page", "popup="+s.URL, "--page", "tapi="+changedPage("tapi", "4 minutos", "5 minutos"))
			Expect(r.code).To(Equal(3))
			Expect(r.stdout).To(ContainSubstring("popup's page could not be compared: "))
			Expect(r.stdout).To(ContainSubstring(says))
			Expect(r.stdout).NotTo(ContainSubstring("removed"+"  "), "a page that cannot be had says nothing of its facts")
			Expect(r.stdout).To(HaveSuffix("2 pages: 0 say what they said, 1 drifted, 1 not compared\n"))
		},
		Entry("where there is no page", "answers 404 Not Found", answers(404, "text/html", "<h1>Not Found</h1>")),
		Entry("where the server fails", "answers 502 Bad Gateway", answers(502, "text/html", "")),
		Entry("where it is no page", `is "application/pdf", which is no page`, answers(200, "application/pdf", "%PDF-1.7")),
		Entry("where a script would fill it", "0 of 33 known facts are on it", answers(200, "text/html", `<div id="root"></div><script src="a.js"></script>`)),
		Entry("where it is a login wall", "1 of 33 known facts are on it", answers(200, "text/html", "<h1>401 Unauthorized</h1>Sign in")),
	)

	It("reads pages in other character sets", func() {
		data, err := os.ReadFile(sourceFile("tapi"))
		Expect(err).NotTo(HaveOccurred())
		var latin []byte
		for _, r := range string(data) {
			latin = append(latin, byte(r)) // Latin-1 is the first 256 characters
		}
		s := newSite(answers(200, "text/plain; charset=iso-8859-1", string(latin)))
		r := newConsole("CONCORD_STATE="+GinkgoT().TempDir()).run("drift", "docs", "--page", "tapi="+s.URL)
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stdout).To(ContainSubstring("and no wording."))
	})

	It("writes the facts of a new text, and keeps their clauses", func() {
		folder := GinkgoT().TempDir()
		r := concord("drift", "docs", "--write", folder, "--page", "popup="+sourceFile("popup"))
		Expect(r.code).To(Equal(0), r.stderr)
		got, err := os.ReadFile(filepath.Join(folder, "facts", "popup.yaml"))
		Expect(err).NotTo(HaveOccurred())
		want, err := os.ReadFile(filepath.Join("..", "..", "specs", "facts", "popup.yaml"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(got)).To(Equal(string(want)))

		r = concord("drift", "docs", "--write", folder, "--page", "popup="+sourceFile("starship"))
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(MatchRegexp(`has the SHA-256 [0-9a-f]{64}; put that into specs/popup\.yaml first`))
	})

	DescribeTable("refuses with a hint",
		func(says string, args ...string) {
			r := concord(append([]string{"drift"}, args...)...)
			Expect(r.code).To(Equal(2))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(HavePrefix("concord: " + says))
		},
		Entry("an unknown command", `unknown command "docz" (see concord drift --help)`, "docz"),
		Entry("nobody", `"nope" is not a provider`, "docs", "nope"),
		Entry("a page of nobody", `"nope" is not a provider`, "docs", "--page", "nope=cli.go"),
		Entry("half a page", `--page: "tapi" is not provider=FILE or provider=URL`, "docs", "--page", "tapi"),
		Entry("two pages", `--page: two pages of "tapi"`, "docs", "--page", "tapi=cli.go", "--page", "tapi=cli.go"),
		Entry("a page of another", `--page: "tapi" is not among the providers to compare`, "docs", "popup", "--page", "tapi=cli.go"),
		Entry("no file", `--page: stat nowhere.html: no such file`, "docs", "--page", "tapi=nowhere.html"),
		Entry("plain http", `--page: "http://docs.example/" must be https`, "docs", "--page", "tapi=http://docs.example/"),
		Entry("facts of nothing", `--write takes the facts of a text that is kept`, "docs", "tapi", "--write", "x"),
	)
})
