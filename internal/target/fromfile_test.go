package target_test

import (
	"time"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/target"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

const fullFile = `targets:
  - name: popup-staging            # folder under reports/out, label in Ginkgo
    provider: popup
    baseURL: https://staging.example/api
    credentials: {username: "${POPUP_USERNAME}", password: "${POPUP_PASSWORD}"}
    tokenLifetime: 1h
    probeURL: https://staging.example/api/me
    probeHeaders: {X-Api-Key: "${POPUP_OTHER_KEY}"}
    situations:
      blocked-ip: {headers: {X-Forwarded-For: 203.0.113.9}}
      server-error: {headers: {X-Fault: "500"}}
      inactive-account: {credentials: {username: "${POPUP_INACTIVE_USERNAME}", password: "${POPUP_INACTIVE_PASSWORD}"}}
  - name: apuesteria
    provider: apuesteria
    baseURL: http://localhost:8080/
    credentials:
      username: 0123
      password: "a$$b"
      pointOfSaleID: 17
`

var fullEnvironment = []string{
	"POPUP_USERNAME=u", "POPUP_PASSWORD=" + marker, "POPUP_OTHER_KEY=" + marker + "${HOME}",
	"POPUP_INACTIVE_USERNAME=iu", "POPUP_INACTIVE_PASSWORD=" + marker + "i",
}

// popupFile is a file of one target of popup, with more lines (from line 6 on).
func popupFile(more string) string {
	return `targets:
  - name: p
    provider: popup
    baseURL: https://p.example
    credentials: {username: u, password: ` + marker + "}\n" + more
}

var _ = Describe("targets from a file", func() {
	It("reads everything that a file can say", func() {
		c, err := loadFile(fullFile, fullEnvironment...)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Targets).To(Equal([]target.Target{
			{
				Name: "apuesteria", Provider: "apuesteria", Mode: contract.ModeLive, BaseURL: "http://localhost:8080",
				Credentials: target.Credentials{
					"username": secret.New("0123"), "password": secret.New("a$b"), "pointOfSaleID": secret.New("17"),
				},
			},
			{
				Name: "popup-staging", Provider: "popup", Mode: contract.ModeLive, BaseURL: "https://staging.example/api",
				Credentials:   target.Credentials{"username": secret.New("u"), "password": secret.New(marker)},
				TokenLifetime: time.Hour,
				ProbeURL:      "https://staging.example/api/me",
				ProbeHeaders:  map[string]secret.String{"X-Api-Key": secret.New(marker + "${HOME}")},
				Situations: map[string]target.Situation{
					"blocked-ip":   {Headers: map[string]secret.String{"X-Forwarded-For": secret.New("203.0.113.9")}},
					"server-error": {Headers: map[string]secret.String{"X-Fault": secret.New("500")}},
					"inactive-account": {Credentials: target.Credentials{
						"username": secret.New("iu"), "password": secret.New(marker + "i"),
					}},
				},
			},
		}))
	})

	It("runs exactly the targets of the file", func() {
		c, err := loadFile(popupFile(""), with(tapi, "STARSHIP_ANYTHING=x", "TAPI_API_KEY=")...)
		Expect(err).NotTo(HaveOccurred())
		Expect(modes(c)).To(Equal(map[string]contract.Mode{"p": "live"}))
		Expect(c.Missing("popup")).To(Succeed())
		Expect(c.Missing("tapi")).To(MatchError(`t.yaml: there is no target of provider "tapi": CONCORD_TARGETS runs the targets of this file only`))
	})

	It("ignores the file where the mode is mock", func() {
		c, err := loadFile("not read", "CONCORD_MODE=mock")
		Expect(err).NotTo(HaveOccurred())
		Expect(modes(c)).To(HaveLen(len(providers)))
		Expect(c.Missing("tapi")).To(Succeed())
	})

	It("allows several targets of a provider", func() {
		c, err := loadFile(popupFile("  - {name: a, provider: popup, baseURL: https://a.example, credentials: {username: u, password: p}}\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(c.For("popup")).To(HaveLen(2))
		Expect(c.For("popup")[0].Name).To(Equal("a"))
	})

	It("says which file it cannot read", func() {
		_, err := target.Load([]string{"CONCORD_TARGETS=t.yaml"}, noFile, providers)
		expectOnly(err, "CONCORD_TARGETS: cannot read the targets file: no file was to be read")
	})

	DescribeTable("refuses beside a good target",
		func(more string, problems ...string) {
			_, err := loadFile(popupFile(more), "SET=hunter2x", "EMPTY=")
			expectOnly(err, problems...)
		},
		Entry("an unknown key", "    colour: red\n", `t.yaml:6: unknown key "colour" (known: name, provider, baseURL, credentials, tokenLifetime, probeURL, probeHeaders, caFile, situations)`),
		Entry("a mapping for a value", "    probeURL: {}\n", `t.yaml:6: key "probeURL": a single value is needed here`),
		Entry("an empty value", "    probeURL: ''\n", `t.yaml:6: key "probeURL": is empty`),
		Entry("a bad lifetime", "    tokenLifetime: 1\n", `t.yaml:6: key "tokenLifetime": "1" is not a duration above zero, such as 90s or 1h`),
		Entry("a bad lifetime from a variable", "    tokenLifetime: ${SET}\n", `t.yaml:6: key "tokenLifetime": "${SET}" is not a duration above zero, such as 90s or 1h`),
		Entry("a bad probe URL from a variable", "    probeURL: ${SET}/me\n", `t.yaml:6: key "probeURL": "${SET}/me": not an absolute http or https URL`),
		Entry("probe headers without a probe URL", "    probeHeaders: {A: b}\n", `t.yaml:6: headers: probe headers are given, but no probe URL`),
		Entry("a bad header", "    probeURL: https://p.example\n    probeHeaders:\n      my key: b\n", `t.yaml:8: headers: the header name is not a token (RFC 9110 §5.6.2)`),
		Entry("a header twice", "    probeURL: https://p.example\n    probeHeaders:\n      a: b\n      A: c\n", `t.yaml:9: headers: the header A is given twice`),
		Entry("an unknown situation", "    situations:\n      blocked: {headers: {A: b}}\n", `t.yaml:7: key "situations": there is no situation "blocked" (did you mean blocked-ip?)`),
		Entry("a situation like no other", "    situations:\n      on-holiday: {headers: {A: b}}\n", `t.yaml:7: key "situations": there is no situation "on-holiday" (known: blocked-ip, inactive-account, server-error)`),
		Entry("a situation that changes nothing", "    situations: {blocked-ip: {}}\n", `t.yaml:6: key "situations": situation "blocked-ip" changes nothing: give it headers or credentials`),
		Entry("a situation's unused credential", "    situations: {blocked-ip: {credentials: {apiKey: hunter2}}}\n", `t.yaml:6: key "apiKey": popup's login does not use an API key`),
		Entry("an unset variable", "    tokenLifetime: ${UNSET}\n", `t.yaml:6: key "tokenLifetime": the variable UNSET is unset or empty`),
		Entry("an empty variable", "    probeURL: https://p.example/${EMPTY}\n", `t.yaml:6: key "probeURL": the variable EMPTY is unset or empty`),
		Entry("two unset variables in a value", "    probeURL: ${A}${B}\n", `t.yaml:6: key "probeURL": the variable A is unset or empty`, `t.yaml:6: key "probeURL": the variable B is unset or empty`),
		Entry("a lone dollar", "    probeURL: hunter2$x\n", `t.yaml:6: key "probeURL": a lone $: write ${NAME}, or $$ for a dollar`),
		Entry("a dollar at the end", "    probeURL: hunter2$\n", `t.yaml:6: key "probeURL": a lone $: write ${NAME}, or $$ for a dollar`),
		Entry("an open reference", "    probeURL: ${SET\n", `t.yaml:6: key "probeURL": malformed ${: write ${NAME}, or $$ for a dollar`),
		Entry("a reference to no name", "    probeURL: ${1A}\n", `t.yaml:6: key "probeURL": malformed ${: write ${NAME}, or $$ for a dollar`),
		Entry("a second target of the name", "  - {name: p, provider: popup, baseURL: https://a.example, credentials: {username: u, password: p}}\n",
			`t.yaml:6: key "name": duplicate target name "p" (first on line 2)`),
		Entry("the name of another provider", "  - {name: tapi, provider: popup, baseURL: https://a.example, credentials: {username: u, password: p}}\n",
			`t.yaml:6: key "name": "tapi" is the name of another provider`),
		Entry("a name that is no folder", "  - {name: ../p, provider: popup, baseURL: https://a.example, credentials: {username: u, password: p}}\n",
			`t.yaml:6: key "name": "../p" is not a target name: up to 63 lower-case letters, digits and hyphens, no hyphen first`),
		Entry("a name from a secret", "  - {name: \"${SET}_\", provider: popup, baseURL: https://a.example, credentials: {username: u, password: p}}\n",
			`t.yaml:6: key "name": "${SET}_" is not a target name: up to 63 lower-case letters, digits and hyphens, no hyphen first`),
		Entry("an unknown provider", "  - {name: a, provider: pop, baseURL: https://a.example}\n",
			`t.yaml:6: key "provider": unknown provider "pop" (known: apuesteria, tapi, starship, tecalis, popup)`),
		Entry("a bad base URL", "  - {name: a, provider: popup, baseURL: a.example, credentials: {username: u, password: p}}\n",
			`t.yaml:6: key "baseURL": "a.example": not an absolute http or https URL`),
		Entry("a missing credential", "  - {name: a, provider: popup, baseURL: https://a.example, credentials: {username: u}}\n",
			`t.yaml:6: key "password" is missing from the credentials of target "a": popup's login needs a password`),
		Entry("a credential that cannot be read, without calling it missing", "  - {name: a, provider: popup, baseURL: https://a.example, credentials: {username: u, password: '${UNSET}'}}\n",
			`t.yaml:6: key "password": the variable UNSET is unset or empty`),
		Entry("a point-of-sale id in words", "  - {name: a, provider: apuesteria, baseURL: https://a.example, credentials: {username: u, password: p, pointOfSaleID: hunter2}}\n",
			`t.yaml:6: key "pointOfSaleID": a point-of-sale id is a whole number`),
		Entry("an empty entry", "  - {}\n", `t.yaml:6: key "name" is missing`, `t.yaml:6: key "provider" is missing`),
		Entry("an entry without a base URL", "  - name: a\n    provider: tapi\n",
			`t.yaml:6: key "baseURL" is missing`,
			`t.yaml:6: key "username" is missing from the credentials of target "a": tapi's login needs a user name`,
			`t.yaml:6: key "password" is missing from the credentials of target "a": tapi's login needs a password`),
		Entry("null for an entry", "  -\n", `t.yaml:6: key "targets[1]": there is no value; a mapping is needed`),
		Entry("a password glued to its key", "    situations: {blocked-ip: {credentials: {password:hunter2}}}\n",
			`t.yaml:6: unknown key "password:…" (a space is missing after the colon; known: username, password, apiKey, pointOfSaleID, profileUUID)`),
	)

	DescribeTable("refuses a file",
		func(text, problem string) {
			_, err := loadFile(text)
			expectOnly(err, problem)
		},
		Entry("without targets", "targets: []", `t.yaml:1: key "targets": there are no targets`),
		Entry("without the key", "{}", `t.yaml:1: key "targets": there are no targets`),
		Entry("without content", "", "t.yaml:1: there is no document"),
		Entry("of one target instead of a list", "targets: {name: a}", `t.yaml:1: key "targets": cannot read a mapping as a list`),
		Entry("with an alias for a password", "targets: [{name: a, credentials: {password: *hunter2}}]",
			"t.yaml: aliases (*name) are not allowed; put text that begins with * in quotes"),
	)

	It("does not replace references in keys", func() {
		_, err := loadFile(popupFile("    ${SET}: x\n"), "SET=probeURL")
		Expect(err).To(MatchError(HavePrefix(`t.yaml:6: unknown key "${SET}" (known: name,`)))
	})
})
