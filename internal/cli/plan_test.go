package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
)

var _ = Describe("concord check --plan", func() {
	It("says how much a run would send, and sends and writes nothing", func() {
		server := partner(nil)
		var asked atomic.Int32
		behind := server.Config.Handler
		server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			behind.ServeHTTP(w, r)
		})
		c := newConsole(append(tapiAt(server.URL), "STARSHIP_BASE_URL="+server.URL+"/starship",
			"STARSHIP_USERNAME=your_api_username", "STARSHIP_PASSWORD=your_api_password")...)
		r := c.run("check", "--plan", "popup", "starship", "tapi")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stderr).To(BeEmpty())
		Expect(r.stdout).To(Equal(`popup  MOCK  16 cases in memory: nothing leaves this machine
starship  live  ` + server.URL + `/starship
  cases             15  3 of them skipped whatever comes
  good logins       8
  refused logins    5  2 of them of the real account
  probes            0
  requests at most  13
  CONCORD_ALLOW=rate-limit would add 30 requests: 30 refused
  of the real account 3 refused logins may be provoked now
tapi  live  ` + server.URL + `/tapi
  cases             13  3 of them skipped whatever comes
  good logins       8
  refused logins    5  2 of them of the real account
  probes            0
  requests at most  13
  of the real account 3 refused logins may be provoked now
`))
		Expect(asked.Load()).To(BeZero())
		Expect(os.ReadDir(filepath.Dir(c.folder))).To(BeEmpty())
	})

	It("says what the ledger leaves", func() {
		c := newConsole(tapiAt(partner(nil).URL)...)
		Expect(c.run("check", "tapi").code).To(Equal(0))
		Expect(c.run("check", "--plan", "tapi").stdout).To(ContainSubstring("  of the real account 1 refused login may be provoked now\n"))
		Expect(c.run("check", "tapi").code).To(Equal(0))
		Expect(c.run("check", "--plan", "tapi").stdout).To(MatchRegexp(
			`  no login of the real account will be provoked: the account had 3 refused logins within 15 minutes, and more might lock it: possible again from 20\d\d-`))

		wrong := *c
		wrong.environ = append(wrong.environ, "TAPI_PASSWORD=something-else")
		Expect(wrong.run("check", "tapi").code).To(Equal(3))
		r := wrong.run("check", "--plan", "tapi")
		Expect(r.stdout).To(MatchRegexp(`  no login will be sent: the same credentials were refused at 20\d\d-`))
		Expect(r.stdout + r.stderr).NotTo(Or(ContainSubstring("something-else"), ContainSubstring("john.doe")))

		spoilt := *c
		spoilt.environ = append(spoilt.environ, "CONCORD_STATE="+filepath.Join(c.folder, "tapi", "results.json"))
		Expect(spoilt.run("check", "--plan", "tapi").stdout).To(ContainSubstring("  no login of the real account will be provoked: reading the key of the ledger: "))
	})

	It("is for the cases that a filter selects, and knows a mistake from none", func() {
		c := newConsole(tapiAt(partner(nil).URL)...)
		Expect(c.run("check", "--plan", "--label-filter=tapi:wrong-password").stdout).To(ContainSubstring("\n  requests at most  3\n"))
		r := c.run("check", "--plan", "--label-filter=typo")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(HavePrefix(`concord: the label filter "typo" selects no case`))
	})
})

var _ = Describe("the plan of a live run", func() {
	const line = `: 13 cases at http://127\.0\.0\.1:\d+/tapi: at most 13 requests: 8 good logins, 5 refused \(2 of them of the real account\)\n`

	It("is printed before the first request, and is in the results", func() {
		r := newConsole(tapiAt(partner(nil).URL)...).run("check", "tapi")
		Expect(r.stderr).To(MatchRegexp(`\Atapi` + line))
		Expect(r.results("tapi").Plan).To(HaveValue(Equal(contract.Plan{GoodLogins: 8, RefusedLogins: 5, BadLogins: 2})))
		Expect(r.stdout).To(ContainSubstring("; 13 of at most 13 requests in "))
		Expect(concord("check", "tapi").results("tapi").Plan).To(BeNil(), "of the mock")
	})

	It("is printed before the specs too", func() {
		r := suites(tapiAt(partner(nil).URL), "label-filter=tapi")
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stderr).To(MatchRegexp(`(?m)^tapi` + line))
		Expect(r.results("tapi").Plan).To(HaveValue(Equal(contract.Plan{GoodLogins: 8, RefusedLogins: 5, BadLogins: 2})))
	})
})
