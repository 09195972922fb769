package suite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/mock"
	"concord/internal/mutation"
	"concord/openapi"
)

// every is which of the faults and variations are tried here; `make mutation`
// tries them all.
const every = 173

var _ = Describe("the faults of the mock", func() {
	It("are derived from the contracts: many, each with an id of its own", func() {
		faults, variations := 0, 0
		seen := map[string]bool{}
		for _, name := range providers {
			doc := books()[name].Doc
			faults, variations = faults+len(mock.Faults(doc)), variations+len(mock.Harmless(doc))
			for _, f := range slices.Concat(mock.Faults(doc), mock.Harmless(doc)) {
				Expect(seen).NotTo(HaveKey(f.ID))
				Expect(f.ID).To(MatchRegexp(`^%s(:[A-Za-z0-9/_.-]+)+$`, name))
				Expect(f.What).NotTo(BeEmpty())
				seen[f.ID] = true
			}
			Expect(mock.Faults(doc)).To(HaveEach(HaveField("Harmless()", false)))
			Expect(mock.Harmless(doc)).To(HaveEach(HaveField("Harmless()", true)))
		}
		Expect(faults).To(BeNumerically(">=", 400))
		Expect(variations).To(BeNumerically(">=", 150))
	})

	It("keep their ids", func() {
		for _, id := range []string{
			"tapi:200:/accessToken:missing", "tapi:200:/tx:same", "tapi:wrong-password:granted", "tapi:access-token:alg-none", "tapi:access-token:ended-by-next",
			"apuesteria:201:/status:literal:other", "apuesteria:unknown-point-of-sale:status:400", "popup:200:/data:unwrapped", "popup:refresh-token:life:double",
			"popup:malformed-json:/error/code:literal:other:VALIDATION_FAILURE", "starship:200:/access_expires_at:hour-late:third", "starship:limit:never",
			"tecalis:duration-30:life:ignored", "tecalis:200:body:bom", "tecalis:request:header:X-Signature", "tapi:ok:delivery:gzip", "popup:ok:clock:5h0m0s",
		} {
			provider, _, _ := strings.Cut(id, ":")
			f, err := mock.Find(documents(provider), id)
			Expect(err).NotTo(HaveOccurred())
			Expect(f.ID).To(Equal(id))
		}
		_, err := mock.Find(documents("tapi"), "tapi:200:/accessToken:misplaced")
		Expect(err).To(MatchError(ContainSubstring(`"tapi:200:/accessToken:misplaced" is no fault`)))
	})

	each("break clauses that the document has", func(provider string) {
		for _, f := range mock.Faults(books()[provider].Doc) {
			Expect(f.Clauses).NotTo(BeEmpty(), f.ID)
			for _, id := range f.Clauses {
				_, ok := books()[provider].Spec.Clause(id)
				Expect(ok).To(BeTrue(), "%s breaks %s", f.ID, id)
			}
		}
	})

	each("are found, a sample of them", func(ctx SpecContext, provider string) {
		for _, p := range tried(ctx, provider, mock.Faults(books()[provider].Doc)) {
			Expect(p.Survived()).To(BeFalse(), "%s: %s\n%+v\n%v", p.Fault.ID, p.Fault.What, p.Beside, p.Errors)
		}
	})

	each("are told from harmless variations, a sample of them", func(ctx SpecContext, provider string) {
		for _, p := range tried(ctx, provider, mock.Harmless(books()[provider].Doc)) {
			Expect(p.Alarm()).To(BeFalse(), "%s: %s\n%+v\n%v", p.Fault.ID, p.Fault.What, p.Beside, p.Errors)
		}
	})
})

// tried tries a sample, side by side.
func tried(ctx context.Context, provider string, all []mock.Fault) []mutation.Proof {
	GinkgoHelper()
	var sample []mock.Fault
	for i := 0; i < len(all); i += every {
		sample = append(sample, all[i])
	}
	out := make([]mutation.Proof, len(sample))
	var wg sync.WaitGroup
	for i, f := range sample {
		wg.Go(func() {
			defer GinkgoRecover()
			out[i] = try(ctx, provider, f)
		})
	}
	wg.Wait()
	return out
}

func try(ctx context.Context, provider string, f mock.Fault) mutation.Proof {
	GinkgoHelper()
	p, err := mutation.Try(ctx, books()[provider], f)
	Expect(err).NotTo(HaveOccurred())
	return p
}

// theFault returns a fault or variation by its id.
func theFault(id string) mock.Fault {
	GinkgoHelper()
	provider, _, _ := strings.Cut(id, ":")
	f, err := mock.Find(documents(provider), id)
	Expect(err).NotTo(HaveOccurred())
	return f
}

var _ = Describe("the proof of the suite", func() {
	var found, survivor, harmless, alarm, trouble mutation.Proof
	var once sync.Once

	BeforeEach(func(ctx SpecContext) {
		once.Do(func() {
			found = try(ctx, "tapi", theFault("tapi:200:/tx:missing"))
			harmless = try(ctx, "tapi", theFault("tapi:ok:json:reversed"))
			trouble = try(ctx, "tapi", theFault("tapi:valid:status:503"))
			wrong := theFault("tapi:ok:json:reversed")
			wrong.ID, wrong.Clauses = "tapi:200:reversed", []string{"TAPI-LOGIN-011"}
			survivor = try(ctx, "tapi", wrong)
			loud := theFault("tapi:200:/tx:missing")
			loud.Clauses = nil
			alarm = try(ctx, "tapi", loud)
		})
	})

	It("says by which case and clause a fault was found", func() {
		Expect(found.Killed()).To(BeTrue())
		Expect(*found.By).To(And(HaveField("Case", "tapi/valid"), HaveField("Check", "field-missing"), HaveField("Clause", "TAPI-LOGIN-014")))
		report := mutation.NewReport([]mutation.Proof{found, harmless, trouble}, nil)
		Expect(report.OK()).To(BeTrue())
		Expect(report.Markdown()).To(And(
			ContainSubstring("| `200:/tx` | `missing` | tapi/valid | field-missing | TAPI-LOGIN-014 |"),
			ContainSubstring("| `valid:status` | `503` | could not be judged, and said so |"),
			ContainSubstring("| all | 2 | 2 | 0 | 0 | 1 | 0 |")))
	})

	It("puts survivors and false alarms first", func() {
		Expect(survivor.Survived()).To(BeTrue())
		Expect(alarm.Alarm()).To(BeTrue())
		report := mutation.NewReport([]mutation.Proof{found, survivor, alarm}, nil)
		Expect(report.OK()).To(BeFalse())
		var out strings.Builder
		Expect(report.Write(&out)).To(Succeed())
		Expect(out.String()).To(And(HavePrefix("SURVIVED tapi:200:reversed: the members come in reverse order (breaks TAPI-LOGIN-011)\nFALSE ALARM tapi:200:/tx:missing"),
			ContainSubstring("tapi/valid: field-missing, TAPI-LOGIN-014: tx is missing")))
	})

	It("does not count a finding that cites a clause which the fault leaves alone", func(ctx SpecContext) {
		elsewhere := theFault("tapi:200:/tx:missing")
		elsewhere.Clauses = []string{"TAPI-LOGIN-031"}
		Expect(try(ctx, "tapi", elsewhere).Survived()).To(BeTrue())
	})

	It("excuses what cannot be found, for a reason, and nothing else", func() {
		excuses, err := mutation.ReadExcuses("list.yaml", []byte("equivalent:\n  - fault: tapi:200:reversed\n    reason: order means nothing in JSON\n"))
		Expect(err).NotTo(HaveOccurred())
		report := mutation.NewReport([]mutation.Proof{survivor, found}, excuses)
		Expect(report.OK()).To(BeTrue())
		Expect(report.Markdown()).To(ContainSubstring("- `tapi:200:reversed`: order means nothing in JSON"))
	})

	It("does not let the allow-list go stale", func() {
		report := mutation.NewReport([]mutation.Proof{found}, []mutation.Excuse{{Fault: "tapi:200:/tx:missing", Reason: "x"}, {Fault: "tapi:gone", Reason: "x"}})
		Expect(report.OK()).To(BeFalse())
		Expect(report.Stale).To(ConsistOf("tapi:200:/tx:missing: it is found", "tapi:gone: there is no such fault"))
		Expect(mutation.About([]mutation.Excuse{{Fault: "tapi:gone"}, {Fault: "popup:gone"}}, []string{"popup"})).To(ConsistOf(mutation.Excuse{Fault: "popup:gone"}))
	})

	DescribeTable("reads the allow-list strictly", func(text, says string) {
		_, err := mutation.ReadExcuses("list.yaml", []byte(text))
		Expect(err).To(MatchError(ContainSubstring(says)))
	},
		Entry("without a reason", "equivalent:\n  - fault: a:b\n", `list.yaml: "a:b" has no reason`),
		Entry("without a fault", "equivalent:\n  - reason: why\n", "list.yaml: entry 1 names no fault"),
		Entry("twice", "equivalent:\n  - {fault: a:b, reason: why}\n  - {fault: a:b, reason: why}\n", `"a:b" stands twice`),
		Entry("with another key", "equivalent:\n  - {fault: a:b, reason: why, owner: me}\n", `"owner"`),
	)

	It("has a page with today's numbers", func() {
		faults, variations := 0, 0
		for _, name := range providers {
			faults += len(mock.Faults(books()[name].Doc))
			variations += len(mock.Harmless(books()[name].Doc))
		}
		excuses, err := mutation.Excuses()
		Expect(err).NotTo(HaveOccurred())
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", "mutation.md"))
		Expect(err).NotTo(HaveOccurred())
		row := fmt.Sprintf("| all | %d | %d | %d | 0 | %d | 0 |", faults, faults-len(excuses), len(excuses), variations)
		Expect(string(page)).To(ContainSubstring(row), "make mutation writes the page")
	})
})

// documents returns the contracts of some providers.
func documents(names ...string) []*openapi.Document {
	var out []*openapi.Document
	for _, name := range names {
		out = append(out, books()[name].Doc)
	}
	return out
}
