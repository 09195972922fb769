package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/wire"
)

func codes(problems []wire.Problem) []wire.ProblemCode {
	var out []wire.ProblemCode
	for _, p := range problems {
		out = append(out, p.Code)
	}
	return out
}

var _ = Describe("Read", func() {
	// Each problem beside the nearest text that does not have it.
	DescribeTable("finds a problem where it is and nowhere else",
		func(bad string, code wire.ProblemCode, pointer string, offset int, kept bool, good string) {
			v, problems := wire.Read([]byte(bad))
			Expect(problems).To(HaveLen(1))
			Expect(problems[0].Code).To(Equal(code))
			Expect(problems[0].Pointer).To(Equal(pointer))
			Expect(problems[0].Offset).To(Equal(offset))
			Expect(problems[0].Detail).NotTo(BeEmpty())
			Expect(v != nil).To(Equal(kept), "value kept")

			v, problems = wire.Read([]byte(good))
			Expect(problems).To(BeEmpty())
			Expect(v).NotTo(BeNil())
		},
		Entry("no bytes", "", wire.ProblemEmpty, "", 0, false, "0"),
		Entry("white space only", " \r\n\t", wire.ProblemEmpty, "", 4, false, " \r\n\tnull"),
		Entry("byte order mark", "\uFEFF{}", wire.ProblemBOM, "", 0, true, "{}"),
		Entry("byte order mark in a string", "\uFEFF1", wire.ProblemBOM, "", 0, true, "\"\uFEFF\""),
		Entry("latin-1 in a string", "{\"a\":[\"ma\xf1ana\"]}", wire.ProblemNotUTF8, "/a/0", 9, true, `{"a":["mañana"]}`),
		Entry("latin-1 in a name", "{\"a\xf1o\":1}", wire.ProblemNotUTF8, "/a\uFFFDo", 3, true, `{"año":1}`),
		Entry("latin-1 beside an escape", "\"\\n\xf1\"", wire.ProblemNotUTF8, "", 3, true, `"\nñ"`),
		Entry("UTF-16 with its mark", "\xff\xfe{\x00}\x00", wire.ProblemNotUTF8, "", 0, false, `{}`),
		Entry("UTF-16 without", "{\x00}\x00", wire.ProblemNotUTF8, "", 0, false, `{}`),
		Entry("plain text", "Internal Server Error", wire.ProblemNotJSON, "", 0, false, `"Internal Server Error"`),
		Entry("text that begins like a literal", "not found", wire.ProblemNotJSON, "", 0, false, `null`),
		Entry("a multipart boundary", "--b", wire.ProblemNotJSON, "", 0, false, `-1`),
		Entry("a lone less-than sign", "<3", wire.ProblemNotJSON, "", 0, false, `3`),
		Entry("NaN", "NaN", wire.ProblemNotJSON, "", 0, false, `0`),
		Entry("HTML", "\n<!DOCTYPE html><html></html>", wire.ProblemHTML, "", 1, false, `"<!DOCTYPE html>"`),
		Entry("XML", "<?xml version='1.0'?><a/>", wire.ProblemHTML, "", 0, false, `"<?xml?>"`),
		Entry("a tag", "<p>", wire.ProblemHTML, "", 0, false, `"<p>"`),
		Entry("object cut after its brace", `{`, wire.ProblemTruncated, "", 1, false, `{}`),
		Entry("object cut in a name", `{"a`, wire.ProblemTruncated, "", 3, false, `{"a":1}`),
		Entry("object cut before the colon", `{"a"`, wire.ProblemTruncated, "/a", 4, false, `{"a":1}`),
		Entry("object cut after the colon", `{"a": `, wire.ProblemTruncated, "/a", 6, false, `{"a": 1}`),
		Entry("object cut after a comma", `{"a":1,`, wire.ProblemTruncated, "", 7, false, `{"a":1,"b":2}`),
		Entry("array cut", `{"a":[1`, wire.ProblemTruncated, "/a", 7, false, `{"a":[1]}`),
		Entry("string cut", `["x`, wire.ProblemTruncated, "/0", 3, false, `["x"]`),
		Entry("string cut after an escape", `["\n`, wire.ProblemTruncated, "/0", 4, false, `["\n"]`),
		Entry("string cut in an escape", `["\`, wire.ProblemTruncated, "/0", 3, false, `["\\"]`),
		Entry("string cut in hexadecimal digits", `["\u00`, wire.ProblemTruncated, "/0", 6, false, `["\u0000"]`),
		Entry("string cut in a character", "[\"\xc3", wire.ProblemTruncated, "/0", 3, false, "[\"\xc3\xb1\"]"),
		Entry("number cut after its sign", `-`, wire.ProblemTruncated, "", 1, false, `-0`),
		Entry("number cut after its point", `1.`, wire.ProblemTruncated, "", 2, false, `1.0`),
		Entry("number cut after its exponent", `1e+`, wire.ProblemTruncated, "", 3, false, `1e+0`),
		Entry("literal cut", `tru`, wire.ProblemTruncated, "", 3, false, `true`),
		Entry("leading zero", `[01]`, wire.ProblemSyntax, "/0", 1, false, `[0,1]`),
		Entry("negative leading zero", `-01`, wire.ProblemSyntax, "", 1, false, `-0.1`),
		Entry("plus sign", `[+1]`, wire.ProblemSyntax, "/0", 1, false, `[1]`),
		Entry("NaN inside", `[NaN]`, wire.ProblemSyntax, "/0", 1, false, `[null]`),
		Entry("infinity inside", `[-Infinity]`, wire.ProblemSyntax, "/0", 2, false, `[-1]`),
		Entry("no digit before the point", `[.5]`, wire.ProblemSyntax, "/0", 1, false, `[0.5]`),
		Entry("no digit after the point", `[1.]`, wire.ProblemSyntax, "/0", 3, false, `[1.5]`),
		Entry("no digit in the exponent", `[1e]`, wire.ProblemSyntax, "/0", 3, false, `[1E-5]`),
		Entry("hexadecimal", `[0x1]`, wire.ProblemSyntax, "", 2, false, `[1]`),
		Entry("line feed in a string", "[\"a\nb\"]", wire.ProblemSyntax, "/0", 3, false, `["a\nb"]`),
		Entry("NUL after an escape", "\"\\t\x00\"", wire.ProblemSyntax, "", 3, false, `"\t\u0000"`),
		Entry("unknown escape", `"\x41"`, wire.ProblemSyntax, "", 2, false, `"\u0041"`),
		Entry("bad hexadecimal digit", `"\u00g0"`, wire.ProblemSyntax, "", 5, false, `"\u00Af"`),
		Entry("single quotes", `{'a':1}`, wire.ProblemSyntax, "", 1, false, `{"a":1}`),
		Entry("bare name", `{a:1}`, wire.ProblemSyntax, "", 1, false, `{"a":1}`),
		Entry("no colon", `{"a" 1}`, wire.ProblemSyntax, "/a", 5, false, `{"a" :1}`),
		Entry("no value", `{"a":}`, wire.ProblemSyntax, "/a", 5, false, `{"a":{}}`),
		Entry("no comma", `[1 2]`, wire.ProblemSyntax, "", 3, false, `[1 ,2]`),
		Entry("comma before a brace", `{"a":1,}`, wire.ProblemSyntax, "", 7, false, `{"a":1 }`),
		Entry("comma before a bracket", `{"a":[1,]}`, wire.ProblemSyntax, "/a", 8, false, `{"a":[1 ]}`),
		Entry("wrong bracket", `{"a":[1}}`, wire.ProblemSyntax, "/a", 7, false, `{"a":[1]}`),
		Entry("comment", `{/**/}`, wire.ProblemSyntax, "", 1, false, `{ }`),
		Entry("misspelt literal", `[nul]`, wire.ProblemSyntax, "/0", 4, false, `[null]`),
		Entry("vertical tab as white space", "[\v1]", wire.ProblemSyntax, "/0", 1, false, "[\t1]"),
		Entry("second document", `{} {}`, wire.ProblemTrailing, "", 3, true, "{} \n"),
		Entry("text after", `{}ok`, wire.ProblemTrailing, "", 2, true, `{}`),
		Entry("NUL after", "{}\x00", wire.ProblemTrailing, "", 2, true, `{}`),
		Entry("name repeated", `{"a":1,"a":2}`, wire.ProblemDuplicateMember, "/a", 7, true, `{"a":1,"A":2}`),
		Entry("name repeated by an escape", `[{"a/":1,"\u0061/":2}]`, wire.ProblemDuplicateMember, "/0/a~1", 9, true, `[{"a":1},{"a":2}]`),
		Entry("double-encoded object", ` "{\"a\":1}"`, wire.ProblemDoubleEncoded, "", 1, true, `"{a:1}"`),
		Entry("double-encoded array", `"[]"`, wire.ProblemDoubleEncoded, "", 0, true, `"[] and more"`),
		Entry("too deep", deep(wire.MaxDepth+1), wire.ProblemTooDeep, strings.Repeat("/0", wire.MaxDepth), wire.MaxDepth, false, deep(wire.MaxDepth)),
		Entry("lone high surrogate", `{"a":"\uD800"}`, wire.ProblemLoneSurrogate, "/a", 6, true, `{"a":"\uD83D\uDE00"}`),
		Entry("lone low surrogate", `"\n\udc00x"`, wire.ProblemLoneSurrogate, "", 3, true, `"\ud7ff\ue000"`),
		Entry("surrogate before another escape", `"\uD800\u0041"`, wire.ProblemLoneSurrogate, "", 1, true, `"\\uD800"`),
		Entry("lone surrogate in a name", `{"\uD800":1}`, wire.ProblemLoneSurrogate, "/\uFFFD", 2, true, `{"\u0000":1}`),
	)

	It("reports every problem, in order of offset", func() {
		v, problems := wire.Read([]byte("\uFEFF{\"a\":\"\\ud800\",\"a\":\"\xff\"}]"))
		Expect(codes(problems)).To(Equal([]wire.ProblemCode{
			wire.ProblemBOM, wire.ProblemLoneSurrogate, wire.ProblemDuplicateMember, wire.ProblemNotUTF8, wire.ProblemTrailing,
		}))
		Expect(v.Get("a").Text).To(Equal("\uFFFD"))
	})

	It("reports bytes that are not UTF-8 beside what else they break", func() {
		_, problems := wire.Read([]byte("\x1f\x8b\x08"))
		Expect(codes(problems)).To(Equal([]wire.ProblemCode{wire.ProblemNotJSON, wire.ProblemNotUTF8}))
		_, problems = wire.Read([]byte("{} \xf1"))
		Expect(codes(problems)).To(Equal([]wire.ProblemCode{wire.ProblemTrailing, wire.ProblemNotUTF8}))
	})

	It("puts no text of the input into a problem but member names", func() {
		const secret = "hunter2hunter2"
		for _, text := range []string{
			secret, "[" + secret, `["` + secret, `{"a":"` + secret + `" x`, `{} ` + secret, `"{\"a\":\"` + secret + `\"}"`,
			`{"a":"\ud800` + secret + `","a":"` + secret + `"}`, "[\"" + secret + "\n\"]", "[tru" + secret, `["\u` + secret,
		} {
			_, problems := wire.Read([]byte(text))
			Expect(problems).NotTo(BeEmpty())
			Expect(fmt.Sprint(problems)).NotTo(ContainSubstring(secret[:4]))
		}
	})

	It("bounds the report of hostile input, however long", func() {
		long := strings.Repeat("x", 100_000)
		text := `{"` + long + `":[` + strings.Repeat(`"\ud800",`, 100_000) + `0],"a":{` + strings.Repeat(`"b":0,`, 100_000) + `"b":0}}`
		v, problems := wire.Read([]byte(text))
		Expect(v).NotTo(BeNil())
		Expect(problems).To(HaveLen(100))
	})

	It("finds a repeated name among many members", func() {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, `"m%d":%d,`, i, i)
		}
		_, problems := wire.Read([]byte("{" + b.String() + `"m3":0,"m999":0,"new":0}`))
		Expect(problems).To(HaveLen(2))
		Expect(problems[0].Pointer).To(Equal("/m3"))
		Expect(problems[1].Pointer).To(Equal("/m999"))
	})

	It("keeps order, numbers as written and positions", func() {
		text := ` {"z" : 1.50e+3, "a":[true,null,"\u00e9\ud83d\ude00\/"], "z":-0} `
		v, problems := wire.Read([]byte(text))
		Expect(codes(problems)).To(Equal([]wire.ProblemCode{wire.ProblemDuplicateMember}))
		Expect(string(v.Append(nil))).To(Equal(`{"z":1.50e+3,"a":[true,null,"é😀/"],"z":-0}`))
		Expect(v.Get("z").Text).To(Equal("-0"))
		var seen []string
		v.Walk(func(pointer string, v *wire.Value) {
			seen = append(seen, pointer+" "+v.Kind.String()+" "+text[v.Start:v.End])
		})
		Expect(seen).To(Equal([]string{
			" object " + strings.TrimSpace(text), "/z number 1.50e+3", `/a array [true,null,"\u00e9\ud83d\ude00\/"]`,
			"/a/0 boolean true", "/a/1 null null", `/a/2 string "\u00e9\ud83d\ude00\/"`, "/z number -0",
		}))
	})

	It("does not keep the bytes it was given", func() {
		b := []byte(`"abc"`)
		v, _ := wire.Read(b)
		copy(b, `"xyz"`)
		Expect(v.Text).To(Equal("abc"))
	})

	DescribeTable("agrees with encoding/json on valid texts", func(text string) {
		v, problems := wire.Read([]byte(text))
		Expect(problems).To(BeEmpty())
		Expect(v.Any()).To(Equal(decoded(text)))
		Expect(decoded(string(v.Append(nil)))).To(Equal(decoded(text)))
	},
		Entry("object", loginAnswer),
		Entry("array around an object", `[{"a":[]}]`),
		Entry("empty object", ` { } `), Entry("empty array", "[\n]"), Entry("empty name", `{"":""}`),
		Entry("escapes", `"\"\\\/\b\f\n\r\t\u0000\u001f\u2028\uFFFF\ud834\udd1e"`),
		Entry("control and quote characters", `"\u0001\u007f\"\\"`),
		Entry("numbers", `[0,-0,1,-1,0.5,1e5,1E-5,1.25e+300,12345678901234567890,1e999]`),
		Entry("literals", `[true,false,null]`), Entry("scalar", `true`), Entry("text", `"ñandú 😀"`),
	)
})

const loginAnswer = `{"accessToken":"eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl","expires":3600,"user":{"id":7,"roles":["a","b"],"active":true,"manager":null}}`

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

func decoded(text string) any {
	GinkgoHelper()
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var out any
	Expect(d.Decode(&out)).To(Succeed())
	return out
}
