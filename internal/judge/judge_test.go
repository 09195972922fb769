package judge_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/openapi"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func deviations() []deviation { return slices.Concat(answerDeviations, tokenDeviations) }

// expected is the finding that a deviation must earn.
func (d deviation) expected() contract.Severity {
	if d.severity == "" {
		return contract.SeverityError
	}
	return d.severity
}

func (d deviation) matches(f contract.Finding) bool {
	return f.Check == d.check && f.Severity == d.expected() && strings.Contains(f.Message, d.says) &&
		(d.clause == "" || f.Clause == d.clause) && (d.pointer == "" || f.Pointer == d.pointer)
}

func caseIDs() []string {
	var out []string
	for _, book := range books() {
		for _, c := range suite.Cases(book) {
			out = append(out, c.ID)
		}
	}
	slices.Sort(out)
	return out
}

var _ = Describe("a faithful server", func() {
	for _, id := range caseIDs() {
		It("passes "+id, func() {
			r := newWorld(id).judge()
			Expect(r.Reason).To(BeEmpty())
			Expect(r.Findings).To(BeEmpty())
			Expect(r.Status).To(Equal(contract.Pass))
		})
	}
})

var _ = Describe("a deviation", func() {
	for _, d := range deviations() {
		It("is found: "+d.id+", "+d.name, func() {
			w := newWorld(d.id)
			Expect(w.c.ID).To(Equal(d.id))
			d.change(w)
			r := w.judge()
			Expect(slices.IndexFunc(r.Findings, d.matches)).To(BeNumerically(">=", 0), "%s %s %+v", r.Status, r.Reason, r.Findings)
			if d.expected() == contract.SeverityError {
				Expect(r.Status).To(Equal(contract.Fail))
			} else {
				Expect(r.Status).To(Equal(contract.Pass))
			}
			wellFormed(w, r)
		})
	}
})

// wellFormed is what holds of every result.
func wellFormed(w *world, r contract.CaseResult) {
	GinkgoHelper()
	for _, f := range r.Findings {
		Expect(w.c.Clauses).To(ContainElement(f.Clause), "the case cites what it finds broken: %+v", f)
		Expect(f.Evidence).NotTo(BeEmpty())
		Expect(f.Message).NotTo(BeEmpty())
		Expect(f.Message).NotTo(HaveSuffix("."))
		Expect(f.Message).NotTo(ContainSubstring("%!"))
		Expect(f.Expected+f.Actual).NotTo(BeEmpty(), "%+v", f)
		Expect(judge.Checks()).To(ContainElement(f.Check))
	}
	stored, err := json.Marshal(w.observation())
	Expect(err).NotTo(HaveOccurred())
	var o contract.Observation
	Expect(json.Unmarshal(stored, &o)).To(Succeed())
	Expect(w.book.Judge(w.c, o)).To(Equal(r), "judging what was stored gives the same findings")
}

var _ = Describe("every check", func() {
	It("has a failing fixture", func() {
		failing := map[string]bool{}
		for _, d := range deviations() {
			failing[d.check] = true
		}
		failing["field-schema"] = true // below: it takes another contract
		for _, id := range judge.Checks() {
			Expect(failing).To(HaveKey(id), "no failing fixture")
			delete(failing, id)
		}
		Expect(failing).To(BeEmpty(), "fixtures of no check")
	})

	It("includes one for the keywords that no contract has as yet", func() {
		data, err := fs.ReadFile(openapi.Files, "starship.yaml")
		Expect(err).NotTo(HaveOccurred())
		text := strings.Replace(string(data), "x-identity: stable", "minimum: 1\n                    x-identity: stable", 1)
		doc, err := openapi.Read("openapi/starship.yaml", []byte(text))
		Expect(err).NotTo(HaveOccurred())
		w := newWorld("starship/valid")
		w.book, err = judge.NewBook(w.book.Spec, doc)
		Expect(err).NotTo(HaveOccurred())
		Expect(w.judge().Findings).To(BeEmpty())
		each(set("/client_id", num("0")))(w)
		Expect(w.judge().Findings).To(ConsistOf(And(HaveField("Check", "field-schema"), HaveField("Clause", "STARSHIP-LOGIN-018"),
			HaveField("Message", "client_id breaks the schema's minimum"))))
	})

	It("has its id from the one list", func() {
		files, err := filepath.Glob("*.go")
		Expect(err).NotTo(HaveOccurred())
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			Expect(err).NotTo(HaveOccurred())
			Expect(string(data)).NotTo(MatchRegexp(`Check:\s*"`), file)
		}
		Expect(constants()).To(ConsistOf(judge.Checks()))
	})
})

// constants returns the values of the constants in checks.go.
func constants() []string {
	GinkgoHelper()
	file, err := parser.ParseFile(token.NewFileSet(), "checks.go", nil, 0)
	Expect(err).NotTo(HaveOccurred())
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "check") {
			return true
		}
		for _, v := range spec.Values {
			if literal, ok := v.(*ast.BasicLit); ok {
				id, err := strconv.Unquote(literal.Value)
				Expect(err).NotTo(HaveOccurred())
				out = append(out, id)
			}
		}
		return true
	})
	return out
}
