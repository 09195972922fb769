//go:build browser

package browser_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestBrowser(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "browser", Label("browser"))
}

// patience bounds a spec on a busy machine.
const patience = 2 * time.Minute

// names are what Chromium is called, in the order in which they are tried.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// chromium returns the program to run: CHROMIUM if it is set, else the first of
// the usual names; "" where there is none.
func chromium() string {
	if own := os.Getenv("CHROMIUM"); own != "" {
		return own
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// session is the one browser of all specs.
var session context.Context

var _ = BeforeSuite(func() {
	program := chromium()
	if program == "" {
		const missing = "THE PAGES WERE NOT LOOKED AT: there is no Chromium (set CHROMIUM, or install the package chromium)"
		if os.Getenv("REQUIRE_BROWSER") != "" {
			Fail(missing)
		}
		fmt.Fprintf(os.Stdout, "\n%s\n\n", missing) // make browser runs with -v, or nobody would see it
		Skip(missing)
	}
	folder, err := os.MkdirTemp("", "concord-browser-*")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(os.RemoveAll, folder)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(filepath.Join(folder, "profile")),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)...)
	DeferCleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	DeferCleanup(closeBrowser)
	Expect(chromedp.Do(browser)).To(Succeed()) // starts it
	session = browser
})
