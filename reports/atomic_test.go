package reports_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

var _ = Describe("sweeping", func() {
	It("removes what a run that was killed long ago left half written, and nothing else", func() {
		dir := GinkgoT().TempDir()
		now := time.Now()
		write := func(name string, age time.Duration) {
			path := filepath.Join(dir, name)
			Expect(os.WriteFile(path, nil, 0o600)).To(Succeed())
			Expect(os.Chtimes(path, now.Add(-age), now.Add(-age))).To(Succeed())
		}
		write(".concord-results.json.12345", 2*time.Hour)
		write(".concord-results.json.67890", time.Minute)
		write(".hidden", 2*time.Hour)
		write("results.json", 2*time.Hour)
		reports.Sweep(dir, now)
		Expect(names(dir)).To(Equal([]string{".concord-results.json.67890", ".hidden", "results.json"}))
	})

	It("does not mind a folder that is not there", func() {
		reports.Sweep(filepath.Join(GinkgoT().TempDir(), "none"), time.Now())
	})
})
