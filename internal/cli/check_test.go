package cli_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"concord/internal/contract"
)

var _ = Describe("concord check on the mock", func() {
	It("passes all and writes their reports", func() {
		r := whole()
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stderr).To(BeEmpty())
		Expect(r.stdout).To(ContainSubstring(allConformant))
		Expect(r.stdout).To(ContainSubstring("popup  MOCK  in memory\n"))
		Expect(r.stdout).To(ContainSubstring("the bundled mock of popup does what popup's documentation says; nothing was sent to popup."))
		Expect(r.stdout).To(ContainSubstring("reports in " + r.folder))
		Expect(r.stdout).NotTo(ContainSubstring("\x1b"), "it is no terminal")
		for _, provider := range providers {
			Expect(r.files(provider)).To(ConsistOf("results.json", "observations.jsonl", "report.html", "junit.xml"))
			got := r.results(provider)
			Expect(got.Verdict).To(Equal(contract.Conformant))
			Expect(got.Mode).To(Equal(contract.ModeMock))
			Expect(got.Selection.Complete).To(BeTrue())
			Expect(got.FinishedAt).To(BeTemporally(">=", got.StartedAt))
		}
	})

	It("runs the named provider only", func() {
		r := concord("check", "tapi", "tapi")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(os.ReadDir(r.folder)).To(HaveLen(1))
		Expect(statuses(r.results("tapi"))).To(Equal(statuses(whole().results("tapi"))))
	})

	It("runs the cases that a label filter selects", func() {
		r := concord("check", "--label-filter", "popup && expiry")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(os.ReadDir(r.folder)).To(HaveLen(1))
		got := r.results("popup")
		Expect(got.Selection).To(Equal(contract.Selection{Filter: "popup && expiry"}))
		Expect(statuses(got)).To(Equal(map[string]contract.Status{"popup/expiry": contract.Pass}))
		Expect(r.stdout).To(ContainSubstring(`only the cases that match "popup && expiry"`))
	})

	It("knows clauses, cases and targets as labels", func() {
		for filter, id := range map[string]string{
			"popup:valid": "popup/valid", "TAPI-LOGIN-031 && expiry": "tapi/expiry", "target:starship && blocked-ip || starship:rate-limited": "starship/rate-limited",
		} {
			r := concord("check", "--label-filter", filter)
			Expect(r.code).To(Equal(0), r.stderr)
			Expect(r.stdout).To(ContainSubstring("✓ " + id))
			Expect(r.stdout).To(ContainSubstring("1 case: 1 passed"))
		}
	})

	DescribeTable("refuses what cannot be meant, in one line and without a request",
		func(args []string, environ []string, says ...types.GomegaMatcher) {
			r := newConsole(environ...).run(append([]string{"check"}, args...)...)
			Expect(r.code).To(Equal(2))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(MatchRegexp(`\Aconcord: [^\n\x1b]+\n\z`))
			Expect(r.stderr).To(And(says...))
			Expect(r.folder).NotTo(BeADirectory())
		},
		Entry("an unknown name", []string{"nope"}, nil, ContainSubstring(`"nope" is neither a provider (`+listed+`) nor a target`)),
		Entry("a filter for nothing", []string{"--label-filter=nope"}, nil, ContainSubstring(`"nope" selects no case (labels: `), ContainSubstring("any clause id, <provider>:<case>")),
		Entry("a filter for another provider", []string{"tapi", "--label-filter=popup"}, nil, ContainSubstring(`selects no case of tapi (labels: `), Not(ContainSubstring("starship"))),
		Entry("a broken filter", []string{"--label-filter=tapi &&"}, nil, ContainSubstring(`reading the label filter "tapi &&": unexpected EOF`)),
		Entry("a severity", []string{"--fail-on=info"}, nil, ContainSubstring(`--fail-on: "info" is not one of error, warning`)),
		Entry("an unknown flag", []string{"--bogus"}, nil, ContainSubstring(`unknown flag: --bogus (see concord check --help)`)),
		Entry("live without a target", []string{"tapi"}, []string{"CONCORD_MODE=live"}, ContainSubstring("TAPI_BASE_URL is not set")),
		Entry("live without any target, and a filter for nothing", []string{"--label-filter=nope"}, []string{"CONCORD_MODE=live"}, ContainSubstring("selects no case (labels: ")),
		Entry("a target without credentials", nil, []string{"TAPI_BASE_URL=http://127.0.0.1:1", "TAPI_USERNAME=u"}, ContainSubstring("TAPI_PASSWORD is not set")),
		Entry("a variable that is set but empty", nil, []string{"TAPI_PASSWORD="}, ContainSubstring("TAPI_PASSWORD: is set but empty")),
		Entry("an unknown variable", nil, []string{"CONCORD_RATES=1"}, ContainSubstring("did you mean CONCORD_RATE?")),
		Entry("a misspelt base URL", nil, []string{"TAPPI_BASE_URL=https://staging.example"}, ContainSubstring("TAPPI_BASE_URL: unknown variable; did you mean TAPI_BASE_URL?")),
		Entry("a targets file that is not there", nil, []string{"CONCORD_TARGETS=/nowhere/targets.yaml"}, ContainSubstring("/nowhere/targets.yaml")),
	)

	It("tells who sets credentials and no base URL that the mock is what runs", func() {
		c := newConsole("TAPI_USERNAME=u", "TAPI_PASSWORD=p", "POPUP_USERNAME=u")
		r := c.run("check", "tapi")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stderr).To(Equal("concord: TAPI_USERNAME is set but TAPI_BASE_URL is not: tapi runs on the mock\n"))
		Expect(c.run("check", "starship").stderr).To(BeEmpty())
	})

	It("names every provider that lacks a target", func() {
		r := newConsole("CONCORD_MODE=live").run("check")
		Expect(r.code).To(Equal(2))
		for _, p := range providers {
			Expect(r.stderr).To(ContainSubstring("concord: " + prefix(p) + "BASE_URL is not set"))
		}
	})

	DescribeTable("says that older reports are not those of a run that did not begin, and leaves them",
		func(flag string, environ ...string) {
			c := newConsole()
			Expect(c.run("check", "tapi").code).To(Equal(0))
			before := readResults(c.folder, "tapi").RunID
			c.environ = append(c.environ, environ...)
			r := c.run("check", "tapi", flag)
			Expect(r.code).To(Equal(2))
			Expect(r.stderr).To(HaveSuffix("concord: " + c.folder + " was not written; what is there is older\n"))
			Expect(r.results("tapi").RunID).To(Equal(before))
		},
		Entry("for a filter", "--label-filter=nope"),
		Entry("for a flag", "--bogus"),
		Entry("for a flag's value", "--fail-on=info"),
		Entry("for its configuration", "--verbose", "TAPI_BASE_URL=https://staging.example"),
	)

	It("refuses a reports folder that it cannot write to", func() {
		c := newConsole()
		Expect(os.WriteFile(c.folder, nil, 0o600)).To(Succeed())
		r := c.run("check", "tapi")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("CONCORD_REPORTS: making the reports folder"))
	})

	It("has no verdict where a report cannot be written", func() {
		c := newConsole()
		Expect(os.MkdirAll(filepath.Join(c.folder, "tapi", "junit.xml", "taken"), 0o755)).To(Succeed())
		r := c.run("check", "tapi")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(BeEmpty())
		trouble := []string{"junit.xml could not be written: file exists", "the earlier junit.xml could not be removed: directory not empty"}
		Expect(unwrapped(r.stdout)).To(ContainSubstring("the bundled mock of tapi has no verdict: " + strings.Join(trouble, "; ") + "; nothing was sent to tapi."))
		got := r.results("tapi")
		Expect(got.Trouble).To(Equal(trouble))
		Expect(got.Verdict).To(Equal(contract.Inconclusive))
		Expect(got.Summary.Error + got.Summary.Fail).To(BeZero())
		again := concord("judge", filepath.Join(r.folder, "tapi", "observations.jsonl"))
		Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))
		Expect(again.code).To(Equal(3))
	})
})

var _ = Describe("concord check of a warning", func() {
	extra := replacing(`"tx":`, `"surprise":true,"tx":`)

	DescribeTable("fails only where it is asked to",
		func(code int, failOn ...string) {
			r := newConsole(tapiAt(partner(extra).URL)...).run(append([]string{"check", "tapi"}, failOn...)...)
			Expect(r.code).To(Equal(code), r.stdout)
			Expect(r.results("tapi").Verdict).To(Equal(contract.Conformant))
			Expect(r.results("tapi").Summary.Warnings).To(BeNumerically(">", 0))
			if code == 1 {
				Expect(r.stdout).To(HaveSuffix("--fail-on=warning: the warnings count as failures\n"))
			}
		},
		Entry("by default", 0),
		Entry("on errors", 0, "--fail-on=error"),
		Entry("on warnings", 1, "--fail-on=warning"),
	)

	It("passes without a warning, however strict", func() {
		Expect(concord("check", "tapi", "--fail-on=warning").code).To(Equal(0))
	})
})

var _ = Describe("concord check of a server that deviates", func() {
	DescribeTable("names the clause",
		func(change func(*httptest.ResponseRecorder), clause, says string) {
			r := newConsole(tapiAt(partner(change).URL)...).run("check", "tapi")
			Expect(r.code).To(Equal(1), r.stderr+r.stdout)
			Expect(r.results("tapi").Verdict).To(Equal(contract.Nonconformant))
			Expect(r.stdout).To(ContainSubstring(clause + "  "))
			Expect(r.stdout).To(ContainSubstring(says))
			Expect(r.stdout).To(MatchRegexp(`again +curl -X POST .*"'"\$TAPI_PASSWORD"'"`))
			Expect(r.stdout).To(ContainSubstring("tapi deviates from its documentation"))
			Expect(r.stdout).NotTo(ContainSubstring("MOCK"), "it is live")
			Expect(r.stdout + r.stderr).NotTo(ContainSubstring(tapiPassword))
		},
		Entry("in its status", func(out *httptest.ResponseRecorder) {
			if out.Code == 200 {
				out.Code = 201
			}
		}, "TAPI-LOGIN-016", "201"),
		Entry("in a field", replacing(`"main_tx"`, `"mainTx"`), "TAPI-LOGIN-015", "main_tx arrived as mainTx"),
	)
})

// unwrapped undoes the wrapping of lines.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }
