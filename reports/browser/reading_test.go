//go:build browser

package browser_test

import (
	"regexp"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

const shownClauses = `Array.from(document.querySelectorAll("#clause-table tbody tr:not([hidden])")).map(function (r) { return r.dataset.state; })`

var _ = Describe("the page of a target", func() {
	It("leads by keyboard from the skip link into the content, and through what can be opened", func() {
		t := open(html(runs()["tapi deviating"], reports.English), desk)
		const focused = `(document.activeElement.getAttribute("href") || document.activeElement.id || document.activeElement.tagName)`
		t.press("\t")
		Expect(eval[string](t, focused)).To(Equal("#main"))
		Expect(eval[float64](t, `document.activeElement.getBoundingClientRect().top`)).To(BeNumerically(">=", 0), "the skip link is in sight once it has the focus")
		t.press("\r")
		Expect(eval[string](t, focused)).To(Equal("main"))
		t.press("\t")
		Expect(eval[bool](t, `document.getElementById("main").contains(document.activeElement)`)).To(BeTrue())
		Expect(eval[string](t, `getComputedStyle(document.activeElement).outlineStyle`)).To(Equal("solid"))
		seen := map[string]bool{}
		for range 200 {
			seen[eval[string](t, `document.activeElement.tagName`)] = true
			if eval[bool](t, `document.activeElement.matches("#exchanges summary")`) {
				break
			}
			t.press("\t")
		}
		Expect(seen).To(And(HaveKey("SUMMARY"), HaveKey("INPUT"), HaveKey("SELECT"), HaveKey("BUTTON"), HaveKey("DIV")), "scroll regions are reached too")
		Expect(eval[bool](t, `document.querySelector("#exchanges details").open`)).To(BeFalse())
		t.press("\r")
		Expect(eval[bool](t, `document.querySelector("#exchanges details").open`)).To(BeTrue())
		Expect(t.trouble()).To(BeEmpty())
	})

	It("filters the clauses by text and by result", func() {
		t := open(html(runs()["tapi deviating"], reports.Spanish), desk)
		all := eval[[]string](t, shownClauses)
		t.choose("#clauses select", "broken")
		Expect(eval[[]string](t, shownClauses)).To(Equal([]string{"broken"}))
		t.choose("#clauses select", "")
		t.fill("#clauses input", "TAPI-LOGIN-01")
		Expect(eval[[]string](t, shownClauses)).To(HaveLen(10))
		Expect(eval[string](t, `document.querySelector("#clauses output").textContent`)).To(Equal("se muestran 10 de 36"))
		t.fill("#clauses input", "")
		Expect(eval[[]string](t, shownClauses)).To(Equal(all))
	})

	It("has everything without a script", func() {
		t := open(html(runs()["tapi deviating"], reports.English), viewport{width: 1440, height: 900, noScript: true})
		Expect(eval[[]string](t, shownClauses)).To(HaveLen(36))
		Expect(eval[int](t, `document.querySelectorAll("button").length`)).To(BeZero())
		Expect(eval[bool](t, `document.querySelector("form.filter").checkVisibility()`)).To(BeFalse())
		Expect(eval[string](t, `document.querySelector(".again code").textContent`)).To(HavePrefix("curl "))
	})

	It("turns dark with the reader's system", func() {
		const colors = `["body", ".top", "h1", ".card"].map(function (s) { var c = getComputedStyle(document.querySelector(s)); return c.color + " on " + c.backgroundColor; })`
		page := html(runs()["tapi deviating"], reports.English)
		light, dark := eval[[]string](open(page, desk), colors), eval[[]string](open(page, night), colors)
		for i := range light {
			Expect(dark[i]).NotTo(Equal(light[i]))
		}
		t := open(page, night)
		t.keep("dark")
		const brightness = `getComputedStyle(document.body).%s.match(/\d+/g).slice(0, 3).reduce(function (a, b) { return a + Number(b); }, 0)`
		Expect(eval[int](t, regexp.MustCompile(`%s`).ReplaceAllString(brightness, "backgroundColor"))).To(BeNumerically("<", 150))
		Expect(eval[int](t, regexp.MustCompile(`%s`).ReplaceAllString(brightness, "color"))).To(BeNumerically(">", 600))
	})

	It("prints on A4, with everything opened, and without what only a screen has", func() {
		t := open(html(runs()["tapi deviating"], reports.English), viewport{width: 1440, height: 900, noScript: true, dark: true})
		pdf, err := chromedp.Run(t.ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = &yes }))
		Expect(err).NotTo(HaveOccurred())
		keepFile("print.pdf", pdf)
		sheets := regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1)
		Expect(len(sheets)).To(And(BeNumerically(">", 3), BeNumerically("<", 16)))
		boxes := regexp.MustCompile(`/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]`).FindAllSubmatch(pdf, -1)
		Expect(boxes).NotTo(BeEmpty())
		for _, box := range boxes {
			Expect(string(box[1])).To(HavePrefix("59"), "points: 210 mm")
			Expect(string(box[2])).To(HavePrefix("84"), "points: 297 mm")
		}
		_, err = chromedp.Call(t.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		Expect(err).NotTo(HaveOccurred())
		Expect(eval[float64](t, `document.querySelector("#exchanges table").getBoundingClientRect().height`)).To(BeNumerically(">", 100))
		Expect(eval[string](t, `getComputedStyle(document.querySelector(".contents")).display`)).To(Equal("none"))
		Expect(eval[string](t, `getComputedStyle(document.body).backgroundColor`)).To(Equal("rgb(255, 255, 255)"))
		Expect(eval[string](t, `getComputedStyle(document.querySelector(".cite a"), "::after").content`)).To(HavePrefix(`" <https://`))
	})
})

var yes = true
