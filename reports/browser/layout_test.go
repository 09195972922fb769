//go:build browser

package browser_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

var languages = []reports.Language{reports.English, reports.Spanish}

// widths are those of a phone, a tablet and a desk.
var widths = []int64{360, 768, 1440}

var _ = Describe("the page of a target", func() {
	for _, name := range []string{"tapi conformant", "tapi inconclusive", "apuesteria deviating", "popup deviating", "starship deviating", "tapi deviating", "tecalis deviating"} {
		It(fmt.Sprintf("needs no horizontal scrolling, and is quiet: %s", name), func() {
			for _, l := range languages {
				t := open(html(runs()[name], l), desk)
				for _, width := range widths {
					t.resize(width)
					t.keep(fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(name, " ", "-"), l, width))
					Expect(eval[[]string](t, overflowing)).To(BeEmpty(), "%d px in %s", width, l)
					Expect(eval[int64](t, "document.documentElement.scrollWidth")).To(BeNumerically("<=", width), "in %s", l)
				}
				Expect(t.trouble()).To(BeEmpty())
				t.close()
			}
		})
	}
})

// overflowing lists the elements that stand out of the window and are in no
// scroll region of their own.
const overflowing = `Array.from(document.querySelectorAll("body *")).filter(function (e) {
	var box = e.getBoundingClientRect();
	return box.width > 0 && box.right > document.documentElement.clientWidth + 1 && !e.closest(".scroll, .skiplink");
}).map(function (e) { return e.tagName + "." + e.getAttribute("class"); })`
