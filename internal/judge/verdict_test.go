package judge_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
)

var _ = Describe("a verdict", func() {
	login := func(step contract.Step, status int) []contract.Exchange {
		return []contract.Exchange{{Step: step, Example: "valid", Response: &contract.Response{Status: status}}}
	}
	granted := login(contract.StepLogin, 200)

	DescribeTable("of a run", func(s contract.Summary, exchanges []contract.Exchange, want contract.Verdict, code int) {
		Expect(contract.VerdictOf(contract.Results{Summary: s, Exchanges: exchanges})).To(Equal(want))
		Expect(want.ExitCode()).To(Equal(code))
	},
		Entry("passes only", contract.Summary{Pass: 3}, granted, contract.Conformant, 0),
		Entry("passes and skips", contract.Summary{Pass: 1, Skip: 9}, granted, contract.Conformant, 0),
		Entry("one failure", contract.Summary{Pass: 9, Fail: 1}, granted, contract.Nonconformant, 1),
		Entry("one case that could not be judged", contract.Summary{Pass: 9, Fail: 1, Error: 1}, granted, contract.Inconclusive, 3),
		Entry("skips only", contract.Summary{Skip: 4}, granted, contract.Inconclusive, 3),
		Entry("nothing", contract.Summary{}, nil, contract.Inconclusive, 3),
		Entry("failures only, with a login granted", contract.Summary{Fail: 1}, granted, contract.Nonconformant, 1),
		Entry("failures only, at a wrong address", contract.Summary{Fail: 4}, login(contract.StepRecovery, 404), contract.Inconclusive, 3),
		Entry("failures only, with wrong credentials", contract.Summary{Fail: 4}, login(contract.StepRecovery, 401), contract.Inconclusive, 3),
		Entry("failures only, good requests called bad", contract.Summary{Fail: 4}, login(contract.StepRecovery, 422), contract.Nonconformant, 1),
		Entry("failures only, bad requests called bad", contract.Summary{Fail: 4}, login(contract.StepLogin, 400), contract.Inconclusive, 3),
		Entry("failures only, a probe answered", contract.Summary{Fail: 4}, []contract.Exchange{{Step: contract.StepProbeFresh, Response: &contract.Response{Status: 200}}}, contract.Inconclusive, 3),
	)

	It("is inconclusive where the run itself had trouble", func() {
		Expect(contract.VerdictOf(contract.Results{Run: contract.Run{Trouble: []string{"the run was ended early"}}, Summary: contract.Summary{Pass: 3}, Exchanges: granted})).To(Equal(contract.Inconclusive))
	})

	It("reckons with expectations", func() {
		known := contract.Results{Summary: contract.Summary{Pass: 2, Known: 1}, Exchanges: granted}
		Expect(contract.VerdictOf(known)).To(Equal(contract.Conformant))
		known.Stale = []string{"overdue"}
		Expect(contract.VerdictOf(known)).To(Equal(contract.Nonconformant))
	})

	It("of several targets is the worst", func() {
		Expect(contract.Worst()).To(Equal(contract.Inconclusive))
		Expect(contract.Worst(contract.Conformant, contract.Conformant)).To(Equal(contract.Conformant))
		Expect(contract.Worst(contract.Conformant, contract.Nonconformant)).To(Equal(contract.Nonconformant))
		Expect(contract.Worst(contract.Inconclusive, contract.Nonconformant)).To(Equal(contract.Inconclusive))
	})
})
