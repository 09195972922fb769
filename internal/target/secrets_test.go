package target_test

import (
	"encoding/json"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"

	"concord/internal/secret"
	"concord/internal/target"
)

// told lists secrets as label, value and place.
func told(secrets []target.Secret) []string {
	var out []string
	for _, s := range secrets {
		out = append(out, fmt.Sprintf("%s %s %s", s.Label, s.Value.Reveal(), s.Where))
	}
	return out
}

var _ = Describe("the secrets of a target", func() {
	It("come with the variables that they stand in", func() {
		c := loaded(with(tapi, "TAPI_API_KEY=key-1", "TAPI_PROBE_URL=https://tapi.example/me?k=1&api_key=a%2Fb&token={token}",
			"TAPI_PROBE_HEADERS=Accept: text/plain\nX-Session: s-1\nX-Auth: {token}\nAuthorization: Basic dXNlcjpwdw==\nCookie: sid=c-1; t={token}")...)
		Expect(told(c.Secrets(only(c, "tapi")))).To(Equal([]string{
			"password hunter2 TAPI_PASSWORD", "apiKey key-1 TAPI_API_KEY",
			"Authorization Basic dXNlcjpwdw== TAPI_PROBE_HEADERS: line 4", "Authorization dXNlcjpwdw== TAPI_PROBE_HEADERS: line 4",
			"Authorization pw TAPI_PROBE_HEADERS: line 4", "Cookie c-1 TAPI_PROBE_HEADERS: line 5", "X-Session s-1 TAPI_PROBE_HEADERS: line 2",
			"api_key a/b TAPI_PROBE_URL",
		}))
	})

	It("come with file, line and key", func() {
		c, err := loadFile(`targets:
  - name: eu
    provider: popup
    baseURL: https://popup.example
    credentials:
      username: u
      password: ${PW}
    situations:
      blocked-ip: {headers: {X-Api-Key: k-1, X-Forwarded-For: 203.0.113.9}}
      inactive-account:
        credentials: {username: v, password: other}
`, "PW=hunter2")
		Expect(err).NotTo(HaveOccurred())
		Expect(told(c.Secrets(c.Targets[0]))).To(Equal([]string{
			`password hunter2 t.yaml:7: key "password"`, `X-Api-Key k-1 t.yaml:9: key "X-Api-Key"`, `password other t.yaml:11: key "password"`,
		}))
		Expect(c.Secrets(c.Targets[0])[0].Hint()).To(HavePrefix(`t.yaml:7: key "password": the value has fewer than 8 bytes`))
	})

	It("are none on the mock", func() {
		c := loaded()
		Expect(c.Secrets(only(c, "tapi"))).To(BeEmpty())
	})

	It("do not show in a target that is printed", func() {
		t := target.Target{
			Name: "eu", Provider: "popup", Mode: "live", BaseURL: "https://popup.example", ProbeURL: "https://popup.example/me?key=" + marker,
			Credentials:  target.Credentials{"password": secret.New(marker)},
			ProbeHeaders: map[string]secret.String{"X-Key": secret.New(marker)},
			Situations:   map[string]target.Situation{"x": {Headers: map[string]secret.String{"X-Key": secret.New(marker)}}},
		}
		encoded, err := json.Marshal([]any{t, t.Credentials, t.Situations})
		Expect(err).NotTo(HaveOccurred())
		text := fmt.Sprintf("%v %+v %#v %s %q %x %d %v", t, t, t, t, t, t, t, &t) + string(encoded) + format.Object(t, 0) + format.Object([]target.Target{t}, 0)
		Expect(text).NotTo(Or(ContainSubstring(marker), ContainSubstring("68756e74657232")))
		Expect(t.String()).To(Equal(`eu (popup, live, "https://popup.example")`))
		Expect(format.Object(t.Situations, 0)).NotTo(ContainSubstring(marker))
	})
})
