//go:build browser

package browser_test

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

// axeFile is where `npm ci --prefix reports/browser` puts the checker.
const axeFile = "node_modules/axe-core/axe.min.js"

var axe = sync.OnceValues(func() (string, error) {
	data, err := os.ReadFile(axeFile)
	return string(data), err
})

// violations runs axe-core in a page: WCAG 2.2 AA and the checker's own best
// practices. Each violation is one line.
func violations(t *tab) []string {
	GinkgoHelper()
	program, err := axe()
	Expect(err).NotTo(HaveOccurred(), "axe-core is not installed: run make browser")
	Expect(chromedp.Do(t.ctx, chromedp.Evaluate[chromedp.Void](program))).To(Succeed())
	return eval[[]string](t, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]}).then(function (r) {
		return r.violations.map(function (v) { return v.id + ": " + v.nodes.slice(0, 3).map(function (n) { return n.target.join(" ") + " " + n.failureSummary; }).join("; "); });
	})`)
}

var _ = Describe("axe-core", func() {
	for _, v := range []viewport{desk, night} {
		for _, name := range []string{"tapi conformant", "popup deviating", "tapi deviating", "tecalis inconclusive"} {
			for _, l := range languages {
				It(fmt.Sprintf("finds nothing at %d px, dark %t, in %s: %s", v.width, v.dark, l, name), func() {
					t := open(html(runs()[name], l), v)
					t.openDetails()
					Expect(violations(t)).To(BeEmpty())
				})
			}
		}
		It(fmt.Sprintf("finds nothing on the index at %d px, dark %t", v.width, v.dark), func() {
			for _, l := range languages {
				Expect(violations(open(index(many(30), l), v))).To(BeEmpty())
			}
		})
	}

	It("finds nothing on a phone", func() {
		phone := viewport{width: 360, height: 800}
		Expect(violations(open(html(runs()["tapi deviating"], reports.Spanish), phone))).To(BeEmpty())
		Expect(violations(open(index(many(30), reports.Spanish), phone))).To(BeEmpty())
	})

	It("bites", func() {
		page := html(runs()["tapi conformant"], reports.English)
		broken := strings.NewReplacer(`<html lang="en">`, `<html>`, `<th scope="row">`, `<th scope="row"><img src="data:,">`, `--soft:#545d6b`, `--soft:#c8ccd2`).Replace(page)
		t := open(withoutPolicy(broken), desk)
		Expect(violations(t)).To(ContainElements(HavePrefix("html-has-lang:"), HavePrefix("image-alt:"), HavePrefix("color-contrast:")))
	})
})

// openDetails opens what a reader may open.
func (t *tab) openDetails() {
	GinkgoHelper()
	eval[int](t, `document.querySelectorAll("details").forEach(function (d) { d.open = true; }), 0`)
}

// withoutPolicy removes the policy from a page that a test changes.
func withoutPolicy(page string) string {
	before, rest, _ := strings.Cut(page, `<meta http-equiv="Content-Security-Policy"`)
	_, after, _ := strings.Cut(rest, ">")
	return before + after
}
