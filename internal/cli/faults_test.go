package cli_test

import (
	"context"
	"io"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("concord faults", func() {
	It("lists the faults of a provider with the clauses that they break", func() {
		r := concord("faults", "tapi")
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(MatchRegexp(`(?m)^tapi:200:/tx:missing +tx is missing +TAPI-LOGIN-014$`))
		Expect(r.stdout).NotTo(ContainSubstring("popup"))
	})

	It("lists the harmless variations", func() {
		r := concord("faults", "--harmless")
		Expect(r.code).To(Equal(0))
		for line := range strings.Lines(r.stdout) {
			Expect(line).To(ContainSubstring(":ok:"))
		}
	})

	It("knows no other providers", func() {
		refused(concord("faults", "acme"), `"acme" is not a provider`)
	})
})

// refused wants a usage error with a hint.
func refused(r ran, says string) {
	GinkgoHelper()
	Expect(r.code).To(Equal(2))
	Expect(r.stderr).To(ContainSubstring(says))
}

var _ = Describe("concord mock --fault", func() {
	It("serves the mock with that fault", func() {
		url, announced, _ := served("--fault", "tapi:200:/tx:renamed:TX")
		Expect(announced).To(HavePrefix("BROKEN ON PURPOSE: tapi:200:/tx:renamed:TX (tx is called TX)\n"))
		answer, err := http.Post(url+"/tapi/login", "application/json", strings.NewReader(`{"clientUsername":"john.doe","password":"My.pass.12345678"}`))
		Expect(err).NotTo(HaveOccurred())
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(body)).To(And(ContainSubstring(`"TX":"`), Not(ContainSubstring(`"tx":"`))))
	})

	It("refuses an id that is none", func() {
		refused(concord("mock", "--fault", "tapi:200:nothing"), `--fault: "tapi:200:nothing" is no fault`)
	})
})

var _ = Describe("concord mutation", func() {
	It("says nothing about a run that was ended", func() {
		c := newConsole()
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		c.ctx = ended
		Expect(c.run("mutation", "tapi").code).To(Equal(3))
	})

	It("writes the tables of all providers only", func() {
		refused(concord("mutation", "--write", "x.md", "tapi"), "name none")
	})
})
