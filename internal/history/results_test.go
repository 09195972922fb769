package history_test

import (
	"time"

	"concord/internal/contract"
)

var began = time.Date(2026, 11, 1, 0, 17, 0, 0, time.UTC)

// deviation is a finding of the case tapi/valid.
func deviation(pointer string) contract.Finding {
	return contract.Finding{
		Check: "field-type", Clause: "TAPI-LOGIN-015", Severity: contract.SeverityError, Pointer: pointer,
		Message: pointer[1:] + " is a string instead of a number", Expected: "number", Actual: "string",
	}
}

// run returns the results of a live run that began some hours after the first.
func run(hours int, change ...func(*contract.Results)) contract.Results {
	at := began.Add(time.Duration(hours) * time.Hour)
	r := contract.Results{
		Run: contract.Run{
			SchemaVersion: contract.SchemaVersion, RunID: at.Format("20060102T150405Z") + "-a1b2c3", Mode: contract.ModeLive,
			Selection: contract.Selection{Complete: true}, Target: contract.TargetInfo{Name: "tapi", Provider: "tapi"},
			StartedAt: at, FinishedAt: at.Add(time.Minute),
		},
		Clauses: []contract.ClauseResult{{ID: "TAPI-LOGIN-015", Sentence: "client_id is a number.", URL: "https://docs.example/tapi"}},
		Cases: []contract.CaseResult{
			{Case: contract.Case{ID: "tapi/valid"}, Status: contract.Pass},
			{Case: contract.Case{ID: "tapi/expiry"}, Status: contract.Pass},
		},
		Exchanges: []contract.Exchange{granted(`{"accessToken":"«accessToken#1 jwt 99 bytes a1b2c3»","client_id":7}`, 240, 100)},
	}
	for _, f := range change {
		f(&r)
	}
	r.Summary = contract.Summarize(r.Cases)
	r.Verdict = contract.VerdictOf(r)
	return r
}

func granted(body string, lifetime, latency float64) contract.Exchange {
	iat, exp := 1.7e9, 1.7e9+lifetime
	return contract.Exchange{
		ID: "tapi/valid#1", Step: contract.StepLogin, Example: "valid", DurationMS: latency,
		Response: &contract.Response{Status: 200, Body: contract.Body{Text: body}},
		Tokens: map[string]contract.Token{"«accessToken#1 jwt 99 bytes a1b2c3»": {
			Form: "jwt", JWT: &contract.JWT{Alg: "HS256", Iat: &iat, Exp: &exp},
		}},
	}
}

// failing gives the case tapi/valid findings.
func failing(findings ...contract.Finding) func(*contract.Results) {
	return func(r *contract.Results) {
		r.Cases[0].Findings, r.Cases[0].Status = findings, contract.StatusOf(findings)
	}
}

// without gives the case tapi/valid no outcome.
func without(status contract.Status) func(*contract.Results) {
	return func(r *contract.Results) { r.Cases[0].Status, r.Cases[0].Reason = status, "because" }
}

// answering replaces the granted login.
func answering(e contract.Exchange) func(*contract.Results) {
	return func(r *contract.Results) { r.Exchanges = []contract.Exchange{e} }
}
