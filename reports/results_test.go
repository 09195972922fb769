package reports_test

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

func resultsJSON(r contract.Results) string {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(reports.WriteResults(&b, r)).To(Succeed())
	return b.String()
}

var _ = Describe("results.json", func() {
	It("reads back what was written, and writes it the same again", func() {
		for _, r := range []contract.Results{conformant(), deviating(), inconclusive()} {
			text := resultsJSON(r)
			again, err := reports.ReadResults(strings.NewReader(text))
			Expect(err).NotTo(HaveOccurred())
			Expect(resultsJSON(again)).To(Equal(text))
			Expect(again.Exchanges).To(Equal(r.Exchanges))
		}
	})

	It("is indented, ends in a line break and leaves HTML characters alone", func() {
		r := conformant()
		r.Target.BaseURL = "http://127.0.0.1/?a=<1>&b"
		Expect(resultsJSON(r)).To(SatisfyAll(
			HavePrefix("{\n  \"schemaVersion\": \"1\",\n"), HaveSuffix("\n}\n"), ContainSubstring(`"http://127.0.0.1/?a=<1>&b"`)))
	})

	It("has no null where nothing was seen, and leaves its argument alone", func() {
		r := contract.Results{
			Run:           contract.Run{SchemaVersion: contract.SchemaVersion},
			Clauses:       []contract.ClauseResult{{}},
			Discrepancies: []contract.Discrepancy{{}},
			Cases:         []contract.CaseResult{{}},
			Exchanges:     []contract.Exchange{{Request: contract.Request{Header: map[string][]string{"A": nil}}, Response: &contract.Response{}}},
		}
		Expect(resultsJSON(r)).NotTo(ContainSubstring("null"))
		Expect(r.Cases[0].Findings).To(BeNil())
		Expect(r.Exchanges[0].Response.Header).To(BeNil())
		Expect(resultsJSON(contract.Results{Run: r.Run})).NotTo(ContainSubstring("null"))
	})

	It("does not depend on the runner's time zone", func() {
		r := conformant()
		text := resultsJSON(r)
		r.StartedAt = r.StartedAt.In(time.FixedZone("elsewhere", 3600))
		r.Exchanges[0].SentAt = r.Exchanges[0].SentAt.In(time.FixedZone("elsewhere", 3600))
		Expect(resultsJSON(r)).To(Equal(text))
	})

	It("is not written where it could not be read or encoded", func() {
		Expect(reports.WriteResults(io.Discard, contract.Results{})).To(MatchError(`writing results: schema version "" is not the supported "1"`))
		r := conformant()
		r.Clock.OffsetMS = math.NaN()
		Expect(reports.WriteResults(io.Discard, r)).To(MatchError(ContainSubstring("writing results: ")))
		Expect(reports.WriteResults(brokenWriter{}, conformant())).To(MatchError(errFull))
	})

	DescribeTable("is refused",
		func(change func(string) string, why string) {
			_, err := reports.ReadResults(strings.NewReader(change(resultsJSON(conformant()))))
			Expect(err).To(MatchError(SatisfyAll(HavePrefix("reading results: "), ContainSubstring(why))))
		},
		Entry("with an unknown key", swap(`"requests"`, `"extra": 1, "requests"`), `unknown field "extra"`),
		Entry("with an unknown key below", swap(`"check"`, `"check"`, `"commit"`, `"commits"`), `unknown field "commits"`),
		Entry("with data after it", func(s string) string { return s + "{}" }, "data after the JSON document"),
		Entry("with garbage after it", func(s string) string { return s + "]" }, "data after the JSON document"),
		Entry("of another version", swap(`"schemaVersion": "1"`, `"schemaVersion": "2", "new": 1`), `schema version "2" is not the supported "1"`),
		Entry("without a version", func(string) string { return "{}" }, `schema version ""`),
		Entry("empty", func(string) string { return "" }, "JSON"),
		Entry("cut short", func(s string) string { return s[:len(s)/2] }, "the JSON document ends too early"),
		Entry("malformed", swap(`"requests": 9`, `"requests": 09`), "malformed JSON at byte"),
		Entry("of another type", swap(`"requests": 9`, `"requests": "9"`), "requests"),
	)

	It("is refused beyond 64 MiB", func() {
		_, err := reports.ReadResults(blanks{})
		Expect(err).To(MatchError("reading results: larger than 64 MiB"))
	})
})

// swap replaces pairs of strings.
func swap(pairs ...string) func(string) string {
	return strings.NewReplacer(pairs...).Replace
}

// blanks is an endless file.
type blanks struct{}

var blank = bytes.Repeat([]byte(" "), 1<<20)

func (blanks) Read(p []byte) (int, error) {
	return copy(p, blank), nil
}

// FuzzReadResults holds the reader to what the writer says: whatever it accepts
// is written and read the same again, and every format of it is valid.
func FuzzReadResults(f *testing.F) {
	for _, r := range []contract.Results{conformant(), deviating(), inconclusive()} {
		var b bytes.Buffer
		if err := reports.WriteResults(&b, r); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := reports.ReadResults(bytes.NewReader(data))
		if err != nil {
			return
		}
		for name, format := range reports.Formats {
			var b strings.Builder
			if err := format.Render(&b, r, reports.Options{}); err != nil {
				t.Fatalf("rendering what was read as %s: %v", name, err)
			}
			if name == "json" { // the reader takes more than the schema allows
				continue
			}
			if err := validators[name](b.String(), r); err != nil {
				t.Fatalf("%s of what was read: %v", name, err)
			}
		}
		var first, second bytes.Buffer
		if err := reports.WriteResults(&first, r); err != nil {
			t.Fatalf("writing what was read: %v", err)
		}
		if r, err = reports.ReadResults(bytes.NewReader(first.Bytes())); err != nil {
			t.Fatalf("reading what was written: %v", err)
		}
		if err := reports.WriteResults(&second, r); err != nil || first.String() != second.String() {
			t.Fatalf("second writing differs (%v)", err)
		}
	})
}
