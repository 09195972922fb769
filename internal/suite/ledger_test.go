package suite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/ledger"
	"concord/internal/secret"
)

// someone is an account for tests, at a target that is never asked.
func someone(name string) ledger.Account {
	return ledger.Account{BaseURL: "https://staging.example/api", Kind: "username", Name: secret.New(name)}
}

// with are credentials that differ by their password alone.
func with(password string) ledger.Credentials {
	return ledger.Credentials{"username": secret.New("someone"), "password": secret.New(password)}
}

var _ = Describe("the ledger of refused logins", func() {
	var (
		state string
		book  *ledger.Ledger
		now   time.Time
		ctx   = context.Background()
	)
	BeforeEach(func() {
		state, now = GinkgoT().TempDir(), start
		book = ledger.New(state)
	})
	left := func() int {
		GinkgoHelper()
		standing, err := book.Standing(now, with("right"), someone("a"))
		Expect(err).NotTo(HaveOccurred())
		return standing.Left
	}
	provoke := func() error { return book.Provoke(ctx, now, someone("a")) }
	login := func(password string, how ledger.Outcome) error {
		l, err := book.Login(ctx, now, with(password), someone("a"))
		if err == nil && how != "" {
			err = l.End(ctx, now, how)
		}
		return err
	}
	refusal := func(err error) *ledger.Denied {
		GinkgoHelper()
		var d *ledger.Denied
		Expect(errors.As(err, &d)).To(BeTrue(), "%v", err)
		return d
	}
	denied := func(err error) { GinkgoHelper(); _ = refusal(err) }

	It("writes nothing before there is something to remember", func() {
		Expect(left()).To(Equal(3))
		Expect(os.ReadDir(state)).To(BeEmpty())
	})

	It("allows three refusals in a quarter of an hour, and says when the next is possible", func() {
		for range 3 {
			Expect(provoke()).To(Succeed())
			now = now.Add(time.Minute)
		}
		Expect(left()).To(BeZero())
		d := refusal(provoke())
		Expect(d.Until).To(Equal(start.Add(15 * time.Minute)))
		Expect(d).To(MatchError("the account had 3 refused logins within 15 minutes, and more might lock it: possible again from 2026-11-21 09:45:00 UTC"))
		now = d.Until.Add(-time.Nanosecond)
		denied(provoke())
		now = d.Until
		Expect(provoke()).To(Succeed())
		denied(provoke())
	})

	It("allows ten refusals a day", func() {
		for i := range 10 {
			Expect(provoke()).To(Succeed(), "%d", i)
			now = now.Add(time.Hour)
		}
		Expect(refusal(provoke())).To(MatchError(ContainSubstring("10 refused logins within 24 hours")))
		now = start.Add(24 * time.Hour)
		Expect(provoke()).To(Succeed())
	})

	It("counts each account, kind and host by itself, whatever the path", func() {
		for range 3 {
			Expect(provoke()).To(Succeed())
		}
		there := func(url, kind, name string) error {
			return book.Provoke(ctx, now, ledger.Account{BaseURL: url, Kind: kind, Name: secret.New(name)})
		}
		Expect(there("https://staging.example/api", "username", "b")).To(Succeed())
		Expect(there("https://staging.example/api", "apiKey", "a")).To(Succeed())
		Expect(there("https://other.example/api", "username", "a")).To(Succeed())
		Expect(there("https://staging.example:8443/api", "username", "a")).To(Succeed())
		denied(there("https://STAGING.example", "username", "a"))
		denied(there("https://staging.example/api/v2", "username", "a"))
	})

	It("records a login of two accounts for both, or for neither", func() {
		for range 3 {
			Expect(book.Provoke(ctx, now, someone("b"))).To(Succeed())
		}
		denied(book.Provoke(ctx, now, someone("a"), someone("b")))
		Expect(left()).To(Equal(3))
		Expect(book.Provoke(ctx, now, someone("a"), someone("c"))).To(Succeed())
		Expect(left()).To(Equal(2))
	})

	It("lets credentials in that were granted last, whatever was provoked", func() {
		Expect(login("right", ledger.Granted)).To(Succeed())
		for range 3 {
			Expect(provoke()).To(Succeed())
		}
		Expect(book.Repeat(ctx, now, 20, someone("a"))).To(Succeed())
		Expect(login("right", ledger.Granted)).To(Succeed())
		Expect(refusal(login("other", ""))).To(MatchError(ContainSubstring("the account had 23 refused logins within 15 minutes")))
	})

	It("does not try credentials twice in a quarter of an hour that were refused", func() {
		Expect(login("wrong", ledger.Denial)).To(Succeed())
		d := refusal(login("wrong", ""))
		Expect(d.Same).To(BeTrue())
		Expect(d).To(MatchError("the same credentials were refused at 2026-11-21 09:30:00 UTC, and are not tried again before 2026-11-21 09:45:00 UTC"))
		Expect(login("right", ledger.Granted)).To(Succeed())
		denied(login("wrong", ""))
		now = d.Until
		Expect(login("wrong", "")).To(Succeed())
	})

	It("gives corrected credentials half of a day's tries", func() {
		tries := 0
		for ; now.Before(start.Add(20 * time.Hour)); now = now.Add(15 * time.Minute) {
			if login("wrong", ledger.Denial) == nil {
				tries++
			}
		}
		Expect(tries).To(Equal(5))
		Expect(login("right", ledger.Granted)).To(Succeed())
	})

	It("lets a request that is called bad be tried again", func() {
		for range 4 {
			Expect(login("right", ledger.Refusal)).To(Succeed())
		}
		denied(login("right", ""))
	})

	It("counts no login that got no answer, and every one that was cut off", func() {
		Expect(login("right", ledger.Unanswered)).To(Succeed())
		Expect(left()).To(Equal(3))
		Expect(login("right", "")).To(Succeed())
		Expect(left()).To(Equal(2))
		Expect(login("right", ledger.Granted)).To(Succeed())
		Expect(left()).To(Equal(3), "the same credentials prove right")
		for range 4 {
			Expect(login("right", "")).To(Succeed())
		}
		denied(login("right", ""))
		now = now.Add(15 * time.Minute)
		Expect(login("right", ledger.Granted)).To(Succeed())
	})

	It("takes a line that was cut off for a refused login, and mends its file", func() {
		Expect(provoke()).To(Succeed())
		rewrite(accountFile(state), func(text string) string { return text + `{"at":"2026-11-` })
		Expect(left()).To(Equal(1))
		Expect(provoke()).To(Succeed())
		Expect(left()).To(BeZero())
		data, err := os.ReadFile(accountFile(state))
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.Split(strings.TrimSpace(string(data)), "\n")).To(HaveLen(3))
		Expect(string(data)).To(HaveSuffix("}\n"))
	})

	It("takes what is dated after now for now, and is not held up for ever", func() {
		now = start.AddDate(10, 0, 0)
		for range 3 {
			Expect(provoke()).To(Succeed())
		}
		now = start
		Expect(left()).To(BeZero())
		denied(provoke())
		l, err := book.Login(ctx, now, with("right"), someone("a"))
		Expect(err).NotTo(HaveOccurred())
		Expect(l.End(ctx, now, ledger.Granted)).To(Succeed())
		now = now.Add(15 * time.Minute)
		Expect(provoke()).To(Succeed())
	})

	It("does not grow without need", func() {
		for range 500 {
			Expect(login("right", ledger.Granted)).To(Succeed())
		}
		info, err := os.Stat(accountFile(state))
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Size()).To(BeNumerically("<", 8<<10))
		Expect(provoke()).To(Succeed())
		Expect(left()).To(Equal(2))
	})

	DescribeTable("refuses a file that is not its own, and names the line",
		func(text, words string) {
			_, err := ledger.Read("a.jsonl", []byte(text), start)
			Expect(err).To(MatchError(words))
		},
		Entry("other text", "hello\n", "a.jsonl:1: the line is not an event of the ledger"),
		Entry("an empty line", provokedLine+"\n\n", "a.jsonl:2: the line is not an event of the ledger"),
		Entry("two events", provokedLine+provokedLine+"\n", "a.jsonl:1: there is more in the line than an event of the ledger"),
		Entry("another member", `{"at":"2026-11-21T09:30:00Z","event":"provoked","user":"x"}`+"\n", "a.jsonl:1: the line is not an event of the ledger"),
		Entry("another kind", `{"at":"2026-11-21T09:30:00Z","event":"seen"}`+"\n", "a.jsonl:1: the event is of no known kind"),
		Entry("no time", `{"event":"provoked"}`+"\n", "a.jsonl:1: the event has no time"),
		Entry("a login without an id", `{"at":"2026-11-21T09:30:00Z","event":"login","credentials":"abcd"}`+"\n", `a.jsonl:1: an event "login" needs a login and its credentials`),
		Entry("a refusal with one", `{"at":"2026-11-21T09:30:00Z","event":"provoked","login":"ABCDEF"}`+"\n", `a.jsonl:1: an event "provoked" is of no valid login`),
		Entry("too much", strings.Repeat("x", 1<<20+1), "a.jsonl: 1048577 bytes are too many for the file of an account"),
	)
})

const provokedLine = `{"at":"2026-11-21T09:30:00Z","event":"provoked"}`

var dates = regexp.MustCompile(`"at":"([^"]*)"`)

// datedAfter tells whether anything is dated after now, or in a way that is not
// understood here.
func datedAfter(data []byte, now time.Time) bool {
	found := dates.FindAllSubmatch(data, -1)
	return len(found) != strings.Count(string(data), "\n") || slices.ContainsFunc(found, func(m [][]byte) bool {
		at, err := time.Parse(time.RFC3339, string(m[1]))
		return err != nil || at.After(now)
	})
}

// FuzzLedger reads files of accounts: whatever is in them is read or refused;
// one that was cut off anywhere is read, with one bad login for the rest; and
// one that is written again allows and counts the same, now and later.
func FuzzLedger(f *testing.F) {
	f.Add([]byte(provokedLine+"\n"), 10)
	line := func(kind, id, mark string) string {
		return fmt.Sprintf(`{"at":"2026-11-21T09:2%d:00Z","event":"%s","login":"%s","credentials":"%s"}`+"\n", len(kind)%10, kind, id, mark)
	}
	f.Add([]byte(line("login", "AAAA", "0123")+line("granted", "AAAA", "0123")+line("login", "BBBB", "0123")+line("denied", "BBBB", "0123")), 130)
	f.Add([]byte(line("login", "AAAA", "0123")+line("denied", "AAAA", "ffff")+line("granted", "CCCC", "ffff")+line("unanswered", "DDDD", "eeee")+line("granted", "BBBB", "eeee")), 300)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		now := start
		h, err := ledger.Read("fuzz", data, now)
		if err != nil {
			return
		}
		if cut >= 0 && cut < len(data) {
			whole := data[:strings.LastIndexByte(string(data[:cut]), '\n')+1]
			part, err := ledger.Read("fuzz", data[:cut], now)
			before, err2 := ledger.Read("fuzz", whole, now)
			if err != nil || err2 != nil {
				t.Fatalf("cut at %d: %v, %v", cut, err, err2)
			}
			if torn := min(1, cut-len(whole)); part.Bad(now, time.Hour) != before.Bad(now, time.Hour)+torn {
				t.Fatalf("cut at %d: %d bad logins, without the cut line %d", cut, part.Bad(now, time.Hour), before.Bad(now, time.Hour))
			}
		}
		again, err := ledger.Read("fuzz", h.Encode(now), now)
		if err != nil {
			t.Fatalf("written again: %v", err)
		}
		times := []time.Duration{0}
		if !datedAfter(data, now) { // else it was put right
			times = append(times, time.Minute, 20*time.Minute, 5*time.Hour, 30*time.Hour)
		}
		for _, later := range times {
			then := now.Add(later)
			for _, mark := range []string{"0123", "ffff", "eeee"} {
				was, is := fmt.Sprint(h.MayLogIn(then, mark)), fmt.Sprint(again.MayLogIn(then, mark))
				if h.Left(then) != again.Left(then) || was != is {
					t.Fatalf("after %s: left %d, %s; written again left %d, %s\n%s", later, h.Left(then), was, again.Left(then), is, h.Encode(now))
				}
			}
		}
	})
}
