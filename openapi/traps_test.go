package openapi_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/openapi"
)

// judged returns the result of the sample's good login, answered like this.
func judged(status int, text string) contract.CaseResult {
	GinkgoHelper()
	book, err := judge.NewBook(sampleSpec(), readSample(sample))
	Expect(err).NotTo(HaveOccurred())
	return book.Judge(
		judge.Case{Case: contract.Case{ID: "sample/valid"}, Kind: judge.Answer, Example: "valid"},
		contract.Observation{Case: "sample/valid", Exchanges: []contract.Exchange{{
			ID: "sample/valid#1", Step: contract.StepLogin, Example: "valid",
			Response: &contract.Response{
				Status: status, Header: map[string][]string{"Content-Type": {"application/json"}},
				Body: contract.Body{Text: text, Bytes: len(text)},
			},
		}}},
	)
}

func checks(r contract.CaseResult) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Check)
	}
	return out
}

const goodAnswer = `{"token":"abc","kind":"Bearer"}`

// Each of these passes openapi3filter.ValidateResponse, in some version of
// OpenAPI, without a word. None of them passes here.
var _ = Describe("what response validation lets pass", func() {
	It("is quiet about a documented answer", func() {
		Expect(judged(200, goodAnswer).Status).To(Equal(contract.Pass))
		Expect(judged(200, goodAnswer).Findings).To(BeEmpty())
	})

	DescribeTable("a status that is not documented", func(status int, text string) {
		r := judged(status, text)
		Expect(r.Status).To(Equal(contract.Fail))
		Expect(checks(r)).To(ContainElement("status"))
	},
		Entry("418", 418, goodAnswer), Entry("202", 202, goodAnswer), Entry("301", 301, goodAnswer),
		Entry("304 without a body", 304, ""), Entry("307", 307, ""), Entry("308", 308, ""),
		Entry("500 with an empty body, as to a HEAD", 500, ""),
		Entry("204 without a body", 204, ""), Entry("204 with a body", 204, goodAnswer),
	)

	It("takes an empty body for a deviation", func() {
		Expect(checks(judged(200, ""))).To(ConsistOf("json-empty"))
	})

	It("has no response without content whose body could be anything", func() {
		source := edit(sample, "        \"4XX\":\n", "        \"204\": {description: Empty, x-clauses: [SAMPLE-LOGIN-002]}\n        \"4XX\":\n")
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(err).To(MatchError(ContainSubstring(`response 204 needs x-clauses and at least one example`)))
	})

	DescribeTable("a value that breaks its format", func(member, bad, good string) {
		at := fmt.Sprintf(`,"%s":`, member)
		text := func(value string) string { return strings.Replace(goodAnswer, "}", at+`"`+value+`"}`, 1) }
		Expect(judged(200, text(bad)).Status).To(Equal(contract.Fail))
		Expect(checks(judged(200, text(bad)))).To(ConsistOf("field-format"))
		Expect(judged(200, text(good)).Findings).To(BeEmpty())
	},
		Entry("uuid", "id", "abcdef12", "abcdef12-3456-7890-abcd-ef1234567890"),
		Entry("date-time without a zone", "made", "2026-01-12T12:34:56", "2026-01-12T12:34:56+02:00"),
		Entry("date-time with a space", "made", "2026-01-12 12:34:56Z", "2026-01-12T12:34:56.789Z"),
		Entry("the 31st of February", "made", "2026-02-31T10:00:00Z", "2026-02-28T10:00:00Z"),
		Entry("the 30th of February", "day", "2026-02-30", "2024-02-29"),
		Entry("uri", "page", "//short.example/x", "https://short.example/x"),
	)

	It("knows dates better than kin-openapi, whose expression takes the 31st of February", func() {
		schema := openapi3.NewStringSchema().WithFormat("date-time")
		Expect(schema.VisitJSON("2026-02-31T10:00:00Z")).To(Succeed())
		validator := answers(readSample(sample), "200")
		Expect(validator.Validate(body(`{"token":"a","kind":"Bearer","made":"2026-02-31T10:00:00Z"}`))).To(ConsistOf(
			openapi.Violation{Keyword: "format", Pointer: "/made", Want: "date-time"}))
	})

	It("warns of a member that is not documented, and only warns", func() {
		r := judged(200, `{"token":"abc","kind":"Bearer","extra":1,"more":{"any":1}}`)
		Expect(r.Status).To(Equal(contract.Pass))
		Expect(checks(r)).To(ConsistOf("undeclared-field"))
		Expect(r.Findings[0].Pointer).To(Equal("/extra"))
		Expect(r.Findings[0].Severity).To(Equal(contract.SeverityWarning))
	})

	It("asserts const across a reference", func() {
		validator := answers(readSample(sample), "200")
		Expect(validator.Validate(body(`{"token":"abc","kind":"WRONG"}`))).To(ConsistOf(
			openapi.Violation{Keyword: "const", Pointer: "/kind", Want: `"Bearer"`}))
	})

	DescribeTable("a body that is not one JSON document", func(text, check string) {
		r := judged(200, text)
		Expect(r.Status).To(Equal(contract.Fail))
		Expect(checks(r)).To(ConsistOf(check))
	},
		Entry("a member twice", `{"token":"abc","kind":"Bearer","token":"abc"}`, "json-duplicate-member"),
		Entry("a member twice, spelt with an escape", `{"token":"abc","kind":"Bearer","\u0074oken":"abc"}`, "json-duplicate-member"),
		Entry("data after it", goodAnswer+` xx`, "json-trailing"),
		Entry("a second document", goodAnswer+goodAnswer, "json-trailing"),
	)

	It("lists every violation, not the first", func() {
		r := judged(200, `{"kind":"WRONG","id":7,"made":"now","level":3}`)
		Expect(checks(r)).To(ConsistOf("field-missing", "literal", "field-type", "field-format", "literal"))
	})

	It("puts no received value into a violation, however wrong or long", func() {
		token := "eyJhbGciOiJIUzI1NiJ9." + strings.Repeat("c2VjcmV0", 20_000) + ".c2ln"
		validator := answers(readSample(sample), "200")
		for _, member := range []string{"kind", "id", "made", "day", "page", "count", "level", "code", "tags", "more"} {
			broken := validator.Validate(body(`{"token":"abc","` + member + `":"` + token + `"}`))
			Expect(broken).To(ContainElement(HaveField("Pointer", "/"+member)))
			Expect(fmt.Sprintf("%+v", broken)).NotTo(Or(ContainSubstring("eyJ"), ContainSubstring("c2Vj")), member)
		}
		Expect(fmt.Sprint(validator.Validate(body(`["` + token + `"]`)))).NotTo(ContainSubstring("eyJ"))
	})
})

var _ = Describe("the profile", func() {
	DescribeTable("refuses keywords that tools read differently or not at all", func(keyword string) {
		name, _, _ := strings.Cut(keyword, ":")
		source := edit(sample, "{type: string, format: uuid}", "{type: string, "+keyword+"}")
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(err).To(MatchError(HavePrefix(fmt.Sprintf("openapi/sample.yaml:%d: unknown key %q in a schema", lineOf(source, keyword), name))))
	},
		Entry(nil, "writeOnly: true"), Entry(nil, "readOnly: true"), Entry(nil, "nullable: true"), Entry(nil, "example: x"),
		Entry(nil, "unevaluatedProperties: false"), Entry(nil, "patternProperties: {}"), Entry(nil, "dependentRequired: {}"),
		Entry(nil, "contains: {}"), Entry(nil, "prefixItems: []"), Entry(nil, "if: {}"), Entry(nil, "not: {}"),
		Entry(nil, "allOf: []"), Entry(nil, "oneOf: []"), Entry(nil, "anyOf: []"), Entry(nil, `$dynamicRef: "#x"`), Entry(nil, `$id: "urn:x"`),
		Entry(nil, "maxLength: 8"), Entry(nil, "examples: [x]"), Entry(nil, "deprecated: true"),
	)

	DescribeTable("refuses what OpenAPI tools lose or close", func(keyword, says string) {
		source := edit(sample, "{type: string, format: uuid}", "{"+keyword+"}")
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(err).To(MatchError(And(HavePrefix(fmt.Sprintf("openapi/sample.yaml:%d: ", lineOf(source, "{"+keyword+"}"))), ContainSubstring(says))))
	},
		Entry(nil, "const: null", `key "const": null is no literal`),
		Entry(nil, "enum: []", `key "enum": an enum lists at least one value`),
		Entry(nil, "additionalProperties: false", `key "additionalProperties": schemas stay open`),
		Entry(nil, "additionalProperties: {type: string}", `key "additionalProperties": must be true or false`),
		Entry(nil, "type: [string, string]", `key "type": "string" stands twice`),
		Entry(nil, "type: text", `key "type": "text" is not one of object, `),
		Entry(nil, "format: ipv4", `key "format": "ipv4" is not one of date-time, `),
		Entry("which every library reads differently", "format: email", `key "format": "email" is not one of date-time, `),
		Entry(nil, `pattern: "(?=x)"`, `key "pattern": "(?=x)" is no regular expression`),
		Entry(nil, `pattern: "(?i)x"`, `key "pattern": "(?i)x" is no regular expression`),
		Entry(nil, `pattern: "["`, `key "pattern": "[" is no regular expression`),
		Entry(nil, "minLength: -1", `key "minLength": a length is not negative`),
		Entry(nil, "minLength: 0x1", `key "minLength": must be an integer`),
		Entry(nil, "minimum: zero", `key "minimum": must be a number`),
	)

	DescribeTable("refuses references out of the document, and in circles", func(reference, says string) {
		source := edit(sample, `{$ref: "#/components/schemas/Kind"}`, reference)
		source = edit(source, "  schemas:\n", "  schemas:\n    Loop: {type: object, properties: {again: {$ref: \"#/components/schemas/Loop\"}}}\n")
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(err).To(MatchError(ContainSubstring(says)))
	},
		Entry("another file", `{$ref: "tok.yaml#/Tok"}`, `cannot resolve $ref "tok.yaml#/Tok" within the document`),
		Entry("a URL", `{$ref: "https://schemas.example/Tok"}`, `within the document`),
		Entry("without the fragment's #", `{$ref: components/schemas/Kind}`, `within the document`),
		Entry("nothing there", `{$ref: "#/components/schemas/Nil"}`, `cannot resolve $ref "#/components/schemas/Nil"`),
		Entry("with siblings", `{$ref: "#/components/schemas/Kind", type: string}`, `a $ref has no siblings`),
		Entry("a circle", `{$ref: "#/components/schemas/Loop"}`, `key "again": a schema must not contain itself`),
	)

	It("bounds what references unfold into", func() {
		var bomb strings.Builder
		for i := range 30 {
			fmt.Fprintf(&bomb, "    B%d: {properties: {a: {$ref: \"#/components/schemas/B%d\"}, b: {$ref: \"#/components/schemas/B%d\"}}}\n", i, i+1, i+1)
		}
		source := edit(sample, `{$ref: "#/components/schemas/Kind"}`, `{$ref: "#/components/schemas/B0"}`) + bomb.String() + "    B30: {type: string}\n"
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(err).To(MatchError(ContainSubstring("more than 10000 schemas")))
	})

	It("is OpenAPI: kin-openapi takes the sample", func() {
		doc, err := openapi3.NewLoader().LoadFromData([]byte(sample))
		Expect(err).NotTo(HaveOccurred())
		Expect(doc.Validate(context.Background(), openapi3.EnableExamplesValidation())).To(Succeed())
	})
})
