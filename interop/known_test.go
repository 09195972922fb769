//go:build interop

package interop_test

import (
	"fmt"
	"maps"
	"os"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/strictyaml"
)

// knownFile lists what a static mock cannot do.
const knownFile = "prism/known.yaml"

// knownCase is a case that does not pass against Prism.
type knownCase struct {
	Case   string
	Reason string // what a static mock cannot do
}

// known is the list as it is written: the cases that do not pass, by the status
// that they have instead.
type known struct{ Fail, Error, Skip []knownCase }

// loadKnown reads the list and returns the statuses in it by case id.
func loadKnown(file string, data []byte) (map[string]contract.Status, error) {
	var k known
	if err := strictyaml.Decode(file, data, &k); err != nil {
		return nil, err
	}
	listed := map[string]contract.Status{}
	for status, entries := range map[contract.Status][]knownCase{contract.Fail: k.Fail, contract.Error: k.Error, contract.Skip: k.Skip} {
		for _, e := range entries {
			if e.Case == "" || e.Reason == "" {
				return nil, fmt.Errorf("%s: every entry needs a case and a reason (case %q)", file, e.Case)
			}
			if _, twice := listed[e.Case]; twice {
				return nil, fmt.Errorf("%s: case %q is listed twice", file, e.Case)
			}
			listed[e.Case] = status
		}
	}
	return listed, nil
}

// differences compares the results of a run with the list, both ways, and
// returns a sentence for each case that is not as listed. A case that is not on
// the list has to pass.
func differences(listed map[string]contract.Status, results []contract.CaseResult) []string {
	var out []string
	missing := maps.Clone(listed)
	for _, r := range results {
		want, ok := listed[r.ID]
		if !ok {
			want = contract.Pass
		}
		if r.Status != want {
			out = append(out, fmt.Sprintf("%s has the status %s, and by the list %s: %s", r.ID, r.Status, want, why(r)))
		}
		delete(missing, r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		out = append(out, fmt.Sprintf("%s is listed and did not run", id))
	}
	return out
}

// why sums up a result: its reason, or what was found.
func why(r contract.CaseResult) string {
	text := r.Reason
	for _, f := range r.Findings {
		if f.Severity == contract.SeverityError {
			text += fmt.Sprintf("\n\t%s %s: %s (expected %s, got %s)", f.Clause, f.Check, f.Message, f.Expected, f.Actual)
		}
	}
	return text
}

var _ = Describe("the list of what a static mock cannot do", func() {
	result := func(id string, status contract.Status) contract.CaseResult {
		return contract.CaseResult{Case: contract.Case{ID: id}, Status: status}
	}

	It("can be read", func() {
		data, err := os.ReadFile(knownFile)
		Expect(err).NotTo(HaveOccurred())
		Expect(loadKnown(knownFile, data)).NotTo(BeEmpty())
	})

	DescribeTable("is refused",
		func(text, problem string) {
			_, err := loadKnown("known.yaml", []byte(text))
			Expect(err).To(MatchError(ContainSubstring(problem)))
		},
		Entry("with an unknown key", "fail: [{case: a/b, excuse: none}]", `"excuse"`),
		Entry("with an unknown status", "pass: [{case: a/b, reason: none}]", `"pass"`),
		Entry("without a reason", "fail: [{case: a/b}]", `"a/b"`),
		Entry("with a case twice", "fail: [{case: a/b, reason: x}]\nskip: [{case: a/b, reason: x}]", "twice"),
	)

	DescribeTable("is compared with a run",
		func(results []contract.CaseResult, problems ...string) {
			got := differences(map[string]contract.Status{"a/known": contract.Fail}, results)
			Expect(got).To(HaveLen(len(problems)))
			for i, problem := range problems {
				Expect(got[i]).To(ContainSubstring(problem))
			}
		},
		Entry("that is as listed", []contract.CaseResult{result("a/known", contract.Fail), result("a/other", contract.Pass)}),
		Entry("in which a listed case passes", []contract.CaseResult{result("a/known", contract.Pass)}, "a/known has the status pass"),
		Entry("in which a listed case could not be judged", []contract.CaseResult{result("a/known", contract.Error)}, "a/known has the status error"),
		Entry("in which a listed case did not run", nil, "a/known is listed and did not run"),
		Entry("in which another case fails", []contract.CaseResult{result("a/known", contract.Fail), result("a/other", contract.Fail)},
			"a/other has the status fail"),
		Entry("in which another case is skipped", []contract.CaseResult{result("a/known", contract.Fail), result("a/other", contract.Skip)},
			"a/other has the status skip"),
	)
})
