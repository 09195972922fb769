package openapi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/specs"
)

// order lists the packages of the program: each imports only those before it.
var order = []struct{ name, why string }{
	{"internal/contract", "its words are everybody's, so it knows nobody"},
	{"internal/clock", "time is handed in, from below"},
	{"internal/secret", "whatever holds a secret needs its type"},
	{"internal/ledger", "it counts logins, whoever sends them and for whatever"},
	{"internal/strictyaml", "it reads any hand-written file, and knows none"},
	{"internal/wire", "bytes are read before anybody gives them a meaning"},
	{"internal/expectation", "what is known of a target comes before it is judged, from outside"},
	{"internal/situation", "clients and servers share it, so it belongs to neither"},
	{"specs", "what a page says does not depend on our contract"},
	{"openapi", "a contract restates clauses; how it is tried is not its business"},
	{"internal/page", "a page is read before anybody looks for facts in it"},
	{"internal/fact", "it links what a page says to clauses and contract, and fetches nothing"},
	{"internal/fetch", "it gets a page politely, whatever is on it"},
	{"internal/revision", "it compares contracts, whatever they are used for"},
	{"internal/transport", "it moves bytes, and neither serves nor judges them"},
	{"internal/mock", "a server made from the contract must not know how it will be judged"},
	{"internal/judge", "judging is pure: it sees observations, not their making"},
	{"internal/target", "where requests go is decided from the outside"},
	{"internal/suite", "it observes, and leaves rendering to others"},
	{"internal/doctor", "it tries a set-up out through the suite, and judges nobody"},
	{"internal/history", "it compares results, however they came about"},
	{"internal/notify", "it tells what the history found"},
	{"internal/mutation", "it breaks the mock and watches the suite; what it finds is no run's result"},
	{"reports", "rendering comes after everything, and needs only results"},
	{"reports/browser", "it looks at finished pages, and helps tests only"},
	{"internal/run", "it joins a suite with its reports"},
	{"internal/cli", "flags and exit codes wrap the rest"},
	{"cmd/concord", "main only calls the command line"},
}

// bans are what the order alone does not forbid.
var bans = []struct{ importer, imported, why string }{
	{"internal/judge", "concord/internal/mock", "a judge that knows the mock would pass it"},
	{"internal/judge", "concord/internal/transport", "stored observations must be judged like fresh ones"},
	{"internal/judge", "os", "judging does no I/O"},
	{"internal/judge", "net", "judging does no I/O"},
	{"internal/judge", "io", "judging does no I/O"},
	{"internal/page", "os", "a page is handed in"},
	{"internal/page", "net/http", "a page is handed in"},
	{"internal/fact", "os", "comparing does no I/O"},
	{"internal/mock", "concord/internal/transport", "a client and its server must not share their faults"},
}

// labelFilters holds the language of label filters, which the command line and
// the ginkgo CLI share.
const labelFilters = "github.com/onsi/ginkgo/v2/types"

// source is a Go file of the module.
type source struct {
	path string // slash-separated, from the module's root
	file *ast.File
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		name, _ := strconv.Unquote(i.Path.Value) // parsed, so quoted
		out = append(out, name)
	}
	return out
}

// sources parses every Go file of the module.
func sources() []source {
	GinkgoHelper()
	var out []source
	Expect(filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".."
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (hidden || slices.Contains([]string{"testdata", "node_modules", "vendor"}, entry.Name())):
			return fs.SkipDir
		case entry.IsDir() && name != "..":
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return fs.SkipDir // a module of its own, such as the linters'
			}
		case strings.HasSuffix(name, ".go"):
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel("..", name)
			out = append(out, source{filepath.ToSlash(rel), file})
			return err
		}
		return nil
	})).To(Succeed())
	Expect(len(out)).To(BeNumerically(">", 50))
	return out
}

// program returns the Go files that are neither tests nor part of the suites
// and proofs, which may use everything.
func program() []source {
	GinkgoHelper()
	return slices.DeleteFunc(sources(), func(s source) bool {
		top, _, _ := strings.Cut(s.path, "/")
		return s.test() || top == "suites" || top == "interop"
	})
}

var _ = Describe("the repository", func() {
	It("imports in one direction only", func() {
		rank := map[string]int{}
		for i, p := range order {
			rank["concord/"+p.name] = i
		}
		for _, s := range program() {
			own := "concord/" + path.Dir(s.path)
			Expect(rank).To(HaveKey(own), "%s: this package has no place in the order of imports yet; give it one, with its reason", s.path)
			for _, imported := range s.imports() {
				if !strings.HasPrefix(imported, "concord/") {
					continue
				}
				Expect(rank[imported]).To(BeNumerically("<", rank[own]), "%s imports %s, but %s", s.path, imported, order[rank[own]].why)
			}
		}
	})

	It("keeps contract to the standard library, and reports to contract", func() {
		for _, s := range program() {
			for _, imported := range s.imports() {
				first, _, _ := strings.Cut(imported, "/")
				ours := first == "concord" || strings.Contains(first, ".")
				if strings.HasPrefix(s.path, "internal/contract/") {
					Expect(ours).To(BeFalse(), "%s imports %s, but %s", s.path, imported, order[0].why)
				}
				if strings.HasPrefix(s.path, "reports/") && strings.HasPrefix(imported, "concord/") {
					Expect(imported).To(Equal("concord/internal/contract"), "%s: every format is rendered from results.json alone", s.path)
				}
			}
		}
	})

	It("imports nothing that is banned", func() {
		for _, s := range program() {
			for _, ban := range bans {
				if path.Dir(s.path) == ban.importer {
					Expect(s.imports()).NotTo(ContainElement(ban.imported), "%s imports %s, but %s", s.path, ban.imported, ban.why)
				}
			}
			for _, imported := range s.imports() {
				if imported != labelFilters {
					Expect(imported).NotTo(HavePrefix("github.com/onsi/"), "%s: the engine is plain Go; Ginkgo is how people read and run it", s.path)
				}
			}
		}
	})

	It("reads no clock where it judges", func() {
		for _, s := range program() {
			if path.Dir(s.path) != "internal/judge" {
				continue
			}
			ast.Inspect(s.file, func(n ast.Node) bool {
				if call, ok := n.(*ast.SelectorExpr); ok {
					if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" {
						Expect(call.Sel.Name).NotTo(BeElementOf("Now", "Since", "Until", "Sleep", "After"), s.path)
					}
				}
				return true
			})
		}
	})

	It("treats no provider by its name", func() {
		providers := specs.Providers(specs.Files)
		for _, s := range program() {
			ast.Inspect(s.file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, _ := strconv.Unquote(lit.Value) // parsed, so quoted
					Expect(providers).NotTo(ContainElement(strings.ToLower(text)), "%s: what differs between providers stands in their YAML files", s.path)
				}
				return true
			})
		}
	})

	// The name on the card is nobody's module, so that anybody may register it.
	It("requires no module of the misspelt name", func() {
		misspelt := "github.com/xeipuu" + "xi"
		for _, s := range sources() {
			for _, imported := range s.imports() {
				Expect(imported).NotTo(HavePrefix(misspelt), s.path)
			}
		}
		for _, name := range []string{"go.mod", "go.sum"} {
			data, err := os.ReadFile(filepath.Join("..", name))
			Expect(err).NotTo(HaveOccurred())
			Expect(string(data)).To(ContainSubstring("github.com/xeipuuv/gojsonschema"))
			Expect(string(data)).NotTo(ContainSubstring(misspelt), name)
		}
	})
})
