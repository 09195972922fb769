package cli_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("concord report --index", func() {
	It("writes a page of all targets that links to theirs", func() {
		folder := whole().folder
		r := concord("report", "--index", folder)
		Expect(r.code).To(Equal(0), r.stderr)
		for _, p := range providers {
			Expect(r.stdout).To(ContainSubstring(`href="` + p + `/report.html"`))
		}
		above := filepath.Join(filepath.Dir(folder), "index.html")
		Expect(concord("report", "--index", folder, "-o", above, "--lang=es").code).To(Equal(0))
		Expect(read(above)).To(SatisfyAll(ContainSubstring(`href="`+filepath.Base(folder)+`/tapi/report.html"`), ContainSubstring(`lang="es"`)))
	})

	It("lists a target whose results cannot be read, with the reason", func() {
		folder := filepath.Join(GinkgoT().TempDir(), "with [brackets]")
		for name, text := range map[string]string{"good": read(resultsOf("tapi")), "broken": "{"} {
			Expect(os.MkdirAll(filepath.Join(folder, name), 0o755)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(folder, name, "results.json"), []byte(text), 0o600)).To(Succeed())
		}
		r := concord("report", "--index", folder)
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stdout).To(SatisfyAll(ContainSubstring("broken"), ContainSubstring("the JSON document ends too early"), Not(ContainSubstring("report.html"))))
	})

	It("is a mistake where there are no results, or results besides", func() {
		empty := GinkgoT().TempDir()
		r := concord("report", "--index", empty)
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("there is no */results.json in"))
		r = concord("report", "--index", empty, "results.json")
		Expect(r.code).To(Equal(2))
		Expect(strings.TrimSpace(r.stderr)).To(Equal(`concord: report --index takes no results.json besides, not even "results.json"`))
	})
})
