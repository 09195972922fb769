package fact_test

import (
	"crypto/sha256"
	"encoding/hex"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/specs"
)

var _ = Describe("the pages as we know them", func() {
	for _, provider := range providers {
		It("are the texts that the clauses of "+provider+" were written from", func() {
			spec, err := specs.Load(specs.Files, provider)
			Expect(err).NotTo(HaveOccurred())
			sum := sha256.Sum256([]byte(source(provider)))
			Expect(hex.EncodeToString(sum[:])).To(Equal(spec.Source.SHA256))
		})

		It("have not drifted, in no form of "+provider+"'s page", func() {
			for _, f := range forms(source(provider), written(provider)) {
				d := compare(provider, f)
				Expect(lines(d)).To(BeEmpty(), f.name)
				Expect(d.Found).To(Equal(d.Known), f.name)
				Expect(d.Known).To(BeNumerically(">", 10))
				Expect(notes(d)).To(BeEmpty(), f.name)
			}
		})
	}
})
