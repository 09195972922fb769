package cli_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// stored returns an artifact of a target as it stands on disk.
func (r ran) stored(target, name string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join(r.folder, target, name))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// judged judges a file of the given content.
func judged(content string) ran {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), "observations.jsonl")
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return concord("judge", path)
}

var _ = Describe("concord judge", func() {
	It("prints the results of the run again, byte for byte", func() {
		r := whole()
		for _, p := range providers {
			again := concord("judge", filepath.Join(r.folder, p, "observations.jsonl"))
			Expect(again.code).To(Equal(0))
			Expect(again.stdout).To(Equal(r.stored(p, "results.json")))
		}
	})

	It("does so for a run that failed, with its exit code", func() {
		r := newConsole(tapiAt(partner(replacing(`"tx"`, `"txn"`)).URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(1))
		again := judged(r.stored("tapi", "observations.jsonl"))
		Expect(again.code).To(Equal(1))
		Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))
	})

	It("does so for a run that could not be judged, and for a part of a run", func() {
		r := newConsole(tapiAt("http://127.0.0.1:1")...).run("check", "tapi", "--label-filter=token")
		Expect(r.code).To(Equal(3))
		c := newConsole()
		c.stdin = r.stored("tapi", "observations.jsonl")
		again := c.run("judge", "-")
		Expect(again.code).To(Equal(3))
		Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))
	})

	Describe("a file that is not what a run wrote", func() {
		DescribeTable("is refused",
			func(change func(string) string, says string) {
				r := judged(change(whole().stored("tapi", "observations.jsonl")))
				Expect(r.code).To(Equal(2))
				Expect(r.stdout).To(BeEmpty())
				Expect(r.stderr).To(MatchRegexp(`\Aconcord: .*observations\.jsonl: .*\n\z`))
				Expect(r.stderr).To(ContainSubstring(says))
			},
			Entry("empty", func(string) string { return "" }, "there is nothing in it: judge takes an observations.jsonl"),
			Entry("results.json", func(string) string { return whole().stored("tapi", "results.json") }, "line 1 is only the beginning of a JSON document: judge takes an observations.jsonl, which a run writes beside results.json"),
			Entry("JSON of something else", func(string) string { return "{}\n" }, `schema version ""`),
			Entry("cut within a line", func(s string) string { return s[:len(s)-9] }, "line 14: the JSON document ends too early"),
			Entry("cut between lines", func(s string) string { return s[:strings.LastIndex(s[:len(s)-1], "\n")+1] }, "1 of 13 cases are missing"),
			Entry("a case twice", func(s string) string { return s + s[strings.LastIndex(s[:len(s)-1], "\n")+1:] }, `case "tapi/independent-logins" was observed twice`),
			Entry("newer", func(s string) string { return strings.Replace(s, `"schemaVersion":"1"`, `"schemaVersion":"2"`, 1) }, `schema version "2" is not the supported "1"`),
			Entry("of another provider", func(s string) string {
				return strings.Replace(s, `"provider":"tapi"`, `"provider":"no-such-provider"`, 1)
			}, `"no-such-provider" is not a provider`),
			Entry("of another provider's cases", func(s string) string { return strings.Replace(s, `"case":"tapi/valid"`, `"case":"popup/valid"`, 1) }, `popup/valid`),
			Entry("no JSON", func(string) string { return "<testsuites/>" }, "line 1 is not JSON: judge takes an observations.jsonl"),
		)
	})

	It("needs one file, and that it is there", func() {
		Expect(concord("judge").stderr).To(Equal("concord: judge takes one observations.jsonl, or - for standard input; 0 arguments were given\n"))
		r := concord("judge", "nowhere.jsonl")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("opening the observations: open nowhere.jsonl"))
	})
})
