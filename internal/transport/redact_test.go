package transport_test

import (
	"encoding/base64"
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/transport"
	"concord/internal/wire"
)

var _ = Describe("redaction of an answer", func() {
	var (
		registry *secret.Registry
		client   *transport.Client
		tokens   map[string]contract.Token
	)
	BeforeEach(func() {
		registry = secret.NewRegistry(wire.Inspect)
		client = transport.New(transport.Options{Registry: registry, TokenNames: []string{"auth_uuid", "ticketGrant"}})
	})
	redact := func(status int, body string) string {
		GinkgoHelper()
		var out *contract.Response
		out, tokens = client.RedactAnswer(status, http.Header{}, []byte(body))
		Expect(out.Body.Bytes).To(Equal(len(body)))
		Expect(out.Body.Encoding).To(BeEmpty())
		return out.Body.Text
	}
	// stand is what stands for a value once it is registered.
	stand := func(value string) string {
		p, _ := registry.Add("unseen", value)
		GinkgoHelper()
		Expect(p).NotTo(ContainSubstring("unseen"), "was not registered")
		return p
	}

	It("replaces values by byte range and keeps every other byte", func() {
		body := "\ufeff \t{ \"accessToken\" :\r\n\"" + jwt + "\" , \"n\":1.0e+2, \"auth-UUID\":\"abc\",\n" +
			"\"n\":\"\\u00e9\\/\", \"TICKETGRANT\":\"a\\\"b\\u002fc\", \"token\":123456, \"jwt\":\"\", \"secret\":null, \"password\":true}\ntrailing <bytes>"
		want := "\ufeff \t{ \"accessToken\" :\r\n\"" + "{jwt}" + "\" , \"n\":1.0e+2, \"auth-UUID\":\"{abc}\",\n" +
			"\"n\":\"\\u00e9\\/\", \"TICKETGRANT\":\"{esc}\", \"token\":0, \"jwt\":\"\", \"secret\":null, \"password\":true}\ntrailing <bytes>"
		got := redact(200, body)
		Expect(got).To(Equal(strings.NewReplacer("{jwt}", stand(jwt), "{abc}", stand("abc"), "{esc}", stand(`a"b/c`)).Replace(want)))
	})

	It("keeps the facts of each token under its placeholder, labelled as in the answer", func() {
		redact(200, `{"access_token":"`+jwt+`","auth_uuid":"8d3f0b5e-1c2d-4e5f-8a9b-0c1d2e3f4a5b"}`)
		Expect(tokens).To(HaveLen(2))
		Expect(tokens[stand(jwt)].JWT.Alg).To(Equal("HS256"))
		Expect(stand(jwt)).To(HavePrefix("«access_token#1 jwt "))
		Expect(stand("8d3f0b5e-1c2d-4e5f-8a9b-0c1d2e3f4a5b")).To(HavePrefix("«auth_uuid#1 uuid 36 bytes "))
	})

	It("finds members at any depth, twice named, and strings below them, but not times beside them", func() {
		got := redact(200, `[{"a":[{"token":{"value":"v-1","life":3600,"of":["v-2",{"x":"v-3"}]}}],"token":[77,"v-4"],"token":"v-5","b":"v-6"}]`)
		Expect(got).To(Equal(`[{"a":[{"token":{"value":"` + stand("v-1") + `","life":3600,"of":["` + stand("v-2") + `",{"x":"` + stand("v-3") +
			`"}]}}],"token":[0,"` + stand("v-4") + `"],"token":"` + stand("v-5") + `","b":"v-6"}]`))
	})

	It("leaves names that only resemble those of secrets", func() {
		body := `{"token_type":"Bearer","access_expires_at":"2026-01-01T00:00:00Z","tokenDurationMinutes":120,"message":"Username and password are required"}`
		Expect(redact(400, body)).To(Equal(body))
		Expect(tokens).To(BeEmpty())
	})

	It("finds JWTs anywhere, a full stop after them apart", func() {
		Expect(redact(200, `{"data":"`+jwt+`"}`)).To(Equal(`{"data":"` + stand(jwt) + `"}`))
		Expect(redact(500, "Your token is "+jwt+".")).To(Equal("Your token is " + stand(jwt) + "."))
		unsigned := header + "." + payload + "."
		Expect(redact(200, "x "+unsigned)).To(Equal("x " + stand(unsigned)))
		Expect(redact(200, `{"`+jwt+`":1}`)).NotTo(ContainSubstring(payload))
	})

	It("scrubs what echoes a registered secret", func() {
		p, _ := registry.Add("password", canary)
		Expect(redact(400, `{"message":"bad value `+jsonInner(canary)+`"}`)).To(Equal(`{"message":"bad value ` + p + `"}`))
		Expect(redact(400, `{"echo":"`+encodeBase64(canary)+`"}`)).To(Equal(`{"echo":"` + p + `"}`))
	})

	It("masks documents within strings, links and forms", func() {
		Expect(redact(200, `"{\"accessToken\":\"t-1\",\"n\":1}"`)).To(Equal(`"{\"accessToken\":\"` + stand("t-1") + `\",\"n\":1}"`))
		Expect(redact(200, `{"next":"https://x/y?access_token=a%2Fb-1&z=1"}`)).To(Equal(`{"next":"https://x/y?access_token=` + stand("a/b-1") + `&z=1"}`))
		Expect(redact(200, `access_token=t-2&expires_in=3600`)).To(Equal(`access_token=` + stand("t-2") + `&expires_in=3600`))
		Expect(redact(200, `<r><ns:accessToken type="x">t-3</ns:accessToken><id>4</id></r>`)).To(Equal(`<r><ns:accessToken type="x">` + stand("t-3") + `</ns:accessToken><id>4</id></r>`))
	})

	It("masks what is nearly JSON: cut, malformed, or after the document", func() {
		Expect(redact(200, `{"n":1,"accessToken":"t-1 and mor`)).To(Equal(`{"n":1,"accessToken":"` + stand("t-1 and mor")))
		Expect(redact(200, `{"token":{"a":["t-2",`)).To(Equal(`{"token":{"a":["` + stand("t-2") + `",`))
		Expect(redact(200, `{"password":12345,"x":"y",}`)).To(Equal(`{"password":0,"x":"y",}`))
		Expect(redact(200, `{"jwt":"t\"-3" "x":"y"}`)).To(Equal(`{"jwt":"` + stand(`t"-3`) + `" "x":"y"}`))
		Expect(redact(200, `{"a":1} {"secret" : "t-4"}`)).To(Equal(`{"a":1} {"secret" : "` + stand("t-4") + `"}`))
		Expect(redact(200, `{"a":{"token":"t-5"},"b":"c",]`)).To(Equal(`{"a":{"token":"` + stand("t-5") + `"},"b":"c",]`))
	})

	It("does not let a validator's words blot out other messages", func() {
		Expect(redact(422, `{"errors":{"password":["required"]}}`)).To(MatchJSON(`{"errors":{"password":["` + stand("required") + `"]}}`))
		fresh := secret.NewRegistry(wire.Inspect)
		client = transport.New(transport.Options{Registry: fresh})
		redact(422, `{"errors":{"password":["required"],"token":"a1b2c3d4e5"}}`)
		Expect(redact(400, `{"m":"password is required"}`)).To(Equal(`{"m":"password is required"}`))
		Expect(redact(400, `{"m":"a1b2c3d4e5"}`)).NotTo(ContainSubstring("a1b2"))
	})

	It("leaves exempt values readable, and still gives their facts", func() {
		registry.Exempt(jwt)
		registry.Exempt("public/value")
		body := `{"accessToken":"` + jwt + `","token":"public\/value","x":"?token=public%2Fvalue"}`
		Expect(redact(200, body)).To(Equal(body))
		Expect(tokens[jwt].Form).To(Equal("jwt"))
		Expect(redact(200, body[:len(body)-1])).To(Equal(body[:len(body)-1]))
	})

	It("keeps a body that is not UTF-8 in base64, scrubbed", func() {
		p, _ := registry.Add("password", canary)
		out, _ := client.RedactAnswer(200, http.Header{}, []byte("\xff\xfe "+canary))
		Expect(out.Body.Encoding).To(Equal("base64"))
		text, err := base64.StdEncoding.DecodeString(out.Body.Text)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(text)).To(Equal("\xff\xfe " + p))
	})

	It("redacts headers: cookies, credentials, tokens, links", func() {
		p, _ := registry.Add("password", canary)
		out, seen := client.RedactAnswer(302, http.Header{
			"Set-Cookie":    {`sid="s-1"; Path=/; HttpOnly`, "gone=; Max-Age=0", "lone"},
			"Authorization": {"Bearer o-1"},
			"X-Auth-Token":  {"two words"},
			"X-Trace":       {"id " + jwt},
			"Location":      {"https://x/cb?token=o-2&state=1#" + encodings["percent, query"](canary)},
			"Date":          {"Thu, 01 Jan 2026 00:00:00 GMT"},
		}, nil)
		Expect(out.Header).To(Equal(map[string][]string{
			"Set-Cookie":    {`sid="` + stand("s-1") + `"; Path=/; HttpOnly`, "gone=; Max-Age=0", "lone"},
			"Authorization": {"Bearer " + stand("o-1")},
			"X-Auth-Token":  {stand("two words")},
			"X-Trace":       {"id " + stand(jwt)},
			"Location":      {"https://x/cb?token=" + stand("o-2") + "&state=1#" + p},
			"Date":          {"Thu, 01 Jan 2026 00:00:00 GMT"},
		}))
		Expect(seen).To(HaveLen(5))
		Expect(stand("s-1")).To(HavePrefix("«cookie#1"))
	})
})
