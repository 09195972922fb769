package suites_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// tapi: POST /login. The page documents no error, so that a refusal is judged
// only as a refusal.
var _ = DescribeLogin("tapi", func(observe Observer) {
	It("answers valid credentials with a token pair and transaction ids", Case("tapi/valid"), func(ctx SpecContext) {
		o := observe(ctx, "tapi/valid")
		Expect(o).To(HaveStatus(200))
		Expect(o).To(HaveFields("accessToken", "refreshToken", "tx", "main_tx"))
		Expect(o).To(ConformToContract()) // everything else the contract says: all findings, not the first
	})

	Describe("its tokens", func() {
		It("are a JWT to use", Case("tapi/access-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/access-token")).To(ConformToContract())
		})
		It("live for four minutes, in production", Case("tapi/access-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/access-lifetime")).To(LiveFor("access", 4*time.Minute))
		})
		It("are another token to refresh the first", Case("tapi/refresh-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/refresh-token")).To(ConformToContract())
		})
		It("come with a transaction id of their own", Case("tapi/identifiers"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/identifiers")).To(ConformToContract())
		})
		It("open the API in the header x-authorization-token", Case("tapi/accepted"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/accepted")).To(ConformToContract())
		})
		It("are accepted until they expire, and not after", Case("tapi/expiry"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/expiry")).To(ConformToContract())
		})
		It("outlive a second login", Case("tapi/independent-logins"), func(ctx SpecContext) {
			Expect(observe(ctx, "tapi/independent-logins")).To(ConformToContract())
		})
	})

	Describe("a request that cannot earn a token", func() {
		It("is refused where it is not JSON", Case("tapi/malformed-json"), func(ctx SpecContext) {
			o := observe(ctx, "tapi/malformed-json")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without a clientUsername", Case("tapi/missing-client-username"), func(ctx SpecContext) {
			o := observe(ctx, "tapi/missing-client-username")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without a password", Case("tapi/missing-password"), func(ctx SpecContext) {
			o := observe(ctx, "tapi/missing-password")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused with a wrong password", Case("tapi/wrong-password"), func(ctx SpecContext) {
			o := observe(ctx, "tapi/wrong-password")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused under an unknown name", Case("tapi/unknown-user"), func(ctx SpecContext) {
			o := observe(ctx, "tapi/unknown-user")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
	})
})
