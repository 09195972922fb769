package target_test

import (
	"fmt"
	"time"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/target"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("targets from the environment", func() {
	It("runs every provider against the mock by default", func() {
		c := loaded()
		Expect(modes(c)).To(Equal(map[string]contract.Mode{
			"apuesteria": "mock", "tapi": "mock", "starship": "mock", "tecalis": "mock", "popup": "mock",
		}))
		Expect(c.Targets[0].Name).To(Equal("apuesteria"))
		Expect(c.Targets[1].Name).To(Equal("popup"))
		Expect(only(c, "tapi")).To(Equal(target.Target{Name: "tapi", Provider: "tapi", Mode: contract.ModeMock}))
	})

	It("makes a provider with a base URL live", func() {
		c := loaded(with(tapi, "TAPI_API_KEY=k", "TAPI_TOKEN_LIFETIME=30m", "TAPI_PROBE_URL=https://tapi.example/me?t={token}",
			"TAPI_PROBE_HEADERS=x-token: {token}\n\nX-Other:  a: b \n")...)
		Expect(modes(c)).To(HaveKeyWithValue("popup", contract.ModeMock))
		Expect(only(c, "tapi")).To(Equal(target.Target{
			Name: "tapi", Provider: "tapi", Mode: contract.ModeLive, BaseURL: "https://tapi.example/v1",
			Credentials: target.Credentials{
				"username": secret.New("u"), "password": secret.New(marker), "apiKey": secret.New("k"),
			},
			TokenLifetime: 30 * time.Minute,
			ProbeURL:      "https://tapi.example/me?t={token}",
			ProbeHeaders:  map[string]secret.String{"X-Token": secret.New("{token}"), "X-Other": secret.New("a: b")},
		}))
	})

	It("reads the point-of-sale id and the profile UUID", func() {
		c := loaded("APUESTERIA_BASE_URL=https://a.example", "APUESTERIA_USERNAME=u", "APUESTERIA_PASSWORD=p", "APUESTERIA_POINT_OF_SALE_ID=17",
			"TECALIS_BASE_URL=https://t.example", "TECALIS_USERNAME=u", "TECALIS_PASSWORD=p", "TECALIS_API_KEY=k", "TECALIS_PROFILE_UUID=f")
		Expect(only(c, "apuesteria").Credentials["pointOfSaleID"].Reveal()).To(Equal("17"))
		Expect(only(c, "tecalis").Credentials["profileUUID"].Reveal()).To(Equal("f"))
	})

	It("uses the mock alone where the mode is mock", func() {
		c := loaded(with(tapi, "CONCORD_MODE=mock")...)
		Expect(only(c, "tapi").Mode).To(Equal(contract.ModeMock))
		Expect(c.Targets).To(HaveLen(len(providers)))
	})

	It("has no mock where the mode is live", func() {
		c := loaded(with(tapi, "CONCORD_MODE=live")...)
		Expect(modes(c)).To(Equal(map[string]contract.Mode{"tapi": "live"}))
		Expect(c.Missing("tapi")).To(Succeed())
		Expect(c.Missing("popup")).To(MatchError("POPUP_BASE_URL is not set: CONCORD_MODE=live needs a target for popup"))
	})

	It("misses no provider otherwise, but an unknown one", func() {
		Expect(loaded().Missing("popup")).To(Succeed())
		Expect(loaded().Missing("pop")).To(MatchError(`unknown provider "pop" (known: apuesteria, tapi, starship, tecalis, popup)`))
	})

	It("does without an optional credential, and with credentials without a base URL", func() {
		Expect(only(loaded(tapi...), "tapi").Credentials).NotTo(HaveKey("apiKey"))
		Expect(only(loaded(without(tapi, "TAPI_BASE_URL")...), "tapi").Mode).To(Equal(contract.ModeMock))
	})

	It("has a notice for a provider that is configured but for its base URL", func() {
		c := loaded(with(without(tapi, "TAPI_BASE_URL"), "STARSHIP_PROBE_URL=https://x.example")...)
		Expect(c.Notice("tapi")).To(Equal("TAPI_USERNAME is set but TAPI_BASE_URL is not: tapi runs on the mock"))
		Expect(c.Notice("starship")).To(Equal("STARSHIP_PROBE_URL is set but STARSHIP_BASE_URL is not: starship runs on the mock"))
		Expect(c.Notice("popup")).To(BeEmpty())
	})

	It("has none where the provider is live, or the mock or no mock was asked for", func() {
		Expect(loaded(tapi...).Notice("tapi")).To(BeEmpty())
		Expect(loaded(with(without(tapi, "TAPI_BASE_URL"), "CONCORD_MODE=mock")...).Notice("tapi")).To(BeEmpty())
		Expect(loaded(with(without(tapi, "TAPI_BASE_URL"), "CONCORD_MODE=live")...).Notice("tapi")).To(BeEmpty())
	})

	It("leaves variables of others alone", func() {
		loaded("BASE_URL=x", "TAPIOCA_BASE_URL=x", "POP_BASE_URL=x", "API_URL=x")
	})

	It("shows no secret when printed", func() {
		c := loaded(with(tapi, "TAPI_PROBE_URL=https://x.example", "TAPI_PROBE_HEADERS=A: "+marker)...)
		Expect(fmt.Sprintf("%+v %#v", c, c)).NotTo(ContainSubstring(marker))
	})

	DescribeTable("accepts the base URL",
		func(given, want string, loopback bool) {
			got := only(loaded(with(without(tapi, "TAPI_BASE_URL"), "TAPI_BASE_URL="+given)...), "tapi")
			Expect(got.BaseURL).To(Equal(want))
			Expect(got.Loopback()).To(Equal(loopback))
		},
		Entry("with a trailing slash", "https://tapi.example/", "https://tapi.example", false),
		Entry("with a path and a port", "https://tapi.example:8443/a/b//", "https://tapi.example:8443/a/b", false),
		Entry("of this machine by name", "http://localhost:8080", "http://localhost:8080", true),
		Entry("of this machine by address", "http://127.9.0.1", "http://127.9.0.1", true),
		Entry("of this machine by IPv6 address", "http://[::1]:80/x", "http://[::1]:80/x", true),
	)

	It("counts the mock as loopback", func() {
		Expect(only(loaded(), "tapi").Loopback()).To(BeTrue())
	})

	DescribeTable("refuses the base URL",
		func(given, problem string) {
			_, err := load(with(without(tapi, "TAPI_BASE_URL"), "TAPI_BASE_URL="+given)...)
			expectOnly(err, "TAPI_BASE_URL: "+problem)
		},
		Entry("without a scheme", "tapi.example", `"tapi.example": not an absolute http or https URL`),
		Entry("without a host", "https:///v1", `"https:///v1": not an absolute http or https URL`),
		Entry("of another scheme", "ftp://tapi.example", `"ftp://tapi.example": not an absolute http or https URL`),
		Entry("with a query", "https://tapi.example?key=hunter2", `"https://tapi.example…": a base URL has no query`),
		Entry("with an empty query", "https://tapi.example?", `"https://tapi.example…": a base URL has no query`),
		Entry("with a fragment", "https://tapi.example#", `"https://tapi.example…": a URL to send requests to has no fragment`),
		Entry("with a password", "https://me:hunter2@tapi.example", `a URL must not hold a user name or password`),
		Entry("with a password that makes it unreadable", "https://me:hunter2%zz@tapi.example", `not a URL`),
		Entry("with a space", "https://tapi.example/a b", `"https://tapi.example/a b": not a URL`),
		Entry("with a line break", "https://tapi.example\n", `"https://tapi.example\n": not a URL`),
		Entry("without the port's number", "https://tapi.example:", `"https://tapi.example:": the port is not a number from 1 to 65535`),
		Entry("with too large a port", "https://tapi.example:65536", `"https://tapi.example:65536": the port is not a number from 1 to 65535`),
		Entry("in plain http elsewhere", "http://tapi.example", `"http://tapi.example": plain http is for this machine only: use https`),
		Entry("in plain http to a look-alike", "http://localhost.example", `"http://localhost.example": plain http is for this machine only: use https`),
	)

	It("leaves alone what begins like a provider's variable and is somebody else's", func() {
		_, err := load(with(tapi, "STARSHIP_SHELL=bash", "STARSHIP_SESSION_KEY=1234567890123456", "STARSHIP_CONFIG=", "POPUP_COLOUR_SCHEME=x")...)
		Expect(err).NotTo(HaveOccurred())
	})

	DescribeTable("refuses",
		func(problem string, environ []string) {
			_, err := load(environ...)
			expectOnly(err, problem)
		},
		Entry("a missing password", "TAPI_PASSWORD is not set: tapi's login needs a password", without(tapi, "TAPI_PASSWORD")),
		Entry("an empty password", "TAPI_PASSWORD: is set but empty: give it a value or unset it", with(without(tapi, "TAPI_PASSWORD"), "TAPI_PASSWORD=")),
		Entry("an empty base URL", "POPUP_BASE_URL: is set but empty: give it a value or unset it", []string{"POPUP_BASE_URL="}),
		Entry("a misspelt variable", "TAPI_BASEURL: unknown variable; did you mean TAPI_BASE_URL?", []string{"TAPI_BASEURL=https://tapi.example"}),
		Entry("a misspelt provider", "TAPPI_BASE_URL: unknown variable; did you mean TAPI_BASE_URL?", []string{"TAPPI_BASE_URL=https://tapi.example"}),
		Entry("a provider with another letter", "POPUB_BASE_URL: unknown variable; did you mean POPUP_BASE_URL?", []string{"POPUB_BASE_URL=https://popup.example"}),
		Entry("a base URL without its underscore", "TAPIBASE_URL: unknown variable; did you mean TAPI_BASE_URL?", []string{"TAPIBASE_URL=https://tapi.example"}),
		Entry("a base URL in lower case", "tapi_base_url: unknown variable; did you mean TAPI_BASE_URL?", []string{"tapi_base_url=https://tapi.example"}),
		Entry("a credential that the login does not use", "POPUP_API_KEY: popup's login does not use an API key", []string{"POPUP_API_KEY=hunter2"}),
		Entry("a line break in a credential", "TAPI_API_KEY: there is a line break or another control character in it", with(tapi, "TAPI_API_KEY=hunter2\n")),
		Entry("a lifetime that is none", `TAPI_TOKEN_LIFETIME: "an hour" is not a duration above zero, such as 90s or 1h`, with(tapi, "TAPI_TOKEN_LIFETIME=an hour")),
		Entry("a lifetime of zero", `TAPI_TOKEN_LIFETIME: "0s" is not a duration above zero, such as 90s or 1h`, with(tapi, "TAPI_TOKEN_LIFETIME=0s")),
		Entry("a relative probe URL", `TAPI_PROBE_URL: "/me": not an absolute http or https URL`, with(tapi, "TAPI_PROBE_URL=/me")),
		Entry("a plain probe URL", `TAPI_PROBE_URL: "http://tapi.example/me": plain http is for this machine only: use https`, with(tapi, "TAPI_PROBE_URL=http://tapi.example/me")),
		Entry("a token in the probe's host name", `TAPI_PROBE_URL: "https://{token}.example": not a URL`, with(tapi, "TAPI_PROBE_URL=https://{token}.example")),
		Entry("another placeholder in the probe URL", `TAPI_PROBE_URL: "https://tapi.example/{user}": only {token} may stand in braces`, with(tapi, "TAPI_PROBE_URL=https://tapi.example/{user}")),
		Entry("a key in a refused probe URL", `TAPI_PROBE_URL: "https://tapi.example/…": only {token} may stand in braces`, with(tapi, "TAPI_PROBE_URL=https://tapi.example/?k=hunter2{")),
		Entry("probe headers without a probe URL", `TAPI_PROBE_HEADERS: line 1: probe headers are given, but no probe URL`, with(tapi, "TAPI_PROBE_HEADERS=A: b")),
	)

	DescribeTable("refuses the probe header",
		func(lines, problem string) {
			_, err := load(with(tapi, "TAPI_PROBE_URL=https://tapi.example/me", "TAPI_PROBE_HEADERS="+lines)...)
			expectOnly(err, "TAPI_PROBE_HEADERS: "+problem)
		},
		Entry("without a colon", "A: b\nBearer hunter2", "line 2: not a header: write Name: value"),
		Entry("without a value", "A:", "line 1: not a header: write Name: value"),
		Entry("with a space in its name", "my hunter2: b", "line 1: the header name is not a token (RFC 9110 §5.6.2)"),
		Entry("without a name", ": hunter2", "line 1: the header name is not a token (RFC 9110 §5.6.2)"),
		Entry("that is there twice", "a: b\nA: c", "line 2: the header A is given twice"),
		Entry("that the client sets", "host: b", "line 1: the header Host is set by the HTTP client"),
		Entry("with a control character", "A: hunter2\x00x", "line 1: there is a line break or another control character in the value of the header A"),
	)

	It("refuses a point-of-sale id that is not a whole number", func() {
		for _, id := range []string{"1.5", "+1", "0x1", "hunter2", "99999999999999999999"} {
			_, err := load("APUESTERIA_BASE_URL=https://a.example", "APUESTERIA_USERNAME=u", "APUESTERIA_PASSWORD=p", "APUESTERIA_POINT_OF_SALE_ID="+id)
			expectOnly(err, "APUESTERIA_POINT_OF_SALE_ID: a point-of-sale id is a whole number")
		}
	})
})
