package target_test

import (
	"concord/internal/target"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("where a setting stands", func() {
	places := func(c *target.Config, name string) []string {
		GinkgoHelper()
		for _, t := range c.Targets {
			if t.Name == name {
				var out []string
				for _, key := range []string{target.KeyBaseURL, target.KeyTokenLifetime, target.KeyProbeURL, target.KeyProbeHeaders, "password", "profileUUID"} {
					out = append(out, c.Place(t, key))
				}
				return out
			}
		}
		Fail("no target " + name)
		return nil
	}

	It("is a variable, set or not", func() {
		Expect(places(loaded(tapi...), "tapi")).To(Equal([]string{
			"TAPI_BASE_URL", "TAPI_TOKEN_LIFETIME", "TAPI_PROBE_URL", "TAPI_PROBE_HEADERS", "TAPI_PASSWORD", "TAPI_PROFILE_UUID",
		}))
	})

	It("is a key with its file and line, or that of the entry where it is not written", func() {
		c, err := loadFile(popupFile("    probeHeaders:\n      X-B: x\n      X-A: y\n    probeURL: https://p.example/me\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(places(c, "p")).To(Equal([]string{
			"baseURL (t.yaml:4)", "tokenLifetime (t.yaml:2)", "probeURL (t.yaml:9)", "probeHeaders (t.yaml:7)", "password (t.yaml:5)", "profileUUID (t.yaml:2)",
		}))
	})

	It("is the key alone for a target of nobody's", func() {
		Expect(loaded().Place(target.Target{Name: "x"}, "password")).To(Equal("password"))
	})
})

var _ = Describe("what CONCORD_MODE=mock leaves without effect", func() {
	It("is base URLs and the targets file", func() {
		Expect(loaded(with(tapi, "CONCORD_MODE=mock", "CONCORD_TARGETS=t.yaml")...).Ignored()).To(Equal([]string{"TAPI_BASE_URL", "CONCORD_TARGETS"}))
		Expect(loaded("CONCORD_MODE=mock", "TAPI_USERNAME=u").Ignored()).To(BeEmpty())
		Expect(loaded(tapi...).Ignored()).To(BeEmpty())
	})
})

var _ = Describe("what a provider needs to be live", func() {
	It("is its base URL and the credentials that are not optional", func() {
		Expect(providers[1].Needed()).To(Equal([]string{"TAPI_BASE_URL", "TAPI_USERNAME", "TAPI_PASSWORD"}))
		Expect(providers[3].Needed()).To(Equal([]string{"TECALIS_BASE_URL", "TECALIS_USERNAME", "TECALIS_PASSWORD", "TECALIS_API_KEY", "TECALIS_PROFILE_UUID"}))
	})
})
