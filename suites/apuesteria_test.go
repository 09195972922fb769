package suites_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Apuestería: POST /api/v4/affiliates/login/, trailing slash included. The page
// documents one error; it marks no field as required and says nothing of wrong
// credentials.
var _ = DescribeLogin("apuesteria", func(observe Observer) {
	It("answers valid credentials with status 201 and an access token", Case("apuesteria/valid"), func(ctx SpecContext) {
		o := observe(ctx, "apuesteria/valid")
		Expect(o).To(HaveStatus(201))
		Expect(o).To(HaveLiteral("status", `201`))
		Expect(o).To(HaveFields("access_token"))
		Expect(o).To(ConformToContract())
	})

	It("does not know a point of sale that is not the client's", Case("apuesteria/unknown-point-of-sale"), func(ctx SpecContext) {
		o := observe(ctx, "apuesteria/unknown-point-of-sale")
		Expect(o).To(HaveStatus(404))
		Expect(o).To(HaveLiteral("status", `404`))
		Expect(o).To(HaveLiteral("message", `"El Punto de Venta no existe o no esta asignada al cliente enviado. Favor de contactar al administrador del sistema.[1018]"`))
		Expect(o).To(ConformToContract())
	})

	Describe("its token", func() {
		It("is a JWT", Case("apuesteria/access-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "apuesteria/access-token")).To(ConformToContract())
		})
		It("lives for about 15 minutes", Case("apuesteria/access-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "apuesteria/access-lifetime")).To(LiveFor("access", 15*time.Minute))
		})
		It("opens the API", Case("apuesteria/accepted"), func(ctx SpecContext) {
			Expect(observe(ctx, "apuesteria/accepted")).To(ConformToContract())
		})
		It("is accepted until it expires, then a new login gives another", Case("apuesteria/expiry"), func(ctx SpecContext) {
			Expect(observe(ctx, "apuesteria/expiry")).To(ConformToContract())
		})
	})

	Describe("a request that cannot earn a token", func() {
		It("is refused where it is not JSON", Case("apuesteria/malformed-json"), func(ctx SpecContext) {
			o := observe(ctx, "apuesteria/malformed-json")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without a username", Case("apuesteria/missing-username"), func(ctx SpecContext) {
			o := observe(ctx, "apuesteria/missing-username")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without a password", Case("apuesteria/missing-password"), func(ctx SpecContext) {
			o := observe(ctx, "apuesteria/missing-password")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused with a wrong password", Case("apuesteria/wrong-password"), func(ctx SpecContext) {
			o := observe(ctx, "apuesteria/wrong-password")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused under an unknown name", Case("apuesteria/unknown-user"), func(ctx SpecContext) {
			o := observe(ctx, "apuesteria/unknown-user")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
	})
})
