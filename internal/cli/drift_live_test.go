package cli_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/history"
)

var _ = Describe("concord drift live", func() {
	// changing is a console at a tapi that renames main_tx while broken is set.
	changing := func() (c *console, broken *bool) {
		GinkgoHelper()
		broken = new(bool)
		rename := replacing(`"main_tx"`, `"mainTx"`)
		c = newConsole(tapiAt(partner(func(out *httptest.ResponseRecorder) {
			if *broken {
				rename(out)
			}
		}).URL)...)
		return c, broken
	}

	It("says in words what is new, still there, gone, and since when", func() {
		c, broken := changing()
		r := c.run("drift", "live")
		Expect(r.code).To(Equal(0), r.stderr+r.stdout)
		Expect(r.stdout).To(Equal("tapi still does what its documentation says.\n  this is its first run: there is nothing to compare with yet\n"))
		Expect(c.run("drift", "live").stdout).To(ContainSubstring("\n  nothing changed\n"))

		*broken = true
		r = c.run("drift", "live", "tapi")
		Expect(r.code).To(Equal(1), r.stderr+r.stdout)
		Expect(r.stdout).To(MatchRegexp(`\n  new      TAPI-LOGIN-015  since 20\d\d-.* UTC: main_tx arrived as mainTx; not so in the 2 runs before\n`))
		Expect(r.results("tapi").History.Runs).To(HaveLen(2))
		r = c.run("drift", "live", "tapi")
		Expect(r.stdout).To(MatchRegexp(`\n  still    TAPI-LOGIN-015  since `))
		Expect(r.results("tapi").History.Since).To(HaveLen(1))
		again := c.run("judge", filepath.Join(r.folder, "tapi", "observations.jsonl"))
		Expect(again.stdout).To(Equal(r.stored("tapi", "results.json")))

		r = c.run("drift", "live", "--label-filter=negative")
		Expect(r.stdout).To(MatchRegexp(`\n  unknown  TAPI-LOGIN-015  since .* \(its case tapi/valid has no outcome in this run\)\n`))
		*broken = false
		r = c.run("drift", "live")
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(MatchRegexp(`\n  gone     TAPI-LOGIN-015  main_tx arrived as mainTx \(it was so since 20.* UTC\)\n`))

		r = c.run("history")
		Expect(r.stdout).To(MatchRegexp(`^20\d\d-.* UTC  tapi  conformant\n$`))
		r = c.run("history", "tapi")
		Expect(r.stdout).To(MatchRegexp(`^tapi: 6 runs, the latest 6 of them shown\n  .* conformant    2 runs, up to .*\n  .* nonconformant 2 runs`))
		Expect(c.run("history", "popup").stderr).To(Equal("concord: there is no history of \"popup\" (known: tapi)\n"))
	})

	It("counts a plain check as a run too, and sends what is due with the next that notifies", func() {
		c, broken := changing()
		*broken = true
		for range 3 {
			Expect(c.run("check", "tapi").code).To(Equal(1))
		}
		file := filepath.Join(GinkgoT().TempDir(), "notices.json")
		r := c.run("drift", "live", "--notify", "json="+file)
		Expect(r.code).To(Equal(1), r.stderr)
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		var payload struct{ Notices []history.Notice }
		Expect(json.Unmarshal(data, &payload)).To(Succeed())
		Expect(payload.Notices).To(ConsistOf(And(HaveField("Kind", "onset"), HaveField("Clause", "TAPI-LOGIN-015"))))
		Expect(string(data)).NotTo(ContainSubstring(tapiPassword))

		r = c.run("drift", "live", "--notify=json=-")
		Expect(r.stdout).To(HaveSuffix("{\n  \"version\": \"1\",\n  \"notices\": []\n}\n"), "it was told")
	})

	It("keeps what is due where it cannot be sent", func() {
		c, broken := changing()
		*broken = true
		nowhere := filepath.Join(GinkgoT().TempDir(), "none", "notices.json")
		for range 2 {
			c.run("drift", "live")
		}
		r := c.run("drift", "live", "--notify=json="+nowhere)
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(ContainSubstring("writing the notices"))
		Expect(c.run("drift", "live", "--notify=json=-").stdout).To(ContainSubstring(`"kind": "onset"`))
	})

	It("is a mistake where nothing is live, or it is not known where to notify", func() {
		r := newConsole().run("drift", "live")
		Expect(r.code).To(Equal(2))
		Expect(r.stderr).To(ContainSubstring("no target is live"))
		c, _ := changing()
		for given, says := range map[string]string{
			"pigeon=x":             `"pigeon" is not a way to notify (known: github, json, slack)`,
			"json":                 "json wants to know where to",
			"slack=https://x.test": "a URL on the command line is seen by everybody",
			"slack=env:HOOK":       "the variable HOOK is unset or empty",
		} {
			r := c.run("drift", "live", "--notify="+given)
			Expect(r.code).To(Equal(2))
			Expect(r.stderr).To(ContainSubstring(says))
			Expect(strings.Count(r.stderr, "\n")).To(BeNumerically("<=", 2))
		}
	})

	It("cannot compare without its history", func() {
		c, _ := changing()
		state := filepath.Join(GinkgoT().TempDir(), "state")
		Expect(os.MkdirAll(state, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(state, "history.db"), []byte(strings.Repeat("no database ", 999)), 0o600)).To(Succeed())
		c.environ = append(c.environ, "CONCORD_STATE="+state)
		r := c.run("drift", "live")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(ContainSubstring("no history is kept"))
		Expect(c.run("check", "tapi").code).To(Equal(0), "a check can do without")
	})
})
