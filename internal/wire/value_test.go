package wire_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/wire"
)

func read(text string) *wire.Value {
	GinkgoHelper()
	v, problems := wire.Read([]byte(text))
	Expect(problems).To(BeEmpty())
	return v
}

var _ = Describe("Value", func() {
	DescribeTable("At finds what RFC 6901 §5 finds", func(pointer, expected string) {
		v := read(`{"foo":["bar","baz",[7]],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9}`)
		Expect(string(v.At(pointer).Append(nil))).To(Equal(expected))
	},
		Entry(nil, "/foo", `["bar","baz",[7]]`), Entry(nil, "/foo/0", `"bar"`), Entry(nil, "/foo/2/0", "7"),
		Entry(nil, "/", "0"), Entry(nil, "/a~1b", "1"), Entry(nil, "/c%d", "2"), Entry(nil, "/e^f", "3"),
		Entry(nil, "/g|h", "4"), Entry(nil, `/i\j`, "5"), Entry(nil, `/k"l`, "6"), Entry(nil, "/ ", "7"),
		Entry(nil, "/m~0n", "8"), Entry(nil, "/~01", "9"),
	)

	DescribeTable("At finds nothing", func(pointer string) {
		Expect(read(`{"a":[1,2],"b":"text","~2":0,"~":0}`).At(pointer)).To(BeNil())
	},
		Entry("without a slash", "a"), Entry("absent", "/c"), Entry("below a string", "/b/0"),
		Entry("past the end", "/a/2"), Entry("after the last", "/a/-"), Entry("leading zero", "/a/00"),
		Entry("sign", "/a/+1"), Entry("no index", "/a/"), Entry("huge index", "/a/99999999999999999999"),
		Entry("bad escape", "/~2"), Entry("cut escape", "/~"), Entry("below nothing", "/c/d/e"),
	)

	It("joins pointers that At understands", func() {
		v := read(`{"a/b":{"m~n":{"~1":[true]}}}`)
		pointer := wire.JoinPointer("/a~1b", "m~n", "~1", "0")
		Expect(pointer).To(Equal("/a~1b/m~0n/~01/0"))
		Expect(v.At(pointer).Bool).To(BeTrue())
		Expect(v.At("")).To(BeIdenticalTo(v))
		v.Walk(func(pointer string, found *wire.Value) {
			Expect(v.At(pointer)).To(BeIdenticalTo(found))
		})
	})

	It("sets, replaces and deletes members in place", func() {
		v, _ := wire.Read([]byte(`{"a":1,"b":2,"a":3}`))
		v.Set("a", wire.StringValue("x"))
		v.Set("c", wire.ArrayValue(wire.BoolValue(true), wire.NullValue(), wire.ObjectValue(wire.Member{Name: "n", Value: wire.NumberValue("1e2")})))
		Expect(string(v.Append(nil))).To(Equal(`{"a":1,"b":2,"a":"x","c":[true,null,{"n":1e2}]}`))
		v.Delete("a")
		v.Delete("absent")
		Expect(string(v.Append([]byte("=")))).To(Equal(`={"b":2,"c":[true,null,{"n":1e2}]}`))
	})

	It("clones deeply", func() {
		v := read(`{"a":{"b":[{"c":1}]}}`)
		c := v.Clone()
		c.At("/a/b/0").Set("c", wire.BoolValue(false))
		c.Get("a").Set("d", wire.NullValue())
		Expect(string(v.Append(nil))).To(Equal(`{"a":{"b":[{"c":1}]}}`))
		Expect(string(c.Append(nil))).To(Equal(`{"a":{"b":[{"c":false}],"d":null}}`))
	})

	It("takes nil and other kinds without complaint", func() {
		var none *wire.Value
		Expect(none.Get("a")).To(BeNil())
		Expect(none.At("/a")).To(BeNil())
		Expect(none.At("")).To(BeNil())
		Expect(none.Any()).To(BeNil())
		Expect(none.Clone()).To(BeNil())
		Expect(string(none.Append(nil))).To(Equal("null"))
		none.Walk(func(string, *wire.Value) { Fail("nothing to visit") })
		none.Set("a", none)
		none.Delete("a")
		text := wire.StringValue("x")
		text.Set("a", none)
		Expect(text.Get("a")).To(BeNil())
	})

	It("escapes what it must, and replaces what is not UTF-8", func() {
		v := wire.StringValue("\x00\x1f\"\\\n\r\t</é😀\xff")
		Expect(string(v.Append(nil))).To(Equal(`"\u0000\u001f\"\\\n\r\t</é😀` + "\uFFFD" + `"`))
	})

	It("names kinds as JSON Schema does", func() {
		for text, name := range map[string]string{
			"{}": "object", "[]": "array", `""`: "string", "0": "number", "true": "boolean", "null": "null",
		} {
			Expect(read(text).Kind.String()).To(Equal(name))
		}
		Expect(wire.Kind(0).String()).To(Equal("invalid"))
	})

	It("prints a problem on one line", func() {
		_, problems := wire.Read([]byte(`{"a":x}`))
		Expect(problems[0].String()).To(Equal("syntax at byte 5 (/a): expected a value"))
		_, problems = wire.Read(nil)
		Expect(problems[0].String()).To(Equal("empty at byte 0: no bytes but white space"))
	})
})
