package fact_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/fact"
	"concord/openapi"
	"concord/specs"
)

// factsFile is the baseline of a provider as committed.
func factsFile(provider string) string {
	GinkgoHelper()
	data, err := fs.ReadFile(specs.Files, fact.File(provider))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// load loads popup's baseline after a replacement in it.
func load(old, now string) error {
	GinkgoHelper()
	k := knownOf("popup")
	return loadWith(k.spec, k.doc, replaced(factsFile("popup"), [2]string{old, now}))
}

func loadWith(spec *contract.Spec, doc *openapi.Document, text string) error {
	_, err := fact.Load(fstest.MapFS{fact.File("popup"): {Data: []byte(text)}}, spec, doc)
	return err
}

var _ = Describe("a baseline", func() {
	for _, provider := range providers {
		It("is what is read from the text, with its links kept: "+provider, func() {
			k := knownOf(provider)
			data, err := fact.Propose(k.base, k.spec, k.doc, read(plain(source(provider)))).YAML()
			Expect(err).NotTo(HaveOccurred())
			Expect(string(data)).To(Equal(factsFile(provider)))
		})

		It("can be begun from the contract: "+provider, func() {
			k := knownOf(provider)
			b := fact.Propose(nil, k.spec, k.doc, read(plain(source(provider))))
			Expect(fact.Count(b.Facts)).To(Equal(fact.Count(k.base.Facts)))
			linked := 0
			for _, f := range b.Facts {
				if len(f.Clauses) > 0 {
					linked++
				}
			}
			Expect(linked).To(BeNumerically(">=", len(b.Facts)-2))
		})
	}

	DescribeTable("must agree with the spec",
		func(old, now, says string) { Expect(load(old, now)).To(MatchError(ContainSubstring(says))) },
		Entry("the text", "71b0ccde8395", "71b0ccde8396", "specs/facts/popup.yaml: the facts are of the text 71b0ccde8396…, the clauses of specs/popup.yaml of the text 71b0ccde8395…"),
		Entry("the provider", "provider: popup", "provider: pop", `key "provider": "pop" is not the name of the file`),
		Entry("an unknown clause", "[POPUP-LOGIN-011]", "[POPUP-LOGIN-099]", `lifetime of the access token: "POPUP-LOGIN-099" is no clause of specs/popup.yaml`),
		Entry("no clause", "clauses: [POPUP-LOGIN-029]\n", "\n", `header Authorization (section "Next Steps"): a fact has clauses, or a reason why no clause restates it`),
		Entry("no clause for what is new", "clauses: [POPUP-LOGIN-002]\nfacts", "facts", `something new on the page touches at least one clause`),
		Entry("an unknown kind", "kind: curl", "kind: wget", `"wget" is no kind of fact`),
		Entry("an unknown key", "value: 1 hour", "val: 1 hour", `unknown key "val"`),
	)

	It("may have a reason in place of clauses", func() {
		Expect(load("clauses: [POPUP-LOGIN-029]\n", "reason: said of the rest of the API\n")).To(Succeed())
	})

	DescribeTable("must agree with the contract",
		func(old, now, says string) { Expect(load(old, now)).To(MatchError(ContainSubstring(says))) },
		Entry("the endpoint", "value: POST /auth/login", "value: POST /auth/logon", "no fact says POST /auth/login"),
		Entry("a field less", "name: client_id", "name: client", "the contract has no field client that is number"),
		Entry("a type", "value: number", "value: boolean", "the contract has no field client_id that is boolean"),
		Entry("a required mark", "value: string, required", "value: string, optional", "the contract has no field username that is string, optional"),
		Entry("the clause of a field", "clauses: [POPUP-LOGIN-016]", "clauses: [POPUP-LOGIN-015]", "the contract has no field client_id that is number and cites one of POPUP-LOGIN-015"),
		Entry("a status", `name: "403"`, `name: "404"`, "no fact says status 403"),
		Entry("a status more", `name: "403"`, `name: "404"`, "the contract has no answer 404"),
		Entry("the clause of a status", "clauses: [POPUP-LOGIN-024]", "clauses: [POPUP-LOGIN-021]", "status 403 cites POPUP-LOGIN-021, the contract POPUP-LOGIN-024"),
		Entry("a literal", "is: FORBIDDEN", "is: FORBID", "no example of status 403 has FORBIDDEN as /error/code"),
		Entry("a literal more", "type: number, sample:", "type: number, is:", "/data/client_id is not always 123456, as the example of status 200 has it"),
		Entry("a type in an example", "type: number, sample", "type: string, sample", "/data/client_id is a string in the example of status 200"),
		Entry("a member more", "at: /data/client_id", "at: /data/client", "the contract has no /data/client, which is in the example of status 200"),
		Entry("a lifetime", "value: 7 days", "value: 8 days", "no fact gives POPUP-LOGIN-013 as the life of /data/refresh_token: 7 days"),
		Entry("the clause of a lifetime", "clauses: [POPUP-LOGIN-013]", "clauses: [POPUP-LOGIN-012]", "no fact gives POPUP-LOGIN-013"),
	)

	DescribeTable("notices where only the contract was changed",
		func(provider, old, now, says string) {
			k := knownOf(provider)
			data, err := fs.ReadFile(openapi.Files, provider+".yaml")
			Expect(err).NotTo(HaveOccurred())
			doc, err := openapi.Read("openapi/"+provider+".yaml", []byte(replaced(string(data), [2]string{old, now})))
			Expect(err).NotTo(HaveOccurred())
			_, err = fact.Load(specs.Files, k.spec, doc)
			Expect(err).To(MatchError(ContainSubstring(says)))
		},
		Entry("a lifetime", "tapi", "{is: 4m,", "{is: 5m,", "the life of /accessToken: 5 minutes"),
		Entry("a longest lifetime", "tecalis", "maximum: 2h", "maximum: 3h", "no fact says up to 3 hours"),
		Entry("a path", "starship", "/auth/login:", "/auth/logon:", "no fact says POST /auth/logon"),
		Entry("a header", "tapi", "name: x-api-key", "name: x-key", "no fact names the header x-key"),
		Entry("a property", "tapi", "                  main_tx:\n", "                  other:\n                    type: string\n                  main_tx:\n", "no fact shows /other of the answer 200"),
		Entry("a literal", "starship", "const: unauthorized", "const: Unauthorized", "no example of status 401 has Unauthorized as /error"),
	)

	It("is missing for a provider that has none", func() {
		k := knownOf("popup")
		_, err := fact.Load(fstest.MapFS{}, k.spec, k.doc)
		Expect(err).To(MatchError(ContainSubstring(`reading the facts of "popup"`)))
	})
})

var _ = Describe("the tests' pages", func() {
	It("are there for every provider", func() {
		for _, p := range providers {
			for _, name := range []string{filepath.Join("sources", p+".txt"), filepath.Join("pages", p+".md")} {
				_, err := os.Stat(filepath.Join("testdata", name))
				Expect(err).NotTo(HaveOccurred())
			}
			n := 0
			for _, e := range edits {
				if e.provider == p {
					n++
				}
			}
			Expect(n).To(BeNumerically(">=", 5), "changes of the page of %s", p)
		}
		Expect(strings.Count(factsFile("popup"), "kind:")).To(Equal(fact.Count(knownOf("popup").base.Facts)))
	})
})
