package cli_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

// kills is how often a run is killed: a few times by default, a hundred times by
// make crash.
var kills = flag.Int("kills", 8, "how often the crash spec kills a run")

// program compiles concord, once.
var program = sync.OnceValues(func() (string, error) {
	folder, err := scratch()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "concord")
	return binary, exec.Command("go", "build", "-o", binary, "concord/cmd/concord").Run()
})

var _ = Describe("a run that is killed", func() {
	It("leaves each report whole, or none", func() {
		binary, err := program()
		Expect(err).NotTo(HaveOccurred())
		folder := GinkgoT().TempDir()
		environ := append(tapiProbedAt(partner(nil).URL), "CONCORD_REPORTS="+filepath.Join(folder, "out"), "CONCORD_STATE="+filepath.Join(folder, "state"))
		began := time.Now()
		Expect(finish(child(environ, binary, "check", "tapi"), "").code).To(Equal(0))
		longest := time.Since(began)

		cut := 0
		for range *kills {
			c := child(environ, binary, "check", "tapi")
			Expect(c.Start()).To(Succeed())
			after := time.AfterFunc(rand.N(longest), func() { _ = c.Process.Kill() })
			if _ = c.Wait(); !c.ProcessState.Exited() { // killed, or the verdict
				cut++
			}
			after.Stop()
			wholeReports(filepath.Join(folder, "out", "tapi"))
		}
		Expect(cut).To(BeNumerically(">", *kills/4), "hardly a run was killed before its end")
		r := finish(child(environ, binary, "check", "tapi"), filepath.Join(folder, "out"))
		Expect(r.code).To(Equal(0), r.stdout+r.stderr)
		Expect(r.results("tapi").Trouble).To(BeEmpty())
	})
})

// wholeReports expects of the reports in a folder that each can be read.
func wholeReports(folder string) {
	GinkgoHelper()
	for name, read := range map[string]func(*os.File) error{
		"results.json":       func(f *os.File) error { _, err := reports.ReadResults(f); return err },
		"observations.jsonl": func(f *os.File) error { _, _, err := reports.ReadObservations(f); return err },
	} {
		f, err := os.Open(filepath.Join(folder, name))
		Expect(err).NotTo(HaveOccurred(), "the first run wrote it")
		Expect(read(f)).To(Succeed(), name)
		Expect(f.Close()).To(Succeed())
	}
	junit, err := os.ReadFile(filepath.Join(folder, "junit.xml"))
	Expect(err).NotTo(HaveOccurred())
	Expect(strings.TrimSpace(string(junit))).To(HaveSuffix("</testsuites>"))
}
