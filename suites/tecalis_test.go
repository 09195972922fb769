package suites_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Tecalis: POST /api/auth opens an authorization for a profile. The page does
// not say which field is the token; auth_uuid is taken for it.
var _ = DescribeLogin("tecalis", func(observe Observer) {
	granted := func(ctx SpecContext, id string) {
		GinkgoHelper()
		o := observe(ctx, id)
		Expect(o).To(HaveStatus(200))
		Expect(o).To(HaveLiteral("message", `"Login correcto"`))
		Expect(o).To(HaveFields("expiredAt", "process", "company", "pwcs_url", "auth_uuid"))
		Expect(o).To(ConformToContract())
	}

	Describe("a good request", func() {
		It("is granted in the basic form", Case("tecalis/basic"), func(ctx SpecContext) { granted(ctx, "tecalis/basic") })
		It("is granted with the required members only", Case("tecalis/minimal"), func(ctx SpecContext) { granted(ctx, "tecalis/minimal") })
		It("is granted without the short URL", Case("tecalis/short-url-off"), func(ctx SpecContext) { granted(ctx, "tecalis/short-url-off") })
		It("is granted with settings for the profile", Case("tecalis/profile-settings"), func(ctx SpecContext) { granted(ctx, "tecalis/profile-settings") })
		It("is granted with a configuration of its own", Case("tecalis/advanced"), func(ctx SpecContext) { granted(ctx, "tecalis/advanced") })
	})

	Describe("a duration asked for", func() {
		It("is 1 minute", Case("tecalis/duration-1"), func(ctx SpecContext) { granted(ctx, "tecalis/duration-1") })
		It("is 30 minutes", Case("tecalis/duration-30"), func(ctx SpecContext) { granted(ctx, "tecalis/duration-30") })
		It("is 60 minutes", Case("tecalis/duration-60"), func(ctx SpecContext) { granted(ctx, "tecalis/duration-60") })
		It("is 119 minutes", Case("tecalis/duration-119"), func(ctx SpecContext) { granted(ctx, "tecalis/duration-119") })
		It("is 120 minutes at the most", Case("tecalis/duration-120"), func(ctx SpecContext) { granted(ctx, "tecalis/duration-120") })
		It("is refused or cut above 120 minutes", Case("tecalis/duration-above-maximum"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/duration-above-maximum")).To(ConformToContract())
		})
	})

	Describe("its authorization", func() {
		It("is a UUID", Case("tecalis/access-token"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/access-token")).To(ConformToContract())
		})
		It("is valid for 60 minutes by default", Case("tecalis/access-lifetime"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/access-lifetime")).To(LiveFor("access", time.Hour))
		})
		It("ends when expiredAt says", Case("tecalis/timestamps"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/timestamps")).To(ConformToContract())
		})
		It("opens the API", Case("tecalis/accepted"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/accepted")).To(ConformToContract())
		})
		It("is accepted until it expires, and not after", Case("tecalis/expiry"), func(ctx SpecContext) {
			Expect(observe(ctx, "tecalis/expiry")).To(ConformToContract())
		})
	})

	It("keeps to the duration asked for", Case("tecalis/expiry-requested"), func(ctx SpecContext) {
		Expect(observe(ctx, "tecalis/expiry-requested")).To(ConformToContract())
	})

	Describe("a request that cannot be granted", func() {
		It("is unauthorized with a wrong API key", Case("tecalis/wrong-api-key"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/wrong-api-key")
			Expect(o).To(HaveStatus(401))
			Expect(o).To(HaveLiteral("result", `"ko"`))
			Expect(o).To(HaveLiteral("error.error_code", `1001`))
			Expect(o).To(HaveLiteral("error.msg", `"Unauthorized"`))
			Expect(o).To(ConformToContract())
		})
		It("is an internal error where the server fails", Case("tecalis/server-error"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/server-error")
			Expect(o).To(HaveStatus(500))
			Expect(o).To(HaveLiteral("message", `"Error interno del servidor"`))
			Expect(o).To(ConformToContract())
		})
		It("is refused where it is not JSON", Case("tecalis/malformed-json"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/malformed-json")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without an api_key", Case("tecalis/missing-api-key"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/missing-api-key")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused without a profile_uuid", Case("tecalis/missing-profile-uuid"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/missing-profile-uuid")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
		It("is refused for a profile it does not know", Case("tecalis/unknown-profile"), func(ctx SpecContext) {
			o := observe(ctx, "tecalis/unknown-profile")
			Expect(o).To(BeRefused())
			Expect(o).To(ConformToContract())
		})
	})
})
