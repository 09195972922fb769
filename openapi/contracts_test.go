package openapi_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/openapi"
	"concord/specs"
)

var _ = Describe("the contracts", func() {
	It("exist for every spec, and only for those", func() {
		Expect(openapi.Providers(openapi.Files)).NotTo(BeEmpty())
		Expect(openapi.Providers(openapi.Files)).To(Equal(specs.Providers(specs.Files)))
	})

	for _, p := range openapi.Providers(openapi.Files) {
		It("load and are valid OpenAPI with valid examples: "+p, func() {
			d, err := openapi.Load(openapi.Files, p)
			Expect(err).NotTo(HaveOccurred())
			Expect(d.Provider).To(Equal(p))
			Expect(d.Access()).NotTo(BeNil())
		})

		It("cite every must-clause about the server that has no reason against it: "+p, func() {
			d, err := openapi.Load(openapi.Files, p)
			Expect(err).NotTo(HaveOccurred())
			Expect(d.Trace(spec(p))).To(Succeed())
		})
	}

	DescribeTable("are refused by Load", func(before, after, says string) {
		files := fstest.MapFS{"sample.yaml": {Data: []byte(edit(sample, before, after))}}
		_, err := openapi.Load(files, "sample")
		Expect(err).To(MatchError(And(HavePrefix("openapi/sample.yaml:"), ContainSubstring(says))))
	},
		Entry("an answer's example that breaks its schema", "kind: Bearer,", "kind: Basic,", `example "valid" breaks const at "/kind" ("Bearer")`),
		Entry("a format that kin-openapi does not assert", "kind: Bearer,", "kind: Bearer, id: no-uuid,", `example "valid" breaks format at "/id" (uuid)`),
		Entry("a date that does not exist", `"2026-01-12T12:34:56Z"`, `"2026-02-31T12:34:56Z"`, `example "valid" breaks format at "/made" (date-time)`),
		Entry("a request's example that breaks its schema", "{user: ana, minutes: 5}", "{user: ana, minutes: 5m}", `example "valid" breaks type at "/minutes" (integer)`),
		Entry("what only kin-openapi sees", "schema: {type: string}\n", "schema: {type: strong}\n", `strong`),
	)

	It("load when nothing is wrong with them", func() {
		Expect(openapi.Load(fstest.MapFS{"sample.yaml": {Data: []byte(sample)}}, "sample")).NotTo(BeNil())
	})

	It("name the provider whose contract is missing", func() {
		_, err := openapi.Load(fstest.MapFS{}, "nobody")
		Expect(err).To(MatchError(HavePrefix(`reading the contract of "nobody": `)))
	})
})

var _ = Describe("tracing a contract to its spec", func() {
	It("is content when both agree", func() {
		Expect(readSample(sample).Trace(sampleSpec())).To(Succeed())
	})

	It("names a citation of no clause, with its line", func() {
		s := sampleSpec()
		s.Clauses = s.Clauses[:1]
		Expect(readSample(sample).Trace(s)).To(MatchError(fmt.Sprintf(
			`openapi/sample.yaml:%d: "SAMPLE-LOGIN-002" is no clause of specs/sample.yaml`, lineOf(sample, "SAMPLE-LOGIN-002"))))
	})

	It("names a silence that goes back to no discrepancy", func() {
		s := sampleSpec()
		s.Discrepancies = nil
		Expect(readSample(sample).Trace(s)).To(MatchError(ContainSubstring(`key "x-silent": "SAMPLE-DISC-01" is no discrepancy of specs/sample.yaml`)))
	})

	DescribeTable("wants a must-clause about the server cited, or a reason", func(c contract.Clause, wanted bool) {
		s := sampleSpec()
		c.ID = "SAMPLE-LOGIN-003"
		s.Clauses = append(s.Clauses, c)
		err := readSample(sample).Trace(s)
		if !wanted {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(MatchError(`specs/sample.yaml: clause SAMPLE-LOGIN-003 is not cited in openapi/sample.yaml and has no "untested"`))
	},
		Entry("must, server", contract.Clause{Level: contract.Must, Party: contract.Server}, true),
		Entry("must, server, untested", contract.Clause{Level: contract.Must, Party: contract.Server, Untested: "it takes two clients"}, false),
		Entry("should, server", contract.Clause{Level: contract.Should, Party: contract.Server}, false),
		Entry("must, client", contract.Clause{Level: contract.Must, Party: contract.Client}, false),
	)
})

var _ = Describe("a document", func() {
	It("answers what a situation needs to know of it", func() {
		d := readSample(sample)
		Expect(d.Method + " " + d.Path).To(Equal("POST /login"))
		Expect(d.Headers).To(ConsistOf(openapi.Header{Name: "x-api-key", Credential: "apiKey"}))
		Expect(d.Members()).To(Equal(map[string]string{"username": "user"}))
		Expect(d.Success().Status).To(Equal("200"))
		Expect(d.Access().Pointer).To(Equal("/token"))
		Expect(d.Tokens()).To(HaveLen(1))
		_, refusal, ok := d.Answer("missing-user")
		Expect(ok).To(BeTrue())
		Expect(refusal.Situation).To(Equal(openapi.Situation{Name: "missing-field", Omit: "user"}))
		Expect(d.Base(refusal).Name).To(Equal("valid"))
		_, _, ok = d.Answer("nothing")
		Expect(ok).To(BeFalse())
		Expect(d.Success().Schema.Find("/kind").Literals).To(HaveLen(1))
		Expect(d.Success().Schema.Find("/more").Open).To(BeTrue())
		Expect(d.Success().Schema.Find("/none")).To(BeNil())
	})

	It("starts a request from the example of the same name, else the one that is named, else the first", func() {
		d := &openapi.Document{Request: openapi.Request{Examples: []openapi.Example{{Name: "a"}, {Name: "b"}, {Name: "c"}}}}
		Expect(d.Base(&openapi.Example{Name: "b"}).Name).To(Equal("b"))
		Expect(d.Base(&openapi.Example{Name: "x", Situation: openapi.Situation{From: "c"}}).Name).To(Equal("c"))
		Expect(d.Base(&openapi.Example{Name: "x"}).Name).To(Equal("a"))
	})

	It("leaves out the clauses that only other answers claim", func() {
		r := openapi.Response{Examples: []openapi.Example{{Name: "a", Clauses: []string{"1"}}, {Name: "b", Clauses: []string{"2"}}}}
		Expect(r.Own(&r.Examples[0], []string{"1", "2", "3"})).To(Equal([]string{"1", "3"}))
	})
})

var _ = Describe("section links", func() {
	DescribeTable("percent-encode what the syntax of text fragments needs", func(page, section, want string) {
		Expect(specs.SectionURL(contract.Source{URL: page}, section)).To(Equal(want))
	},
		Entry("plain", "https://d.example/x", "Errors", "https://d.example/x#:~:text=Errors"),
		Entry("space", "https://d.example/x", "200 OK", "https://d.example/x#:~:text=200%20OK"),
		Entry("comma", "https://d.example/x", "a, b", "https://d.example/x#:~:text=a%2C%20b"),
		Entry("dash", "https://d.example/x", "401 - No", "https://d.example/x#:~:text=401%20%2D%20No"),
		Entry("ampersand", "https://d.example/x", "a & b", "https://d.example/x#:~:text=a%20%26%20b"),
		Entry("plus and per cent", "https://d.example/x", "1+1 100%", "https://d.example/x#:~:text=1%2B1%20100%25"),
		Entry("emoji", "https://d.example/x", "✅ 200", "https://d.example/x#:~:text=%E2%9C%85%20200"),
		Entry("a page that has an anchor", "https://d.example/x#top", "Errors", "https://d.example/x#top:~:text=Errors"),
	)

	It("hold nothing of the syntax but the directive, for every section of every page", func() {
		for _, p := range specs.Providers(specs.Files) {
			s := spec(p)
			for _, c := range s.Clauses {
				_, text, _ := strings.Cut(specs.SectionURL(s.Source, c.Section), ":~:text=")
				Expect(text).To(MatchRegexp(`^([A-Za-z0-9_.~]|%[0-9A-F]{2})+$`), c.ID)
			}
		}
	})
})
