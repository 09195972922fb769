package suite_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/mock"
	"concord/internal/suite"
	"concord/reports"
)

// pageOf renders a run in a language.
func pageOf(r contract.Results, l reports.Language) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.HTML(&b, r, reports.Options{Language: l})).To(Succeed())
	Expect(b.Len()).To(BeNumerically("<", 300_000))
	Expect(b.String()).NotTo(Or(ContainSubstring("%!"), ContainSubstring("ZgotmplZ"), ContainSubstring("<no value>")))
	return b.String()
}

var _ = Describe("the page of a run", func() {
	each("is made of a conformant one, with every clause and question", func(ctx context.Context, provider string) {
		s := mockSuite(provider)
		defer s.Close()
		r := check(ctx, s)
		for _, l := range []reports.Language{reports.English, reports.Spanish} {
			html := pageOf(r, l)
			for _, c := range r.Clauses {
				Expect(html).To(ContainSubstring(`<th scope="row"><span class="id">%s</span>`, c.ID))
			}
			for _, d := range r.Discrepancies {
				Expect(html).To(ContainSubstring(`<span class="id">%s</span>`, d.ID))
			}
			Expect(html).To(ContainSubstring(`<figure class="life">`))
			Expect(html).NotTo(ContainSubstring(`<article`))
		}
	})

	each("is made of a deviating one, with a card for every clause that is broken", func(ctx context.Context, provider string) {
		faults := mock.Faults(books()[provider].Doc)
		for i := 0; i < len(faults); i += every {
			s := suite.New(books()[provider], mockSuite(provider).Target, suite.Options{Start: start, Fault: faults[i]})
			r := check(ctx, s)
			s.Close()
			html := pageOf(r, reports.Spanish)
			for _, f := range deviations(r) {
				Expect(html).To(ContainSubstring(`<span class="severity">Desviación`), faults[i].ID)
				Expect(html).To(MatchRegexp(`<article class="card error"[^>]*>\s*<p class="tag"><span class="severity">Desviación \d+</span> <span class="id">%s</span>`, f.Clause), faults[i].ID)
			}
		}
	})

	each("is made of one without a verdict, and says whose turn it is", func(ctx context.Context, provider string) {
		server := httptest.NewServer(nil)
		server.Close()
		s := suite.New(books()[provider], liveTarget(provider, server.URL), suite.Options{})
		defer s.Close()
		r := check(ctx, s)
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
		html := pageOf(r, reports.English)
		Expect(html).To(ContainSubstring(`<dd><strong>first the tester&#39;s, then the provider&#39;s</strong></dd>`))
		Expect(html).To(ContainSubstring(fmt.Sprintf("<b>%d</b> cases not judged", r.Summary.Error)))
	})
})
