package reports_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

const canary = `s3cret&<c'nary>`

func noLeaks([]byte) []string { return nil }

// seesCanary finds the canary raw and as JSON has it, as a registry would.
func seesCanary(data []byte) []string {
	if bytes.Contains(data, []byte(canary)) {
		return []string{"«password#1 15 bytes a1b2c3»"}
	}
	return nil
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

	It("writes the three files into a new folder, readable by all, and nothing else", func() {
		r := deviating()
		Expect(reports.Publish(dir, r, observations(r), noLeaks)).To(Succeed())
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "results.json"}))
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
		Expect(reports.Publish(dir, deviating(), nil, noLeaks)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600)).To(Succeed())
		Expect(reports.Publish(dir, conformant(), nil, noLeaks)).To(Succeed())
		Expect(names(dir)).To(HaveLen(4))
		data, err := os.ReadFile(filepath.Join(dir, "results.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(data)).To(Equal(resultsJSON(conformant())))
	})

	It("withholds what leaks, removes its forerunner, and never tells the value", func() {
		r := conformant()
		Expect(reports.Publish(dir, r, observations(r), noLeaks)).To(Succeed())
		obs := observations(r)
		obs[0].Error = canary
		err := reports.Publish(dir, r, obs, seesCanary)
		Expect(err).To(MatchError(`withheld observations.jsonl: it holds the value of «password#1 15 bytes a1b2c3»`))
		var leak *reports.LeakError
		Expect(errors.As(err, &leak)).To(BeTrue())
		Expect(leak.File).To(Equal("observations.jsonl"))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "results.json"}))
	})

	It("sees through the escapes of XML and the shell", func() {
		r := deviating()
		r.Exchanges[1].Request.Body = canary // stands in results.json as it is, in junit.xml escaped twice
		err := reports.Publish(dir, r, nil, seesCanary)
		Expect(err).To(MatchError(SatisfyAll(ContainSubstring("withheld results.json"), ContainSubstring("withheld junit.xml"))))
		Expect(err.Error()).NotTo(ContainSubstring("nary"))
		Expect(names(dir)).To(Equal([]string{"observations.jsonl"}))
	})

	It("removes the forerunner of what cannot be rendered", func() {
		Expect(reports.Publish(dir, conformant(), nil, noLeaks)).To(Succeed())
		r := conformant()
		r.Clock.OffsetMS = math.NaN()
		Expect(reports.Publish(dir, r, nil, noLeaks)).To(MatchError(HavePrefix("rendering results.json: ")))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl"}))
	})

	It("leaves no temporary file where the name is taken by a folder", func() {
		Expect(os.MkdirAll(filepath.Join(dir, "junit.xml", "x"), 0o755)).To(Succeed())
		err := reports.Publish(dir, conformant(), nil, noLeaks)
		Expect(err).To(MatchError(SatisfyAll(ContainSubstring("publishing junit.xml: "), ContainSubstring("removing the earlier junit.xml: "))))
		Expect(names(dir)).To(Equal([]string{"junit.xml", "observations.jsonl", "results.json"}))
	})

	It("refuses to publish unscanned, or where no folder can be", func() {
		Expect(reports.Publish(dir, conformant(), nil, nil)).To(MatchError(ContainSubstring("no scan for leaks")))
		Expect(os.WriteFile(filepath.Dir(filepath.Dir(dir))+"/file", nil, 0o600)).To(Succeed())
		err := reports.Publish(filepath.Dir(filepath.Dir(dir))+"/file/x", conformant(), nil, noLeaks)
		Expect(err).To(MatchError(HavePrefix("making the reports folder: ")))
	})
})
