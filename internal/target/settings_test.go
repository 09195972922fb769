package target_test

import (
	"path/filepath"
	"time"

	"concord/internal/target"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("settings", func() {
	It("has defaults", func() {
		c := loaded()
		Expect(c.Mode).To(Equal("auto"))
		Expect(c.MaxWait).To(BeZero())
		Expect(c.Rate).To(Equal(1.0))
		Expect(c.RateSet).To(BeFalse())
		Expect(c.Allow).To(BeEmpty())
		Expect(c.Reports).To(Equal(filepath.Join("reports", "out")))
		Expect(c.State).To(BeEmpty())
	})

	It("reads every setting", func() {
		c := loaded("CONCORD_MODE=mock", "CONCORD_MAX_WAIT=1h5m", "CONCORD_RATE=0.5",
			"CONCORD_ALLOW=rate-limit, side-effects", "CONCORD_REPORTS=out", "CONCORD_STATE=state")
		Expect(c.Mode).To(Equal(target.ModeMock))
		Expect(c.MaxWait).To(Equal(65 * time.Minute))
		Expect(c.Rate).To(Equal(0.5))
		Expect(c.RateSet).To(BeTrue())
		Expect(c.Allow).To(Equal(map[string]bool{target.RateLimit: true, target.SideEffects: true}))
		Expect(c.Reports).To(Equal("out"))
		Expect(c.State).To(Equal("state"))
	})

	It("tells a rate of 0 from none", func() {
		c := loaded("CONCORD_RATE=0")
		Expect(c.Rate).To(BeZero())
		Expect(c.RateSet).To(BeTrue())
	})

	It("keeps state where the XDG specification says", func() {
		Expect(loaded("XDG_STATE_HOME=/x", "HOME=/h").State).To(Equal(filepath.Join("/x", "concord")))
		Expect(loaded("XDG_STATE_HOME=relative", "HOME=/h").State).To(Equal(filepath.Join("/h", ".local", "state", "concord")))
	})

	It("resolves relative directories only", func() {
		c := loaded("CONCORD_REPORTS=out", "CONCORD_STATE=/var/state")
		c.Resolve("/module")
		Expect(c.Reports).To(Equal(filepath.Join("/module", "out")))
		Expect(c.State).To(Equal("/var/state"))
	})

	It("leaves an unknown state directory unknown", func() {
		c := loaded()
		c.Resolve("/module")
		Expect(c.State).To(BeEmpty())
	})

	DescribeTable("refuses",
		func(variable, problem string) {
			_, err := load(variable)
			expectOnly(err, problem)
		},
		Entry("an unknown mode", "CONCORD_MODE=fast", `CONCORD_MODE: unknown mode "fast" (known: auto, live, mock)`),
		Entry("a wait without a unit", "CONCORD_MAX_WAIT=5", `CONCORD_MAX_WAIT: "5" is not a duration such as 90s or 1h5m, 0 or more`),
		Entry("a negative wait", "CONCORD_MAX_WAIT=-1s", `CONCORD_MAX_WAIT: "-1s" is not a duration such as 90s or 1h5m, 0 or more`),
		Entry("a negative rate", "CONCORD_RATE=-1", `CONCORD_RATE: "-1" is not a number of requests a second, 0 (unlimited) or more`),
		Entry("a rate in words", "CONCORD_RATE=slow", `CONCORD_RATE: "slow" is not a number of requests a second, 0 (unlimited) or more`),
		Entry("an infinite rate", "CONCORD_RATE=inf", `CONCORD_RATE: "inf" is not a number of requests a second, 0 (unlimited) or more`),
		Entry("a rate that is no number", "CONCORD_RATE=nan", `CONCORD_RATE: "nan" is not a number of requests a second, 0 (unlimited) or more`),
		Entry("an unknown capability", "CONCORD_ALLOW=rate-limit,dos", `CONCORD_ALLOW: unknown capability "dos" (known: rate-limit, side-effects)`),
		Entry("a capability left out", "CONCORD_ALLOW=rate-limit,", `CONCORD_ALLOW: unknown capability "" (known: rate-limit, side-effects)`),
		Entry("a variable that is set but empty", "CONCORD_REPORTS=", `CONCORD_REPORTS: is set but empty: give it a value or unset it`),
		Entry("a misspelt variable", "CONCORD_MAXWAIT=1s", `CONCORD_MAXWAIT: unknown variable; did you mean CONCORD_MAX_WAIT?`),
		Entry("an unknown variable", "CONCORD_PARALLELISM=1", `CONCORD_PARALLELISM: unknown variable (known: CONCORD_ALLOW, CONCORD_CA_FILE, CONCORD_MAX_WAIT, `+
			`CONCORD_MODE, CONCORD_RATE, CONCORD_REPORTS, CONCORD_STATE, CONCORD_TARGETS)`),
	)

	It("reports all mistakes at once", func() {
		_, err := load("CONCORD_MODE=fast", "CONCORD_RATE=", "TAPI_BASE_URL=x", "TAPI_USERNAME=u", "TAPI_PASSWORD=p")
		expectOnly(err,
			`CONCORD_MODE: unknown mode "fast" (known: auto, live, mock)`,
			`CONCORD_RATE: is set but empty: give it a value or unset it`,
			`TAPI_BASE_URL: "x": not an absolute http or https URL`)
	})

	It("leaves other variables alone", func() {
		Expect(load("PATH=", "CONCORDE=x", "TAP=x", "=C:=x", "nonsense")).NotTo(BeNil())
	})
})
