package cli_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
)

var _ = Describe("suites/<provider>/expectations.yaml", func() {
	const entry = `expectations:
  - {target: tapi, check: field-renamed, reason: renamed until January, owner: ana, link: "https://tracker.example/7", until: 9999-12-31}
`
	// checked runs concord in a folder with that file.
	checked := func(text string, environ ...string) ran {
		GinkgoHelper()
		binary, err := program()
		Expect(err).NotTo(HaveOccurred())
		folder := GinkgoT().TempDir()
		Expect(os.MkdirAll(filepath.Join(folder, "suites", "tapi"), 0o755)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(folder, "suites", "tapi", "expectations.yaml"), []byte(text), 0o600)).To(Succeed())
		c := child(append(environ, "CONCORD_STATE="+filepath.Join(folder, "state")), binary, "check", "tapi")
		c.Dir = folder
		return finish(c, filepath.Join(folder, "reports", "out"))
	}
	deviating := func() []string { return tapiAt(partner(replacing(`"main_tx"`, `"mainTx"`)).URL) }

	It("lets a live run pass with a deviation that is known, and says so", func() {
		r := checked(entry, deviating()...)
		Expect(r.code).To(Equal(0), r.stdout+r.stderr)
		Expect(r.results("tapi").Summary.Known).To(BeNumerically(">", 0))
		Expect(r.stdout).To(MatchRegexp(`tapi still does what its documentation says, but for \d+ cases? known to deviate\.`))
		Expect(r.stdout).To(ContainSubstring("known     renamed until January (until 9999-12-31, ana, https://tracker.example/7)"))
		again := concord("judge", filepath.Join(r.folder, "tapi", "observations.jsonl"))
		Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))
	})

	It("fails a live run that shows it no longer", func() {
		r := checked(entry[:len(entry)-2]+", case: tapi/valid}\n", tapiAt(partner(nil).URL)...)
		Expect(r.code).To(Equal(1), r.stdout+r.stderr)
		Expect(r.stdout).To(MatchRegexp(`(?m)^! suites/tapi/expectations\.yaml:2: the expectation of field-renamed at tapi is no longer met: take\s+it out$`))
		Expect(r.stdout).To(ContainSubstring("documentation says; the run fails for 1 stale expectation."))
	})

	It("says nothing of the mock", func() {
		r := checked(entry)
		Expect(r.code).To(Equal(0), r.stdout+r.stderr)
		Expect(r.results("tapi").Mode).To(Equal(contract.ModeMock))
		Expect(r.results("tapi").Stale).To(BeEmpty())
	})

	It("is refused with its mistakes before the first request", func() {
		r := checked("expectations:\n  - {target: tapi, check: nonsense}\n", deviating()...)
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring(`suites/tapi/expectations.yaml:2: key "check": tapi has no check "nonsense"`))
		Expect(r.stderr).To(ContainSubstring(`key "owner": is missing`))
	})
})
