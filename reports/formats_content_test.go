package reports_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/har"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// object decodes a JSON report.
func object(text string) map[string]any {
	GinkgoHelper()
	var out map[string]any
	Expect(json.Unmarshal([]byte(text), &out)).To(Succeed())
	return out
}

// at follows keys and indices into decoded JSON.
func at(v any, path ...any) any {
	GinkgoHelper()
	for _, step := range path {
		switch step := step.(type) {
		case int:
			Expect(v).To(BeAssignableToTypeOf([]any{}))
			v = v.([]any)[step]
		case string:
			Expect(v).To(BeAssignableToTypeOf(map[string]any{}))
			v = v.(map[string]any)[step]
		}
	}
	return v
}

// flaky is results with a case that passed only when its request was sent again.
func flaky() contract.Results {
	r := deviating()
	r.Cases[0].Flaky = true
	r.Exchanges[0].Retries = []contract.Retry{{SentAt: began, Kind: "reset", Message: "the connection was reset", WaitedMS: 500}}
	return r
}

var _ = Describe("the CTRF report", func() {
	It("carries clauses, levels and links, and tells warnings, flakes and errors from failures", func() {
		doc := object(render("ctrf", flaky(), reports.English))
		Expect(at(doc, "results", "summary")).To(SatisfyAll(
			HaveKeyWithValue("tests", 4.0), HaveKeyWithValue("passed", 1.0), HaveKeyWithValue("failed", 2.0), HaveKeyWithValue("skipped", 1.0),
			HaveKeyWithValue("other", 0.0), HaveKeyWithValue("flaky", 1.0), HaveKeyWithValue("duration", 1250.0)))
		passed := at(doc, "results", "tests", 0)
		Expect(passed).To(SatisfyAll(
			HaveKeyWithValue("testId", "tapi/valid"), HaveKeyWithValue("status", "passed"), HaveKeyWithValue("rawStatus", "warning"),
			HaveKeyWithValue("flaky", true), HaveKeyWithValue("retries", 1.0), HaveKeyWithValue("suite", []any{"concord tapi, tapi-staging"})))
		Expect(at(passed, "labels")).To(Equal(map[string]any{
			"clause": []any{"TAPI-LOGIN-001", "TAPI-LOGIN-007"}, "level": []any{"must", "must"}, "severity": "warning",
			"spec": []any{"https://docs.example/tapi/login#TAPI-LOGIN-001", "https://docs.example/tapi/login#TAPI-LOGIN-007"},
		}))
		Expect(at(passed, "retryAttempts", 0)).To(SatisfyAll(HaveKeyWithValue("attempt", 1.0), HaveKeyWithValue("message", "reset  the connection was reset")))
		failed := at(doc, "results", "tests", 1)
		Expect(failed).To(SatisfyAll(HaveKeyWithValue("status", "failed"), HaveKeyWithValue("message", "TAPI-LOGIN-012: the access token lives 3600 s instead of 240 s")))
		Expect(at(failed, "extra", "findings", 0)).To(HaveKeyWithValue("pointer", "/accessToken"))
		Expect(at(doc, "results", "environment")).To(SatisfyAll(HaveKeyWithValue("testEnvironment", "tapi-staging"), HaveKeyWithValue("appName", "tapi")))
		Expect(at(doc, "results", "environment", "extra")).To(HaveKeyWithValue("mode", "live"))
		Expect(at(object(render("ctrf", inconclusive(), reports.English)), "results", "tests", 0)).To(SatisfyAll(
			HaveKeyWithValue("status", "other"), HaveKeyWithValue("rawStatus", "error"), HaveKeyWithValue("message", "the server did not answer within 30 s")))
	})

	It("does not pass for a good run where there is no verdict", func() {
		r := conformant()
		r.Trouble, r.Verdict = []string{"the run was ended early"}, contract.Inconclusive
		doc := object(render("ctrf", r, reports.English))
		Expect(at(doc, "results", "summary")).To(HaveKeyWithValue("other", 1.0))
		Expect(at(doc, "results", "tests", 3)).To(HaveKeyWithValue("message", "the run was ended early"))
	})
})

var _ = Describe("the SARIF log", func() {
	It("puts each deviation, the worst first, at the line of our contract, and remarks nowhere", func() {
		doc := object(render("sarif", deviating(), reports.English))
		results := at(doc, "runs", 0, "results").([]any)
		Expect(results).To(HaveLen(4))
		for i, level := range []string{"error", "error", "warning", "warning"} {
			Expect(results[i]).To(HaveKeyWithValue("level", level))
			index := int(at(results[i], "ruleIndex").(float64))
			Expect(at(doc, "runs", 0, "tool", "driver", "rules", index, "id")).To(Equal(at(results[i], "ruleId")))
		}
		Expect(at(results[0], "message", "text")).To(Equal("the access token lives 3600 s instead of 240 s; expected: 240 s (± 30 s); got: 3600 s"))
		Expect(at(results[0], "locations", 0, "physicalLocation")).To(Equal(map[string]any{
			"artifactLocation": map[string]any{"uri": "openapi/tapi.yaml"}, "region": map[string]any{"startLine": 42.0},
		}))
		Expect(at(results[0], "locations", 0, "logicalLocations", 0)).To(HaveKeyWithValue("fullyQualifiedName", "tapi/token-lifetime"))
		Expect(at(results[0], "partialFingerprints")).To(Equal(map[string]any{
			"concord/v1": contract.Fingerprint("tapi-staging", "tapi/token-lifetime", tooLong()),
		}))
		Expect(at(doc, "runs", 0, "tool", "driver", "rules", 2)).To(SatisfyAll(
			HaveKeyWithValue("helpUri", "https://docs.example/tapi/login#TAPI-LOGIN-012"),
			HaveKeyWithValue("shortDescription", map[string]any{"text": "The access token is valid for 4 minutes in production."})))
	})

	It("has a place for a finding without a clause or a line", func() {
		r := deviating()
		r.Cases[1].Findings[0].Clause = ""
		doc := object(render("sarif", r, reports.English))
		Expect(at(doc, "runs", 0, "results", 0)).To(HaveKeyWithValue("ruleId", "token-lifetime"))
		Expect(at(doc, "runs", 0, "results", 0, "locations", 0, "physicalLocation")).To(Equal(map[string]any{"artifactLocation": map[string]any{"uri": "openapi/tapi.yaml"}}))
	})

	It("reports what could not be judged as trouble of the tool", func() {
		doc := object(render("sarif", inconclusive(), reports.Spanish))
		Expect(at(doc, "runs", 0, "language")).To(Equal("es"))
		Expect(at(doc, "runs", 0, "results")).To(BeEmpty())
		Expect(at(doc, "runs", 0, "invocations", 0)).To(HaveKeyWithValue("executionSuccessful", false))
		Expect(at(doc, "runs", 0, "invocations", 0, "toolExecutionNotifications", 0, "message", "text")).To(HavePrefix("sin juzgar: "))
	})
})

var _ = Describe("the HTTP archive", func() {
	It("reads as what was exchanged", func() {
		r := flaky()
		r.Exchanges[1].Request.URL = "https://tapi.example/probe?token=%C2%ABaccessToken%231%C2%BB&a=b&c"
		var archive har.HAR
		Expect(json.Unmarshal([]byte(render("har", r, reports.English)), &archive)).To(Succeed())
		Expect(archive.Log.Entries).To(HaveLen(5))
		again, first := archive.Log.Entries[0], archive.Log.Entries[1]
		Expect(again.Response.Status).To(BeZero())
		Expect(again.Response.Comment).To(Equal("reset  the connection was reset"))
		Expect(again.Comment).To(Equal("tapi/valid#1, login, example valid, try 1 of 2"))
		Expect(first.Comment).To(Equal("tapi/valid#1, login, example valid, try 2 of 2"))
		Expect(first.StartedDateTime).To(Equal("2026-11-22T06:00:00.000Z"))
		Expect(first.Request.PostData).To(HaveValue(SatisfyAll(HaveField("MimeType", "application/json"), HaveField("Text", HavePrefix(`{"clientUsername":"«username#1»"`)))))
		Expect(first.Request.Headers).To(ContainElement(HaveValue(Equal(har.NameValuePair{Name: "X-Api-Key", Value: "«apiKey#1 32 bytes 0d9e8f»"}))))
		Expect(first.Response.Status).To(BeEquivalentTo(200))
		Expect(first.Response.Content.Size).To(BeEquivalentTo(834))
		Expect(first.Timings.Wait).To(Equal(120.0))
		Expect(first.Timings.Receive).To(Equal(1.5))
		Expect(archive.Log.Entries[2].Request.QueryString).To(HaveExactElements(
			HaveValue(Equal(har.NameValuePair{Name: "token", Value: "«accessToken#1»"})), HaveValue(HaveField("Value", "b")), HaveValue(HaveField("Name", "c"))))
	})

	It("shows a silence, and content that is no text", func() {
		var archive har.HAR
		Expect(json.Unmarshal([]byte(render("har", inconclusive(), reports.English)), &archive)).To(Succeed())
		Expect(archive.Log.Entries[0].Response).To(HaveValue(SatisfyAll(HaveField("Status", BeZero()), HaveField("Comment", "timeout  no answer within 30 s"))))
		Expect(archive.Log.Entries[1].Response.Content).To(HaveValue(SatisfyAll(
			HaveField("Encoding", "base64"), HaveField("Text", BeEquivalentTo([]byte{0xff, 0})), HaveField("Comment", "the connection ended before the content was complete"))))
	})
})

var _ = Describe("the badge", func() {
	DescribeTable("says the verdict",
		func(build func() contract.Results, l reports.Language, label, message string) {
			Expect(object(render("badge-json", build(), l))).To(SatisfyAll(HaveKeyWithValue("label", label), HaveKeyWithValue("message", message)))
			Expect(render("badge", build(), l)).To(ContainSubstring("<title>" + label + ": " + message + "</title>"))
		},
		Entry("of the mock", conformant, reports.English, "tapi", "MOCK: as documented"),
		Entry("of a target", deviating, reports.English, "tapi-staging", "deviates in 2 clauses"),
		Entry("in Spanish", deviating, reports.Spanish, "tapi-staging", "se desvía en 2 cláusulas"),
		Entry("that there is none", inconclusive, reports.English, "tapi", "no verdict"),
	)
})

var _ = Describe("the summary in Markdown", func() {
	It("says the verdict first, then what is worst", func() {
		text := render("markdown", deviating(), reports.English)
		Expect(text).To(HavePrefix("## ❌ tapi-staging (tapi) deviates from its documentation in 2 clauses.\n\n4 cases: 1 passed, 2 failed, 1 skipped, 0 not judged; warnings: 2.\n"))
		order := []string{"### Deviations (2)", "### Warnings (2)", "### Evidence", "### Skipped (1)", "### Remarks (1)", "Clauses not judged (1)", "Questions about the documentation (1)"}
		last := 0
		for _, heading := range order {
			found := strings.Index(text, heading)
			Expect(found).To(BeNumerically(">", last), heading)
			last = found
		}
		Expect(text).To(ContainSubstring(`| [TAPI-LOGIN-012](https://docs.example/tapi/login#TAPI-LOGIN-012)<br>The access token is valid for 4 minutes in production. | the access token lives 3600 s instead of 240 s<br><code>/accessToken</code> | <code>240 s (± 30 s)</code> | <code>3600 s</code> |`))
		Expect(text).To(ContainSubstring("only some of the cases, <code>tapi &amp;&amp; !rate-limit</code>"))
		Expect(text).NotTo(ContainSubstring("Left out"))
	})

	It("says MOCK when it was one, and only then", func() {
		Expect(render("markdown", conformant(), reports.English)).To(And(HavePrefix("## ✅ The bundled mock of tapi does what its documentation says. Nothing was sent to tapi."), ContainSubstring("**MOCK**")))
		Expect(render("markdown", deviating(), reports.English)).NotTo(ContainSubstring("MOCK"))
	})

	It("tells what kept the run from a verdict", func() {
		r := inconclusive()
		r.Trouble = []string{"the run was ended early"}
		Expect(render("markdown", r, reports.English)).To(And(ContainSubstring("## ⚠️ tapi has no verdict: 1 case could not be judged."), ContainSubstring("the run was ended early"), ContainSubstring("### Not judged (1)")))
	})
})

var _ = Describe("xmllint", func() {
	It("accepts what our reading of Jenkins' schema accepts", func() {
		xmllint, err := exec.LookPath("xmllint")
		if err != nil {
			Skip("xmllint is not installed (Debian: libxml2-utils)")
		}
		for _, build := range []func() contract.Results{conformant, deviating, inconclusive, everything} {
			path := filepath.Join(GinkgoT().TempDir(), "junit.xml")
			Expect(os.WriteFile(path, []byte(render("junit", build(), reports.English)), 0o600)).To(Succeed())
			schema := filepath.Join(GinkgoT().TempDir(), "junit.xsd")
			Expect(os.WriteFile(schema, []byte(jenkinsSchema()), 0o600)).To(Succeed())
			out, err := exec.Command(xmllint, "--noout", "--schema", schema, path).CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), string(out))
		}
	})
})
