package judge_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
)

var _ = Describe("the end of a token", func() {
	ends := func(id string, changes ...change) (time.Duration, time.Duration, bool) {
		w := newWorld(id)
		all(changes...)(w)
		end, within, ok := w.book.Ends(w.observation().Exchanges[0], w.settings)
		return end.Sub(start.Add(w.replies[0].trip)), within, ok
	}
	undated := each(header("Date", ""))

	DescribeTable("is what the token says, on the runner's clock",
		func(id string, want time.Duration, changes ...change) {
			end, within, ok := ends(id, changes...)
			Expect(ok).To(BeTrue())
			Expect(end).To(BeNumerically("~", want, within))
			Expect(within).To(BeNumerically("<=", want/4))
		},
		Entry("a JWT", "popup/access-token", time.Hour),
		Entry("a JWT of another life than documented", "popup/access-token", 2*time.Hour, each(claims("access", hs256, `{"iat":<0>,"exp":<7200>}`))),
		Entry("a server hours ahead", "popup/access-token", time.Hour, clockOff(0), each(header("Date", "Mon, 12 Jan 2026 14:00:00 GMT")), each(claims("access", hs256, `{"exp":<21600>}`))),
		Entry("a UUID and a timestamp", "tecalis/access-token", time.Hour),
		Entry("without a Date", "popup/access-token", time.Hour, undated),
		Entry("by the document alone", "tecalis/access-token", time.Hour, undated),
		Entry("by configuration", "tapi/access-token", 15*time.Minute, undated,
			each(issued("access", func(time.Time) string { return "opaque-access-token" })), func(w *world) { w.settings.TokenLifetime = 900 }),
	)

	It("is unknown where there is no answer", func() {
		_, _, ok := books()["popup"].Ends(contract.Exchange{}, contract.Settings{})
		Expect(ok).To(BeFalse())
	})
})

var _ = Describe("the server's clock against the runner's", func() {
	It("is bounded by the grain of Date and the round trip", func() {
		e := newWorld("popup/valid").observation().Exchanges[0]
		offset, within, ok := judge.Offset(e)
		Expect(ok).To(BeTrue())
		Expect(offset).To(BeNumerically("~", 0, within))
		Expect(within).To(Equal(540 * time.Millisecond))
		_, _, ok = judge.Offset(contract.Exchange{})
		Expect(ok).To(BeFalse())
	})
})

var _ = Describe("a member of an answer", func() {
	It("is found by its pointer", func() {
		e := newWorld("popup/valid").observation().Exchanges[0]
		Expect(judge.Member(e, "/data/client_id")).To(HaveField("Text", "123456"))
		Expect(judge.Member(e, "/data/nothing")).To(BeNil())
		Expect(judge.Member(contract.Exchange{}, "/data")).To(BeNil())
	})
})

var _ = DescribeTable("tolerance", func(life time.Duration, exactness string, want time.Duration) {
	Expect(judge.Tolerance(life, exactness)).To(Equal(want))
},
	Entry("exactly an hour", time.Hour, "exact", 72*time.Second),
	Entry("exactly ten minutes", 10*time.Minute, "exact", 30*time.Second),
	Entry("about fifteen minutes", 15*time.Minute, "about", 90*time.Second),
	Entry("about a minute, at most a quarter", time.Minute, "about", 15*time.Second),
)
