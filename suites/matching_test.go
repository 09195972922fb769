package suites_test

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"concord/internal/contract"
	"concord/internal/run"
	"concord/internal/suite"
	"concord/internal/target"
)

// seen runs a case on the bundled mock, whatever the configuration says, and
// changes what was seen of its logins before it is judged.
func seen(id string, change func(*contract.Response)) Observed {
	GinkgoHelper()
	books, err := run.Books()
	Expect(err).NotTo(HaveOccurred())
	provider, _, _ := strings.Cut(id, "/")
	s := suite.New(books[provider], target.Target{Name: provider, Provider: provider, Mode: contract.ModeMock}, suite.Options{})
	c, ok := s.Case(id)
	Expect(ok).To(BeTrue())
	o := s.Run(context.Background(), c).Observation
	for _, e := range o.Exchanges {
		if change != nil && e.Step == contract.StepLogin {
			change(e.Response)
		}
	}
	return Observed{Outcome: suite.Outcome{Observation: o, Result: s.Book.Judge(c, o)}, suite: s}
}

func replaced(old, text string) func(*contract.Response) {
	return func(r *contract.Response) { r.Body.Text = strings.Replace(r.Body.Text, old, text, 1) }
}

var _ = Describe("the matchers", Label(run.UnitLabel), func() {
	DescribeTable("tell good answers from bad ones",
		func(id string, good types.GomegaMatcher, change func(*contract.Response), bad types.GomegaMatcher, says ...string) {
			o := seen(id, nil)
			Expect(o).To(good)
			Expect(good.NegatedFailureMessage(o)).To(HavePrefix(id + " does "))

			o = seen(id, change)
			matches, err := bad.Match(o)
			Expect(err).NotTo(HaveOccurred())
			Expect(matches).To(BeFalse())
			text := bad.FailureMessage(o)
			Expect(text).To(HavePrefix(id + " does not "))
			for _, s := range says {
				Expect(text).To(ContainSubstring(s))
			}
		},
		Entry("HaveStatus", "popup/valid", HaveStatus(200), func(r *contract.Response) { r.Status = 201 }, HaveStatus(200),
			"does not end in status 200:", "POPUP-LOGIN-", "got       201"),
		Entry("HaveStatus, where the engine finds nothing", "popup/valid", HaveStatus(200), nil, HaveStatus(201), "the answer has status 200"),
		Entry("BeRefused", "tapi/wrong-password", BeRefused(), func(r *contract.Response) { r.Status = 500 }, BeRefused(),
			"does not end in a refusal:", "TAPI-LOGIN-", "got       500"),
		Entry("BeRefused, where the engine finds nothing", "tapi/wrong-password", BeRefused(), nil, HaveStatus(418), "the answer has status"),
		Entry("HaveFields", "popup/valid", HaveFields("success", "data.client_id"), replaced(`"client_id"`, `"id"`), HaveFields("success", "data.client_id"),
			"does not have the fields success, data.client_id:", "/data/client_id"),
		Entry("HaveFields, where the engine finds nothing", "popup/valid", HaveFields("data"), nil, HaveFields("data", "data.other"), "missing: data.other"),
		Entry("HaveLiteral", "popup/wrong-password", HaveLiteral("error.message", `"Invalid credentials"`), replaced("Invalid credentials", "No"), HaveLiteral("error.message", `"Invalid credentials"`),
			`answer with error.message "Invalid credentials"`, "where     popup/wrong-password#1  /error/message", "expected", "got"),
		Entry("HaveLiteral, where the engine finds nothing", "popup/valid", HaveLiteral("success", "true"), nil, HaveLiteral("success", `"true"`), "success is another value"),
		Entry("LiveFor", "popup/refresh-lifetime", LiveFor("refresh", 7*24*time.Hour), nil, LiveFor("refresh", time.Hour), "the contract documents 168h0m0s"),
		Entry("LiveFor, of no such token", "popup/refresh-lifetime", LiveFor("access", time.Hour), nil, LiveFor("session", time.Hour), "the contract documents 0s"),
		Entry("ConformToContract", "popup/valid", ConformToContract(), replaced(`"client_id":`, `"client_id":"x","old":`), ConformToContract(), "does not conform to the contract:", "/data/client_id"),
	)

	It("find a lifetime that the contract does not promise", func() {
		o := seen("popup/access-lifetime", nil)
		Expect(o).To(LiveFor("access", time.Hour))
		for _, e := range o.Observation.Exchanges {
			for _, t := range e.Tokens {
				*t.JWT.Exp += 3600
			}
		}
		c, _ := o.suite.Case("popup/access-lifetime")
		o.Result = o.suite.Book.Judge(c, o.Observation)
		matches, err := LiveFor("access", time.Hour).Match(o)
		Expect(err).NotTo(HaveOccurred())
		Expect(matches).To(BeFalse())
	})

	It("say clause, sentence, expected, got, where and how to see it again, without a secret", func() {
		o := seen("popup/wrong-password", func(r *contract.Response) { r.Status = 403 })
		m := ConformToContract()
		Expect(m.Match(o)).To(BeFalse())
		Expect(m.FailureMessage(o)).To(And(
			MatchRegexp(`POPUP-LOGIN-\d+  \S.*\.\n`), ContainSubstring("expected  401\n"), ContainSubstring("got       403\n"),
			ContainSubstring("where     popup/wrong-password#1"), ContainSubstring("again     curl -X POST 'http://127.0.0.1:8080/popup/auth/login'"),
		))
	})

	DescribeTable("have nothing to say of what is no answer",
		func(actual any, says string) {
			_, err := ConformToContract().Match(actual)
			Expect(err).To(MatchError(ContainSubstring(says)))
		},
		Entry("another type", 200, "expected what observe returns, not a int"),
		Entry("a case without one", Observed{Outcome: suite.Outcome{Result: contract.CaseResult{Case: contract.Case{ID: "popup/valid"}}}}, "popup/valid holds no answer to a login"),
	)
})
