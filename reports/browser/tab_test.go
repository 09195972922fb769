//go:build browser

package browser_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// tab is a page open in the browser, watched from before it was loaded.
type tab struct {
	ctx   context.Context
	url   string
	close context.CancelFunc

	mu       sync.Mutex
	troubles []string // console messages, exceptions, dialogs, requests
}

// viewport is how a reader looks at a page.
type viewport struct {
	width, height int64
	dark          bool
	noScript      bool
}

var (
	desk  = viewport{width: 1440, height: 900}
	night = viewport{width: 1440, height: 900, dark: true}
)

// open writes a page to a file of its own and opens that.
func open(html string, v viewport) *tab {
	GinkgoHelper()
	file := filepath.Join(GinkgoT().TempDir(), "page.html")
	Expect(os.WriteFile(file, []byte(html), 0o600)).To(Succeed())
	ctx, cancel := chromedp.NewContext(session)
	DeferCleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, patience)
	DeferCleanup(stop)
	t := &tab{ctx: ctx, close: cancel, url: (&url.URL{Scheme: "file", Path: file}).String()}
	Expect(chromedp.Do(ctx)).To(Succeed())
	Expect(chromedp.Listen(ctx, t.watch)).To(Succeed())
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	Expect(err).NotTo(HaveOccurred())
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	Expect(err).NotTo(HaveOccurred())
	_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.noScript})
	Expect(err).NotTo(HaveOccurred())
	Expect(chromedp.Do(ctx, chromedp.EmulateViewport(v.width, v.height), chromedp.Navigate(t.url))).To(Succeed())
	return t
}

// watch records whatever a quiet page does not do.
func (t *tab) watch(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if address := e.Request.URL; address != t.url && !strings.HasPrefix(address, "data:") {
			t.troubles = append(t.troubles, "request: "+address)
		}
	case *runtime.EventConsoleAPICalled:
		t.troubles = append(t.troubles, fmt.Sprintf("console %s", e.Type))
	case *runtime.EventExceptionThrown:
		t.troubles = append(t.troubles, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		t.troubles = append(t.troubles, "log: "+e.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		t.troubles = append(t.troubles, "dialog: "+e.Message)
		go func() { // a dialog stops the page until it is answered
			_, _ = chromedp.Call(t.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}()
	}
}

// trouble returns what was recorded.
func (t *tab) trouble() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.troubles...)
}

// resize gives the window another width.
func (t *tab) resize(width int64) {
	GinkgoHelper()
	Expect(chromedp.Do(t.ctx, chromedp.EmulateViewport(width, 900))).To(Succeed())
}

// eval evaluates JavaScript in the page.
func eval[T any](t *tab, script string) T {
	GinkgoHelper()
	value, err := chromedp.Run(t.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	Expect(err).NotTo(HaveOccurred(), script)
	return value
}

// press presses keys, one after the other.
func (t *tab) press(keys ...string) {
	GinkgoHelper()
	for _, key := range keys {
		Expect(chromedp.Do(t.ctx, chromedp.KeyEvent(key))).To(Succeed())
	}
}

// fill puts text into an input, as typing does.
func (t *tab) fill(selector, text string) { t.set(selector, text) }

// choose picks an option of a select by its value.
func (t *tab) choose(selector, value string) { t.set(selector, value) }

func (t *tab) set(selector, value string) {
	GinkgoHelper()
	Expect(eval[bool](t, fmt.Sprintf(`(function (e) { e.value = %q; return e.dispatchEvent(new Event("input", {bubbles: true})); })(document.querySelector(%q))`, value, selector))).To(BeTrue())
}

// keep saves a screenshot of the whole page below the folder SCREENSHOTS, for
// people to look at; without that variable it does nothing.
func (t *tab) keep(name string) {
	GinkgoHelper()
	if os.Getenv("SCREENSHOTS") == "" {
		return
	}
	image, err := chromedp.Run(t.ctx, chromedp.FullScreenshot(100))
	Expect(err).NotTo(HaveOccurred())
	keepFile(name+".png", image)
}

// keepFile saves what a page was turned into, where SCREENSHOTS says.
func keepFile(name string, data []byte) {
	GinkgoHelper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	Expect(os.MkdirAll(folder, 0o755)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(folder, name), data, 0o644)).To(Succeed())
}
