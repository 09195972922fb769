package reports_test

import (
	"io"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

var languages = []reports.Language{reports.English, reports.Spanish}

// render renders results in a format.
func render(name string, r contract.Results, l reports.Language) string {
	GinkgoHelper()
	format, err := reports.FormatNamed(name)
	Expect(err).NotTo(HaveOccurred())
	var b strings.Builder
	Expect(format.Render(&b, r, reports.Options{Language: l})).To(Succeed())
	return b.String()
}

// languagesOf returns the languages that a format has.
func languagesOf(name string) []reports.Language {
	switch f := reports.Formats[name]; {
	case f.English || f.Data:
		return []reports.Language{reports.English}
	default:
		return languages
	}
}

// valid renders results in every format and language, and wants each to be valid.
func valid(r contract.Results) {
	GinkgoHelper()
	for _, name := range reports.FormatNames() {
		validate, ok := validators[name]
		Expect(ok).To(BeTrue(), "%s has no validator: give it one in validators_test.go", name)
		for _, l := range languagesOf(name) {
			text := render(name, r, l)
			Expect(text).To(HaveSuffix("\n"), name)
			Expect(validate(text, r)).To(Succeed(), "%s, %s:\n%s", name, l, text)
		}
	}
}

var _ = Describe("the formats", func() {
	It("render every kind of results, validly", func() {
		for _, r := range []contract.Results{conformant(), deviating(), inconclusive(), {}} {
			if r.SchemaVersion == "" {
				r.SchemaVersion = contract.SchemaVersion
				r.RunID, r.Mode, r.Verdict = "r", contract.ModeLive, contract.Inconclusive
				r.Target.Name, r.Target.Provider, r.Target.BaseURL = "t", "p", "https://t.example"
				r.Source = conformant().Source
			}
			valid(r)
		}
	})

	It("name their files, by language", func() {
		names := map[string]bool{}
		for _, name := range reports.FormatNames() {
			f := reports.Formats[name]
			Expect(f.About).NotTo(BeEmpty(), name)
			Expect(f.MediaType).To(MatchRegexp(`^[a-z]+/[a-z+]+$`), name)
			Expect(f.FileName(reports.English)).To(MatchRegexp(`^[a-z]+\.[a-z]+$`), name)
			Expect(names).NotTo(HaveKey(f.FileName(reports.English)))
			names[f.FileName(reports.English)] = true
		}
		Expect(reports.Formats["markdown"].FileName(reports.Spanish)).To(Equal("summary.es.md"))
		Expect(reports.Formats["json"].FileName(reports.Spanish)).To(Equal("results.json"))
	})

	It("are listed where the name is unknown", func() {
		_, err := reports.FormatNamed("pdf")
		Expect(err).To(MatchError(`unknown report format "pdf" (known: ` + strings.Join(reports.FormatNames(), ", ") + ")"))
	})

	It("say where they have no words in a language", func() {
		text, err := reports.FormatNamed("text")
		Expect(err).NotTo(HaveOccurred())
		Expect(text.Render(io.Discard, conformant(), reports.Options{Language: reports.Spanish})).To(MatchError("what concord check prints is in English only"))
	})

	It("say that they could not be written", func() {
		for _, name := range reports.FormatNames() {
			Expect(reports.Formats[name].Render(brokenWriter{}, conformant(), reports.Options{})).To(MatchError(errFull), name)
		}
	})
})
