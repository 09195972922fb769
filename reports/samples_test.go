package reports_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/openapi"
	"concord/reports"
)

// samples are real runs against the mock of one provider: a faithful one, one
// that deviates, and one that cannot be judged.
var samples = []struct{ folder, provider, fault string }{
	{"conformant", "tapi", ""},
	{"deviating", "tapi", "tapi:200:/accessToken:renamed:access_token"},
	{"inconclusive", "tapi", "tapi:valid:status:503"},
}

// chance is what differs from run to run: ids, digests keyed by the run, and real
// times.
var chance = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|"digest": "[0-9a-f]{16}"| bytes [0-9a-f]{6}»|"durationMs": [0-9.e-]+`)

// steady replaces what differs from run to run by what does not. Equal values
// stay equal; what the contract itself says stays as it is.
func steady(r contract.Results) contract.Results {
	GinkgoHelper()
	documented, err := openapi.Files.ReadFile(r.Target.Provider + ".yaml")
	Expect(err).NotTo(HaveOccurred())
	stands := map[string]string{}
	digests := map[string]string{}
	text := chance.ReplaceAllStringFunc(resultsJSON(r), func(found string) string {
		switch {
		case strings.HasPrefix(found, `"durationMs"`):
			return `"durationMs": 1.5`
		case strings.HasSuffix(found, "»"):
			short := strings.TrimSuffix(strings.TrimPrefix(found, " bytes "), "»")
			return " bytes " + numbered(digests, short)[:6] + "»"
		case strings.HasPrefix(found, `"digest"`):
			short := strings.TrimPrefix(found, `"digest": "`)[:6] // as placeholders have it
			return `"digest": "` + numbered(digests, short) + `"`
		case strings.Contains(string(documented), found) || strings.Contains(r.Source.SHA256, found):
			return found
		case !strings.Contains(found, "-"):
			return fmt.Sprintf("%s%s", numbered(stands, found), strings.Repeat("0", 16))
		}
		n := numbered(stands, found)
		return fmt.Sprintf("%s-%s-4%s-8%s-%s", n[:8], n[8:12], n[12:15], n[13:16], "000000000000")
	})
	again, err := reports.ReadResults(strings.NewReader(text))
	Expect(err).NotTo(HaveOccurred())
	return again
}

// numbered gives each value that it has not seen the next of 16-digit numbers
// that look like chance.
func numbered(seen map[string]string, value string) string {
	if _, ok := seen[value]; !ok {
		seen[value] = fmt.Sprintf("%016x", uint64(len(seen)+1)*0x9e3779b97f4a7c15)
	}
	return seen[value]
}

// sampleFiles renders a sample in every format and language, by file name.
func sampleFiles(ctx context.Context, provider, fault string) map[string]string {
	GinkgoHelper()
	r := steady(runOf(ctx, provider, faultOf(provider, fault)))
	files := map[string]string{}
	for _, name := range reports.FormatNames() {
		for _, l := range languagesOf(name) {
			files[reports.Formats[name].FileName(l)] = render(name, r, l)
		}
	}
	return files
}

var _ = Describe("the samples", func() {
	for _, s := range samples {
		It("are what is rendered today: "+s.folder, func(ctx SpecContext) {
			folder := filepath.Join("samples", s.folder)
			files := sampleFiles(ctx, s.provider, s.fault)
			if *update {
				Expect(os.RemoveAll(folder)).To(Succeed())
				Expect(os.MkdirAll(folder, 0o755)).To(Succeed())
			}
			for name, text := range files {
				if *update {
					Expect(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)).To(Succeed())
				}
				want, err := os.ReadFile(filepath.Join(folder, name))
				Expect(err).NotTo(HaveOccurred())
				Expect(text).To(Equal(string(want)), "%s: make golden rewrites it", name)
			}
			entries, err := os.ReadDir(folder)
			Expect(err).NotTo(HaveOccurred())
			for _, e := range entries {
				Expect(files).To(HaveKey(e.Name()), "nothing renders it any more")
			}
		})
	}

	It("have verdicts of all kinds", func(ctx SpecContext) {
		var verdicts []contract.Verdict
		for _, s := range samples {
			f, err := os.Open(filepath.Join("samples", s.folder, "results.json"))
			Expect(err).NotTo(HaveOccurred())
			r, err := reports.ReadResults(f)
			Expect(err).NotTo(HaveOccurred())
			Expect(f.Close()).To(Succeed())
			verdicts = append(verdicts, r.Verdict)
		}
		slices.Sort(verdicts)
		Expect(verdicts).To(Equal([]contract.Verdict{contract.Conformant, contract.Inconclusive, contract.Nonconformant}))
	})
})
