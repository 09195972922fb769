package openapi_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/openapi"
)

var _ = Describe("the literals of a contract", func() {
	It("are what it has on the wire as it stands, but no documented credentials", func() {
		doc, err := openapi.Load(openapi.Files, "popup")
		Expect(err).NotTo(HaveOccurred())
		Expect(doc.Literals()).To(ContainElements(
			"/auth/login", "application/json", "Content-Type", "Authorization", "Bearer", "username", "password",
			"access_token", "true", "Invalid credentials", "Username and password are required", "VALIDATION_FAILURE",
		))
		Expect(doc.Literals()).NotTo(ContainElement(ContainSubstring("your_api")))
		Expect(doc.Literals()).NotTo(ContainElement(""))
	})

	It("include headers of the document's own", func() {
		doc, err := openapi.Load(openapi.Files, "tapi")
		Expect(err).NotTo(HaveOccurred())
		Expect(doc.Literals()).To(ContainElements("x-api-key", "x-authorization-token", "clientUsername"))
		Expect(doc.Literals()).NotTo(ContainElement("YOUR_API_KEY_HERE"))
	})
})
