package cli_test

import (
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
)

var _ = Describe("concord check of a live target", func() {
	It("runs what may run, skips the rest with a reason, and leaks nothing", func() {
		r := newConsole(tapiAt(partner(nil).URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		got := r.results("tapi")
		Expect(got.Mode).To(Equal(contract.ModeLive))
		Expect(got.Summary.Skip).To(Equal(3))
		Expect(r.stdout).To(ContainSubstring("skipped: no probe shows whether a token is accepted: set TAPI_PROBE_URL"))
		Expect(r.stdout).NotTo(ContainSubstring("MOCK"))
		Expect(r.stderr).To(HavePrefix("tapi: 13 cases at http://127.0.0.1:"))
		for _, name := range r.files("tapi") {
			data, err := os.ReadFile(filepath.Join(r.folder, "tapi", name))
			Expect(err).NotTo(HaveOccurred())
			Expect(string(data)).NotTo(Or(ContainSubstring(tapiPassword), ContainSubstring("john.doe")), name)
		}
	})

	It("has no verdict where all that was selected was skipped", func() {
		r := newConsole(tapiAt(partner(nil).URL)...).run("check", "--label-filter=tapi && expiry")
		Expect(r.code).To(Equal(3), r.stdout)
		Expect(r.stdout).To(ContainSubstring("tapi has no verdict: every case was skipped."))
	})

	It("has no verdict where the target cannot be reached, and says so in its results", func() {
		server := httptest.NewServer(nil)
		server.Close()
		r := newConsole(tapiAt(server.URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(3), r.stdout)
		got := r.results("tapi")
		Expect(got.Verdict).To(Equal(contract.Inconclusive))
		Expect(got.Summary.Fail).To(BeZero())
		Expect(got.Summary.Error).To(BeNumerically(">", 0))
		Expect(r.stdout).To(ContainSubstring("not judged: "))
		Expect(r.stdout).To(ContainSubstring("refused"))
	})

	DescribeTable("has no verdict where the network is at fault, and finds nothing",
		func(change func(*httptest.ResponseRecorder), words string) {
			r := newConsole(tapiAt(partner(change).URL)...).run("check", "tapi")
			Expect(r.code).To(Equal(3), r.stdout)
			got := r.results("tapi")
			Expect(got.Verdict).To(Equal(contract.Inconclusive))
			Expect(got.Summary).To(And(HaveField("Fail", 0), HaveField("Error", BeNumerically(">", 0))))
			for _, c := range got.Cases {
				Expect(c.Findings).To(BeEmpty())
			}
			Expect(r.stdout).To(ContainSubstring(words))
		},
		Entry("hangs up", func(*httptest.ResponseRecorder) { panic(http.ErrAbortHandler) }, "closed the connection before it answered"),
		Entry("is away", func(out *httptest.ResponseRecorder) { out.Code = http.StatusBadGateway }, "502 Bad Gateway"),
		Entry("never ends", func(out *httptest.ResponseRecorder) {
			out.Header().Del("Content-Length")
			out.Body.WriteString(strings.Repeat(" ", 1<<20))
		}, "has more than 1048576 bytes"),
	)

	It("trusts the authorities of CONCORD_CA_FILE, and names a file that is none", func() {
		server := httptest.NewTLSServer(partner(nil).Config.Handler)
		DeferCleanup(server.Close)
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // of our refusals
		folder := GinkgoT().TempDir()
		file := filepath.Join(folder, "ca.pem")
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		Expect(os.WriteFile(file, certificate, 0o600)).To(Succeed())

		r := newConsole(append(tapiAt(server.URL), "CONCORD_CA_FILE="+file)...).run("check", "tapi")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		r = newConsole(tapiAt(server.URL)...).run("check", "tapi")
		Expect(r.code).To(Equal(3))
		Expect(r.stdout).To(ContainSubstring("certificate signed by unknown authority"))
		r = newConsole(append(tapiAt(server.URL), "CONCORD_CA_FILE="+folder+"/none.pem")...).run("check", "tapi")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("CONCORD_CA_FILE: cannot read the file"))
	})

	It("ignores base URLs where the mode is mock", func() {
		r := newConsole(append(tapiAt("http://127.0.0.1:1"), "CONCORD_MODE=mock")...).run("check", "tapi")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		Expect(r.results("tapi").Mode).To(Equal(contract.ModeMock))
	})

	It("says what it waits for, and ends with its results when it is interrupted", func(spec SpecContext) {
		c := newConsole(append(tapiProbedAt(partner(nil).URL), "CONCORD_MAX_WAIT=10m")...)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c.ctx = ctx
		done := make(chan ran)
		var r ran
		stderr := &waiting{on: "waiting", then: cancel}
		go func() {
			defer GinkgoRecover()
			done <- c.runWith(stderr, "check", "tapi")
		}()
		Eventually(done).WithContext(spec).Should(Receive(&r))
		Expect(r.code).To(Equal(3))
		Expect(stderr.String()).To(MatchRegexp(`tapi: waiting 3m\d+s for just before the token's end`))
		Expect(stderr.String()).To(ContainSubstring("concord: ending the run and writing what it has"))
		got := r.results("tapi")
		Expect(got.Cases).To(HaveLen(13))
		Expect(statuses(got)).To(HaveKeyWithValue("tapi/valid", contract.Pass))
		Expect(statuses(got)).To(HaveKeyWithValue("tapi/expiry", contract.Error))
		Expect(statuses(got)).To(HaveKeyWithValue("tapi/independent-logins", contract.Pass))
	}, SpecTimeout(20*time.Second))

	It("has on disk what it has seen, while it waits", func(spec SpecContext) {
		c := newConsole(append(tapiProbedAt(partner(nil).URL), "CONCORD_MAX_WAIT=10m")...)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c.ctx = ctx
		var early contract.Results
		c.runWith(&waiting{on: "waiting", then: func() {
			early = readResults(c.folder, "tapi")
			cancel()
		}}, "check", "tapi")
		Expect(early.Verdict).To(Equal(contract.Inconclusive))
		Expect(early.Trouble).To(ConsistOf("the run was still going on when this was written"))
		Expect(early.Cases).To(HaveLen(12))
		Expect(statuses(early)).To(HaveEach(contract.Pass))
		Expect(readResults(c.folder, "tapi").Trouble).To(BeEmpty())
	}, SpecTimeout(20*time.Second))

	It("ends at its deadline, however slow the server", func(spec SpecContext) {
		answered := make(chan struct{})
		slow := partner(nil)
		logins := 0
		handler := slow.Config.Handler
		slow.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if logins++; logins > 2 {
				<-answered
			}
			handler.ServeHTTP(w, r)
		})
		defer close(answered)
		r := newConsole(tapiAt(slow.URL)...).run("check", "tapi", "--timeout=300ms")
		Expect(r.code).To(Equal(3), r.stderr)
		got := r.results("tapi")
		Expect(got.Cases).To(HaveLen(13))
		Expect(statuses(got)).To(HaveKeyWithValue("tapi/wrong-password", contract.Error))
		Expect(r.stdout).To(ContainSubstring("the run was ended: it took longer than 300ms (see --timeout)"))
	}, SpecTimeout(20*time.Second))

	It("loses no results to a panic, and does not print what is secret in it", func() {
		c := newConsole(append(tapiProbedAt(partner(nil).URL), "CONCORD_MAX_WAIT=10m")...)
		r := c.runWith(&waiting{on: "waiting", then: func() { panic("with " + tapiPassword) }}, "check", "tapi")
		Expect(r.code).To(Equal(3))
		Expect(statuses(r.results("tapi"))).To(HaveKeyWithValue("tapi/expiry", contract.Error))
		Expect(statuses(r.results("tapi"))).To(HaveKeyWithValue("tapi/independent-logins", contract.Pass))
		Expect(r.stdout).To(ContainSubstring("not judged: concord itself failed: the message is withheld"))
	})
})

var _ = Describe("a targets file", func() {
	write := func(text string) string {
		GinkgoHelper()
		path := filepath.Join(GinkgoT().TempDir(), "targets.yaml")
		Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
		return path
	}
	entry := func(name, url string) string {
		return fmt.Sprintf("  - name: %s\n    provider: popup\n    baseURL: %s/popup\n    credentials: {username: your_api_username, password: \"${POPUP_PASSWORD}\"}\n", name, url)
	}

	It("runs exactly its targets, two of one provider too", func() {
		good, bad := partner(nil), partner(replacing("Invalid credentials", "Nope"))
		file := write("targets:\n" + entry("popup", good.URL) + entry("popup-eu", bad.URL))
		c := newConsole("CONCORD_TARGETS="+file, "POPUP_PASSWORD=your_api_password", "CONCORD_RATE=0")

		r := c.run("check")
		Expect(r.code).To(Equal(1), r.stderr+r.stdout)
		Expect(r.results("popup").Verdict).To(Equal(contract.Conformant))
		Expect(r.results("popup-eu").Verdict).To(Equal(contract.Nonconformant))
		Expect(r.stdout).To(ContainSubstring("popup  popup-eu  live"))
		Expect(r.stdout).To(ContainSubstring("\npopup still does what its documentation says."))
		Expect(r.stdout).To(ContainSubstring("\npopup-eu (popup) deviates from its documentation in "))
		Expect(os.ReadDir(r.folder)).To(HaveLen(2))

		Expect(c.run("check", "popup-eu").code).To(Equal(1))
		Expect(c.run("check", "--label-filter=target:popup").code).To(Equal(0))

		r = c.run("check", "nope")
		Expect(r.stderr).To(ContainSubstring("nor a target (popup-eu)"))
		r = c.run("check", "tapi")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring(`there is no target of provider "tapi"`))
	})

	It("has its live targets wait together", func(spec SpecContext) {
		url := partner(nil).URL
		target := func(name string) string {
			return fmt.Sprintf("  - {name: %s, provider: tapi, baseURL: %s/tapi, probeURL: %s/tapi/probe, credentials: {username: john.doe, password: \"${SECRET}\"}}\n", name, url, url)
		}
		c := newConsole("CONCORD_TARGETS="+write("targets:\n"+target("tapi-a")+target("tapi-b")), "SECRET="+tapiPassword, "CONCORD_MAX_WAIT=10m")
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c.ctx = ctx
		done := make(chan ran)
		go func() {
			defer GinkgoRecover()
			done <- c.runWith(&waiting{on: "tapi-b: waiting", then: cancel}, "check")
		}()
		var r ran
		Eventually(done).WithContext(spec).Should(Receive(&r), "the second target waits for the first")
		Expect(r.code).To(Equal(3))
	}, SpecTimeout(20*time.Second))

	It("may not give a target the name of a label", func() {
		file := write("targets:\n" + entry("expiry", "https://staging.example") + entry("unit", "https://staging.example"))
		r := newConsole("CONCORD_TARGETS="+file, "POPUP_PASSWORD=your_api_password").run("check")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring(`the target name "expiry" is the label of some cases`))
		Expect(r.stderr).To(ContainSubstring(`"unit"`))
	})
})
