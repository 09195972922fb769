package reports_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"html"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/wire"
	"concord/reports"
)

// planted is a secret that stands otherwise in every format.
const planted = `s3cret&<c'nary>"%`

func noLeaks([]byte) []string { return nil }

// seesPlanted finds it as a run would.
func seesPlanted() (leaks func([]byte) []string, placeholder string) {
	r := secret.NewRegistry(wire.Inspect)
	placeholder, _ = r.Add("password", planted)
	return r.Leaks, placeholder
}

// afterPublishing publishes results with their observations and returns what became of them.
func afterPublishing(dir string, r contract.Results, leaks func([]byte) []string) contract.Results {
	GinkgoHelper()
	out, err := reports.Publish(dir, r, observations(r), leaks)
	Expect(err).NotTo(HaveOccurred())
	return out
}

// stored reads the results in a folder, and expects the observations beside them to
// be of the same run, word for word.
func stored(dir string) contract.Results {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join(dir, "results.json"))
	Expect(err).NotTo(HaveOccurred())
	r, err := reports.ReadResults(bytes.NewReader(data))
	Expect(err).NotTo(HaveOccurred())
	if data, err = os.ReadFile(filepath.Join(dir, "observations.jsonl")); err == nil {
		head, _, err := reports.ReadObservations(bytes.NewReader(data))
		Expect(err).NotTo(HaveOccurred())
		Expect(head).To(Equal(r.Run))
	}
	return r
}

// leaking adds an artifact that renders a text, for one spec.
func leaking(text string) {
	before := reports.Artifacts
	DeferCleanup(func() { reports.Artifacts = before })
	extra := reports.Artifact{File: "extra.txt", Render: func(w io.Writer, _ contract.Results, _ []contract.Observation) error {
		_, err := io.WriteString(w, text)
		return err
	}}
	reports.Artifacts = append([]reports.Artifact{extra}, before...)
}

func names(dir string) []string {
	GinkgoHelper()
	entries, err := os.ReadDir(dir)
	Expect(err).NotTo(HaveOccurred())
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

var _ = Describe("publishing", func() {
	var dir string
	BeforeEach(func() { dir = filepath.Join(GinkgoT().TempDir(), "out", "tapi") })

	It("writes its files into a new folder, readable by all, and nothing else", func() {
		r := deviating()
		Expect(afterPublishing(dir, r, noLeaks)).To(Equal(r))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "report.html", "results.json"}))
		for _, name := range names(dir) {
			info, err := os.Stat(filepath.Join(dir, name))
			Expect(err).NotTo(HaveOccurred())
			Expect(info.Mode()).To(Equal(os.FileMode(0o644)))
		}
		data, err := os.ReadFile(filepath.Join(dir, "results.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(data)).To(Equal(resultsJSON(r)))
	})

	It("replaces what an earlier run left, and leaves other files alone", func() {
		afterPublishing(dir, deviating(), noLeaks)
		Expect(os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600)).To(Succeed())
		afterPublishing(dir, conformant(), noLeaks)
		Expect(names(dir)).To(HaveLen(5))
		Expect(resultsJSON(stored(dir))).To(Equal(resultsJSON(conformant())))
	})

	It("withholds what leaks, removes its forerunner, and says so in all the rest, without the value", func() {
		r := conformant()
		afterPublishing(dir, r, noLeaks)
		obs := observations(r)
		obs[0].Error = planted
		leaks, placeholder := seesPlanted()
		out, err := reports.Publish(dir, r, obs, leaks)
		Expect(err).NotTo(HaveOccurred())
		Expect(out.Trouble).To(Equal([]string{"observations.jsonl was withheld: it holds the value of " + placeholder}))
		Expect(out.Verdict).To(Equal(contract.Inconclusive))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "report.html", "results.json"}))
		Expect(resultsJSON(stored(dir))).To(Equal(resultsJSON(out)))
		junit, err := os.ReadFile(filepath.Join(dir, "junit.xml"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(junit)).To(ContainSubstring(`name="verdict" value="inconclusive"`))
		Expect(console(reports.ConsoleOptions{Width: 300}, out)).To(ContainSubstring("tapi has no verdict: " + out.Trouble[0] + ";"))
	})

	It("sees through the escapes of XML and the shell, and says on the console alone what it can say nowhere else", func() {
		r := deviating()
		r.Exchanges[1].Request.Body = planted // stands in results.json escaped once, in junit.xml twice
		leaks, placeholder := seesPlanted()
		out, err := reports.Publish(dir, r, nil, leaks)
		Expect(err).NotTo(HaveOccurred())
		Expect(out.Trouble).To(Equal([]string{
			"junit.xml was withheld: it holds the value of " + placeholder, "report.html was withheld: it holds the value of " + placeholder,
			"results.json was withheld: it holds the value of " + placeholder,
		}))
		Expect(names(dir)).To(Equal([]string{"observations.jsonl"}))
		Expect(console(reports.ConsoleOptions{Width: 300}, out)).To(ContainSubstring(out.Trouble[2] + "; by its cases it deviates"))
	})

	DescribeTable("withholds a planted secret in every form, and nothing else",
		func(encode func(string) string) {
			leaking("before " + encode(planted) + " after\n")
			leaks, placeholder := seesPlanted()
			out := afterPublishing(dir, conformant(), leaks)
			Expect(out.Trouble).To(Equal([]string{"extra.txt was withheld: it holds the value of " + placeholder}))
			Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "report.html", "results.json"}))
			Expect(stored(dir).Verdict).To(Equal(contract.Inconclusive))
		},
		Entry("raw", func(s string) string { return s }),
		Entry("JSON", func(s string) string { return strconv.Quote(s) }),
		Entry("XML", func(s string) string { var b strings.Builder; _ = xml.EscapeText(&b, []byte(s)); return b.String() }),
		Entry("HTML in JSON", func(s string) string { return strconv.Quote(html.EscapeString(s)) }),
		Entry("percent", url.PathEscape),
		Entry("percent, twice", func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }),
		Entry("form", url.QueryEscape),
		Entry("base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
		Entry("base64url", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("user:" + s)) }),
		Entry("hex", func(s string) string { return hex.EncodeToString([]byte(s)) }),
		Entry("shell", func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }),
	)

	It("publishes what it can where something cannot be rendered", func() {
		afterPublishing(dir, conformant(), noLeaks)
		r := conformant()
		r.Clock.OffsetMS = math.NaN()
		out := afterPublishing(dir, r, noLeaks)
		Expect(out.Trouble).To(ConsistOf(HavePrefix("results.json could not be rendered: ")))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "report.html"}))
	})

	It("says in the results what could not be written, and leaves no temporary file", func() {
		Expect(os.MkdirAll(filepath.Join(dir, "junit.xml", "x"), 0o755)).To(Succeed())
		out := afterPublishing(dir, conformant(), noLeaks)
		Expect(out.Trouble).To(Equal([]string{"junit.xml could not be written: file exists", "the earlier junit.xml could not be removed: directory not empty"}))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "report.html", "results.json"}))
		Expect(stored(dir).Trouble).To(Equal(out.Trouble))
	})

	It("says so in the observations that are written already", func() {
		Expect(os.MkdirAll(filepath.Join(dir, "results.json", "x"), 0o755)).To(Succeed())
		out := afterPublishing(dir, conformant(), noLeaks)
		data, err := os.ReadFile(filepath.Join(dir, "observations.jsonl"))
		Expect(err).NotTo(HaveOccurred())
		head, _, err := reports.ReadObservations(bytes.NewReader(data))
		Expect(err).NotTo(HaveOccurred())
		Expect(head.Trouble).To(Equal(out.Trouble))
	})

	It("keeps the trouble that the run had before", func() {
		r := conformant()
		r.Trouble = []string{"the run was ended early"}
		leaking(planted)
		leaks, _ := seesPlanted()
		Expect(afterPublishing(dir, r, leaks).Trouble).To(HaveExactElements("the run was ended early", HavePrefix("extra.txt was withheld")))
		Expect(r.Trouble).To(HaveLen(1))
	})

	It("refuses to publish unscanned, and says where no folder can be", func() {
		out, err := reports.Publish(dir, conformant(), nil, nil)
		Expect(err).To(MatchError(ContainSubstring("no scan for leaks")))
		Expect(out.Verdict).To(Equal(contract.Inconclusive))
		Expect(os.WriteFile(filepath.Dir(filepath.Dir(dir))+"/file", nil, 0o600)).To(Succeed())
		out = afterPublishing(filepath.Dir(filepath.Dir(dir))+"/file/x", conformant(), noLeaks)
		Expect(out.Trouble).To(Equal([]string{"the reports could not be written: not a directory"}))
		Expect(out.Verdict).To(Equal(contract.Inconclusive))
	})
})
