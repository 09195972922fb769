package reports_test

import (
	"strings"
	"time"

	"concord/internal/contract"
)

var began = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

// fixture builds results that look like those of a run.
type fixture struct{ r contract.Results }

func newFixture(mode contract.Mode, name, baseURL string) *fixture {
	return &fixture{contract.Results{
		Run: contract.Run{
			SchemaVersion: contract.SchemaVersion,
			RunID:         "20261122T060000Z-a1b2c3",
			Tool:          contract.Tool{Version: "v0.1.0", Commit: "45636fe"},
			Mode:          mode,
			Selection:     contract.Selection{Complete: true},
			Target:        contract.TargetInfo{Name: name, Provider: "tapi", BaseURL: baseURL},
			Source: contract.Source{
				Title: "Autenticación y login", URL: "https://docs.example/tapi/login", Language: "es",
				Retrieved: "2026-11-21", SHA256: strings.Repeat("0f", 32),
			},
			StartedAt:  began,
			FinishedAt: began.Add(1250 * time.Millisecond),
		},
		Clock:    contract.Clock{OffsetMS: 1200, ErrorMS: 500},
		Requests: 9,
		Clauses: []contract.ClauseResult{
			clause("TAPI-LOGIN-001", "A successful login is answered with status 200.", contract.Must, "tapi/valid"),
			clause("TAPI-LOGIN-007", "The answer holds accessToken, refreshToken, tx and main_tx.", contract.Must, "tapi/valid"),
			clause("TAPI-LOGIN-012", "The access token is valid for 4 minutes in production.", contract.Must, "tapi/token-lifetime"),
			clause("TAPI-LOGIN-020", "A wrong password is answered with status 401.", contract.Must, "tapi/wrong-password"),
			{
				ID: "TAPI-LOGIN-030", Section: "Límites", Sentence: "More than 10 logins a second are answered with status 429.",
				Level: contract.Must, Party: contract.Server, URL: "https://docs.example/tapi/login#limites",
				Reason: "needs CONCORD_ALLOW=rate-limit on a live target",
			},
		},
		Discrepancies: []contract.Discrepancy{{
			ID: "TAPI-D1", Clauses: []string{"TAPI-LOGIN-012"}, Statement: "The text says 4 minutes, the example 1 hour.",
			Reading: "4 minutes", Question: "How long does an access token live?",
		}},
	}}
}

func clause(id, sentence string, level contract.Level, cases ...string) contract.ClauseResult {
	return contract.ClauseResult{
		ID: id, Section: "Login", Sentence: sentence, Level: level, Party: contract.Server,
		URL: "https://docs.example/tapi/login#" + id, ContractLine: "openapi/tapi.yaml:42", Tested: true, Cases: cases,
	}
}

// judged adds a case with its findings; its status follows from them.
func (f *fixture) judged(id, title string, ms float64, clauses []string, findings ...contract.Finding) *fixture {
	return f.add(contract.CaseResult{
		Case:   contract.Case{ID: id, Title: title, Clauses: clauses, Labels: []string{"tapi", id[len("tapi/"):]}},
		Status: contract.StatusOf(findings), DurationMS: ms, Findings: findings,
	})
}

// unjudged adds a case without an outcome.
func (f *fixture) unjudged(id, title string, status contract.Status, reason string, clauses ...string) *fixture {
	return f.add(contract.CaseResult{
		Case:   contract.Case{ID: id, Title: title, Clauses: clauses, Labels: []string{"tapi"}},
		Status: status, Reason: reason,
	})
}

func (f *fixture) add(c contract.CaseResult) *fixture {
	f.r.Cases = append(f.r.Cases, c)
	f.r.Exchanges = append(f.r.Exchanges, login(c.ID+"#1"))
	return f
}

func (f *fixture) results() contract.Results {
	f.r.Summary = contract.Summarize(f.r.Cases)
	f.r.Verdict = contract.VerdictOf(f.r)
	return f.r
}

// login is a good login with everything that an exchange can hold.
func login(id string) contract.Exchange {
	exp, iat := 1.79533e9, 1.79532976e9
	return contract.Exchange{
		ID: id, Step: contract.StepLogin, Example: "valid",
		SentAt: began, ReceivedAt: began.Add(120 * time.Millisecond), DurationMS: 121.5,
		Request: contract.Request{
			Method: "POST", URL: "https://tapi.example/login",
			Header: map[string][]string{
				"Content-Type": {"application/json"}, "X-Api-Key": {"«apiKey#1 32 bytes 0d9e8f»"},
				"User-Agent": {"concord"}, "Accept": {"application/json"}, "Accept-Encoding": {"gzip"}, "X-Request-Id": {"r1"},
			},
			Body: `{"clientUsername":"«username#1»","password":"«password#1 16 bytes a1b2c3»"}`,
		},
		Response: &contract.Response{
			Status: 200, Proto: "HTTP/1.1", Header: map[string][]string{"Content-Type": {"application/json"}},
			Body: contract.Body{Text: `{"accessToken":"«accessToken#1 jwt 812 bytes d4e5f6»"}`, Bytes: 834},
		},
		Tokens: map[string]contract.Token{"«accessToken#1 jwt 812 bytes d4e5f6»": {
			Length: 812, Form: "jwt", Digest: "d4e5f6",
			JWT: &contract.JWT{
				Parts: 3, Problems: []string{"typ is missing"}, Alg: "HS256", Typ: "JWT",
				Header: map[string]string{"alg": "string"}, Claims: map[string]string{"exp": "number"}, Exp: &exp, Iat: &iat, Nbf: &iat,
			},
		}},
	}
}

func tooLong() contract.Finding {
	return contract.Finding{
		Check: "token-lifetime", Clause: "TAPI-LOGIN-012", Severity: contract.SeverityError,
		Message: "the access token lives 3600 s instead of 240 s", Pointer: "/accessToken",
		Expected: "240 s (± 30 s)", Actual: "3600 s", Evidence: "tapi/token-lifetime#1",
	}
}

func extraField(evidence string) contract.Finding {
	return contract.Finding{
		Check: "undeclared-member", Clause: "TAPI-LOGIN-007", Severity: contract.SeverityWarning,
		Message: "the answer has a member that the document does not mention", Pointer: "/debug", Actual: "string", Evidence: evidence,
	}
}

func conformant() contract.Results {
	return newFixture(contract.ModeMock, "mock", "http://127.0.0.1:40123").
		judged("tapi/valid", "answers valid credentials with a token pair and transaction ids", 12.4, []string{"TAPI-LOGIN-001", "TAPI-LOGIN-007"}).
		judged("tapi/token-lifetime", "issues an access token that lives 4 minutes", 0.4, []string{"TAPI-LOGIN-012"}).
		judged("tapi/wrong-password", "refuses a wrong password", 3, []string{"TAPI-LOGIN-020"}).
		results()
}

func deviating() contract.Results {
	f := newFixture(contract.ModeLive, "tapi-staging", "https://tapi.example")
	f.r.Selection = contract.Selection{Filter: "tapi && !rate-limit"}
	return f.
		judged("tapi/valid", "answers valid credentials with a token pair and transaction ids", 121.5, []string{"TAPI-LOGIN-001", "TAPI-LOGIN-007"}, extraField("tapi/valid#1")).
		judged("tapi/token-lifetime", "issues an access token that lives 4 minutes", 1322, []string{"TAPI-LOGIN-012"}, tooLong(), extraField("tapi/token-lifetime#1")).
		judged("tapi/wrong-password", "refuses a wrong password with the documented status, the documented message and nothing else besides", 98, []string{"TAPI-LOGIN-020"},
			contract.Finding{
				Check: "status", Clause: "TAPI-LOGIN-020", Severity: contract.SeverityError, Message: "the answer's status is 400",
				Expected: "401", Actual: "400", Evidence: "tapi/wrong-password#1",
			},
			contract.Finding{
				Check: "clock", Clause: "TAPI-LOGIN-020", Severity: contract.SeverityInfo,
				Message: "the server's clock is 1.2 s ahead, but consistently so", Evidence: "tapi/wrong-password#1",
			}).
		unjudged("tapi/rate-limited", "answers too many logins with 429", contract.Skip, "the case needs CONCORD_ALLOW=rate-limit on a live target", "TAPI-LOGIN-030").
		results()
}

func inconclusive() contract.Results {
	f := newFixture(contract.ModeLive, "tapi", "https://tapi.example")
	f.r.Clock = contract.Clock{ErrorMS: -1}
	f.r.FinishedAt = began.Add(2*time.Minute + 5*time.Second)
	f.unjudged("tapi/valid", "answers valid credentials with a token pair and transaction ids", contract.Error, "the server did not answer within 30 s", "TAPI-LOGIN-001").
		judged("tapi/wrong-password", "refuses a wrong password", 98, []string{"TAPI-LOGIN-020"})
	silent := &f.r.Exchanges[0]
	silent.Response, silent.Tokens = nil, nil
	silent.Failure = &contract.Failure{Kind: "timeout", Message: "no answer within 30 s"}
	f.r.Exchanges[1].Response.Body = contract.Body{Text: "/wA=", Encoding: "base64", Bytes: 2, Cut: true}
	f.r.Exchanges[1].Probed = "«accessToken#1 jwt 812 bytes d4e5f6»"
	return f.results()
}

func observations(r contract.Results) []contract.Observation {
	var obs []contract.Observation
	for i, c := range r.Cases {
		obs = append(obs, contract.Observation{
			Case: c.ID, DurationMS: c.DurationMS, Settings: contract.Settings{Mode: r.Mode, TokenLifetime: 240, Withheld: []string{"TAPI_API_KEY"}},
			Exchanges: r.Exchanges[i : i+1],
		})
	}
	return append(obs, contract.Observation{Case: "tapi/skipped", Skip: "no probe", Settings: contract.Settings{Mode: r.Mode}})
}
