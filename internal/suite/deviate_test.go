package suite_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/openapi"
)

// onLogin changes granted logins.
func onLogin(change func(*answered)) func(*answered) {
	return func(a *answered) {
		if a.login > 0 {
			change(a)
		}
	}
}

// onLoginBody changes the JSON of granted logins.
func onLoginBody(change func(map[string]any)) func(*answered) {
	return onLogin(func(a *answered) { a.edit(change) })
}

// onRefusal changes the answers to refused logins.
func onRefusal(change func(*answered)) func(*answered) {
	return func(a *answered) {
		if _, probe := a.probed(); !probe && a.Code/100 != 2 {
			change(a)
		}
	}
}

// status changes an answer's status.
func status(code int) func(*answered) { return func(a *answered) { a.Code = code } }

// lives has the server issue access tokens of another life.
func lives(life time.Duration) func(*openapi.Document) {
	return func(d *openapi.Document) { d.Access().Token.Lifetime.Is = life }
}

func inData(change func(map[string]any)) func(map[string]any) {
	return func(body map[string]any) { change(body["data"].(map[string]any)) }
}

func page(a *answered) {
	a.Header().Set("Content-Type", "text/html; charset=utf-8")
	a.write("<!doctype html><title>Maintenance</title>")
}

// immortal accepts every token that was ever issued.
func immortal(a *answered) {
	if token, probe := a.probed(); probe && strings.HasPrefix(token, "eyJ") {
		a.Code = 200
	}
}

// broken is a finding that a deviation must earn.
type broken struct{ id, check, clause, pointer, message string }

func (b broken) in(r contract.Results) {
	GinkgoHelper()
	Expect(outcome(r, b.id).Findings).To(ContainElement(And(
		HaveField("Check", b.check), HaveField("Clause", b.clause), HaveField("Pointer", b.pointer),
		HaveField("Message", ContainSubstring(b.message)), HaveField("Severity", contract.SeverityError), HaveField("Evidence", Not(BeEmpty())))))
	Expect(outcome(r, b.id).Status).To(Equal(contract.Fail))
	Expect(outcome(r, b.id).Clauses).To(ContainElement(b.clause), "the case cites what it finds broken")
}

var _ = Describe("a server that deviates", func() {
	DescribeTable("does not conform, and the finding names the clause",
		func(ctx SpecContext, provider string, p *partner, want ...broken) {
			s := live(provider, p, permitted)
			observations := observe(ctx, s)
			r := results(s, observations)
			for _, b := range want {
				b.in(r)
			}
			Expect(r.Verdict).To(Equal(contract.Nonconformant), "%v", statuses(r))
			stored(s, r, observations)
		},
		Entry("200 where 201 is documented", "apuesteria", &partner{change: onLogin(status(200))},
			broken{"apuesteria/valid", "status", "APUESTERIA-LOGIN-016", "", "status 200 instead of 201"}),
		Entry("a dropped field", "tapi", &partner{change: onLoginBody(func(m map[string]any) { delete(m, "tx") })},
			broken{"tapi/valid", "field-missing", "TAPI-LOGIN-014", "/tx", "tx is missing"}),
		Entry("a dropped token", "apuesteria", &partner{change: onLoginBody(func(m map[string]any) { delete(m, "access_token") })},
			broken{"apuesteria/valid", "field-missing", "APUESTERIA-LOGIN-019", "/access_token", "access_token is missing"},
			broken{"apuesteria/access-token", "token-missing", "APUESTERIA-LOGIN-019", "/access_token", "no token"}),
		Entry("a field that is missing in the third answer only", "popup",
			&partner{change: onLogin(func(a *answered) {
				if a.login == 3 {
					a.edit(inData(func(m map[string]any) { delete(m, "client_id") }))
				}
			})},
			broken{"popup/valid", "field-missing", "POPUP-LOGIN-016", "/data/client_id", "client_id is missing (1 of 11 answers)"}),
		Entry("a good login after a refusal that is answered in other words", "popup",
			&partner{change: onLogin(func(a *answered) {
				if a.login > 3 {
					a.edit(func(m map[string]any) { m["success"] = false })
				}
			})},
			broken{"popup/valid", "literal", "POPUP-LOGIN-009", "/success", "answers)"}),
		Entry("a re-cased field", "tapi", &partner{change: onLogin(func(a *answered) { a.replace("main_tx", "mainTx") })},
			broken{"tapi/valid", "field-renamed", "TAPI-LOGIN-015", "/main_tx", "main_tx arrived as mainTx"}),
		Entry("a re-cased token", "tapi", &partner{change: onLogin(func(a *answered) { a.replace("accessToken", "access_token") })},
			broken{"tapi/valid", "field-renamed", "TAPI-LOGIN-012", "/accessToken", "accessToken arrived as access_token"},
			broken{"tapi/access-token", "token-missing", "TAPI-LOGIN-012", "/accessToken", "no token"}),
		Entry("a field out of its envelope", "popup",
			&partner{change: onLoginBody(func(m map[string]any) {
				m["client_id"] = m["data"].(map[string]any)["client_id"]
				delete(m["data"].(map[string]any), "client_id")
			})},
			broken{"popup/valid", "field-moved", "POPUP-LOGIN-016", "/data/client_id", "client_id stands at /client_id"}),
		Entry("another type", "starship", &partner{change: onLogin(func(a *answered) { a.replace(`:123456`, `:"123456"`) })},
			broken{"starship/valid", "field-type", "STARSHIP-LOGIN-018", "/client_id", "client_id is a string"}),
		Entry("a wrong literal", "popup", &partner{change: onRefusal(func(a *answered) { a.replace("Invalid credentials", "Wrong password") })},
			broken{"popup/wrong-password", "literal", "POPUP-LOGIN-022", "/error/message", "differs from the documented literal"},
			broken{"popup/unknown-user", "literal", "POPUP-LOGIN-022", "/error/message", "differs from the documented literal"}),
		Entry("a literal without its accent of a code", "apuesteria", &partner{change: onRefusal(func(a *answered) { a.replace("[1018]", "") })},
			broken{"apuesteria/unknown-point-of-sale", "literal", "APUESTERIA-LOGIN-028", "/message", "differs"}),
		Entry("a status in the body that is another", "apuesteria", &partner{change: onLogin(func(a *answered) { a.replace(`"status":201`, `"status":200`) })},
			broken{"apuesteria/valid", "literal", "APUESTERIA-LOGIN-018", "/status", "differs"}),
		Entry("500 for a wrong password", "starship", &partner{change: onRefusal(status(500))},
			broken{"starship/wrong-password", "status", "STARSHIP-LOGIN-021", "", "status 500 instead of 401"}),
		Entry("500 where the document is silent", "tapi", &partner{change: onRefusal(status(500))},
			broken{"tapi/wrong-password", "refusal", "TAPI-LOGIN-003", "", "the server fails with status 500 instead of refusing"}),
		Entry("a web page for a login", "starship", &partner{change: onLogin(page)},
			broken{"starship/valid", "media-type", "STARSHIP-LOGIN-009", "", "not declared as JSON"},
			broken{"starship/access-token", "token-missing", "STARSHIP-LOGIN-014", "/access_token", "no token"}),
		Entry("a web page for a refusal", "tecalis", &partner{change: onRefusal(page)},
			broken{"tecalis/wrong-api-key", "media-type", "TECALIS-LOGIN-032", "", "not declared as JSON"}),
		Entry("another life", "tapi", &partner{amend: lives(10 * time.Minute)},
			broken{"tapi/access-lifetime", "token-lifetime", "TAPI-LOGIN-031", "/accessToken", "another time than documented"}),
		Entry("another life that is only about so long", "apuesteria", &partner{amend: lives(20 * time.Minute)},
			broken{"apuesteria/access-lifetime", "token-lifetime", "APUESTERIA-LOGIN-020", "/access_token", "another time than documented"}),
		Entry("another life, told beside the token", "popup", &partner{amend: lives(2 * time.Hour)},
			broken{"popup/access-lifetime", "token-lifetime", "POPUP-LOGIN-011", "/data/access_token", "another time"},
			broken{"popup/timestamps", "timestamp-lifetime", "POPUP-LOGIN-014", "/data/access_expires_at", "another life"}),
		Entry("another life than asked for", "tecalis", &partner{amend: func(d *openapi.Document) { d.Access().Token.Lifetime.Request = nil }},
			broken{"tecalis/duration-120", "token-lifetime", "TECALIS-LOGIN-016", "/auth_uuid", "another time than documented"}),
		Entry("a timestamp that is not the token's", "starship",
			&partner{change: onLoginBody(func(m map[string]any) { m["access_expires_at"] = start.Add(time.Hour).Format(time.RFC3339) })},
			broken{"starship/timestamps", "timestamp-token", "STARSHIP-LOGIN-016", "/access_expires_at", "is not when access_token expires"}),
		Entry("a token that never expires", "tapi", &partner{change: immortal},
			broken{"tapi/expiry", "expiry", "TAPI-LOGIN-031", "", "accepted after its life is over"}),
		Entry("a token that ends early", "popup",
			&partner{change: func(a *answered) {
				if date, _ := http.ParseTime(a.Header().Get("Date")); date.After(start.Add(30 * time.Minute)) {
					if _, probe := a.probed(); probe {
						a.Code = 401
					}
				}
			}},
			broken{"popup/expiry", "expiry", "POPUP-LOGIN-011", "", "refused before its life is over"}),
		Entry("the same transaction twice", "tapi", &partner{change: onLoginBody(func(m map[string]any) { m["tx"] = "1" })},
			broken{"tapi/identifiers", "identifier-repeated", "TAPI-LOGIN-014", "/tx", "the same in two answers"}),
		Entry("a client who changes", "popup",
			&partner{change: onLogin(func(a *answered) { a.replace("123456}", fmt.Sprintf("%d}", 123456+a.login)) })},
			broken{"popup/identifiers", "identifier-changed", "POPUP-LOGIN-016", "/data/client_id", "changes from answer to answer"}),
		Entry("no limit", "starship", &partner{change: func(a *answered) {
			if a.Code == 429 {
				a.Code = 401
			}
		}},
			broken{"starship/rate-limited", "rate-limit", "STARSHIP-LOGIN-023", "", "meet no limit"}),
	)

	It("that ends the first token with a second login breaks what tapi documents", func(ctx SpecContext) {
		latest := ""
		p := &partner{change: func(a *answered) {
			token, probe := a.probed()
			switch {
			case a.login > 0:
				latest = member(a.Body.String(), "accessToken")
			case probe && token != latest:
				a.Code = 401
			}
		}}
		r := check(ctx, live("tapi", p))
		broken{"tapi/independent-logins", "independent-logins", "TAPI-LOGIN-030", "", "a second login ends the token of the first"}.in(r)
		Expect(deviations(r)).To(HaveLen(1))
		Expect(r.Verdict).To(Equal(contract.Nonconformant))
	})

	It("that locks the account after a refusal fails that refusal's case, and is left alone", func(ctx SpecContext) {
		locked := false
		p := &partner{change: func(a *answered) {
			if a.login > 0 && locked {
				a.Code, locked = 401, false
			} else if a.login == 0 && strings.Contains(a.asked.Body, "concord-wrong-password") {
				locked = true
			}
		}}
		r := check(ctx, live("starship", p))
		broken{"starship/wrong-password", "recovery", "STARSHIP-LOGIN-009", "", "after this refusal a good login is answered with status 401"}.in(r)
		Expect(outcome(r, "starship/unknown-user").Reason).To(Equal("after the refusal of starship/wrong-password a good login was answered with status 401: " +
			"the account may be locked, and no login is sent any more in this run"))
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
	})

	It("that redirects is not followed", func(ctx SpecContext) {
		p := &partner{change: onLogin(func(a *answered) {
			a.Code = http.StatusTemporaryRedirect
			a.Header().Set("Location", "/elsewhere")
		})}
		r := check(ctx, live("popup", p))
		broken{"popup/valid", "status", "POPUP-LOGIN-008", "", "redirect (307)"}.in(r)
		Expect(p.seen()).NotTo(ContainElement(HaveField("Path", "/elsewhere")))
		Expect(r.Verdict).To(Equal(contract.Inconclusive), "no login was granted")
	})

	It("that fails every login leaves nothing to judge", func(ctx SpecContext) {
		r := check(ctx, live("popup", &partner{change: func(a *answered) { a.Code = 500 }}, permitted))
		broken{"popup/valid", "status", "POPUP-LOGIN-008", "", "status 500 instead of 200"}.in(r)
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
	})

	It("that is not available is no deviation", func(ctx SpecContext) {
		r := check(ctx, live("popup", &partner{change: func(a *answered) { a.Code = 503 }}, permitted))
		Expect(statuses(r)).To(HaveEach(HavePrefix("error: ")))
		Expect(deviations(r)).To(BeEmpty())
		Expect(r.Verdict).To(Equal(contract.Inconclusive))
	})
})

var _ = Describe("a harmless variation", func() {
	faithful := func(ctx SpecContext, provider string, p *partner) contract.Results {
		GinkgoHelper()
		r := check(ctx, live(provider, p, permitted))
		Expect(deviations(r)).To(BeEmpty())
		Expect(r.Summary.Error).To(BeZero(), "%v", statuses(r))
		Expect(r.Verdict).To(Equal(contract.Conformant))
		return r
	}

	each("is a compressed answer", func(ctx SpecContext, provider string) {
		faithful(ctx, provider, &partner{change: func(a *answered) {
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			_, _ = w.Write(a.Body.Bytes())
			_ = w.Close()
			a.Header().Set("Content-Encoding", "gzip")
			a.write(packed.String())
		}})
	})

	each("is a clock that is hours off, but consistently", func(ctx SpecContext, provider string) {
		for _, by := range []time.Duration{5 * time.Hour, -49 * time.Hour} {
			r := faithful(ctx, provider, &partner{ahead: by})
			Expect(statuses(r)).To(HaveEach("pass"))
			Expect(r.Clock.OffsetMS).To(BeNumerically("~", by.Milliseconds(), 1000))
		}
	})

	each("is a missing Date", func(ctx SpecContext, provider string) {
		r := faithful(ctx, provider, &partner{change: func(a *answered) { a.Header()["Date"] = nil }})
		Expect(r.Clock.ErrorMS).To(BeNumerically("<", 0))
		if provider == "tecalis" { // its token carries no times of its own
			Expect(outcome(r, "tecalis/access-lifetime").Status).To(Equal(contract.Skip))
			Expect(outcome(r, "tecalis/access-lifetime").Reason).To(ContainSubstring("Date"))
		} else {
			Expect(statuses(r)).To(HaveEach("pass"))
		}
	})

	each("is a member more than documented, which earns a warning", func(ctx SpecContext, provider string) {
		r := faithful(ctx, provider, &partner{change: onLoginBody(func(m map[string]any) { m["region"] = "mx" })})
		Expect(r.Summary.Warnings).To(BeNumerically(">", 0))
		Expect(r.Cases[0].Findings).To(ConsistOf(And(HaveField("Check", "undeclared-field"), HaveField("Pointer", "/region"), HaveField("Severity", contract.SeverityWarning))))
	})

	each("is another media type of JSON, another order of members, or spaces", func(ctx SpecContext, provider string) {
		faithful(ctx, provider, &partner{change: func(a *answered) {
			a.Header().Set("Content-Type", "application/problem+json; charset=UTF-8")
			a.edit(func(map[string]any) {}) // sorted by name
			a.write(" " + strings.ReplaceAll(a.Body.String(), `,"`, ",\n  \"") + "\n")
		}})
	})

	It("is a leeway of some seconds after a token's end", func(ctx SpecContext) {
		var ends time.Time
		r := faithful(ctx, "tapi", &partner{change: func(a *answered) {
			now, _ := http.ParseTime(a.Header().Get("Date"))
			token, probe := a.probed()
			if probe && strings.HasPrefix(token, "eyJ") && a.Code == 401 {
				if _, _, ends = claims(token); now.Before(ends.Add(10 * time.Second)) {
					a.Code = 200
				}
			}
		}})
		Expect(outcome(r, "tapi/expiry").Findings).To(ConsistOf(And(HaveField("Check", "expiry-leeway"), HaveField("Severity", contract.SeverityInfo))))
	})

	It("is a life of starship's tokens that only its example implies", func(ctx SpecContext) {
		r := faithful(ctx, "starship", &partner{amend: lives(2 * time.Hour)})
		Expect(outcome(r, "starship/access-lifetime").Findings).To(ConsistOf(And(HaveField("Severity", contract.SeverityInfo), HaveField("Actual", ContainSubstring("2h0m0s")))))
	})
})
