package reports_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"concord/internal/contract"
	"concord/reports"
)

func compiledSchema() *jsonschema.Schema {
	GinkgoHelper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(reports.ResultsSchema))
	Expect(err).NotTo(HaveOccurred())
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	Expect(c.AddResource("results.json", doc)).To(Succeed())
	schema, err := c.Compile("results.json")
	Expect(err).NotTo(HaveOccurred())
	return schema
}

func validate(text string) error {
	GinkgoHelper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	Expect(err).NotTo(HaveOccurred())
	return compiledSchema().Validate(doc)
}

var _ = Describe("the schema of results.json", func() {
	It("accepts results of every kind", func() {
		for _, r := range []contract.Results{conformant(), deviating(), inconclusive()} {
			Expect(validate(resultsJSON(r))).To(Succeed())
		}
	})

	DescribeTable("refuses",
		func(change func(string) string) {
			text := resultsJSON(deviating())
			Expect(change(text)).NotTo(Equal(text))
			Expect(validate(change(text))).NotTo(Succeed())
		},
		Entry("an unknown key", swap(`"requests"`, `"extra": 1, "requests"`)),
		Entry("an unknown key below", swap(`"check":`, `"extra": 1, "check":`)),
		Entry("a missing key", swap(`"requests": 9,`, ``)),
		Entry("an unknown status", swap(`"status": "fail"`, `"status": "failed"`)),
		Entry("a time that is none", swap(`"startedAt": "2026-11-22T`, `"startedAt": "22.11.2026T`)),
		Entry("another version", swap(`"schemaVersion": "1"`, `"schemaVersion": "2"`)),
		Entry("null for a list", swap(`"requests": 9`, `"requests": null`)),
	)

	It("names every field of the Go types, requires those always written, and no other", func() {
		var doc schemaNode
		Expect(json.Unmarshal(reports.ResultsSchema, &doc)).To(Succeed())
		compare(doc.Defs, doc, reflect.TypeFor[contract.Results](), "results")
	})

	It("lists every constant of the enumerated types", func() {
		var doc schemaNode
		Expect(json.Unmarshal(reports.ResultsSchema, &doc)).To(Succeed())
		for name, values := range contractConstants() {
			if def, ok := doc.Defs[strings.ToLower(name)]; ok {
				Expect(def.Enum).To(ConsistOf(values), name)
			}
		}
	})
})

type schemaNode struct {
	Ref                  string                `json:"$ref"`
	Defs                 map[string]schemaNode `json:"$defs"`
	Type                 string                `json:"type"`
	Enum                 []string              `json:"enum"`
	Properties           map[string]schemaNode `json:"properties"`
	Required             []string              `json:"required"`
	AdditionalProperties json.RawMessage       `json:"additionalProperties"`
	Items                *schemaNode           `json:"items"`
}

// compare walks a Go type and the schema that describes it side by side.
func compare(defs map[string]schemaNode, node schemaNode, t reflect.Type, at string) {
	GinkgoHelper()
	if node.Ref != "" {
		name := strings.TrimPrefix(node.Ref, "#/$defs/")
		Expect(defs).To(HaveKey(name), at)
		node = defs[name]
	}
	switch t.Kind() {
	case reflect.Pointer:
		compare(defs, node, t.Elem(), at)
	case reflect.Slice:
		Expect(node.Items).NotTo(BeNil(), at)
		compare(defs, *node.Items, t.Elem(), at+"[]")
	case reflect.Map:
		var values schemaNode
		Expect(json.Unmarshal(node.AdditionalProperties, &values)).To(Succeed(), at)
		compare(defs, values, t.Elem(), at+"{}")
	case reflect.Struct:
		if t != reflect.TypeFor[time.Time]() {
			compareStruct(defs, node, t, at)
			return
		}
		Expect(node.Type).To(Equal("string"), at)
	default:
		Expect(node.Type).To(Equal(map[reflect.Kind]string{
			reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer", reflect.Float64: "number",
		}[t.Kind()]), at)
	}
}

func compareStruct(defs map[string]schemaNode, node schemaNode, t reflect.Type, at string) {
	GinkgoHelper()
	var names, required []string
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
		if options == "" {
			required = append(required, name)
		}
		Expect(node.Properties).To(HaveKey(name), at)
		compare(defs, node.Properties[name], f.Type, at+"."+name)
	}
	Expect(node.Properties).To(HaveLen(len(names)), at)
	Expect(node.Required).To(ConsistOf(required), at)
	Expect(string(node.AdditionalProperties)).To(Equal("false"), at)
}

// contractConstants returns the string constants of package contract by type.
func contractConstants() map[string][]string {
	GinkgoHelper()
	files, err := filepath.Glob("../internal/contract/*.go")
	Expect(err).NotTo(HaveOccurred())
	constants := map[string][]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		Expect(err).NotTo(HaveOccurred())
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			typ, named := spec.Type.(*ast.Ident)
			lit, literal := spec.Values[0].(*ast.BasicLit)
			if named && literal {
				value, err := strconv.Unquote(lit.Value)
				Expect(err).NotTo(HaveOccurred())
				constants[typ.Name] = append(constants[typ.Name], value)
			}
			return true
		})
	}
	for _, name := range []string{"Level", "Party", "Severity", "Status", "Verdict", "Mode", "Step"} {
		Expect(constants).To(HaveKey(name))
		slices.Sort(constants[name])
	}
	return constants
}
