package suites_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// The Popup Reward Store API: POST /auth/login, enveloped bodies.
var _ = DescribeLogin("popup", func(observe Observer) {
	It("answers valid credentials with an enveloped pair of tokens", Case("popup/valid"), func(ctx SpecContext) {
		o := observe(ctx, "popup/valid")
		Expect(o).To(HaveStatus(200))
		Expect(o).To(HaveLiteral("success", `true`))
		Expect(o).To(HaveFields("data.access_token", "data.refresh_token", "data.access_expires_at", "data.refresh_expires_at", "data.client_id"))
		Expect(o).To(ConformToContract())
	})

	Describe("its tokens", func() {
		It("are a JWT to use", Case("popup/access-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/access-token")).To(ConformToContract())
		})
		It("live for one hour", Case("popup/access-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/access-lifetime")).To(LiveFor("access", time.Hour))
		})
		It("are another token to refresh the first", Case("popup/refresh-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/refresh-token")).To(ConformToContract())
		})
		It("can be refreshed for seven days", Case("popup/refresh-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/refresh-lifetime")).To(LiveFor("refresh", 7*24*time.Hour))
		})
		It("end when the RFC 3339 timestamps in UTC say", Case("popup/timestamps"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/timestamps")).To(ConformToContract())
		})
		It("belong to one client, whose number never changes", Case("popup/identifiers"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/identifiers")).To(ConformToContract())
		})
		It("open the API in the Authorization header", Case("popup/accepted"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/accepted")).To(ConformToContract())
		})
		It("are accepted until they expire, and not after", Case("popup/expiry"), func(ctx SpecContext) {
			Expect(observe(ctx, "popup/expiry")).To(ConformToContract())
		})
	})

	Describe("a request it cannot read", func() {
		It("is a syntax error where it is not JSON", Case("popup/malformed-json"), func(ctx SpecContext) {
			o := observe(ctx, "popup/malformed-json")
			Expect(o).To(HaveStatus(400))
			Expect(o).To(HaveLiteral("error.code", `"SYNTAX_ERROR"`))
			Expect(o).To(HaveLiteral("error.message", `"Invalid request body"`))
			Expect(o).To(ConformToContract())
		})
		It("is a validation failure without a username", Case("popup/missing-username"), func(ctx SpecContext) {
			o := observe(ctx, "popup/missing-username")
			Expect(o).To(HaveStatus(400))
			Expect(o).To(HaveLiteral("error.message", `"Username and password are required"`))
			Expect(o).To(ConformToContract())
		})
		It("is a validation failure without a password", Case("popup/missing-password"), func(ctx SpecContext) {
			o := observe(ctx, "popup/missing-password")
			Expect(o).To(HaveStatus(400))
			Expect(o).To(HaveLiteral("error.message", `"Username and password are required"`))
			Expect(o).To(ConformToContract())
		})
	})

	Describe("a caller it does not know", func() {
		It("is unauthorized with a wrong password", Case("popup/wrong-password"), func(ctx SpecContext) {
			o := observe(ctx, "popup/wrong-password")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(HaveLiteral("error.message", `"Invalid credentials"`))
			Expect(o).To(ConformToContract())
		})
		It("is unauthorized under an unknown name", Case("popup/unknown-user"), func(ctx SpecContext) {
			o := observe(ctx, "popup/unknown-user")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(HaveLiteral("error.message", `"Invalid credentials"`))
			Expect(o).To(ConformToContract())
		})
		It("is unauthorized while the account is not active", Case("popup/inactive-account"), func(ctx SpecContext) {
			o := observe(ctx, "popup/inactive-account")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(ConformToContract())
		})
		It("is forbidden from an address that is not whitelisted", Case("popup/blocked-ip"), func(ctx SpecContext) {
			o := observe(ctx, "popup/blocked-ip")
			Expect(o).To(HaveStatus(403))
			Expect(o).To(HaveLiteral("error.message", `"IP address not authorized"`))
			Expect(o).To(ConformToContract())
		})
	})
})
