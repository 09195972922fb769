package reports_test

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

func observationsJSON(run contract.Run, obs []contract.Observation) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.WriteObservations(&b, run, obs)).To(Succeed())
	return b.String()
}

var _ = Describe("observations.jsonl", func() {
	It("reads back what was written", func() {
		r := inconclusive()
		text := observationsJSON(r.Run, observations(r))
		Expect(strings.Count(text, "\n")).To(Equal(1 + len(observations(r))))
		run, obs, err := reports.ReadObservations(strings.NewReader(text))
		Expect(err).NotTo(HaveOccurred())
		Expect(run).To(Equal(r.Run))
		Expect(obs).To(Equal(observations(r)))
	})

	It("may hold no observation, and need not end in a line break", func() {
		run, obs, err := reports.ReadObservations(strings.NewReader(strings.TrimSpace(observationsJSON(conformant().Run, nil))))
		Expect(err).NotTo(HaveOccurred())
		Expect(run.RunID).To(Equal(conformant().RunID))
		Expect(obs).To(BeEmpty())
	})

	It("is not written where it could not be read or encoded", func() {
		run := conformant().Run
		Expect(reports.WriteObservations(io.Discard, contract.Run{}, nil)).To(MatchError(ContainSubstring(`schema version ""`)))
		Expect(reports.WriteObservations(brokenWriter{}, run, nil)).To(MatchError(errFull))
		Expect(reports.WriteObservations(io.Discard, run, []contract.Observation{{Case: "tapi/x", DurationMS: math.Inf(1)}})).
			To(MatchError(ContainSubstring(`the observation of case "tapi/x"`)))
	})

	DescribeTable("is refused, by line",
		func(change func(string) string, line, why string) {
			r := conformant()
			_, _, err := reports.ReadObservations(strings.NewReader(change(observationsJSON(r.Run, observations(r)))))
			Expect(err).To(MatchError(SatisfyAll(HavePrefix("reading observations: line "+line+": "), ContainSubstring(why))))
		},
		Entry("empty", func(string) string { return "" }, "1", "no run"),
		Entry("of another version", swap(`"schemaVersion":"1"`, `"schemaVersion":"2"`), "1", `schema version "2"`),
		Entry("without a run", func(s string) string { return s[strings.Index(s, "\n")+1:] }, "1", `schema version ""`),
		Entry("with a malformed run", func(s string) string { return "{" + s }, "1", "malformed JSON at byte 2"),
		Entry("with an unknown key in the run", swap(`"runID"`, `"extra":1,"runID"`), "1", `unknown field "extra"`),
		Entry("with an unknown key in an observation", swap(`{"case":"tapi/token-lifetime"`, `{"extra":1,"case":"tapi/token-lifetime"`), "3", `unknown field "extra"`),
		Entry("with two observations on a line", swap("\n"+`{"case":"tapi/wrong-password"`, `{"case":"tapi/wrong-password"`), "3", "data after the JSON document"),
		Entry("with a blank line", swap("\n"+`{"case":"tapi/wrong-password"`, "\n\n"+`{"case":"tapi/wrong-password"`), "4", "no JSON document"),
		Entry("with an observation of nothing", func(s string) string { return s + "null\n" }, "6", "names no case"),
		Entry("cut short", func(s string) string { return s[:len(s)-5] }, "5", "ends too early"),
	)

	It("is refused beyond 64 MiB", func() {
		_, _, err := reports.ReadObservations(blanks{})
		Expect(err).To(MatchError("reading observations: larger than 64 MiB"))
	})
})

// FuzzReadObservations holds the reader to what the writer says: whatever it
// accepts is written and read the same again.
func FuzzReadObservations(f *testing.F) {
	var b bytes.Buffer
	r := inconclusive()
	if err := reports.WriteObservations(&b, r.Run, observations(r)); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schemaVersion":"1"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, obs, err := reports.ReadObservations(bytes.NewReader(data))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := reports.WriteObservations(&first, run, obs); err != nil {
			t.Fatalf("writing what was read: %v", err)
		}
		run, obs, err = reports.ReadObservations(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("reading what was written: %v", err)
		}
		if err := reports.WriteObservations(&second, run, obs); err != nil || first.String() != second.String() {
			t.Fatalf("second writing differs (%v)", err)
		}
	})
}
