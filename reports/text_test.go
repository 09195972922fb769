package reports_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

var _ = Describe("the text of a finding", func() {
	It("says all that is known", func() {
		r := deviating()
		Expect(reports.FindingText(reports.Clauses(r), tooLong(), &r.Exchanges[1])).To(Equal(strings.TrimSpace(`
TAPI-LOGIN-012  The access token is valid for 4 minutes in production.
  the access token lives 3600 s instead of 240 s
  expected  240 s (± 30 s)
  got       3600 s
  where     tapi/token-lifetime#1  /accessToken
  see       https://docs.example/tapi/login#TAPI-LOGIN-012
  again     curl -X POST 'https://tapi.example/login' -H 'Content-Type: application/json' -H 'X-Api-Key: '"$TAPI_API_KEY" --data '{"clientUsername":"'"$TAPI_USERNAME"'","password":"'"$TAPI_PASSWORD"'"}'
`)))
	})

	It("leaves out what is not known", func() {
		none := reports.Clauses(contract.Results{})
		Expect(reports.FindingText(none, contract.Finding{Message: "odd"}, nil)).To(Equal("  odd"))
		Expect(reports.FindingText(none, contract.Finding{Clause: "X-1", Pointer: "/a"}, nil)).To(Equal("X-1\n  where     /a"))
	})

	It("keeps each value on its line", func() {
		text := reports.FindingText(reports.Clauses(contract.Results{}), contract.Finding{Actual: "a\r\nb\tc"}, nil)
		Expect(text).To(Equal(`  got       a\r\nb\tc`))
	})
})
