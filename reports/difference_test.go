package reports_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

var _ = DescribeTable("the difference of two values is marked",
	func(want, got, wantMarked, gotMarked string) {
		a, b := reports.Difference(want, got)
		Expect([]string{a, b}).To(Equal([]string{wantMarked, gotMarked}))
		plain := strings.NewReplacer("[", "", "]", "")
		Expect([]string{plain.Replace(a), plain.Replace(b)}).To(Equal([]string{want, got}))
	},
	Entry("inside a number", "401", "400", "40[1]", "40[0]"),
	Entry("as a whole, where nothing is alike", "string", "null", "[string]", "[null]"),
	Entry("inside a name", "access_token", "access-token", "access[_]token", "access[-]token"),
	Entry("by word", "240 s (± 30 s)", "3600 s", "[240] s[ (± 30 s)]", "[3600] s"),
	Entry("by word, in the middle", `one of 400, 401, 403`, `one of 400, 409, 403`, `one of 400, [401], 403`, `one of 400, [409], 403`),
	Entry("where a word is added", "application/json", "application/json; charset=utf-8", "application/json", "application/json[; charset=utf-8]"),
	Entry("in other scripts", "año 2026", "año 2027", "año [2026]", "año [2027]"),
	Entry("where one is empty", "a value", "", "[a value]", ""),
	Entry("nowhere, where there is none", "same", "same", "same", "same"),
	Entry("nowhere in nothing", "", "", "", ""),
)
