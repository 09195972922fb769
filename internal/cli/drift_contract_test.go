package cli_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/revision"
	"concord/openapi"
)

// contracts returns the contract documents, one of them with a replacement.
func contracts(provider, old, now string) map[string][]byte {
	GinkgoHelper()
	all, err := revision.Read(openapi.Files)
	Expect(err).NotTo(HaveOccurred())
	Expect(string(all[provider])).To(ContainSubstring(old))
	all[provider] = []byte(strings.Replace(string(all[provider]), old, now, 1))
	return all
}

// said lists changes as "breaking rule: text".
func said(changes []revision.Change) []string {
	out := []string{}
	for _, c := range changes {
		kind := "compatible "
		if c.Breaking {
			kind = "breaking "
		}
		out = append(out, kind+c.Rule+": "+c.Text)
	}
	return out
}

// refreshProperty is a property of tapi.s answer, after which another can stand.
const refreshProperty = `                  tx:
                    type: string
                    description: Unique identifier of the login transaction
                    x-identity: unique
                    x-clauses: [TAPI-LOGIN-014]
`

var _ = DescribeTable("a change of a contract",
	func(provider, old, now string, want ...string) {
		one := func(now string) map[string][]byte {
			return map[string][]byte{provider: contracts(provider, old, now)[provider]}
		}
		changes, err := revision.Compare(one(old), one(now))
		Expect(err).NotTo(HaveOccurred())
		Expect(said(changes)).To(ConsistOf(want))
		for _, c := range changes {
			Expect(c.Provider).To(Equal(provider))
		}
	},
	// What OpenAPI knows, by the ids of oasdiff: a new version of it that judges otherwise is noticed here.
	Entry("a literal of an answer", "popup", "const: UNAUTHORIZED", "const: UNAUTHORISED",
		"breaking response-property-const-changed: the `code` response property const value changed from `UNAUTHORIZED` to `UNAUTHORISED` for the status `401`"),
	Entry("a request field that becomes required", "apuesteria", "              type: object\n              properties:\n                username:", "              type: object\n              required: [username]\n              properties:\n                username:",
		"breaking request-property-became-required: the request property `username` became required"),
	Entry("a type", "popup", "client_id:\n                        type: number", "client_id:\n                        type: integer",
		"compatible response-property-type-specialized: the `data/client_id` response's property `type` was narrowed from `number` to `integer` for status `200`"),
	Entry("a field more in an answer", "tapi", refreshProperty, refreshProperty+"                  scope:\n                    type: string\n                    x-clauses: [TAPI-LOGIN-011]\n",
		"compatible response-optional-property-added: added the optional property `scope` to the response with the `200` status"),
	Entry("a description", "tapi", "description: Unique identifier of the login transaction", "description: Unique"),

	// What our extensions promise.
	Entry("a lifetime", "tapi", "{is: 4m, exactness: exact,", "{is: 5m, exactness: exact,",
		"breaking promise-changed: lifetime of status 200 /accessToken: 4m0s, exact, in production → 5m0s, exact, in production"),
	Entry("how exact a lifetime is", "apuesteria", "exactness: about", "exactness: exact",
		"breaking promise-changed: lifetime of status 201 /access_token: 15m0s, about → 15m0s, exact"),
	Entry("a lifetime that is stated no more", "popup", "                          lifetime: {is: 168h, exactness: exact, clause: POPUP-LOGIN-013}\n", "",
		"breaking promise-removed: lifetime of status 200 /data/refresh_token: 168h0m0s, exact, before"),
	Entry("a longest lifetime", "tecalis", "maximum: 2h", "maximum: 3h",
		"breaking promise-changed: lifetime on request of status 200 /auth_uuid: token_duration_minutes, in units of 1m0s, at most 2h0m0s → token_duration_minutes, in units of 1m0s, at most 3h0m0s"),
	Entry("a form of token", "starship", "form: opaque", "form: jwt",
		"breaking promise-changed: form of status 200 /refresh_token: opaque → jwt"),
	Entry("how a token is sent", "starship", "{header: Authorization, scheme: Bearer,", "{header: X-Token,",
		"breaking promise-changed: sending of status 200 /access_token: Authorization Bearer → X-Token"),
	Entry("what is unique", "tapi", "x-identity: unique", "x-identity: stable",
		"breaking promise-changed: identity of status 200 /tx: unique → stable"),
	Entry("a situation", "popup", "x-situation: {name: unknown-user}", "x-situation: {name: wrong-password}",
		"breaking promise-changed: situation of example unknown-user: unknown-user earns 401 → wrong-password earns 401"),
	Entry("independent logins", "tapi", "      x-independent-logins: TAPI-LOGIN-030\n", "",
		"breaking promise-removed: a login: leaves the tokens of earlier ones alone, before"),
	Entry("a clause", "tapi", "x-clauses: [TAPI-LOGIN-014]", "x-clauses: [TAPI-LOGIN-015]"),
)

var _ = Describe("revisions of the contracts", func() {
	It("may have one contract more or less", func() {
		all := contracts("tapi", "openapi: 3.1.0", "openapi: 3.1.0")
		fewer := contracts("tapi", "openapi: 3.1.0", "openapi: 3.1.0")
		delete(fewer, "tapi")
		changes, err := revision.Compare(fewer, all)
		Expect(err).NotTo(HaveOccurred())
		Expect(said(changes)).To(Equal([]string{"compatible contract-added: there was no contract"}))
		changes, err = revision.Compare(all, fewer)
		Expect(err).NotTo(HaveOccurred())
		Expect(said(changes)).To(Equal([]string{"breaking contract-removed: there is no contract any more"}))
	})

	It("cannot be compared where one of them is no contract", func() {
		all := contracts("tapi", "openapi: 3.1.0", "openapi: 3.1.0")
		_, err := revision.Compare(contracts("tapi", "type: object", "typ: object"), all)
		Expect(err).To(MatchError(ContainSubstring("reading the earlier revision: openapi/tapi.yaml:")))
		_, err = revision.Compare(all, contracts("tapi", "required: [clientUsername, password]", "required: [clientUsername, password, otp]"))
		Expect(err).To(MatchError(ContainSubstring(`required member "otp" is not among the properties`)), "oasdiff overlooks it")
	})
})

var _ = Describe("concord drift contract", func() {
	// earlier is a folder with an earlier revision.
	earlier := func(provider, old, now string) string {
		GinkgoHelper()
		folder := GinkgoT().TempDir()
		for p, data := range contracts(provider, old, now) {
			Expect(os.WriteFile(filepath.Join(folder, p+".yaml"), data, 0o644)).To(Succeed())
		}
		return folder
	}

	It("says that nothing has changed", func() {
		folder := earlier("tapi", "openapi: 3.1.0", "openapi: 3.1.0")
		r := concord("drift", "contract", "--base", folder)
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stdout).To(Equal("the contracts promise what they promised at " + folder + "\n"))
	})

	It("fails where something breaks, and says where", func() {
		folder := earlier("tapi", "{is: 4m,", "{is: 5m,")
		r := concord("drift", "contract", "--base", folder)
		Expect(r.code).To(Equal(1))
		Expect(r.stdout).To(MatchRegexp(`\Atapi\n  breaking    lifetime of status 200 /accessToken: 5m0s, exact, in production → 4m0s, exact, in production  \(openapi/tapi\.yaml:\d+\)  \[promise-changed\]\n\nchanges since \S+: 1, breaking: 1\n\z`))
		Expect(concord("drift", "contract", "--base", folder, "popup").code).To(Equal(0), "another contract was asked for")
	})

	It("succeeds where nothing breaks, unless anything is to fail", func() {
		folder := earlier("tapi", refreshProperty, refreshProperty+"                  scope:\n                    type: string\n                    x-clauses: [TAPI-LOGIN-011]\n")
		r := concord("drift", "contract", "--base", folder)
		Expect(r.code).To(Equal(0), r.stdout)
		Expect(r.stdout).To(ContainSubstring("  compatible  removed the optional property `scope`"))
		Expect(r.stdout).To(HaveSuffix(": 1, breaking: 0\n"))
		Expect(concord("drift", "contract", "--base", folder, "--fail-on", "any").code).To(Equal(1))
	})

	It("prints for machines", func() {
		var got []revision.Change
		decode(concord("drift", "contract", "--json", "--base", earlier("tapi", "{is: 4m,", "{is: 5m,")).stdout, &got)
		Expect(got).To(HaveLen(1))
		Expect(got[0].Rule).To(Equal("promise-changed"))
		Expect(got[0].Line).To(BeNumerically(">", 1))
		Expect(concord("drift", "contract", "--json", "--base", earlier("tapi", "openapi: 3.1.0", "openapi: 3.1.0")).stdout).To(Equal("[]\n"))
	})

	It("reads a git revision", func() {
		repository := GinkgoT().TempDir()
		git := func(args ...string) {
			GinkgoHelper()
			c := exec.Command("git", append([]string{"-C", repository, "-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false"}, args...)...)
			out, err := c.CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), string(out))
		}
		git("init", "--quiet")
		Expect(os.MkdirAll(filepath.Join(repository, "openapi", "schemas"), 0o755)).To(Succeed())
		for p, data := range contracts("tapi", "{is: 4m,", "{is: 5m,") {
			Expect(os.WriteFile(filepath.Join(repository, "openapi", p+".yaml"), data, 0o644)).To(Succeed())
		}
		Expect(os.WriteFile(filepath.Join(repository, "openapi", "schemas", "x.yaml"), []byte("no contract"), 0o644)).To(Succeed())
		git("add", ".")
		git("commit", "--quiet", "-m", "first")
		here, err := os.Getwd()
		Expect(err).NotTo(HaveOccurred())
		Expect(os.Chdir(filepath.Join(repository, "openapi"))).To(Succeed())
		DeferCleanup(os.Chdir, here)

		r := concord("drift", "contract", "--base", "HEAD")
		Expect(r.code).To(Equal(1), r.stderr)
		Expect(r.stdout).To(HaveSuffix("changes since HEAD: 1, breaking: 1\n"))
		r = concord("drift", "contract", "--base", "HEAD~7")
		Expect(r.code).To(Equal(3))
		Expect(r.stderr).To(HavePrefix(`concord: --base: "HEAD~7" is neither a folder nor a revision here`))
		r = concord("drift", "contract", "--base", "--output=x")
		Expect(r.code).To(Equal(3))
		_, err = os.Stat("x")
		Expect(err).To(MatchError(fs.ErrNotExist))
	})

	DescribeTable("refuses with a hint",
		func(code int, says string, args ...string) {
			r := concord(append([]string{"drift", "contract"}, args...)...)
			Expect(r.code).To(Equal(code))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(HavePrefix("concord: " + says))
		},
		Entry("no base", 2, "--base: name the revision or folder to compare with"),
		Entry("another severity", 2, `--fail-on: "some" is not one of breaking, any`, "--base", "HEAD", "--fail-on", "some"),
		Entry("a folder of something else", 3, `--base: "." has no contracts`, "--base", "."),
		Entry("nobody", 2, `"nope" has no contract, neither now nor in `, "--base", "../../openapi", "nope"),
	)
})
