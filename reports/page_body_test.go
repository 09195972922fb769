package reports_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

var _ = Describe("a body on a page", func() {
	DescribeTable("is laid out, and the place marked",
		func(body, pointer, shown string) {
			got, absent := reports.Body(body, pointer)
			Expect(got).To(Equal(shown))
			Expect(absent).To(BeEmpty())
		},
		Entry("a member", `{"a":1,"b":{"c":[true,2]}}`, "/b/c/1", " {\n   \"a\": 1,\n   \"b\": {\n     \"c\": [\n       true,\n>      2\n     ]\n   }\n }\n"),
		Entry("an object", `{"a":1,"b":{"c":2}}`, "/b", " {\n   \"a\": 1,\n>  \"b\": {\n>    \"c\": 2\n>  }\n }\n"),
		Entry("a member that stands twice", `{"a":1,"b":0,"a":2}`, "/a", " {\n>  \"a\": 1,\n   \"b\": 0,\n>  \"a\": 2\n }\n"),
		Entry("a name with a slash and a tilde", `{"a/b~c":1}`, "/a~1b~0c", " {\n>  \"a/b~c\": 1\n }\n"),
		Entry("a number as it was written", `[1.0e400]`, "/0", " [\n>  1.0e400\n ]\n"),
		Entry("nothing, where none is named", `{"a":1}`, "", " {\n   \"a\": 1\n }\n"),
		Entry("nothing, where it is no JSON", "<html>\nno", "/a", " <html>\n no\n"),
		Entry("nothing, where it breaks off", `{"a":`, "/a", ` {"a":`+"\n"),
	)

	It("says what it has no place for", func() {
		_, absent := reports.Body(`{"a":1}`, "/b", "/a", "/b")
		Expect(absent).To(Equal([]string{"/b"}))
	})

	It("shows the beginning of a long one, and the place in it", func() {
		var members []string
		for i := range 500 {
			members = append(members, fmt.Sprintf(`"m%d":%d`, i, i))
		}
		shown, _ := reports.Body("{"+strings.Join(members, ",")+"}", "/m300")
		Expect(shown).To(MatchRegexp(`(?s)^ \{\n.*"m46": 46,\n…249\n   "m296": 296,\n.*\n>  "m300": 300,\n.*"m304": 304,\n…196\n$`))
	})

	It("stays small, whatever it holds", func() {
		for _, body := range []string{strings.Repeat("[", 100_000), "[" + strings.Repeat(`[0],`, 5000) + "0]", `"` + strings.Repeat("x", 30_000) + `"`, strings.Repeat("\n", 50_000), strings.Repeat(`{"a":`, 24) + strings.Repeat("}", 24)} {
			shown, _ := reports.Body(body, "/0")
			Expect(len(shown)).To(BeNumerically("<", 8000))
		}
	})
})

// FuzzBody holds the layout of a body to its bound, and to ending at all.
func FuzzBody(f *testing.F) {
	f.Add(`{"a":[1,{"b":"c"}]}`, "/a/1/b")
	f.Add(`{"a":1,"a":2}`, "/a")
	f.Add("\xff[", "")
	f.Fuzz(func(t *testing.T, body, pointer string) {
		if shown, _ := reports.Body(body, pointer); len(shown) > 100_000 {
			t.Fatalf("%d bytes are shown", len(shown))
		}
		reports.Difference(body[:min(len(body), 200)], pointer[:min(len(pointer), 200)])
	})
}
