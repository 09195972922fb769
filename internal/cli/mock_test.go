package cli_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var address = regexp.MustCompile(`MOCK of \d+ login APIs on (http://127\.0\.0\.1:\d+)`)

// served runs concord mock with flags on a free port until the spec ends, or end is called,
// and returns where it is and what it announced.
func served(flags ...string) (url, announced string, end func() int) {
	GinkgoHelper()
	c := newConsole()
	ctx, cancel := context.WithCancel(context.Background())
	c.ctx = ctx
	var out lockedBuffer
	code := make(chan int, 1)
	go func() {
		code <- c.runInto(&out, io.Discard, append([]string{"mock", "--addr", "127.0.0.1:0"}, flags...)...)
	}()
	Eventually(out.String).WithTimeout(20 * time.Second).Should(ContainSubstring("control  http"))
	DeferCleanup(cancel)
	return address.FindStringSubmatch(out.String())[1], out.String(), func() int {
		cancel()
		var got int
		Eventually(code).WithTimeout(5 * time.Second).Should(Receive(&got))
		return got
	}
}

var _ = Describe("concord mock", func() {
	It("says where each API is, and the credentials that it accepts", func() {
		url, announced, end := served()
		Expect(announced).To(MatchRegexp(`popup +POST ` + url + `/popup/auth/login\n`))
		Expect(announced).To(ContainSubstring("probe GET " + url + "/popup/probe"))
		Expect(announced).To(ContainSubstring("with apiKey YOUR_API_KEY_HERE, password My.pass.12345678, username john.doe"))
		Expect(announced).To(ContainSubstring("tokens live for 1h30m0s, as the example implies"))
		Expect(end()).To(Equal(0))
		_, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), time.Second)
		Expect(err).To(HaveOccurred(), "it has ended")
	})

	It("answers the command lines that it prints", func() {
		if _, err := exec.LookPath("curl"); err != nil {
			Skip("there is no curl here")
		}
		_, announced, _ := served()
		lines := regexp.MustCompile(`try (curl .*)`).FindAllStringSubmatch(announced, -1)
		Expect(lines).To(HaveLen(len(providers)))
		for _, line := range lines {
			out, err := exec.Command("sh", "-c", line[1]+` -s -o /dev/null -w '%{http_code}'`).Output()
			Expect(err).NotTo(HaveOccurred(), line[1])
			Expect(string(out)).To(BeElementOf("200", "201"), line[1])
		}
	})

	It("prints what makes concord check it, for a shell", func() {
		_, announced, _ := served()
		lines := regexp.MustCompile(`(?m)^ +(export .*)$`).FindAllStringSubmatch(announced, -1)
		Expect(lines).To(HaveLen(len(providers)))
		Expect(announced).To(MatchRegexp(`export TAPI_BASE_URL='http://127\.0\.0\.1:\d+/tapi' TAPI_USERNAME='john\.doe' TAPI_PASSWORD='My\.pass\.12345678' TAPI_API_KEY='YOUR_API_KEY_HERE' TAPI_PROBE_URL='http://127\.0\.0\.1:\d+/tapi/probe'\n`))
		environ := []string{"CONCORD_MODE=live"}
		for _, line := range lines {
			out, err := exec.Command("env", "-i", "sh", "-c", line[1]+"; env").Output()
			Expect(err).NotTo(HaveOccurred(), line[1])
			for _, pair := range strings.Split(strings.TrimSpace(string(out)), "\n") {
				if configures(pair) {
					environ = append(environ, pair)
				}
			}
		}
		r := newConsole(environ...).run("check")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		Expect(r.stdout).To(ContainSubstring(allConformant))
		Expect(r.stdout).NotTo(ContainSubstring("PROBE_URL"), "none is skipped for want of a probe")
	})

	It("can be live to concord check, and be controlled", func() {
		url, _, _ := served()
		Expect(newConsole(tapiProbedAt(url)...).run("check", "tapi").code).To(Equal(0))

		request, err := http.NewRequest(http.MethodPut, url+"/_mock/situation", strings.NewReader(`{"provider":"popup","situation":"blocked-ip"}`))
		Expect(err).NotTo(HaveOccurred())
		response, err := http.DefaultClient.Do(request)
		Expect(err).NotTo(HaveOccurred())
		Expect(response.Body.Close()).To(Succeed())
		Expect(response.StatusCode).To(Equal(http.StatusOK))
	})

	It("refuses a port that is taken", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(listener.Close)
		r := concord("mock", "--addr", listener.Addr().String())
		Expect(r.code).To(Equal(2))
		Expect(r.stdout).To(BeEmpty())
		Expect(r.stderr).To(And(ContainSubstring("address already in use"), ContainSubstring("--addr takes another")))
	})
})
