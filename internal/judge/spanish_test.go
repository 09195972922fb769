package judge_test

import (
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// judged collects the results of all specs: every check deviates in some.
var judged struct {
	sync.Mutex
	cases []contract.CaseResult
}

// noted remembers a result for the end of the suite.
func noted(r contract.CaseResult) contract.CaseResult {
	judged.Lock()
	defer judged.Unlock()
	judged.cases = append(judged.cases, r)
	return r
}

var _ = AfterSuite(func() {
	Expect(reports.Spanish.Untranslated(contract.Results{Cases: judged.cases})).To(BeEmpty(),
		"words that no report has in Spanish: give each an entry in reports/messages_es_*.go")
})
