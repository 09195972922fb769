package cli_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/reports"
)

// planted is a password like tapi's, which stands otherwise in every format.
const planted = `My.p&ss<'1>"% 12345678`

// tapiWith configures a live tapi without a probe, of another password.
func tapiWith(password, url string) []string {
	return []string{"TAPI_BASE_URL=" + url + "/tapi", "TAPI_USERNAME=john.doe", "TAPI_PASSWORD=" + password}
}

// leaving adds an artifact with the given content to every run of a spec.
func leaving(render func(io.Writer, contract.Results) error) {
	before := reports.Artifacts
	DeferCleanup(func() { reports.Artifacts = before })
	extra := reports.Artifact{File: "extra.txt", Render: func(w io.Writer, r contract.Results, _ []contract.Observation) error { return render(w, r) }}
	reports.Artifacts = append([]reports.Artifact{extra}, before...)
}

var _ = Describe("a leak that was planted", func() {
	DescribeTable("is caught by the scan, withheld and told, and ends the run in 3",
		func(encode func(string) string) {
			c := newConsole(tapiWith(planted, partner(nil).URL)...)
			Expect(os.MkdirAll(filepath.Join(c.folder, "tapi"), 0o755)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(c.folder, "tapi", "extra.txt"), []byte("of an earlier run"), 0o600)).To(Succeed())
			leaving(func(w io.Writer, _ contract.Results) error {
				_, err := io.WriteString(w, encode(planted)+"\n")
				return err
			})
			r := c.run("check", "tapi", "--label-filter=tapi:wrong-password")
			Expect(r.code).To(Equal(3), r.stdout)
			Expect(r.files("tapi")).To(ConsistOf("results.json", "observations.jsonl", "report.html", "junit.xml"))
			got := r.results("tapi")
			Expect(got.Verdict).To(Equal(contract.Inconclusive))
			Expect(got.Trouble).To(ConsistOf(MatchRegexp(`^extra.txt was withheld: it holds the value of «(password#1 22|basic#1 44) bytes [0-9a-f]{6}»$`)))
			Expect(unwrapped(r.stdout)).To(ContainSubstring("tapi has no verdict: " + got.Trouble[0]))
			Expect(r.stdout + r.stderr).NotTo(ContainSubstring("12345678"))
			again := concord("judge", filepath.Join(r.folder, "tapi", "observations.jsonl"))
			Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))
			Expect(again.code).To(Equal(3))
		},
		Entry("raw", func(s string) string { return s }),
		Entry("JSON", quoted),
		Entry("JSON in JSON", func(s string) string { return quoted(quoted(s)) }),
		Entry("percent", url.PathEscape),
		Entry("percent, twice", func(s string) string { return url.PathEscape(url.PathEscape(s)) }),
		Entry("form", url.QueryEscape),
		Entry("base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
		Entry("base64url", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }),
		Entry("basic", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("john.doe:" + s)) }),
		Entry("base64 in lines", func(s string) string {
			return folded(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 60) + s)))
		}),
		Entry("hex", func(s string) string { return hex.EncodeToString([]byte(s)) }),
		Entry("HTML", html.EscapeString),
		Entry("character references", entities),
	)

	It("is caught where a server gives it away in a text of the report itself", func() {
		sentence := "a JWT for authentication at the other endpoints"
		r := newConsole(tapiAt(partner(func(out *httptest.ResponseRecorder) {
			var body map[string]any
			if json.Unmarshal(out.Body.Bytes(), &body) == nil && body["accessToken"] != nil {
				body["accessToken"] = sentence
				data, _ := json.Marshal(body)
				replacing(out.Body.String(), string(data))(out)
			}
		}).URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(3), r.stdout)
		Expect(r.files("tapi")).To(ConsistOf("observations.jsonl"))
		Expect(unwrapped(r.stdout)).To(MatchRegexp(`no verdict: .*results.json was withheld: it holds the value of «accessToken#1 47 bytes`))
		Expect(r.stdout).NotTo(ContainSubstring("authentication at"))
	})

	It("is caught where it is another target's", func() {
		server := partner(nil)
		account := mock.Account(compiled()["starship"].Doc)
		environ := suite.Provider(compiled()["starship"].Doc).Environment(server.URL+"/starship", account, server.URL+"/starship"+mock.ProbePath)
		leaving(func(w io.Writer, r contract.Results) error {
			text := "nothing"
			if r.Target.Provider == "tapi" {
				text = account["password"]
			}
			_, err := io.WriteString(w, text)
			return err
		})
		r := newConsole(append(environ, tapiAt(server.URL)...)...).run("check", "starship", "tapi", "--label-filter=wrong-password")
		Expect(r.code).To(Equal(3), r.stdout)
		Expect(r.results("tapi").Trouble).To(ConsistOf(HavePrefix("extra.txt was withheld: it holds the value of «password#")))
		Expect(r.results("starship").Trouble).To(BeEmpty())
		Expect(r.files("starship")).To(ContainElement("extra.txt"))
	})

	It("is not printed where rendering panics with it", func() {
		leaving(func(io.Writer, contract.Results) error { panic(fmt.Errorf("of %s", planted)) })
		r := newConsole(tapiWith(planted, partner(nil).URL)...).run("check", "tapi", "--label-filter=tapi:valid")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(ContainSubstring("concord: tapi: concord itself failed: the message is withheld, it holds a secret"))
		Expect(r.stdout).To(ContainSubstring("tapi has no verdict: concord itself failed"))
		Expect(r.stdout + r.stderr).NotTo(ContainSubstring("12345678"))
	})
})

var _ = Describe("configured secrets", func() {
	asked := func() (*httptest.Server, *int) {
		count := 0
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { count++ }))
		DeferCleanup(server.Close)
		return server, &count
	}

	DescribeTable("are refused where replacing them would blot out evidence, before the first request",
		func(where string, environ ...string) {
			server, count := asked()
			base := []string{"POPUP_BASE_URL=" + server.URL, "POPUP_USERNAME=u", "TAPI_BASE_URL=" + server.URL, "TAPI_USERNAME=u", "TAPI_PASSWORD=fine-for-tapi"}
			r := newConsole(append(base, environ...)...).run("check")
			Expect(r.code).To(Equal(2), r.stdout)
			Expect(r.stderr).To(Equal("concord: " + where + ": the value is part of what answers or reports say anyway, and replacing it would blot that out: use another\n"))
			Expect(*count).To(BeZero())
			_, value, _ := strings.Cut(environ[0], "=")
			Expect(r.stderr).NotTo(ContainSubstring(value))
		},
		Entry("the name of a member", "POPUP_PASSWORD", "POPUP_PASSWORD=password"),
		Entry("in another case", "POPUP_PASSWORD", "POPUP_PASSWORD=Username"),
		Entry("a message", "POPUP_PASSWORD", "POPUP_PASSWORD=Invalid credentials"),
		Entry("a part of one", "POPUP_PASSWORD", "POPUP_PASSWORD=credentials"),
		Entry("a code", "POPUP_PASSWORD", "POPUP_PASSWORD=SYNTAX_ERROR"),
		Entry("a media type", "POPUP_PASSWORD", "POPUP_PASSWORD=application/json"),
		Entry("the name of a header", "TAPI_API_KEY", "TAPI_API_KEY=x-authorization-token", "POPUP_PASSWORD=fine-for-popup"),
		Entry("what another provider says", "TAPI_API_KEY", "TAPI_API_KEY=UnauthorizedError", "POPUP_PASSWORD=fine-for-popup"),
		Entry("what we invent", "POPUP_PASSWORD", "POPUP_PASSWORD=concord-wrong-password"),
		Entry("a word of the report", "POPUP_PASSWORD", "POPUP_PASSWORD=discrepancies"),
		Entry("of a probe", "POPUP_PROBE_HEADERS: line 1", "POPUP_PROBE_HEADERS=X-Api-Key: access_token", "POPUP_PROBE_URL=https://x.example/", "POPUP_PASSWORD=fine-for-popup"),
	)

	It("are named by file, line and key", func() {
		file := filepath.Join(GinkgoT().TempDir(), "targets.yaml")
		Expect(os.WriteFile(file, []byte("targets:\n- name: eu\n  provider: popup\n  baseURL: https://staging.example\n  credentials:\n    username: u\n    password: \"${PW}\"\n"), 0o600)).To(Succeed())
		r := newConsole("CONCORD_TARGETS="+file, "PW=password").run("check")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(HavePrefix("concord: " + file + `:7: key "password": the value is part of what`))
		Expect(strings.Count(r.stderr, "password")).To(Equal(1), "the key")
	})

	It("are warned of where they are too short to be looked for, by concord and by Ginkgo", func() {
		says := "TAPI_PASSWORD: the value has fewer than 8 bytes: it is replaced where it stands, but not looked for in what a server answers\n"
		server, _ := asked()
		environ := append(tapiWith("pw-1234", server.URL), "POPUP_BASE_URL="+server.URL, "POPUP_USERNAME=u", "POPUP_PASSWORD=p")
		r := newConsole(environ...).run("check", "tapi")
		Expect(r.stderr).To(ContainSubstring("concord: " + says))
		Expect(r.stderr).NotTo(Or(ContainSubstring("POPUP"), ContainSubstring("pw-1234")))
		Expect(r.stored("tapi", "results.json")).NotTo(ContainSubstring("pw-1234"))
		c, folder := suitesCommand(append(environ, "CONCORD_REPORTS="+GinkgoT().TempDir()), "label-filter=tapi:valid")
		Expect(finish(c, folder).stderr).To(HavePrefix(says))
	})

	It("may be the documented examples, which a served mock accepts", func() {
		server := partner(nil)
		var environ []string
		for _, name := range providers {
			doc := compiled()[name].Doc
			environ = append(environ, suite.Provider(doc).Environment(server.URL+"/"+name, mock.Account(doc), server.URL+"/"+name+mock.ProbePath)...)
		}
		r := newConsole(environ...).run("check")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		Expect(r.stdout).To(ContainSubstring(allConformant))
	})
})
