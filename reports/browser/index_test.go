//go:build browser

package browser_test

import (
	"bytes"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// many are the entries of n targets, of which every fifth deviates and every
// seventh has no verdict.
func many(n int) []reports.IndexEntry {
	var out []reports.IndexEntry
	for i := range n {
		name := fmt.Sprintf("target-%03d", i)
		e := reports.IndexEntry{
			Target: contract.TargetInfo{Name: name, Provider: []string{"tapi", "popup", "tecalis"}[i%3]}, Mode: contract.ModeLive, Verdict: contract.Conformant,
			Summary: contract.Summary{Pass: 13}, StartedAt: start.Add(time.Duration(i) * time.Minute), Href: name + "/report.html",
		}
		switch {
		case i%7 == 0:
			e.Verdict, e.Summary.Error = contract.Inconclusive, 1+i%4
		case i%5 == 0:
			e.Verdict, e.Summary.Fail, e.Broken = contract.Nonconformant, 1+i%3, 1+i%2
		}
		out = append(out, e)
	}
	return out
}

func index(entries []reports.IndexEntry, l reports.Language) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.Index(&b, entries, reports.Options{Language: l})).To(Succeed())
	return b.String()
}

const verdicts = `Array.from(document.querySelectorAll("#target-table tbody tr:not([hidden])")).map(function (r) { return r.dataset.state; })`

var _ = Describe("the index of 500 targets", func() {
	for _, l := range languages {
		It(fmt.Sprintf("lists all of them, the worst first, on every width, in %s", l), func() {
			page := index(many(500), l)
			Expect(len(page)).To(BeNumerically("<", 300_000))
			t := open(page, desk)
			shown := eval[[]string](t, verdicts)
			Expect(shown).To(HaveLen(500))
			Expect(shown[0]).To(Equal("open"))
			Expect(shown[499]).To(Equal("good"))
			for _, width := range widths {
				t.resize(width)
				t.keep(fmt.Sprintf("index-%s-%d", l, width))
				Expect(eval[[]string](t, overflowing)).To(BeEmpty(), "%d px", width)
				Expect(eval[int64](t, "document.documentElement.scrollWidth")).To(BeNumerically("<=", width))
			}
			Expect(t.trouble()).To(BeEmpty())
		})
	}

	It("filters by text and by verdict", func() {
		t := open(index(many(500), reports.English), desk)
		t.fill("#targets input", "target-01 popup")
		Expect(eval[string](t, `document.querySelector("#targets output").textContent`)).To(Equal("4 of 500 shown"))
		t.fill("#targets input", "")
		t.choose("#targets select", "bad")
		Expect(eval[[]string](t, verdicts)).To(And(HaveLen(85), HaveEach("bad")))
	})

	It("sorts by any column, by keyboard, and says so", func() {
		t := open(index(many(500), reports.English), desk)
		const first, sorted = `document.querySelector("#target-table tbody th").textContent`, `document.querySelector("#target-table th:nth-child(1)").getAttribute("aria-sort")`
		Expect(eval[bool](t, `document.querySelector("#target-table thead button").focus(), true`)).To(BeTrue())
		t.press("\r")
		Expect([]string{eval[string](t, first), eval[string](t, sorted)}).To(Equal([]string{"target-000", "ascending"}))
		t.press("\r")
		Expect([]string{eval[string](t, first), eval[string](t, sorted)}).To(Equal([]string{"target-499", "descending"}))
		Expect(eval[bool](t, `document.querySelectorAll("#target-table thead button")[3].click(), true`)).To(BeTrue())
		Expect(eval[string](t, `document.querySelector("#target-table tbody tr").cells[3].textContent`)).To(Equal("0"))
	})

	It("keeps its header in sight", func() {
		t := open(index(many(500), reports.English), desk)
		Expect(eval[bool](t, `scrollTo(0, 9000), true`)).To(BeTrue())
		Expect(eval[float64](t, `document.querySelector("#target-table th").getBoundingClientRect().top`)).To(BeZero())
	})

	It("can be read without a script", func() {
		t := open(index(many(500), reports.English), viewport{width: 1440, height: 900, noScript: true})
		Expect(eval[[]string](t, verdicts)).To(HaveLen(500))
		Expect(eval[bool](t, `document.querySelector("#targets form").hidden`)).To(BeTrue())
	})
})
