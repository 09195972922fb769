package cli_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/run"
)

var _ = Describe("concord", func() {
	It("explains itself", func() {
		r := concord()
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(ContainSubstring("Exit codes: 0 conformant, 1 nonconformant, 2 usage or configuration, 3 inconclusive."))
		for _, command := range []string{"check", "clauses", "judge", "mock", "schemas", "version"} {
			Expect(r.stdout).To(ContainSubstring("\n  " + command + " "))
		}
	})

	DescribeTable("refuses with a hint",
		func(says string, args ...string) {
			r := concord(args...)
			Expect(r.code).To(Equal(2))
			Expect(r.stdout).To(BeEmpty())
			Expect(r.stderr).To(Equal("concord: " + says + "\n"))
		},
		Entry("a slip of the pen", `unknown command "chek"; did you mean check?`, "chek"),
		Entry("an unknown command", `unknown command "destroy" (see concord --help)`, "destroy"),
		Entry("an unknown flag", `unknown flag: --loud (see concord clauses --help)`, "clauses", "--loud"),
		Entry("too many arguments", `concord version takes no arguments, not even "now"`, "version", "now"),
		Entry("too many arguments to the mock", `concord mock takes no arguments, not even "popup"`, "mock", "popup"),
		Entry("contrary flags", `--coverage and --json exclude each other`, "clauses", "--coverage", "--json"),
		Entry("clauses of nobody", `"nope" is not a provider (`+listed+`)`, "clauses", "nope"),
		Entry("a schema of nothing", `"nope" is neither a provider nor a schema (concord schemas lists them)`, "schemas", "nope"),
		Entry("schemas written in part", `--write writes the schemas of all providers; name none`, "schemas", "--write=x", "popup"),
	)

	It("says its version", func() {
		Expect(concord("version").stdout).To(MatchRegexp(`\Aconcord \d+\.\d+\.\d+ \(commit \S+, go1\.\S+\)\n\z`))
	})
})

var _ = Describe("concord clauses", func() {
	It("lists the clauses and the questions of a document", func() {
		r := concord("clauses", "tapi")
		Expect(r.code).To(Equal(0))
		Expect(r.stdout).To(MatchRegexp(`TAPI-LOGIN-016 +must +server +A successful login is answered with status 200\.`))
		Expect(r.stdout).To(ContainSubstring("Questions to the provider"))
		Expect(r.stdout).NotTo(ContainSubstring("POPUP-"))
	})

	It("tells a provider whose contract is still to be written from one that nobody knows", func() {
		Expect(run.NoProvider("next", []string{"next", "tapi"}, []string{"tapi"})).To(MatchError("specs/next.yaml has no openapi/next.yaml yet"))
		Expect(run.NoProvider("nope", []string{"next", "tapi"}, []string{"tapi"})).To(MatchError(`"nope" is not a provider (tapi)`))
	})

	It("shows a case or a reason for every must-clause", func() {
		r := concord("clauses", "--coverage")
		Expect(r.code).To(Equal(0), r.stderr)
		Expect(r.stdout).NotTo(ContainSubstring("NO CASE"))
		Expect(r.stdout).To(MatchRegexp(`TAPI-LOGIN-016 +must +openapi/tapi\.yaml:\d+ +valid`))
		for _, p := range providers {
			Expect(r.stdout).To(MatchRegexp(p + `: \d+ of \d+ must-clauses of the server have a case, the others a reason`))
		}
	})

	It("prints them as JSON", func() {
		var specs []contract.Spec
		decode(concord("clauses", "popup", "--json").stdout, &specs)
		Expect(specs).To(HaveLen(1))
		Expect(specs[0].Provider).To(Equal("popup"))
		Expect(specs[0].Clauses).NotTo(BeEmpty())
	})
})

var _ = Describe("concord schemas", func() {
	It("lists and prints them", func() {
		Expect(concord("schemas").stdout).To(ContainSubstring("tapi/response-200.schema.json\n"))
		r := concord("schemas", "popup/")
		Expect(r.stdout).To(ContainSubstring("popup/draft-07/response-200.schema.json\n"))
		Expect(r.stdout).NotTo(ContainSubstring("tapi"))
		var schema map[string]any
		decode(concord("schemas", "popup/response-200.schema.json").stdout, &schema)
		Expect(schema).To(HaveKeyWithValue("$schema", "https://json-schema.org/draft/2020-12/schema"))
	})

	It("writes what it prints", func() {
		folder := filepath.Join(GinkgoT().TempDir(), "schemas")
		Expect(concord("schemas", "--write", folder).code).To(Equal(0))
		data, err := os.ReadFile(filepath.Join(folder, "popup", "response-200.schema.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(data)).To(Equal(concord("schemas", "popup/response-200.schema.json").stdout))
	})
})
