package history_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/history"
)

// step is what one run changed, and what was sent after it.
type step struct {
	history.Changes
	Notices []history.Notice
}

// told runs results through the history and sends what is due after each.
func told(runs ...contract.Results) (history.State, []step) {
	var state history.State
	var all []step
	for _, r := range runs {
		var changes history.Changes
		state, changes = history.Advance(state, r, history.DefaultPolicy())
		all = append(all, step{changes, state.Outbox})
		state.Outbox = nil
	}
	return state, all
}

// kinds lists the notices of each run.
func kinds(all []step) [][]string {
	var out [][]string
	for _, c := range all {
		var of []string
		for _, n := range c.Notices {
			of = append(of, n.Kind)
		}
		out = append(out, of)
	}
	return out
}

var _ = Describe("the history of a target", func() {
	bad := failing(deviation("/client_id"))

	It("tells a deviation once it is confirmed, and its end likewise", func() {
		_, all := told(run(0), run(1), run(2, bad), run(3, bad), run(4, bad), run(5), run(6), run(7))
		Expect(kinds(all)).To(Equal([][]string{nil, nil, nil, {"onset"}, nil, nil, {"recovery"}, nil}))
		Expect(all[2].New).To(HaveLen(1))
		Expect(all[3].Still).To(HaveLen(1))
		Expect(all[5].Gone).To(HaveLen(1))
		Expect(all[6].Gone).To(BeEmpty(), "it was told before")
		onset, end := all[3].Notices[0], all[6].Notices[0]
		Expect(onset.Text).To(Equal("since 2026-11-01 02:17 UTC: client_id is a string instead of a number; not so in the 2 runs before"))
		Expect(onset.Sentence).To(Equal("client_id is a number."))
		Expect(end.Fingerprint).To(Equal(onset.Fingerprint))
		Expect(end.Text).To(Equal("no longer since 2026-11-01 06:17 UTC: client_id is a string instead of a number (first seen 2026-11-01 02:17 UTC)"))
	})

	It("tells nobody of a single bad hour, nor of several apart", func() {
		_, all := told(run(0), run(1, bad), run(2), run(3), run(4, bad), run(5), run(6, bad), run(7), run(8))
		Expect(kinds(all)).To(HaveEach(BeEmpty()))
	})

	It("does not tell again of a deviation that was away for one hour", func() {
		state, all := told(run(0, bad), run(1, bad), run(2), run(3, bad), run(4, bad))
		Expect(kinds(all)).To(Equal([][]string{nil, {"onset"}, nil, nil, nil}))
		for _, open := range state.Open {
			Expect(open.Since).To(Equal(began))
		}
	})

	DescribeTable("neither opens nor closes anything by a case without an outcome",
		func(change func(*contract.Results)) {
			state, all := told(run(0, bad), run(1, bad), run(2, change), run(3, change), run(4, change))
			Expect(kinds(all)).To(Equal([][]string{nil, {"onset"}, nil, nil, nil}))
			Expect(all[4].Unknown).To(HaveLen(1))
			Expect(all[4].Gone).To(BeEmpty())
			Expect(state.Open).To(HaveLen(1))
		},
		Entry("skipped", without(contract.Skip)),
		Entry("not judged", without(contract.Error)),
		Entry("not selected", func(r *contract.Results) { r.Cases = r.Cases[1:] }),
	)

	It("closes nothing by a case that fails otherwise", func() {
		_, all := told(run(0, bad), run(1, bad), run(2, failing(deviation("/tx"))), run(3, failing(deviation("/tx"))), run(4))
		Expect(kinds(all)).To(Equal([][]string{nil, {"onset"}, nil, {"onset"}, nil}))
		Expect(all[3].Unknown).To(HaveLen(1))
		Expect(all[4].Gone).To(HaveLen(2))
	})

	It("keeps deviations apart by place, and joins them whatever was seen", func() {
		other := deviation("/client_id")
		other.Message, other.Actual = "client_id is a string instead of a number (2 of 3 answers)", "string, string"
		_, all := told(run(0), run(1, failing(deviation("/client_id"), deviation("/tx"))), run(2, failing(other)))
		Expect(all[1].New).To(HaveLen(2))
		Expect(all[2].Still).To(HaveLen(1))
		Expect(all[2].Unknown).To(HaveLen(1))
	})

	It("tells nobody of what an expectation foresaw", func() {
		known := deviation("/client_id")
		known.Known = &contract.Expectation{Owner: "ana"}
		_, all := told(run(0), run(1, failing(known)), run(2, failing(known)), run(3))
		Expect(kinds(all)).To(HaveEach(BeEmpty()))
		Expect(all[1].New).To(HaveLen(1))
	})

	It("tells of a downtime only if it lasts, and of its end only if it was told", func() {
		var runs []contract.Results
		for hour := range 24 {
			switch {
			case hour >= 3 && hour < 6, hour >= 10 && hour < 20:
				runs = append(runs, run(hour, without(contract.Error)))
			default:
				runs = append(runs, run(hour))
			}
		}
		_, all := told(runs...)
		got := map[int]string{}
		for hour, of := range kinds(all) {
			if len(of) > 0 {
				got[hour] = fmt.Sprint(of)
			}
		}
		Expect(got).To(Equal(map[int]string{16: "[away]", 20: "[back]"}))
		Expect(all[16].Notices[0].Text).To(Equal("no verdict since 2026-11-01 10:17 UTC: because"))
	})

	It("keeps a notice until it is sent, and drops it where it is over by then", func() {
		var state history.State
		for _, r := range []contract.Results{run(0), run(1, bad), run(2, bad), run(3, bad)} {
			state, _ = history.Advance(state, r, history.DefaultPolicy())
		}
		Expect(state.Outbox).To(ConsistOf(HaveField("Kind", history.Onset)))
		for _, r := range []contract.Results{run(4), run(5), run(6)} {
			state, _ = history.Advance(state, r, history.DefaultPolicy())
		}
		Expect(state.Outbox).To(BeEmpty())
	})

	It("ignores the mock, and a run from before the latest", func() {
		mock := run(1, bad)
		mock.Mode = contract.ModeMock
		state, all := told(run(5), mock, run(3, bad))
		Expect(all[1].New).To(BeEmpty())
		Expect(all[2].New).To(BeEmpty())
		Expect(state.Runs).To(Equal(1))
		Expect(state.LastRun).To(Equal(began.Add(5 * time.Hour)))
	})

	It("leaves the state that it is given alone", func() {
		before, _ := history.Advance(history.State{}, run(0, bad), history.DefaultPolicy())
		text := fmt.Sprintf("%+v %+v", before, before.Open)
		_, _ = history.Advance(before, run(1), history.DefaultPolicy())
		Expect(fmt.Sprintf("%+v %+v", before, before.Open)).To(Equal(text))
	})
})

var _ = Describe("observations", func() {
	const token = `"accessToken":"«accessToken#1 jwt 99 bytes a1b2c3»"`
	body := func(rest string) string { return "{" + token + rest + "}" }
	usual := granted(body(`,"client_id":7`), 240, 100)

	DescribeTable("say what changed that is no deviation",
		func(e contract.Exchange, want ...string) {
			_, all := told(run(0, answering(usual)), run(1, answering(usual)), run(2, answering(e)), run(3, answering(e)))
			Expect(all[1].Observations).To(BeEmpty())
			Expect(all[2].Observations).To(Equal(want))
			Expect(all[3].Observations).To(BeEmpty(), "once is enough")
			Expect(kinds(all)).To(HaveEach(BeEmpty()))
		},
		Entry("a member more", granted(body(`,"client_id":7,"meta":{"v":1}`), 240, 100), "/meta appeared (an object)", "/meta/v appeared (a number)"),
		Entry("a member less", granted(body(``), 240, 100), "/client_id is no longer there (it was a number)"),
		Entry("another type", granted(body(`,"client_id":"7"`), 240, 100), "/client_id is a string; it was a number"),
		Entry("another lifetime", granted(body(`,"client_id":7`), 245, 100), "accessToken lives for 245 s; it was 240 s"),
		Entry("another algorithm", func() contract.Exchange {
			e := granted(body(`,"client_id":7`), 240, 100)
			for _, t := range e.Tokens {
				t.JWT.Alg = "RS256"
			}
			return e
		}(), `accessToken is signed with "RS256"; it was "HS256"`),
		Entry("a doubled latency", granted(body(`,"client_id":7`), 240, 230), "the median login takes 230 ms; it was 100 ms"),
	)

	It("leave out what a deviation is about, and the noise of fast answers", func() {
		_, all := told(run(0), run(1, failing(deviation("/client_id")), answering(granted(body(`,"client_id":"7"`), 240.4, 140))))
		Expect(all[1].New).To(HaveLen(1))
		Expect(all[1].Observations).To(BeEmpty())
	})

	It("tell when answers are fast again", func() {
		slow := answering(granted(body(`,"client_id":7`), 240, 300))
		_, all := told(run(0), run(1, slow), run(2, slow), run(3))
		Expect(all[3].Observations).To(Equal([]string{"the median login takes 100 ms again"}))
	})
})
