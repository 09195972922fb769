package openapi_test

import (
	"encoding/json"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"concord/internal/wire"
	"concord/openapi"
)

func compile(keyword string) *openapi.Validator {
	GinkgoHelper()
	v, err := openapi.NewValidator(openapi.SchemaFile{Path: "x.json", Data: []byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema",` + keyword + `}`)})
	Expect(err).NotTo(HaveOccurred())
	return v
}

var _ = Describe("numbers that no arithmetic takes", func() {
	It("make the schema library panic, when it is given them as they are", func() {
		c := jsonschema.NewCompiler()
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"maximum":10}`))
		Expect(err).NotTo(HaveOccurred())
		Expect(c.AddResource("x.json", doc)).To(Succeed())
		schema, err := c.Compile("x.json")
		Expect(err).NotTo(HaveOccurred())
		Expect(func() { _ = schema.Validate(json.Number("1e9999999")) }).To(Panic())
	})

	DescribeTable("are judged as any other", func(keyword, number string, valid bool) {
		broken := compile(keyword).Validate(wire.NumberValue(number))
		if valid {
			Expect(broken).To(BeEmpty())
			return
		}
		Expect(broken).To(HaveLen(1))
		Expect(broken[0].Keyword).To(Equal(keyword[1:strings.Index(keyword, `":`)]))
	},
		Entry(nil, `"maximum":10`, "1e9999999", false), Entry(nil, `"maximum":10`, "-1e9999999", true),
		Entry(nil, `"maximum":10`, "1E+99999999999999999999999", false), Entry(nil, `"maximum":10`, "1e-9999999", true),
		Entry(nil, `"minimum":0`, "1e9999999", true), Entry(nil, `"minimum":0`, "-1e9999999", false),
		Entry(nil, `"minimum":0`, "-1e-9999999", false), Entry(nil, `"minimum":0`, "-0e9999999", true),
		Entry(nil, `"const":201`, "1e9999999", false), Entry(nil, `"const":0`, "0.000e9999999", true), Entry(nil, `"const":0`, "1e-9999999", false),
		Entry(nil, `"enum":[1,2.5]`, "1e9999999", false), Entry(nil, `"enum":[1,2.5]`, "250e-2", true),
		Entry(nil, `"type":"integer"`, "1e9999999", true), Entry(nil, `"type":"integer"`, "1e-9999999", false),
		Entry(nil, `"type":"integer"`, "1.5e500", true), Entry(nil, `"type":"number"`, "1e9999999", true), Entry(nil, `"type":"string"`, "1e9999999", false),
		Entry("a long mantissa and its exponent cancel out", `"const":1`, "1"+strings.Repeat("0", 5000)+"e-5000", true),
		Entry("in the other direction", `"const":15`, "0."+strings.Repeat("0", 5000)+"15e5002", true),
		Entry("and are kept exact", `"const":1`, "1"+strings.Repeat("0", 4999)+"1e-5000", false),
	)

	It("are found wherever they stand", func() {
		broken := compile(`"properties":{"a":{"items":{"properties":{"b":{"maximum":1}}}}}`).Validate(body(`{"a":[{"b":1},{"b":1e9999999}]}`))
		Expect(broken).To(ConsistOf(openapi.Violation{Keyword: "maximum", Pointer: "/a/1/b", Want: "at most 1"}))
	})

	It("are judged in no time, and leave the body as it was", func() {
		v := body(`[1e999999,1e999999,1e999999,1e999999,1e999999,1e999999,1e999999,1e999999]`)
		begin := time.Now()
		Expect(compile(`"items":{"type":"integer","maximum":3}`).Validate(v)).To(HaveLen(8))
		Expect(time.Since(begin)).To(BeNumerically("<", 5*time.Second))
		Expect(v.Items[0].Text).To(Equal("1e999999"))
	})

	DescribeTable("violations say what is wanted", func(keyword, text string, want openapi.Violation) {
		Expect(compile(keyword).Validate(body(text))).To(ConsistOf(want))
	},
		Entry(nil, `"required":["a"]`, `{}`, openapi.Violation{Keyword: "required", Member: "a"}),
		Entry(nil, `"type":["string","null"]`, `1`, openapi.Violation{Keyword: "type", Want: "null or string", Got: "number"}),
		Entry(nil, `"const":{"a":[1]}`, `{}`, openapi.Violation{Keyword: "const", Want: `{"a":[1]}`}),
		Entry(nil, `"enum":["a",1]`, `2`, openapi.Violation{Keyword: "enum", Want: `["a",1]`}),
		Entry(nil, `"format":"date"`, `"x"`, openapi.Violation{Keyword: "format", Want: "date"}),
		Entry(nil, `"minLength":2`, `"x"`, openapi.Violation{Keyword: "minLength", Want: "at least 2 characters"}),
		Entry(nil, `"minimum":1.5`, `1`, openapi.Violation{Keyword: "minimum", Want: "at least 3/2"}),
		Entry(nil, `"maximum":1`, `2`, openapi.Violation{Keyword: "maximum", Want: "at most 1"}),
		Entry(nil, `"pattern":"^a$"`, `"b"`, openapi.Violation{Keyword: "pattern", Want: "a match of ^a$"}),
		Entry(nil, `"maxItems":0`, `[1]`, openapi.Violation{Keyword: "maxItems"}),
		Entry("pointers are escaped", `"properties":{"a/b~c":{"type":"null"}}`, `{"a/b~c":1}`, openapi.Violation{Keyword: "type", Pointer: "/a~1b~0c", Want: "null", Got: "number"}),
	)
})
