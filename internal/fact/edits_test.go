package fact_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// edit is one thing that a provider changes on its page.
type edit struct {
	name     string
	provider string
	text     [2]string // what stands there in the text as given, and what instead
	markdown [2]string // the same in Markdown, where it is written otherwise
	want     []string  // all that is told
}

func replaced(page string, what [2]string) string {
	GinkgoHelper()
	Expect(strings.Count(page, what[0])).To(BeNumerically(">", 0), "%q is not on the page", what[0])
	return strings.Replace(page, what[0], what[1], 1)
}

var edits = []edit{
	// A field more in a table.
	{"a field added", "apuesteria",
		[2]string{"identifier for the login.\n", "identifier for the login.\ncurrencystringThe currency of the bets.\n"},
		[2]string{"identifier for the login. |\n", "identifier for the login. |\n| `currency` | string | The currency of the bets. |\n"},
		[]string{"added    APUESTERIA-LOGIN-012  field currency: string  (section Request body)"}},
	{"a field added", "popup",
		[2]string{"client_idnumberYour unique client identifier\n", "client_idnumberYour unique client identifier\nscopestringWhat the token opens\n"},
		[2]string{"| Your unique client identifier |\n", "| Your unique client identifier |\n| `scope` | string | What the token opens |\n"},
		[]string{"added    POPUP-LOGIN-009  field scope: string  (section Response Fields)"}},
	{"a field added, with a lifetime of its own", "popup",
		[2]string{"client_idnumberYour unique client identifier\n", "client_idnumberYour unique client identifier\nid_tokenstringJWT of the user (valid for 5 minutes)\n"},
		[2]string{"| Your unique client identifier |\n", "| Your unique client identifier |\n| `id_token` | string | JWT of the user (valid for 5 minutes) |\n"},
		[]string{
			"added    POPUP-LOGIN-009  field id_token: string  (section Response Fields)",
			"           with lifetime of field id_token: 5 minutes",
			"           with term JWT of field id_token",
		}},
	{"a field added", "starship",
		[2]string{"| password | string | Yes | Your API password (keep secure!) |\n", "| password | string | Yes | Your API password (keep secure!) |\n| otp | string | No | A one-time password |\n"}, [2]string{},
		[]string{"added    STARSHIP-LOGIN-005  field otp: string, optional  (section Parameters)"}},
	{"a field added", "tapi",
		[2]string{"main_tx | String | Identificador principal de la transacción. |\n", "main_tx | String | Identificador principal de la transacción. |\nexpiresIn | Number | Validez. |\n"},
		[2]string{"| main_tx | String | Identificador principal de la transacción. |\n", "| main_tx | String | Identificador principal de la transacción. |\n| expiresIn | Number | Validez. |\n"},
		[]string{"added    TAPI-LOGIN-011  field expiresIn: number  (section Response Body)"}},
	{"a field added", "tecalis",
		[2]string{"token_duration_minutes | int", "language | string | Language of the page. | ❌ | es |\ntoken_duration_minutes | int"},
		[2]string{"| `token_duration_minutes` | int", "| `language` | string | Language of the page. | ❌ | es |\n| `token_duration_minutes` | int"},
		[]string{"added    TECALIS-LOGIN-006  field language: string, optional  (section 📥Request body)"}},

	// A field less.
	{"a field removed", "apuesteria",
		[2]string{"passwordstringThe password from the credentials we provide.\n", ""},
		[2]string{"| `password` | string | The password from the credentials we provide. |\n", ""},
		[]string{"removed  APUESTERIA-LOGIN-014  field password: string  (section Request body)"}},
	{"a field removed, with all that is said of it", "popup",
		[2]string{"refresh_tokenstringToken to refresh access token (valid for 7 days)\n", ""},
		[2]string{"| `refresh_token` | string | Token to refresh access token (valid for 7 days) |\n", ""},
		[]string{
			"removed  POPUP-LOGIN-012  field refresh_token: string  (section Response Fields)",
			"           with lifetime of the refresh token: 7 days",
		}},
	{"a field removed", "starship",
		[2]string{"| client_id | number | Your unique client identifier |\n", ""}, [2]string{},
		[]string{"removed  STARSHIP-LOGIN-018  field client_id: number  (section Response Fields)"}},
	{"a field removed", "tapi",
		[2]string{"tx | String | Identificador único de la transacción de login. |\n", ""},
		[2]string{"| tx | String | Identificador único de la transacción de login. |\n", ""},
		[]string{"removed  TAPI-LOGIN-014  field tx: string  (section Response Body)"}},
	{"a field removed", "tecalis",
		[2]string{"short_url_pwcs | boolean | Optional. Indicates whether the PWCS URL should be shortened. | ❌ | https://tcl.is/fUBnrLg80Z |\n", ""},
		[2]string{"| `short_url_pwcs` | boolean | Optional. Indicates whether the PWCS URL should be shortened. | ❌ | https://tcl.is/fUBnrLg80Z |\n", ""},
		[]string{"removed  TECALIS-LOGIN-014  field short_url_pwcs: boolean, optional  (section 📥Request body)"}},

	// A lifetime.
	{"a lifetime changed", "apuesteria", [2]string{"15 minutes", "20 minutes"}, [2]string{},
		[]string{"changed  APUESTERIA-LOGIN-020  lifetime of the access token: about 15 minutes → about 20 minutes  (section Success response)"}},
	{"a lifetime made exact", "apuesteria", [2]string{"about 15 minutes", "15 minutes"}, [2]string{"**about 15 minutes**", "15 minutes"},
		[]string{"changed  APUESTERIA-LOGIN-020  lifetime of the access token: about 15 minutes → 15 minutes  (section Success response)"}},
	{"a lifetime changed", "popup", [2]string{"valid for 1 hour", "valid for 2 hours"}, [2]string{},
		[]string{"changed  POPUP-LOGIN-011  lifetime of the access token: 1 hour → 2 hours  (section Response Fields)"}},
	{"the lifetime that an example implies changed", "starship", [2]string{"2024-01-15T10:30:00Z", "2024-01-15T11:30:00Z"}, [2]string{},
		[]string{`changed  STARSHIP-LOGIN-012  /access_expires_at in the example of status 200: "2024-01-15T10:30:00Z" → "2024-01-15T11:30:00Z"  (section Success (200 OK))`}},
	{"a lifetime stated for the first time", "starship", [2]string{"JWT token for API authentication", "JWT token for API authentication (valid for 90 minutes)"}, [2]string{},
		[]string{"added    STARSHIP-LOGIN-014  lifetime of field access_token: 90 minutes  (section Response Fields)"}},
	{"a lifetime changed", "tapi", [2]string{"4 minutos", "5 minutos"}, [2]string{},
		[]string{"changed  TAPI-LOGIN-031  lifetime of the access token: 4 minutes → 5 minutes  (section Consideraciones)"}},
	{"a lifetime changed", "tecalis", [2]string{"60 minutes", "90 minutes"}, [2]string{},
		[]string{"changed  TECALIS-LOGIN-002  lifetime of the access token: 1 hour → 90 minutes  (section Authorization)"}},
	{"the longest lifetime changed", "tecalis", [2]string{"2 hours", "3 hours"}, [2]string{},
		[]string{"changed  TECALIS-LOGIN-003  longest lifetime of the access token: up to 2 hours → up to 3 hours  (section Authorization)"}},

	// A status.
	{"a status added", "apuesteria", [2]string{"This message is returned", "After too many logins you receive 429 Too Many Requests. This message is returned"}, [2]string{},
		[]string{"added    APUESTERIA-LOGIN-024, APUESTERIA-LOGIN-025  status 429  (section Errors)"}},
	{"a status added, with its example", "popup",
		[2]string{"Examples\n", "429 Too Many Requests\n\n{\n  \"error\": {\n    \"name\": \"RateLimitError\"\n  }\n}\n\nExamples\n"},
		[2]string{"## Examples\n", "### 429 Too Many Requests\n\n```json\n{\n  \"error\": {\n    \"name\": \"RateLimitError\"\n  }\n}\n```\n\n## Examples\n"},
		[]string{
			"added    POPUP-LOGIN-002  status 429  (section 429 Too Many Requests)",
			`           with example of status 429: /error (object), /error/name "RateLimitError"`,
		}},
	{"a status added", "starship", [2]string{"429 Too Many Requests\n", "403 Forbidden\n{\"error\": \"forbidden\"}\n429 Too Many Requests\n"},
		[2]string{"### 429 Too Many Requests\n", "### 403 Forbidden\n\n```\n{\"error\": \"forbidden\"}\n```\n\n### 429 Too Many Requests\n"},
		[]string{
			"added    STARSHIP-LOGIN-003  status 403  (section 403 Forbidden)",
			`           with example of status 403: /error "forbidden"`,
		}},
	{"a status added", "tapi", [2]string{"200 OK\n", "200 OK\n401 Unauthorized\n"}, [2]string{"#### 200 OK\n", "#### 200 OK\n\n#### 401 Unauthorized\n"},
		[]string{"added    TAPI-LOGIN-001  status 401  (section 401 Unauthorized)"}},
	{"a status added", "tecalis", [2]string{"💥 500 - Internal", "⛔ 429 - Demasiadas peticiones\n💥 500 - Internal"},
		[2]string{"### 💥 500 - Internal", "### ⛔ 429 - Demasiadas peticiones\n\n### 💥 500 - Internal"},
		[]string{"added    TECALIS-LOGIN-004  status 429  (section ⛔ 429 - Demasiadas peticiones)"}},
	{"a status removed, with its example", "tecalis",
		[2]string{"💥 500 - Internal Server Error\nDescription: Unexpected error during authentication.\nExample Response:\n{\n\"message\": \"Error interno del servidor\"\n}", ""},
		[2]string{"### 💥 500 - Internal Server Error\n\n**Description:** Unexpected error during authentication.\n\n**Example Response:**\n\n```json\n{\n  \"message\": \"Error interno del servidor\"\n}\n```\n", ""},
		[]string{
			"removed  TECALIS-LOGIN-037  status 500  (section 💥 500 - Internal Server Error)",
			`           with example of status 500: /message "Error interno del servidor"`,
		}},

	// An envelope.
	{"an envelope added", "apuesteria", [2]string{"\"access_token\": \"<JWT>\"\n}", "\"data\": {\"access_token\": \"<JWT>\"}\n}"},
		[2]string{"  \"access_token\": \"<JWT>\"\n}", "  \"data\": {\"access_token\": \"<JWT>\"}\n}"},
		[]string{
			"changed  APUESTERIA-LOGIN-017  shape of the example of status 201  (section Success response)",
			"           with /data (object)",
			"           moved /access_token → /data/access_token",
		}},
	{"an envelope removed", "popup",
		[2]string{"  \"success\": true,\n  \"data\": {\n    \"access_token\": \"eyJ", "    \"access_token\": \"eyJ"}, [2]string{},
		[]string{
			"changed  POPUP-LOGIN-009  shape of the example of status 200  (section Success (200 OK))",
			"           without /success true, /data (object)",
			"           moved /data/access_token → /access_token, /data/refresh_token → /refresh_token, /data/access_expires_at → /access_expires_at, /data/refresh_expires_at → /refresh_expires_at, /data/client_id → /client_id",
		}},
	{"an envelope added", "starship", [2]string{"\"error\": \"unauthorized\",\n\"message\": \"Invalid credentials\"\n", "\"error\": {\"code\": \"unauthorized\"},\n\"message\": \"Invalid credentials\"\n"},
		[2]string{"\"error\": \"unauthorized\",", "\"error\": {\"code\": \"unauthorized\"},"},
		[]string{
			"changed  STARSHIP-LOGIN-022  shape of the example of status 401  (section 401 Unauthorized)",
			"           with /error/code \"unauthorized\"",
			"           retyped /error: string → object",
		}},
	{"an envelope added to the request", "tapi", [2]string{`{ "clientUsername": "john.doe", "password": "My.pass.12345678" }`, `{"login": { "clientUsername": "john.doe", "password": "My.pass.12345678" }}`},
		[2]string{"{\n  \"clientUsername\": \"john.doe\",\n  \"password\": \"My.pass.12345678\"\n}", "{\"login\": {\n  \"clientUsername\": \"john.doe\",\n  \"password\": \"My.pass.12345678\"\n}}"},
		[]string{
			"changed  TAPI-LOGIN-008, TAPI-LOGIN-036  shape of the body of the curl example  (section REQUEST EXAMPLE)",
			"           with /login (object)",
			"           moved /clientUsername → /login/clientUsername, /password → /login/password",
		}},
	{"an envelope removed", "tecalis", [2]string{"\"error\": {\n\"error_code\": 1001,\n\"msg\": \"Unauthorized\"\n}\n}", "\"error_code\": 1001,\n\"msg\": \"Unauthorized\"\n}"},
		[2]string{"  \"error\": {\n    \"error_code\": 1001,\n    \"msg\": \"Unauthorized\"\n  }\n}", "  \"error_code\": 1001,\n  \"msg\": \"Unauthorized\"\n}"},
		[]string{
			"changed  TECALIS-LOGIN-034, TECALIS-LOGIN-035, TECALIS-LOGIN-036  shape of the example of status 401  (section Example Response)",
			"           without /error (object)",
			"           moved /error/error_code → /error_code, /error/msg → /msg",
		}},

	// A message, by one letter.
	{"a message reworded", "apuesteria", [2]string{"no esta asignada", "no está asignada"}, [2]string{},
		[]string{`changed  APUESTERIA-LOGIN-028  /message in the example of status 404: "El Punto de Venta no existe o no esta asignada al cliente enviado. Favor de contactar al administrador del sistema.[1018]" → "El Punto de Venta no existe o no está asignada al cliente enviado. Favor de contactar al administrador del sistema.[1018]"  (section Errors)`}},
	{"a message reworded", "popup", [2]string{"IP address not authorized", "IP address not authorised"}, [2]string{},
		[]string{`changed  POPUP-LOGIN-025  /error/message in the example of status 403: "IP address not authorized" → "IP address not authorised"  (section 403 Forbidden)`}},
	{"a message reworded in the second of two examples", "popup", [2]string{"Username and password are required", "Username or password are required"}, [2]string{},
		[]string{`changed  POPUP-LOGIN-020  /error/message in the example of status 400: "Username and password are required" → "Username or password are required"  (section Missing required fields)`}},
	{"a message reworded", "starship", [2]string{"Please try again later.", "Please try again later!"}, [2]string{},
		[]string{`changed  STARSHIP-LOGIN-024  /message in the example of status 429: "Too many login attempts. Please try again later." → "Too many login attempts. Please try again later!"  (section 429 Too Many Requests)`}},
	{"a message reworded", "tecalis", [2]string{"Login correcto", "Login correcta"}, [2]string{},
		[]string{`changed  TECALIS-LOGIN-026  /message in the example of status 200: "Login correcto" → "Login correcta"  (section Example Response)`}},

	// The rest.
	{"a path changed", "popup", [2]string{"POST /auth/login", "POST /v2/auth/login"}, [2]string{},
		[]string{"changed  POPUP-LOGIN-002  method and path: POST /auth/login → POST /v2/auth/login  (section Endpoint)"}},
	{"a method changed", "tecalis", [2]string{"POST {url}", "PUT {url}"}, [2]string{},
		[]string{"changed  TECALIS-LOGIN-004  method and path: POST {url}/api/auth → PUT {url}/api/auth  (section Endpoint)"}},
	{"a host changed in an example", "tapi", [2]string{"https://login.homo.tapila.cloud/login", "https://login.stage.tapila.cloud/login"}, [2]string{},
		[]string{"changed  TAPI-LOGIN-032  curl example: POST https://login.homo.tapila.cloud/login → POST https://login.stage.tapila.cloud/login  (section REQUEST EXAMPLE)"}},
	{"a header renamed", "tapi", [2]string{"x-api-key", "x-client-key"}, [2]string{},
		[]string{
			"removed  TAPI-LOGIN-034  header X-Api-Key of the curl example  (section REQUEST EXAMPLE)",
			"added    TAPI-LOGIN-032  header X-Client-Key of the curl example  (section REQUEST EXAMPLE)",
		}},
	{"a header renamed in prose", "tapi", [2]string{"'x-authorization-token'.", "'x-access-token'."}, [2]string{},
		[]string{
			"removed  TAPI-LOGIN-018  header X-Authorization-Token  (section Consideraciones)",
			"added    TAPI-LOGIN-018  header X-Access-Token  (section Consideraciones)",
		}},
	{"a content type changed", "apuesteria", [2]string{"Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded"}, [2]string{},
		[]string{"changed  APUESTERIA-LOGIN-011  header Content-Type: application/json → application/x-www-form-urlencoded  (section The endpoint)"}},
	{"a field made optional", "starship", [2]string{"| password | string | Yes |", "| password | string | No |"}, [2]string{},
		[]string{"changed  STARSHIP-LOGIN-007  field password: string, required → string, optional  (section Parameters)"}},
	{"a type changed", "popup", [2]string{"client_idnumberYour", "client_idstringYour"}, [2]string{"| `client_id` | number |", "| `client_id` | string |"},
		[]string{"changed  POPUP-LOGIN-016  field client_id: number → string  (section Response Fields)"}},
	{"a sample that loses its form", "tecalis", [2]string{"2026-01-12T12:34:56Z", "12/01/2026 12:34"}, [2]string{},
		[]string{`changed  TECALIS-LOGIN-027  /expiredAt in the example of status 200: an RFC 3339 timestamp → "12/01/2026 12:34"  (section Example Response)`}},
	{"a standard no longer named", "popup", [2]string{"Access token expiration timestamp (RFC3339, UTC)", "Access token expiration timestamp (RFC3339)"}, [2]string{},
		[]string{"removed  POPUP-LOGIN-014  term UTC of field access_expires_at  (section Response Fields)"}},
	{"authentication demanded", "starship", [2]string{"None required (public endpoint)", "Basic"}, [2]string{},
		[]string{"changed  STARSHIP-LOGIN-004  authentication of a login: none required (public endpoint) → basic  (section Endpoint)"}},
}

var _ = Describe("a change of a page", func() {
	for _, e := range edits {
		It("is named, alone: "+e.provider+", "+e.name, func() {
			markdown := e.markdown
			if markdown[0] == "" {
				markdown = e.text
			}
			for _, f := range forms(replaced(source(e.provider), e.text), replaced(written(e.provider), markdown)) {
				d := compare(e.provider, f)
				Expect(lines(d)).To(Equal(e.want), f.name)
				Expect(d.Recognised()).To(BeTrue())
			}
		})
	}
})
