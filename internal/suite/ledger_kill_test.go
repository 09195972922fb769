package suite_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/ledger"
)

// kills is how often a process is killed that writes to the ledger: a few times
// by default, a hundred times by make crash.
var kills = flag.Int("kills", 15, "how often the ledger's spec kills a process")

// What a child is asked to do, by environment variables.
const (
	childState = "CONCORD_TEST_LEDGER"       // the state directory; without it this is no child
	childRace  = "CONCORD_TEST_LEDGER_RACE"  // how many accounts to race for; else it writes until it is killed
	childBegin = "CONCORD_TEST_LEDGER_BEGIN" // the time of its first login, after start
)

// apart is how far a child's logins are apart: nine in a day are allowed.
const apart = 160 * time.Minute

// ledgerChild does what a child is asked to, and tells whether this is one.
func ledgerChild() bool {
	state := os.Getenv(childState)
	if state == "" {
		return false
	}
	book, ctx := ledger.New(state), context.Background()
	if accounts := 0; number(childRace, &accounts) {
		race(ctx, book, accounts)
		return true
	}
	begin := int64(0)
	number(childBegin, &begin)
	for at := time.Duration(begin); ; at += apart {
		if err := recordOne(ctx, book, at); err != nil {
			fmt.Fprintln(os.Stdout, "failed", err)
			return true
		}
		fmt.Fprintln(os.Stdout, "sent", int64(at)) // as it would be now, by a run
	}
}

func number[T any](variable string, into *T) bool {
	_, err := fmt.Sscan(os.Getenv(variable), into)
	return err == nil
}

// recordOne records a login that is to be refused or, every other time, a valid
// one that never ends.
func recordOne(ctx context.Context, book *ledger.Ledger, at time.Duration) error {
	if at/apart%2 == 0 {
		return book.Provoke(ctx, start.Add(at), someone("a"))
	}
	_, err := book.Login(ctx, start.Add(at), with("right"), someone("a"))
	return err
}

// race provokes logins of each account in turn, until all of them are denied,
// and says how many each was allowed. It begins when its input ends.
func race(ctx context.Context, book *ledger.Ledger, accounts int) {
	_, _ = io.Copy(io.Discard, os.Stdin)
	allowed := make([]int, accounts)
	for denied := 0; denied < accounts; {
		denied = 0
		for i := range accounts {
			if book.Provoke(ctx, start, someone(fmt.Sprint(i))) == nil {
				allowed[i]++
			} else {
				denied++
			}
		}
	}
	for _, n := range allowed {
		fmt.Fprintln(os.Stdout, n)
	}
}

// childOf starts a child with a state directory.
func childOf(state string, stdin *os.File, environ ...string) (*exec.Cmd, io.Reader) {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	c := exec.Command(binary)
	c.Env = append(append(os.Environ(), childState+"="+state), environ...)
	if stdin != nil {
		c.Stdin = stdin
	}
	out, err := c.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	Expect(c.Start()).To(Succeed())
	return c, out
}

var _ = Describe("a process that is killed while it writes to the ledger", func() {
	It("has recorded every login that it sent, once", func() {
		state, next, total := GinkgoT().TempDir(), time.Duration(0), 0
		var recorded []time.Duration
		for range *kills {
			c, out := childOf(state, nil, fmt.Sprintf("%s=%d", childBegin, next))
			lines := bufio.NewScanner(out)
			for sends := rand.N(8); sends >= 0 && lines.Scan(); sends-- {
				recorded = append(recorded, sentAt(lines.Text()))
			}
			spin(rand.N(400 * time.Microsecond))
			Expect(c.Process.Kill()).To(Succeed())
			for lines.Scan() {
				recorded = append(recorded, sentAt(lines.Text()))
			}
			_ = c.Wait() // it was killed
			Expect(recorded).NotTo(BeEmpty())
			last := recorded[len(recorded)-1]

			// One more may be on record: the child was killed before it could say so.
			now := start.Add(last + apart)
			got, want := onRecord(accountFile(state), now), 0
			for _, at := range recorded {
				if now.Sub(start.Add(at)) < 24*time.Hour {
					want++
				}
			}
			Expect(got).To(BeElementOf(want, want+1))
			if next = last + apart; got == want+1 {
				recorded, next = append(recorded, next), next+apart
			}
			total = len(recorded)
		}
		Expect(total).To(BeNumerically(">", *kills))
	})

	It("shares the ledger with another that writes: nothing is lost or doubled", func() {
		state, accounts := GinkgoT().TempDir(), 40
		gate, open, err := os.Pipe()
		Expect(err).NotTo(HaveOccurred())
		var outs []*bufio.Scanner
		var children []*exec.Cmd
		for range 2 {
			c, out := childOf(state, gate, fmt.Sprintf("%s=%d", childRace, accounts))
			children, outs = append(children, c), append(outs, bufio.NewScanner(out))
		}
		Expect(gate.Close()).To(Succeed())
		Expect(open.Close()).To(Succeed()) // both go
		shared := 0
		for i := range accounts {
			sum := 0
			for _, out := range outs {
				Expect(out.Scan()).To(BeTrue())
				var n int
				Expect(fmt.Sscan(out.Text(), &n)).To(Equal(1))
				sum += n
				if n > 0 && n < 3 {
					shared++
				}
			}
			Expect(sum).To(Equal(3), "account %d", i)
		}
		for _, c := range children {
			Expect(c.Wait()).To(Succeed())
		}
		Expect(shared).To(BeNumerically(">", 0), "they did not run at once")
		files, err := filepath.Glob(filepath.Join(state, "ledger", "*.jsonl"))
		Expect(err).NotTo(HaveOccurred())
		Expect(files).To(HaveLen(accounts))
		for _, file := range files {
			Expect(onRecord(file, start)).To(Equal(3))
		}
	})
})

// sentAt reads what a child said.
func sentAt(line string) time.Duration {
	GinkgoHelper()
	var at int64
	_, err := fmt.Sscanf(line, "sent %d", &at)
	Expect(err).NotTo(HaveOccurred(), line)
	return time.Duration(at)
}

// onRecord counts the bad logins of the last day in the file of an account.
func onRecord(file string, now time.Time) int {
	GinkgoHelper()
	data, err := os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred())
	h, err := ledger.Read(file, data, now)
	Expect(err).NotTo(HaveOccurred())
	return h.Bad(now, 24*time.Hour)
}

// spin passes time too short to be slept.
func spin(d time.Duration) {
	for until := time.Now().Add(d); time.Now().Before(until); {
		continue
	}
}
