package suite_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/mock"
	"concord/openapi"
)

// served is a server of all mocks.
func served() *mock.Server {
	var docs []*openapi.Document
	for _, name := range providers {
		docs = append(docs, books()[name].Doc)
	}
	return mock.NewServer(docs)
}

func control(s *mock.Server, method, path, body string) *httptest.ResponseRecorder {
	return ask(s, method, "/_mock/"+path, body, nil)
}

// logIn sends the first documented request of a provider.
func logIn(s *mock.Server, provider string) *httptest.ResponseRecorder {
	doc := books()[provider].Doc
	return ask(s, doc.Method, "/"+provider+doc.Path, goodBody(provider, doc.Request.Examples[0].Name), nil)
}

var _ = Describe("the mock server", func() {
	each("serves every provider below its name", func(provider string) {
		s := served()
		Expect(logIn(s, provider).Code / 100).To(Equal(2))
		Expect(ask(s, "POST", books()[provider].Doc.Path, "{}", nil).Code).To(Equal(404))
		Expect(ask(s, "POST", "/no-such-provider/auth/login", "{}", nil).Code).To(Equal(404))
	})

	It("lets time pass for all", func() {
		s := served()
		token := at(logIn(s, "tapi").Body.String(), "/accessToken")
		header := map[string][]string{"X-Authorization-Token": {token}}
		Expect(ask(s, "GET", "/tapi/probe", "", header).Code).To(Equal(200))
		got := control(s, "POST", "clock", `{"advance": "4m1s"}`)
		Expect(got.Code).To(Equal(200))
		Expect(got.Body.String()).To(MatchRegexp(`^{"now":"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"}\n$`))
		Expect(ask(s, "GET", "/tapi/probe", "", header).Code).To(Equal(401))
	})

	It("puts one provider into a situation, until it is ended", func() {
		s := served()
		Expect(control(s, "PUT", "situation", `{"provider": "popup", "situation": "blocked-ip"}`).Code).To(Equal(200))
		Expect(logIn(s, "popup").Code).To(Equal(403))
		Expect(logIn(s, "starship").Code).To(Equal(200))
		Expect(control(s, "PUT", "situation", `{"provider": "popup", "situation": ""}`).Code).To(Equal(200))
		Expect(logIn(s, "popup").Code).To(Equal(200))
	})

	It("brings about what a client could, too", func() {
		s := served()
		Expect(control(s, "PUT", "situation", `{"provider": "starship", "situation": "rate-limited"}`).Code).To(Equal(200))
		got := logIn(s, "starship")
		Expect(got.Code).To(Equal(429))
		Expect(got.Body.String()).To(Equal(written(starshipLimited)))
	})

	It("lists the requests, and no secret of them", func() {
		s := served()
		token := at(logIn(s, "popup").Body.String(), "/data/access_token")
		got := control(s, "GET", "requests", "")
		Expect(got.Body.String()).NotTo(ContainSubstring("your_api"))
		Expect(got.Body.String()).NotTo(ContainSubstring(token))
		var list map[string][]mock.Entry
		Expect(json.Unmarshal(got.Body.Bytes(), &list)).To(Succeed())
		Expect(list).To(HaveLen(len(providers)))
		Expect(list["tapi"]).To(BeEmpty())
		Expect(list["popup"]).To(HaveLen(1))
		Expect(list["popup"][0]).To(And(HaveField("Path", "/auth/login"), HaveField("Status", 200), HaveField("Situation", "valid")))
	})

	It("forgets everything on demand", func() {
		s := served()
		control(s, "POST", "clock", `{"advance": "48h"}`)
		control(s, "PUT", "situation", `{"provider": "popup", "situation": "blocked-ip"}`)
		Expect(logIn(s, "popup").Code).To(Equal(403))
		Expect(control(s, "POST", "reset", "").Code).To(Equal(204))
		Expect(control(s, "GET", "requests", "").Body.String()).To(ContainSubstring(`"popup":[]`))
		Expect(logIn(s, "popup").Code).To(Equal(200))
		issued := at(logIn(s, "popup").Body.String(), "/data/access_expires_at")
		control(s, "POST", "clock", `{"advance": "1h"}`)
		Expect(issued < at(logIn(s, "popup").Body.String(), "/data/access_expires_at")).To(BeTrue())
	})

	DescribeTable("says what is wrong with an order",
		func(method, path, body string, status int, words string) {
			got := control(served(), method, path, body)
			Expect(got.Code).To(Equal(status))
			Expect(got.Body.String()).To(ContainSubstring(words))
		},
		Entry("no duration", "POST", "clock", `{"advance": "tomorrow"}`, 400, `\"tomorrow\" is not a duration`),
		Entry("back in time", "POST", "clock", `{"advance": "-1m"}`, 400, "time does not go back"),
		Entry("nothing to advance by", "POST", "clock", `{}`, 400, `key \"advance\"`),
		Entry("an unknown key", "POST", "clock", `{"forward": "1m"}`, 400, `unknown field \"forward\"`),
		Entry("no JSON", "POST", "clock", `4m`, 400, "reading the request"),
		Entry("more than one order", "POST", "clock", `{"advance": "1m"} {"advance": "1m"}`, 400, "reading the request"),
		Entry("an unknown provider", "PUT", "situation", `{"provider": "no-such-provider", "situation": "valid"}`, 400, "is not one of "+strings.Join(providers, ", ")),
		Entry("an unknown situation", "PUT", "situation", `{"provider": "popup", "situation": "blocked"}`, 400, `unknown situation \"blocked\" (popup answers to blocked-ip, inactive-account`),
		Entry("a situation of others", "PUT", "situation", `{"provider": "tapi", "situation": "blocked-ip"}`, 400, `(tapi answers to malformed-json`),
		Entry("another method", "GET", "clock", "", 405, ""),
		Entry("another path", "GET", "time", "", 404, ""),
	)
})
