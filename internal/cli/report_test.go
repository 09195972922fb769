package cli_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// resultsOf is where the whole run put a target's results.
func resultsOf(target string) string { return filepath.Join(whole().folder, target, "results.json") }

func read(path string) string {
	GinkgoHelper()
	data, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

func written(name, content string) string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), name)
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return path
}

var _ = Describe("concord report", func() {
	It("renders results in every format, to standard output or to a file", func() {
		for _, name := range reports.FormatNames() {
			r := concord("report", resultsOf("tapi"), "--format", name)
			Expect(r.stderr).To(BeEmpty(), name)
			Expect(r.code).To(Equal(0))
			Expect(r.stdout).NotTo(BeEmpty())
			path := filepath.Join(GinkgoT().TempDir(), "report")
			again := concord("report", "-o", path, "-f", name, resultsOf("tapi"))
			Expect(again.code).To(Equal(0))
			Expect(again.stdout).To(BeEmpty())
			Expect(read(path)).To(Equal(r.stdout), name)
		}
	})

	It("gives what the run wrote, and reads standard input", func() {
		Expect(concord("report", resultsOf("popup"), "--format=junit").stdout).To(Equal(whole().stored("popup", "junit.xml")))
		c := newConsole()
		c.stdin = whole().stored("popup", "results.json")
		Expect(c.run("report", "-", "--format=json").stdout).To(Equal(c.stdin))
	})

	It("speaks Spanish, where the format does", func() {
		Expect(concord("report", resultsOf("tapi"), "--format=markdown", "--lang=es").stdout).To(ContainSubstring("hace lo que dice su documentación"))
		r := concord("report", resultsOf("tapi"), "--lang=es")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(Equal("concord: what concord check prints is in English only\n"))
	})

	It("renders a run that deviates without giving a verdict", func() {
		r := newConsole(tapiAt(partner(replacing(`"tx"`, `"txn"`)).URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(1))
		report := concord("report", filepath.Join(r.folder, "tapi", "results.json"), "--format=sarif")
		Expect(report.code).To(Equal(0))
		Expect(report.stdout).To(ContainSubstring(`"level": "error"`))
	})

	It("lists the formats in its help", func() {
		out := concord("report", "--help").stdout
		for _, name := range reports.FormatNames() {
			Expect(out).To(ContainSubstring("\n  " + name + " "))
		}
	})

	DescribeTable("refuses what it cannot do, and says why",
		func(says string, args ...string) {
			r := concord(append([]string{"report"}, args...)...)
			Expect(r.code).To(Equal(2))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(HavePrefix("concord: " + says))
		},
		Entry("no file", "report takes one results.json, or - for standard input; 0 arguments were given"),
		Entry("two files", "report takes one results.json, or - for standard input; 2 arguments were given (report merge joins several)", "a", "b"),
		Entry("no such file", "opening the results: open nowhere.json", "nowhere.json"),
		Entry("an unknown format", `--format: unknown report format "pdf" (known: badge, `, "x", "--format=pdf"),
		Entry("an unknown language", `--lang: unknown report language "fr" (known: en, es)`, "x", "--lang=fr"),
	)

	DescribeTable("refuses a file that is no results of ours, and keeps what was there",
		func(change func(string) string, says string) {
			broken := written("results.json", change(read(resultsOf("tapi"))))
			kept := written("report.md", "kept")
			r := concord("report", broken, "--format=markdown", "-o", kept)
			Expect(r.code).To(Equal(2))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(HavePrefix("concord: " + broken + ": reading results: "))
			Expect(r.stderr).To(ContainSubstring(says))
			Expect(read(kept)).To(Equal("kept"))
			entries, err := os.ReadDir(filepath.Dir(kept))
			Expect(err).NotTo(HaveOccurred())
			Expect(entries).To(HaveLen(1), "nothing half written is left")
		},
		Entry("cut short", func(s string) string { return s[:len(s)/2] }, "the JSON document ends too early"),
		Entry("newer", func(s string) string {
			return strings.Replace(s, `"schemaVersion": "1"`, `"schemaVersion": "2"`, 1)
		}, `schema version "2" is not the supported "1"`),
		Entry("no JSON", func(string) string { return "<testsuites/>" }, "malformed JSON at byte 1"),
		Entry("empty", func(string) string { return "" }, "no JSON document"),
		Entry("of other keys", func(string) string { return `{"schemaVersion": "1", "other": 1}` }, `unknown field "other"`),
		Entry("too large", func(string) string { return strings.Repeat(" ", reports.MaxFileBytes+1) }, "larger than 64 MiB"),
	)

	It("says where the file cannot be written", func() {
		folder := GinkgoT().TempDir()
		r := concord("report", resultsOf("tapi"), "-o", folder)
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("writing the report: " + folder + " is a folder"))
		r = concord("report", resultsOf("tapi"), "-o", filepath.Join(folder, "none", "x"))
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("writing the report: "))
	})

	It("follows a link, and writes to what is no file", func() {
		target := written("target.txt", "old")
		link := filepath.Join(filepath.Dir(target), "link.txt")
		Expect(os.Symlink(target, link)).To(Succeed())
		Expect(concord("report", resultsOf("tapi"), "-o", link).code).To(Equal(0))
		Expect(read(target)).To(ContainSubstring("tapi/valid"))
		Expect(concord("report", resultsOf("tapi"), "-o", os.DevNull).code).To(Equal(0))
		info, err := os.Stat(os.DevNull)
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().IsRegular()).To(BeFalse())
	})
})

var _ = Describe("concord report merge", func() {
	It("joins shards that ran apart", func() {
		a := newConsole().run("check", "tapi", "--label-filter=token || expiry")
		b := newConsole().run("check", "tapi", "--label-filter=!token && !expiry")
		files := []string{filepath.Join(a.folder, "tapi", "results.json"), filepath.Join(b.folder, "tapi", "results.json")}
		path := filepath.Join(GinkgoT().TempDir(), "results.json")
		r := concord("report", "merge", files[0], files[1], "-o", path)
		Expect(r.code).To(Equal(0))
		Expect(r.stdout + r.stderr).To(BeEmpty())
		turned := concord("report", "merge", files[1], files[0])
		Expect(turned.stdout).To(Equal(read(path)))
		merged := readResults(filepath.Dir(filepath.Dir(path)), filepath.Base(filepath.Dir(path)))
		all := whole().results("tapi")
		Expect(merged.Selection).To(Equal(contract.Selection{Complete: true}))
		Expect(statuses(merged)).To(Equal(statuses(all)))
		Expect(merged.Clauses).To(Equal(all.Clauses))
		Expect(merged.Verdict).To(Equal(contract.Conformant))
	})

	It("joins shards of a live run, and ends with its verdict", func() {
		server := partner(replacing(`"tx"`, `"txn"`)).URL
		a := newConsole(tapiAt(server)...).run("check", "tapi")
		b := newConsole(tapiAt(server)...).run("check", "tapi", "--label-filter=replay")
		r := concord("report", "merge", filepath.Join(a.folder, "tapi", "results.json"), filepath.Join(b.folder, "tapi", "results.json"))
		Expect(r.code).To(Equal(1))
		Expect(r.stderr).To(ContainSubstring("concord: tapi/valid ran 2 times: fail in "))
		Expect(r.stdout).To(ContainSubstring(`"verdict": "nonconformant"`))
	})

	It("refuses what does not belong together", func() {
		r := concord("report", "merge", resultsOf("tapi"), resultsOf("popup"))
		Expect(r.code).To(Equal(2))
		Expect(r.stdout).To(BeEmpty())
		Expect(r.stderr).To(MatchRegexp(`\Aconcord: merging: .*results\.json and .*results\.json are not of the same provider: `))
		Expect(concord("report", "merge").stderr).To(Equal("concord: report merge takes the results.json of the parts; none was given\n"))
		Expect(concord("report", "merge", "nowhere.json").stderr).To(ContainSubstring("opening the results: open nowhere.json"))
		foreign := written("results.json", strings.Replace(read(resultsOf("tapi")), `"provider": "tapi"`, `"provider": "nobody"`, 1))
		Expect(concord("report", "merge", foreign).stderr).To(ContainSubstring(`"nobody" is not a provider`))
	})
})
