package transport_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/transport"
)

var _ = Describe("a request to be sent once", func() {
	It("is not sent again where the connection ends without a byte of an answer", func(ctx SpecContext) {
		for once, attempts := range map[bool]int{false: 2, true: 1} {
			base, count := listen(say(""))
			c, _ := clientFor(base)
			a := c.Do(ctx, transport.Request{Method: "POST", URL: base, Body: []byte("{}"), Once: once})
			Expect(a.Failure.Kind).To(Equal("closed"))
			Expect(count.Load()).To(BeEquivalentTo(attempts))
		}
	})
})
