package cli_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/doctor"
	"concord/internal/run"
)

// writeFile writes a file for its owner only.
func writeFile(name, text string) error { return os.WriteFile(name, []byte(text), 0o600) }

// offline examines the settings of a tapi that is not asked.
func offline(base string, more ...string) examined {
	GinkgoHelper()
	environ := []string{"TAPI_BASE_URL=" + base, "TAPI_USERNAME=john.doe", "TAPI_PASSWORD=" + tapiPassword, "TAPI_API_KEY=YOUR_API_KEY_HERE"}
	return examineWith(append(environ, more...), "--offline")
}

const staging = "https://login.staging.example"

var _ = Describe("concord doctor, of settings,", func() {
	It("has no remark on plain ones", func() {
		e := offline(staging, "TAPI_PROBE_URL="+staging+"/me", "CONCORD_MAX_WAIT=5m")
		Expect(e.code).To(Equal(0))
		for _, s := range e.report.Sections {
			for _, k := range s.Checks {
				Expect(k.Status).To(BeElementOf(doctor.OK, doctor.Unchecked), "%s: %s", k.Name, k.Finding)
			}
		}
	})

	DescribeTable("remarks on",
		func(name, finding, base string, more ...string) {
			e := offline(base, more...)
			Expect(e.code).To(Equal(0), e.stdout)
			Expect(e.checks(name)).To(ContainElement(And(HaveField("Status", doctor.Remark), HaveField("Finding", ContainSubstring(finding)))), e.stdout)
		},
		Entry("no pace", "pace", "CONCORD_RATE=0 sends requests to login.staging.example", staging, "CONCORD_RATE=0"),
		Entry("risky capabilities", "allowed", "CONCORD_ALLOW permits rate-limit: up to 30", staging, "CONCORD_ALLOW=rate-limit,side-effects"),
		Entry("the mock, although there is a live one", "mode", "CONCORD_MODE=mock, although there is TAPI_BASE_URL and CONCORD_TARGETS", staging, "CONCORD_MODE=mock", "CONCORD_TARGETS=t.yaml"),
		Entry("a lifetime as documented", "lifetime", "TAPI_TOKEN_LIFETIME is 4m, as documented", staging, "TAPI_TOKEN_LIFETIME=4m"),
		Entry("a lifetime of its own", "lifetime", "TAPI_TOKEN_LIFETIME is 1h, and the document says 4m", staging, "TAPI_TOKEN_LIFETIME=60m"),
		Entry("a wait for nothing", "waiting", "CONCORD_MAX_WAIT=1h5m has no effect", staging, "CONCORD_MAX_WAIT=65m"),
		Entry("a short secret", "secrets", "less than 8 bytes in TAPI_API_KEY", staging, "TAPI_API_KEY=1234567"),
		Entry("one value for two", "secrets", "TAPI_USERNAME and TAPI_PASSWORD have the same value", staging, "TAPI_USERNAME="+tapiPassword),
		Entry("white space", "secrets", "white space at the beginning or the end of TAPI_PASSWORD", staging, "TAPI_PASSWORD=pass-word-pass "),
		Entry("the login's path in the base URL", "base URL", "TAPI_BASE_URL ends in /login", staging+"/v1/login"),
		Entry("a host that sounds like production", "base URL", "api.prod.example sounds like production", "https://api.prod.example"),
		Entry("one with a hyphen", "base URL", "sounds like production", "https://live-api.example"),
		Entry("a state directory that is none", "state", "the state directory cannot be written to", staging, "CONCORD_STATE=/dev/null/state"),
	)

	DescribeTable("has no remark on",
		func(name, base string, more ...string) {
			for _, k := range offline(base, more...).checks(name) {
				Expect(k.Status).NotTo(Equal(doctor.Remark), k.Finding)
			}
		},
		Entry("no pace on this machine", "pace", "http://127.0.0.1:9", "CONCORD_RATE=0"),
		Entry("a pace", "pace", staging, "CONCORD_RATE=2"),
		Entry("the mock, where nothing else is", "mode", staging),
		Entry("a wait with a probe", "waiting", staging, "CONCORD_MAX_WAIT=5m", "TAPI_PROBE_URL="+staging+"/me"),
		Entry("eight bytes", "secrets", staging, "TAPI_API_KEY=12345678"),
		Entry("a path that only begins alike", "base URL", staging+"/login/v1"),
		Entry("a product", "base URL", "https://product.example"),
	)

	It("misses a header that is documented and not configured", func() {
		e := examineWith(tapiAt(staging), "--offline")
		Expect(e.check("header")).To(And(HaveField("Status", doctor.Remark), HaveField("Finding", ContainSubstring("TAPI_API_KEY is not set"))))
		Expect(offline(staging).checks("header")).To(BeEmpty())
	})

	It("says what a wait is too short for", func() {
		e := offline(staging, "TAPI_PROBE_URL="+staging+"/me", "CONCORD_MAX_WAIT=4m")
		Expect(e.check("waiting").Finding).To(Equal("CONCORD_MAX_WAIT is 4m, and tokens live for 4m: their end is not waited for, and the cases labelled expiry are skipped"))
		Expect(e.check("waiting").Advice).To(ContainSubstring("CONCORD_MAX_WAIT=4m5s"))
	})

	It("refuses a reports folder that cannot be written", func() {
		e := offline(staging, "CONCORD_REPORTS=/dev/null/out")
		Expect(e.code).To(Equal(2))
		Expect(e.check("reports").Status).To(Equal(doctor.Wrong))
	})

	It("leaves nothing behind where it looks whether it may write", func() {
		folder := GinkgoT().TempDir()
		offline(staging, "CONCORD_REPORTS="+filepath.Join(folder, "a", "b"), "CONCORD_STATE="+folder)
		Expect(os.ReadDir(folder)).To(BeEmpty())
	})

	It("remarks on a missing state directory only where something is live", func() {
		homeless := newConsole(tapiAt(staging)...)
		homeless.environ = slices.DeleteFunc(homeless.environ, func(pair string) bool { return strings.HasPrefix(pair, "CONCORD_STATE=") })
		Expect(homeless.run("doctor", "tapi", "--offline").stdout).To(ContainSubstring("there is no state directory: CONCORD_STATE is not set"))
		Expect(concord("doctor", "tapi").stdout).NotTo(ContainSubstring("state directory"))
	})

	It("passes on that a provider is half configured", func() {
		r := newConsole("TAPI_USERNAME=u").run("doctor", "tapi")
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(ContainSubstring("TAPI_USERNAME is set but TAPI_BASE_URL is not: tapi runs on the mock"))
	})

	It("names the proxy that requests would go through, without its password", func() {
		r, err := run.Open(tapiAt(staging), GinkgoT().TempDir(), nil)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(r.Close)
		through := func(*http.Request) (*url.URL, error) { return url.Parse("http://joe:hunter2@proxy.example:3128") }
		report := doctor.Examine(context.Background(), doctor.Options{Config: r.Config, Suites: r.Suites, Offline: true, Proxy: through})
		e := examined{report: report}
		Expect(e.check("proxy").Finding).To(Equal("requests to login.staging.example go through the proxy proxy.example:3128 (HTTPS_PROXY)"))
		Expect(e.check("proxy").Advice).To(ContainSubstring("NO_PROXY"))
	})

	It("knows what to do about every kind of failure", func() {
		var kinds, known []string
		inspect("../transport", func(n ast.Node) {
			if decl, isDecl := n.(*ast.GenDecl); isDecl && decl.Tok == token.CONST {
				for _, spec := range decl.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						if strings.HasPrefix(name.Name, "Kind") {
							kinds = append(kinds, name.Name)
						}
					}
				}
			}
		})
		inspect("../doctor", func(n ast.Node) {
			if entry, isEntry := n.(*ast.KeyValueExpr); isEntry {
				if key, isSelector := entry.Key.(*ast.SelectorExpr); isSelector && strings.HasPrefix(key.Sel.Name, "Kind") {
					known = append(known, key.Sel.Name)
				}
			}
		})
		Expect(len(kinds)).To(BeNumerically(">", 10))
		Expect(known).To(ConsistOf(kinds), "internal/doctor/remedies.go has a line for each kind of failure")
	})
})

// inspect visits the syntax of a package's files, tests left out.
func inspect(folder string, visit func(ast.Node)) {
	GinkgoHelper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	Expect(err).NotTo(HaveOccurred())
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		Expect(err).NotTo(HaveOccurred())
		ast.Inspect(file, func(n ast.Node) bool { visit(n); return true })
	}
}
