package suite_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/clock"
	"concord/internal/mock"
)

// mocked is the mock of one provider on a clock that the test moves.
type mocked struct {
	*mock.API
	clock    *clock.Virtual
	provider string
}

func newAPI(provider string) *mocked {
	c := clock.NewVirtual(start)
	return &mocked{API: mock.NewAPI(books()[provider].Doc, c), clock: c, provider: provider}
}

// login posts a body, a documented good one if it is empty, to the endpoint.
func (m *mocked) login(body string, header http.Header) *httptest.ResponseRecorder {
	doc := books()[m.provider].Doc
	if body == "" {
		body = goodBody(m.provider, doc.Request.Examples[0].Name)
	}
	return ask(m, doc.Method, doc.Path, body, header)
}

// probe asks whether a token is accepted, sent in the given header.
func (m *mocked) probe(name, value string) int {
	header := http.Header{}
	if name != "" {
		header.Set(name, value)
	}
	return ask(m, http.MethodGet, mock.ProbePath, "", header).Code
}

func ask(h http.Handler, method, path, body string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func situated(name string) http.Header {
	return http.Header{mock.SituationHeader: {name}}
}

// written is a documented body without the spaces of the page.
func written(source string) string {
	GinkgoHelper()
	var compact strings.Builder
	dec := json.NewDecoder(strings.NewReader(source))
	var raw json.RawMessage
	Expect(dec.Decode(&raw)).To(Succeed())
	inString := false
	for i, c := range source {
		if c == '"' && source[i-1] != '\\' {
			inString = !inString
		}
		if inString || !strings.ContainsRune(" \n\t", c) {
			compact.WriteRune(c)
		}
	}
	return compact.String()
}

// The refusals as the pages write them.
const (
	popupSyntax       = `{ "error": { "name": "SyntaxError", "code": "SYNTAX_ERROR", "message": "Invalid request body" } }`
	popupValidation   = `{ "error": { "name": "ValidationException", "code": "VALIDATION_FAILURE", "message": "Username and password are required" } }`
	popupUnauthorized = `{ "error": { "name": "UnauthorizedError", "code": "UNAUTHORIZED", "message": "Invalid credentials" } }`
	popupForbidden    = `{ "error": { "name": "ForbiddenError", "code": "FORBIDDEN", "message": "IP address not authorized" } }`

	starshipValidation   = `{ "error": "validation_error", "message": "Username and password are required" }`
	starshipUnauthorized = `{ "error": "unauthorized", "message": "Invalid credentials" }`
	starshipLimited      = `{ "error": "Too Many Requests", "message": "Too many login attempts. Please try again later." }`

	apuesteriaPoint = `{ "status": 404, "message": "El Punto de Venta no existe o no esta asignada al cliente enviado. Favor de contactar al administrador del sistema.[1018]" }`

	tecalisUnauthorized = `{ "result": "ko", "error": { "error_code": 1001, "msg": "Unauthorized" } }`
	tecalisInternal     = `{ "message": "Error interno del servidor" }`
)

var _ = Describe("the mock", func() {
	DescribeTable("answers a refusal as the page writes it",
		func(provider, situation, body string, status int, want string) {
			header := http.Header{}
			if situation != "" {
				header = situated(situation)
			}
			got := newAPI(provider).login(body, header)
			Expect(got.Code).To(Equal(status))
			Expect(got.Body.String()).To(Equal(written(want)))
			Expect(got.Header().Get("Content-Type")).To(Equal("application/json"))
		},
		Entry("popup, no JSON", "popup", "", `{"username": }`, 400, popupSyntax),
		Entry("popup, JSON but no object", "popup", "", `[]`, 400, popupSyntax),
		Entry("popup, two documents", "popup", "", `{"username":"a","password":"b"} {}`, 400, popupSyntax),
		Entry("popup, no username", "popup", "", `{"password":"your_api_password"}`, 400, popupValidation),
		Entry("popup, an empty password", "popup", "", `{"username":"your_api_username","password":""}`, 400, popupValidation),
		Entry("popup, neither", "popup", "", `{}`, 400, popupValidation),
		Entry("popup, a wrong password", "popup", "", `{"username":"your_api_username","password":"other"}`, 401, popupUnauthorized),
		Entry("popup, an unknown user", "popup", "", `{"username":"nobody","password":"your_api_password"}`, 401, popupUnauthorized),
		Entry("popup, an inactive account", "popup", "inactive-account", "", 401, popupUnauthorized),
		Entry("popup, a blocked address", "popup", "blocked-ip", "", 403, popupForbidden),
		Entry("starship, no username", "starship", "", `{"password":"your_api_password"}`, 400, starshipValidation),
		Entry("starship, a null password", "starship", "", `{"username":"your_api_username","password":null}`, 400, starshipValidation),
		Entry("starship, a wrong password", "starship", "", `{"username":"your_api_username","password":"other"}`, 401, starshipUnauthorized),
		Entry("apuesteria, another point of sale", "apuesteria", "",
			`{"username":"<affiliate_username>","password":"<affiliate_password>","affiliate_point_of_sale_id":3}`, 404, apuesteriaPoint),
		Entry("tecalis, a wrong key", "tecalis", "", `{"api_key":"other","profile_uuid":"UUID"}`, 401, tecalisUnauthorized),
		Entry("tecalis, an error", "tecalis", "server-error", "", 500, tecalisInternal),
	)

	DescribeTable("refuses without a token where the page is silent",
		func(provider, body string) {
			got := newAPI(provider).login(body, nil)
			Expect(got.Code / 100).To(Equal(4))
			Expect(got.Body.String()).NotTo(MatchRegexp(`"(access_?[tT]oken|refresh_?[tT]oken|auth_uuid)"`))
		},
		Entry("tapi, a wrong password", "tapi", `{"clientUsername":"john.doe","password":"x"}`),
		Entry("tapi, no user", "tapi", `{"password":"My.pass.12345678"}`),
		Entry("starship, no JSON", "starship", `{`),
		Entry("apuesteria, a wrong password", "apuesteria", `{"username":"<affiliate_username>","password":"x","affiliate_point_of_sale_id":2}`),
		Entry("tecalis, an unknown profile", "tecalis", `{"api_key":"API_KEY","profile_uuid":"other"}`),
		Entry("tecalis, more than 120 minutes", "tecalis", `{"api_key":"API_KEY","profile_uuid":"UUID","token_duration_minutes":120.5}`),
	)

	It("grants tapi's login with and without the x-api-key that its page shows but does not demand", func() {
		Expect(newAPI("tapi").login("", nil).Code).To(Equal(200))
		Expect(newAPI("tapi").login("", http.Header{"X-Api-Key": {"YOUR_API_KEY_HERE"}}).Code).To(Equal(200))
	})

	It("limits refused logins of one user, and lets the limit pass with time", func() {
		api := newAPI("starship")
		wrong := `{"username":"your_api_username","password":"other"}`
		for range 10 {
			Expect(api.login(wrong, nil).Code).To(Equal(401))
			api.clock.Advance(time.Second)
		}
		limited := api.login(wrong, nil)
		Expect(limited.Code).To(Equal(429))
		Expect(limited.Body.String()).To(Equal(written(starshipLimited)))
		Expect(api.login("", nil).Code).To(Equal(429), "even with the right password")
		Expect(api.login(`{"username":"someone","password":"else"}`, nil).Code).To(Equal(401), "another user has a limit of his own")
		api.clock.Advance(2 * time.Minute)
		Expect(api.login("", nil).Code).To(Equal(200))
	})

	It("limits no one where the page knows no limit", func() {
		api := newAPI("popup")
		for range 30 {
			Expect(api.login(`{"username":"your_api_username","password":"other"}`, nil).Code).To(Equal(401))
		}
	})

	DescribeTable("knows no other path and no other method",
		func(provider, method, path string, want int) {
			Expect(ask(newAPI(provider), method, path, "{}", nil).Code).To(Equal(want))
		},
		Entry("another path", "popup", "POST", "/auth/logout", 404),
		Entry("the root", "popup", "POST", "/", 404),
		Entry("another method", "popup", "GET", "/auth/login", 405),
		Entry("a slash too many", "popup", "POST", "/auth/login/", 404),
		Entry("apuesteria without its slash", "apuesteria", "POST", "/api/v4/affiliates/login", 404),
		Entry("apuesteria by another method", "apuesteria", "PUT", "/api/v4/affiliates/login/", 405),
		Entry("another path for tecalis", "tecalis", "POST", "/auth", 404),
	)

	It("says which methods it knows (RFC 9110 §15.5.6)", func() {
		Expect(ask(newAPI("popup"), "GET", "/auth/login", "", nil).Header().Get("Allow")).To(Equal("POST"))
	})

	It("dates every answer by its own clock", func() {
		api := newAPI("tapi")
		api.clock.Advance(5 * time.Hour)
		for _, got := range []*httptest.ResponseRecorder{api.login("", nil), api.login("{", nil), ask(api, "GET", "/probe", "", nil)} {
			Expect(got.Header().Get("Date")).To(Equal("Sat, 21 Nov 2026 14:30:00 GMT"))
		}
	})

	each("serves many at once", func(provider string) {
		api := newAPI(provider)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				defer GinkgoRecover()
				Expect(api.login("", nil).Code / 100).To(Equal(2))
				api.login("{", nil)
				api.probe("Authorization", "Bearer nothing")
				api.clock.Advance(time.Second)
				if i%10 == 0 {
					_ = api.Requests()
				}
			})
		}
		wg.Wait()
		Expect(api.Requests()).To(HaveLen(120))
	})
})
