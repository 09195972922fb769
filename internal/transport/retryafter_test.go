package transport_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/transport"
)

// now is when the answers of these tests are received.
var now = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)

var _ = DescribeTable("Retry-After is read as",
	func(value, date string, wait time.Duration, ok bool) {
		h := http.Header{"Retry-After": {value}}
		if date != "" {
			h.Set("Date", date)
		}
		at, found := transport.RetryAfter(h, now)
		Expect(found).To(Equal(ok))
		if ok {
			Expect(at.Sub(now)).To(Equal(wait))
		}
	},
	Entry("seconds", "120", "", 2*time.Minute, true),
	Entry("no seconds", "0", "", time.Duration(0), true),
	Entry("seconds in white space", " 5\t", "", 5*time.Second, true),
	Entry("more seconds than fit a duration", "99999999999999999999999", "", 365*24*time.Hour, true),
	Entry("more seconds than fit a run", "9223372036", "", 365*24*time.Hour, true),
	Entry("seconds, whatever the date", "7", "Sat, 21 Nov 2026 11:00:00 GMT", 7*time.Second, true),
	Entry("a date by our clock", "Sat, 21 Nov 2026 09:31:00 GMT", "", time.Minute, true),
	Entry("a date by the server's clock", "Sat, 21 Nov 2026 11:01:00 GMT", "Sat, 21 Nov 2026 11:00:00 GMT", time.Minute, true),
	Entry("a date in the form of RFC 850", "Saturday, 21-Nov-26 09:30:40 GMT", "", 40*time.Second, true),
	Entry("a date in the form of asctime", "Sat Nov 21 09:30:50 2026", "", 50*time.Second, true),
	Entry("a date by a clock in an old form", "Sat Nov 21 11:00:50 2026", "Saturday, 21-Nov-26 11:00:00 GMT", 50*time.Second, true),
	Entry("a two-digit year that lies ahead", "Tuesday, 21-Nov-75 09:30:00 GMT", "", 365*24*time.Hour, true),
	Entry("a two-digit year that is past", "Monday, 21-Nov-77 09:30:00 GMT", "", time.Duration(0), true),
	Entry("a date that is past", "Sat, 21 Nov 2026 09:00:00 GMT", "", time.Duration(0), true),
	Entry("a date without end", "Fri, 31 Dec 9999 23:59:59 GMT", "", 365*24*time.Hour, true),
	Entry("a date by a clock that is none", "Sat, 21 Nov 2026 09:31:00 GMT", "yesterday", time.Minute, true),
	Entry("nothing: empty", "", "", time.Duration(0), false),
	Entry("nothing: less than nothing", "-5", "", time.Duration(0), false),
	Entry("nothing: a fraction", "1.5", "", time.Duration(0), false),
	Entry("nothing: a unit", "5s", "", time.Duration(0), false),
	Entry("nothing: a list", "5, 10", "", time.Duration(0), false),
	Entry("nothing: other digits", "٥", "", time.Duration(0), false),
	Entry("nothing: another zone", "Sat, 21 Nov 2026 09:31:00 CET", "", time.Duration(0), false),
	Entry("nothing: ISO 8601", "2026-11-21T09:31:00Z", "", time.Duration(0), false),
)

var _ = Describe("Retry-After", func() {
	It("counts by its latest value, where there are several", func() {
		at, ok := transport.RetryAfter(http.Header{"Retry-After": {"5", "soon", "20", "10"}}, now)
		Expect(ok).To(BeTrue())
		Expect(at).To(Equal(now.Add(20 * time.Second)))
	})

	It("may be absent", func() {
		_, ok := transport.RetryAfter(http.Header{}, now)
		Expect(ok).To(BeFalse())
	})
})

// FuzzRetryAfter: no value of the two headers panics, and what is understood is
// now or later, and within a year.
func FuzzRetryAfter(f *testing.F) {
	const date = "Sat, 21 Nov 2026 09:31:00 GMT"
	for _, seed := range []string{
		"", "0", "5", "-1", "1e9", "99999999999999999999", date, "Saturday, 21-Nov-26 09:30:40 GMT", "Sat Nov 21 09:30:50 2026",
		"Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Saturday, 29-Feb-00 09:30:40 GMT", strings.Repeat("9", 1000),
	} {
		f.Add(seed, date)
		f.Add(date, seed)
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		at, ok := transport.RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		if ok && (at.Before(now) || at.After(now.AddDate(1, 0, 1))) {
			t.Fatalf("%q by %q is %s", value, date, at)
		}
	})
}
