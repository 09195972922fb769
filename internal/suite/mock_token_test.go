package suite_test

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/mock"
	"concord/internal/wire"
)

const uuidForm = `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`

// at reads a member of an answer by JSON Pointer.
func at(body, pointer string) string {
	GinkgoHelper()
	value, problems := wire.Read([]byte(body))
	Expect(problems).To(BeEmpty())
	Expect(value.At(pointer)).NotTo(BeNil(), pointer)
	return value.At(pointer).Text
}

// claims reads a token's times without its key, which the mock keeps.
func claims(token string) (header map[string]any, issued, expires time.Time) {
	GinkgoHelper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	Expect(err).NotTo(HaveOccurred())
	iat, err := parsed.Claims.GetIssuedAt()
	Expect(err).NotTo(HaveOccurred())
	exp, err := parsed.Claims.GetExpirationTime()
	Expect(err).NotTo(HaveOccurred())
	return parsed.Header, iat.UTC(), exp.UTC()
}

var _ = Describe("the mock's tokens", func() {
	DescribeTable("are JWTs that live as documented, by the mock's clock",
		func(provider, pointer, companion string, life time.Duration) {
			api := newAPI(provider)
			api.clock.Advance(3*time.Hour + 500*time.Millisecond)
			body := api.login("", nil).Body.String()
			header, issued, expires := claims(at(body, pointer))
			Expect(header).To(And(HaveKeyWithValue("alg", "HS256"), HaveKeyWithValue("typ", "JWT")))
			Expect(issued).To(Equal(start.Add(3 * time.Hour)))
			Expect(expires.Sub(issued)).To(Equal(life))
			if companion != "" {
				Expect(at(body, companion)).To(Equal(expires.Format("2006-01-02T15:04:05Z")))
			}
			Expect(at(api.login("", nil).Body.String(), pointer)).NotTo(Equal(at(body, pointer)), "every login has a token of its own")
		},
		Entry("apuesteria: 15 minutes", "apuesteria", "/access_token", "", 15*time.Minute),
		Entry("tapi: 4 minutes", "tapi", "/accessToken", "", 4*time.Minute),
		Entry("popup: an hour", "popup", "/data/access_token", "/data/access_expires_at", time.Hour),
		Entry("popup: 7 days", "popup", "/data/refresh_token", "/data/refresh_expires_at", 7*24*time.Hour),
		Entry("starship: 90 minutes", "starship", "/access_token", "/access_expires_at", 90*time.Minute),
		Entry("starship: 7 days", "starship", "/refresh_token", "/refresh_expires_at", 7*24*time.Hour),
	)

	DescribeTable("of tecalis are UUIDs that live as long as asked for",
		func(minutes int, life time.Duration) {
			body := `{"api_key":"API_KEY","profile_uuid":"UUID"}`
			if minutes > 0 {
				body = `{"api_key":"API_KEY","profile_uuid":"UUID","token_duration_minutes":` + strconv.Itoa(minutes) + `}`
			}
			got := newAPI("tecalis").login(body, nil).Body.String()
			Expect(at(got, "/auth_uuid")).To(MatchRegexp(uuidForm))
			Expect(at(got, "/process")).To(MatchRegexp(uuidForm))
			Expect(at(got, "/expiredAt")).To(Equal(start.Add(life).Format(time.RFC3339)))
		},
		Entry("60 minutes by default", 0, time.Hour),
		Entry("one minute", 1, time.Minute),
		Entry("half an hour", 30, 30*time.Minute),
		Entry("two hours at most", 120, 2*time.Hour),
	)

	It("has tapi's transactions be new with every login, and the refresh token opaque", func() {
		api := newAPI("tapi")
		first, second := api.login("", nil).Body.String(), api.login("", nil).Body.String()
		Expect(at(first, "/tx")).To(MatchRegexp(uuidForm))
		Expect(at(first, "/tx")).NotTo(Equal(at(second, "/tx")))
		Expect(at(first, "/refreshToken")).To(MatchRegexp(`^[0-9a-f]{64}$`))
		Expect(at(first, "/refreshToken")).NotTo(Equal(at(second, "/refreshToken")))
	})

	DescribeTable("open the probe for as long as they live",
		func(provider, pointer, header, scheme string, life time.Duration) {
			api := newAPI(provider)
			token := at(api.login("", nil).Body.String(), pointer)
			Expect(api.probe(header, scheme+token)).To(Equal(200))
			Expect(api.probe("", "")).To(Equal(401))
			Expect(api.probe(header, scheme+"concord-garbage-token")).To(Equal(401))
			Expect(api.probe(header, scheme+token[:len(token)-1])).To(Equal(401))
			Expect(api.probe("X-Other", token)).To(Equal(401))
			api.clock.Advance(life - time.Second)
			Expect(api.probe(header, scheme+token)).To(Equal(200))
			Expect(at(api.login("", nil).Body.String(), pointer)).NotTo(Equal(token))
			Expect(api.probe(header, scheme+token)).To(Equal(200), "a later login leaves it alone")
			api.clock.Advance(time.Second)
			Expect(api.probe(header, scheme+token)).To(Equal(401))
		},
		Entry("apuesteria", "apuesteria", "/access_token", "Authorization", "Bearer ", 15*time.Minute),
		Entry("tapi, in its own header", "tapi", "/accessToken", "X-Authorization-Token", "", 4*time.Minute),
		Entry("popup", "popup", "/data/access_token", "Authorization", "Bearer ", time.Hour),
		Entry("starship", "starship", "/access_token", "Authorization", "Bearer ", 90*time.Minute),
		Entry("tecalis", "tecalis", "/auth_uuid", "Authorization", "Bearer ", time.Hour),
	)

	It("are not accepted in the place of each other, nor after a reset", func() {
		api := newAPI("popup")
		body := api.login("", nil).Body.String()
		Expect(api.probe("Authorization", "Bearer "+at(body, "/data/refresh_token"))).To(Equal(401))
		Expect(api.probe("Authorization", at(body, "/data/access_token"))).To(Equal(401), "without its scheme")
		api.Reset()
		Expect(api.probe("Authorization", "Bearer "+at(body, "/data/access_token"))).To(Equal(401))
	})

	It("are remembered for as long as they live, however many there are", func() {
		api := newAPI("tapi")
		token := at(api.login("", nil).Body.String(), "/accessToken")
		for range 2500 {
			api.login("", nil)
		}
		Expect(api.probe("X-Authorization-Token", token)).To(Equal(200))
		api.clock.Advance(5 * time.Minute)
		for range 2500 {
			api.login("", nil)
		}
		Expect(api.probe("X-Authorization-Token", token)).To(Equal(401))
	})

	It("are in no log", func() {
		api := newAPI("popup")
		token := at(api.login("", http.Header{"Cookie": {"a=b"}}).Body.String(), "/data/access_token")
		api.probe("Authorization", "Bearer "+token)
		entries := api.Requests()
		Expect(entries).To(Equal([]mock.Entry{
			{At: start, Method: "POST", Path: "/auth/login", Situation: "valid", Status: 200},
			{At: start, Method: "GET", Path: "/probe", Status: 200},
		}))
		for range 1100 {
			api.probe("", "")
		}
		Expect(api.Requests()).To(HaveLen(1000))
		Expect(strings.Contains(api.Requests()[0].Path, token)).To(BeFalse())
	})
})
