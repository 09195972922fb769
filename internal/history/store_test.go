package history_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/history"
)

func newStore(dir string) *history.Store {
	GinkgoHelper()
	s, err := history.NewStore(dir, history.DefaultPolicy())
	Expect(err).NotTo(HaveOccurred())
	return s
}

// write is the process that adds runs to a history until it is killed. After
// each it says which, so that whoever kills it knows what must be there.
func write(dir, target string) int {
	s, err := history.NewStore(dir, history.DefaultPolicy())
	if err != nil {
		fmt.Println(err)
		return 1
	}
	for hour := 0; hour < 10_000; hour++ {
		r := run(hour, failing(deviation("/client_id")))
		r.Target.Name = target
		if _, err := s.Add(r); err != nil {
			fmt.Println(err)
			return 1
		}
		fmt.Println(hour)
	}
	return 0
}

var _ = Describe("the store", func() {
	var dir string
	BeforeEach(func() { dir = filepath.Join(GinkgoT().TempDir(), "state") })

	It("keeps what runs showed, from one process to the next", func() {
		_, err := newStore(dir).Add(run(0))
		Expect(err).NotTo(HaveOccurred())
		changes, err := newStore(dir).Add(run(1, failing(deviation("/client_id"))))
		Expect(err).NotTo(HaveOccurred())
		Expect(changes.New).To(HaveLen(1))

		again := newStore(dir)
		state, err := again.State("tapi")
		Expect(err).NotTo(HaveOccurred())
		Expect(state.Runs).To(Equal(2))
		Expect(state.Since()).To(HaveKeyWithValue(changes.New[0].Fingerprint, began.Add(time.Hour)))
		Expect(again.Targets()).To(Equal([]string{"tapi"}))
		Expect(again.Runs("tapi", 10)).To(Equal([]contract.PastRun{
			{RunID: "20261101T001700Z-a1b2c3", StartedAt: began, Verdict: contract.Conformant, LifetimeS: 240, LatencyMS: 100},
			{RunID: "20261101T011700Z-a1b2c3", StartedAt: began.Add(time.Hour), Verdict: contract.Nonconformant, Failed: 1, LifetimeS: 240, LatencyMS: 100},
		}))
		Expect(again.Runs("tapi", 1)).To(HaveLen(1))
	})

	It("keeps notices until they are sent", func() {
		s := newStore(dir)
		for hour := range 3 {
			_, err := s.Add(run(hour, failing(deviation("/client_id"))))
			Expect(err).NotTo(HaveOccurred())
		}
		state, err := newStore(dir).State("tapi")
		Expect(err).NotTo(HaveOccurred())
		Expect(state.Outbox).To(HaveLen(1))
		Expect(s.Sent("tapi", state.Outbox)).To(Succeed())
		Expect(newStore(dir).State("tapi")).To(HaveField("Outbox", BeEmpty()))
	})

	It("takes no run twice", func() {
		s := newStore(dir)
		for range 3 {
			_, err := s.Add(run(0))
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(s.Runs("tapi", 10)).To(HaveLen(1))
	})

	It("is empty before the first run, and where its maker was killed", func() {
		s := newStore(dir)
		Expect(s.Targets()).To(BeEmpty())
		Expect(s.Runs("tapi", 10)).To(BeEmpty())
		Expect(os.MkdirAll(dir, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(dir, "history.db"), nil, 0o600)).To(Succeed())
		Expect(s.State("tapi")).To(Equal(history.State{}))
		_, err := s.Add(run(0))
		Expect(err).NotTo(HaveOccurred())
	})

	It("says which file it cannot read, and does not touch it", func() {
		Expect(os.MkdirAll(dir, 0o700)).To(Succeed())
		path := filepath.Join(dir, "history.db")
		junk := strings.Repeat("this is no database ", 1000)
		Expect(os.WriteFile(path, []byte(junk), 0o600)).To(Succeed())
		_, err := newStore(dir).Add(run(0))
		Expect(err).To(MatchError(ContainSubstring(path)))
		Expect(os.ReadFile(path)).To(BeEquivalentTo(junk))
	})

	It("wants a place", func() {
		_, err := history.NewStore("", history.DefaultPolicy())
		Expect(err).To(MatchError("opening the history: there is no state directory (set CONCORD_STATE)"))
	})

	It("loses and doubles nothing where two processes write and are killed", func() {
		for range 4 {
			one, two := start(dir, "one"), start(dir, "two")
			killAfter(one, 10+rand.N(20))
			killAfter(two, 10+rand.N(20))
		}
		s := newStore(dir)
		for _, target := range []string{"one", "two"} {
			runs, err := s.Runs(target, 100_000)
			Expect(err).NotTo(HaveOccurred())
			Expect(len(runs)).To(BeNumerically(">=", wrote[target]), "every run that was said to be there is")
			Expect(len(runs)).To(BeNumerically("<=", wrote[target]+1), "and at most the one under way")
			state, err := s.State(target)
			Expect(err).NotTo(HaveOccurred())
			Expect(state.Runs).To(Equal(len(runs)))
		}
	})

	It("holds a year of hourly runs in little space, and is quick to ask", func() {
		const targets = 5
		s := newStore(dir)
		for i := range targets {
			Expect(s.Fill(fmt.Sprintf("target-%d", i), began, 365*24)).To(Succeed())
		}
		Expect(size(dir)).To(BeNumerically("<", 200<<20*targets/50), "so that fifty targets stay below 200 MiB")
		Expect(s.Runs("target-3", 365*24)).To(HaveLen(365 * 24))
	})
})

func size(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, "history.db"))
	Expect(err).NotTo(HaveOccurred())
	return info.Size()
}

// BenchmarkYear asks for a year of one of fifty targets that run hourly, and
// reports the size of the file.
func BenchmarkYear(b *testing.B) {
	RegisterTestingT(b)
	dir := b.TempDir()
	s, err := history.NewStore(dir, history.DefaultPolicy())
	if err != nil {
		b.Fatal(err)
	}
	for i := range 50 {
		if err := s.Fill(fmt.Sprintf("target-%02d", i), began, 365*24); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if runs, err := s.Runs("target-17", 365*24); err != nil || len(runs) != 365*24 {
			b.Fatal(len(runs), err)
		}
	}
	b.ReportMetric(float64(size(dir))/(1<<20), "MiB")
}

// wrote is how many runs of each target a process said to have written.
var wrote = map[string]int{}

// writing is a process that writes, and its words.
type writing struct {
	*exec.Cmd
	target string
	words  *bufio.Scanner
}

func start(dir, target string) *writing {
	GinkgoHelper()
	c := exec.Command(os.Args[0], "-writer="+dir, target)
	out, err := c.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	Expect(c.Start()).To(Succeed())
	return &writing{c, target, bufio.NewScanner(out)}
}

// killAfter kills a process once it has written runs up to the given one, and
// notes the last that it told of.
func killAfter(w *writing, hour int) {
	GinkgoHelper()
	for w.words.Scan() {
		n, err := strconv.Atoi(w.words.Text())
		Expect(err).NotTo(HaveOccurred(), w.words.Text())
		wrote[w.target] = max(wrote[w.target], n+1)
		if n == hour {
			_ = w.Process.Kill()
		}
	}
	_ = w.Wait() // killed
}
