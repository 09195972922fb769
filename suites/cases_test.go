package suites_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/run"
	"concord/internal/suite"
)

var _ = Describe("the suite files", Label(run.UnitLabel), func() {
	It("speak of every case of the engine, and of no other", func() {
		books, err := run.Books()
		Expect(err).NotTo(HaveOccurred())
		var engine []string
		for provider, b := range books {
			if !slices.ContainsFunc(current.Suites, func(s *suite.Suite) bool { return s.Target.Provider == provider }) {
				continue // no target of it: its specs are not built
			}
			for _, c := range suite.Cases(b) {
				engine = append(engine, c.ID)
			}
		}
		Expect(lag(engine, slices.Collect(maps.Keys(declared)))).To(BeEmpty())
	})

	DescribeTable("are told what they lack, or have too much",
		func(engine, files []string, says ...string) {
			Expect(lag(engine, files)).To(Equal(strings.Join(says, "\n")))
		},
		Entry("nothing", []string{"acme/valid"}, []string{"acme/valid"}),
		Entry("cases, in one line a file", []string{"acme/valid", "acme/accepted", "best/valid", "acme/expiry"}, []string{"acme/valid"},
			"no It for: acme/accepted, acme/expiry (suites/acme_test.go)", "no It for: best/valid (suites/best_test.go)"),
		Entry("an It that is no case's", []string{"acme/valid"}, []string{"acme/valid", "acme/vaild"}, "the engine has no case: acme/vaild (suites/acme_test.go)"),
	)
})

// lag says which of the engine's cases the suite files do not speak of, and of
// which others they do; empty if they agree.
func lag(engine, files []string) string {
	without := func(all, these []string) []string {
		return slices.DeleteFunc(slices.Sorted(slices.Values(all)), func(id string) bool { return slices.Contains(these, id) })
	}
	lines := append(byFile("no It for: ", without(engine, files)), byFile("the engine has no case: ", without(files, engine))...)
	return strings.Join(lines, "\n")
}

// byFile says something of sorted case ids, in a line for each provider's suite file.
func byFile(says string, ids []string) []string {
	var lines []string
	for len(ids) > 0 {
		provider, _, _ := strings.Cut(ids[0], "/")
		end := slices.IndexFunc(ids, func(id string) bool { return !strings.HasPrefix(id, provider+"/") })
		if end < 0 {
			end = len(ids)
		}
		lines = append(lines, fmt.Sprintf("%s%s (suites/%s_test.go)", says, strings.Join(ids[:end], ", "), provider))
		ids = ids[end:]
	}
	return lines
}
