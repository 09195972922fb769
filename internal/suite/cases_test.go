package suite_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/situation"
	"concord/internal/suite"
	"concord/openapi"
	"concord/specs"
)

// changed is a contract with one text replaced by another.
func changed(provider, old, text string) fs.FS {
	name := provider + ".yaml"
	data, err := fs.ReadFile(openapi.Files, name)
	if err != nil {
		panic(err) // the tree of specs is still being built
	}
	return fstest.MapFS{name: {Data: bytes.ReplaceAll(data, []byte(old), []byte(text))}}
}

var _ = Describe("the cases", func() {
	each("judge every clause that binds the server, or there is a reason why not", func(provider string) {
		b := books()[provider]
		cited := suite.Citations(b)
		for _, c := range b.Spec.Clauses {
			if c.Level == contract.Must && c.Party == contract.Server {
				Expect(len(cited[c.ID]) > 0 || suite.Unjudged(c) != "").To(BeTrue(), "%s: %s", c.ID, c.Sentence)
			}
			if c.Untested != "" {
				Expect(cited[c.ID]).To(BeEmpty(), "%s has a reason for having no case, and cases", c.ID)
			}
		}
	})

	each("cite clauses of the spec alone, each once", func(provider string) {
		b := books()[provider]
		for _, c := range suite.Cases(b) {
			seen := map[string]bool{}
			Expect(c.Clauses).NotTo(BeEmpty(), c.ID)
			for _, id := range c.Clauses {
				_, known := b.Spec.Clause(id)
				Expect(known).To(BeTrue(), "%s cites %s", c.ID, id)
				Expect(seen[id]).To(BeFalse(), "%s cites %s twice", c.ID, id)
				seen[id] = true
			}
		}
	})

	each("cover every documented answer", func(provider string) {
		s := mockSuite(provider)
		for _, r := range s.Book.Doc.Responses {
			Expect(r.Examples).NotTo(BeEmpty(), r.Status)
			for _, e := range r.Examples {
				c, ok := s.Case(provider + "/" + e.Name)
				Expect(ok).To(BeTrue(), e.Name)
				Expect(c.Example).To(Equal(e.Name))
				Expect(c.Title).To(Equal(e.Summary))
				Expect(c.Labels).To(ContainElement(e.Situation.Name))
			}
		}
		_, ok := s.Case(provider + "/no-such-case")
		Expect(ok).To(BeFalse())
	})

	each("have labels that a filter can name", func(provider string) {
		capabilities := []string{situation.Replay, situation.Negative, situation.RateLimit, "token", "expiry"}
		for _, c := range suite.Cases(books()[provider]) {
			Expect(c.Labels).To(ContainElements(provider, strings.Replace(c.ID, "/", ":", 1)), c.ID)
			Expect(c.Labels).To(ContainElements(c.Clauses), c.ID)
			Expect(c.Labels).To(ContainElement(BeElementOf(capabilities)), c.ID)
			for _, l := range c.Labels {
				Expect(l).NotTo(Or(BeEmpty(), ContainSubstring(" "), MatchRegexp(`[&|!,()/]`)), c.ID)
			}
		}
	})

	It("have ids of their own and titles that read well", func() {
		seen := map[string]bool{}
		for _, provider := range providers {
			for _, c := range suite.Cases(books()[provider]) {
				Expect(c.ID).To(MatchRegexp(`^` + provider + `/[a-z0-9]+(-[a-z0-9]+)*$`))
				Expect(seen[c.ID]).To(BeFalse(), c.ID)
				Expect(c.Title).To(MatchRegexp(`^[a-z].*[^.]$`), c.ID)
				seen[c.ID] = true
			}
		}
	})

	It("are known by sorted labels, each once", func() {
		labels := suite.KnownLabels(suite.Cases(books()["starship"]))
		Expect(labels).To(ContainElements("starship", "rate-limit", "expiry", "wrong-password", "starship:valid", "STARSHIP-LOGIN-023"))
		for i := 1; i < len(labels); i++ {
			Expect(labels[i-1] < labels[i]).To(BeTrue())
		}
	})

	DescribeTable("know what configuration must give",
		func(provider string, credentials, optional, situations []string) {
			p := suite.Provider(books()[provider].Doc)
			Expect(p.Name).To(Equal(provider))
			Expect(p.Credentials).To(ConsistOf(credentials))
			Expect(p.Optional).To(Equal(optional))
			Expect(p.Situations).To(ContainElements(situations))
			Expect(suite.Situations(books()[provider].Doc)).To(Equal(situations), "that a client cannot bring about")
		},
		Entry("apuesteria", "apuesteria", []string{"username", "password", "pointOfSaleID"}, nil, nil),
		Entry("popup", "popup", []string{"username", "password"}, nil, []string{"blocked-ip", "inactive-account"}),
		Entry("starship", "starship", []string{"username", "password"}, nil, nil),
		Entry("tapi", "tapi", []string{"username", "password"}, []string{"apiKey"}, nil),
		Entry("tecalis", "tecalis", []string{"apiKey", "profileUUID"}, nil, []string{"server-error"}),
	)

	It("say what a row of the clause matrix rests on", func(ctx SpecContext) {
		r := check(ctx, mockSuite("tapi"))
		Expect(clause(r, "TAPI-LOGIN-031")).To(And(
			HaveField("Tested", true), HaveField("Reason", ""), HaveField("ContractLine", MatchRegexp(`^openapi/tapi\.yaml:\d+$`)),
			HaveField("URL", HavePrefix("https://www.tapila.dev/")), HaveField("Cases", ContainElement("tapi/access-lifetime"))))
		for _, row := range r.Clauses {
			Expect(row.Tested || row.Reason != "" || row.Level != contract.Must).To(BeTrue(), row.ID)
		}
	})

	DescribeTable("need a spec and a contract that agree",
		func(spec, contract fs.FS, words string) {
			_, err := suite.Load(spec, contract, "tapi")
			Expect(err).To(MatchError(ContainSubstring(words)))
		},
		Entry("no spec", fstest.MapFS{}, openapi.Files, `reading the spec of "tapi"`),
		Entry("no contract", specs.Files, fstest.MapFS{}, `reading the contract of "tapi"`),
		Entry("a clause that the spec does not have", specs.Files, changed("tapi", "TAPI-LOGIN-031", "TAPI-LOGIN-931"), "is no clause of specs/tapi.yaml"),
	)

	It("leave out what no case could be about, and say why", func() {
		b := books()["tapi"]
		Expect(suite.Unjudged(contract.Clause{Untested: "because"})).To(Equal("because"))
		Expect(suite.Unjudged(contract.Clause{Party: contract.Client})).To(HavePrefix("advice to callers"))
		Expect(suite.Unjudged(contract.Clause{Level: contract.Must, Party: contract.Server})).To(BeEmpty())
		Expect(suite.ClauseURL(b.Spec, b.Spec.Clauses[0])).To(HavePrefix(b.Spec.Source.URL))
	})
})
