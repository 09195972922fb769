package suites_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Starship: POST /auth/login, flat bodies. The page states no lifetime; the 90
// minutes and 7 days that its example implies are observed, not demanded.
var _ = DescribeLogin("starship", func(observe Observer) {
	It("answers valid credentials with a flat pair of tokens", Case("starship/valid"), func(ctx SpecContext) {
		o := observe(ctx, "starship/valid")
		Expect(o).To(HaveStatus(200))
		Expect(o).To(HaveFields("access_token", "refresh_token", "access_expires_at", "refresh_expires_at", "client_id"))
		Expect(o).To(ConformToContract())
	})

	Describe("its tokens", func() {
		It("are a JWT to use", Case("starship/access-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/access-token")).To(ConformToContract())
		})
		It("live for some time", Case("starship/access-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/access-lifetime")).To(ConformToContract())
		})
		It("are another token to refresh the first", Case("starship/refresh-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/refresh-token")).To(ConformToContract())
		})
		It("can be refreshed for some longer time", Case("starship/refresh-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/refresh-lifetime")).To(ConformToContract())
		})
		It("end when the timestamps in UTC say, the refresh token later", Case("starship/timestamps"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/timestamps")).To(ConformToContract())
		})
		It("belong to one client, whose number never changes", Case("starship/identifiers"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/identifiers")).To(ConformToContract())
		})
		It("open the API in the Authorization header", Case("starship/accepted"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/accepted")).To(ConformToContract())
		})
		It("are accepted until they expire, and not after", Case("starship/expiry"), func(ctx SpecContext) {
			Expect(observe(ctx, "starship/expiry")).To(ConformToContract())
		})
	})

	Describe("a request it cannot read", func() {
		It("is a validation error without a username", Case("starship/missing-username"), func(ctx SpecContext) {
			o := observe(ctx, "starship/missing-username")
			Expect(o).To(HaveStatus(400))
			Expect(o).To(HaveLiteral("error", `"validation_error"`))
			Expect(o).To(HaveLiteral("message", `"Username and password are required"`))
			Expect(o).To(ConformToContract())
		})
		It("is a validation error without a password", Case("starship/missing-password"), func(ctx SpecContext) {
			o := observe(ctx, "starship/missing-password")
			Expect(o).To(HaveStatus(400))
			Expect(o).To(HaveLiteral("error", `"validation_error"`))
			Expect(o).To(ConformToContract())
		})
		It("is refused where it is not JSON", Case("starship/malformed-json"), func(ctx SpecContext) {
			o := observe(ctx, "starship/malformed-json")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
	})

	Describe("a caller it does not know", func() {
		It("is unauthorized with a wrong password", Case("starship/wrong-password"), func(ctx SpecContext) {
			o := observe(ctx, "starship/wrong-password")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(HaveLiteral("error", `"unauthorized"`))
			Expect(o).To(HaveLiteral("message", `"Invalid credentials"`))
			Expect(o).To(ConformToContract())
		})
		It("is unauthorized under an unknown name", Case("starship/unknown-user"), func(ctx SpecContext) {
			o := observe(ctx, "starship/unknown-user")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(ConformToContract())
		})
		It("is told to wait after too many attempts", Case("starship/rate-limited"), func(ctx SpecContext) {
			o := observe(ctx, "starship/rate-limited")
			Expect(o).To(HaveStatus(429))
			Expect(o).To(HaveLiteral("error", `"Too Many Requests"`))
			Expect(o).To(HaveLiteral("message", `"Too many login attempts. Please try again later."`))
			Expect(o).To(ConformToContract())
		})
	})
})
