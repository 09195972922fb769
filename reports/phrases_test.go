package reports_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// formatFiles are the sources of the formats.
func formatFiles() []string {
	GinkgoHelper()
	var files []string
	for _, pattern := range []string{"junit*.go", "ctrf*.go", "sarif*.go", "har*.go", "badge*.go", "markdown*.go", "findings.go", "verdict_words.go", "text.go"} {
		found, err := filepath.Glob(pattern)
		Expect(err).NotTo(HaveOccurred())
		for _, file := range found {
			if !strings.HasSuffix(file, "_test.go") {
				files = append(files, file)
			}
		}
	}
	return files
}

// literals returns the string literals among nodes.
func literals(nodes ...ast.Expr) []string {
	var out []string
	for _, n := range nodes {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value) // parsed, so quoted
			out = append(out, text)
		}
	}
	return out
}

// said returns the phrases that the formats say: the first argument of say, both
// of plural, the kinds of lists, the names of fields, and the steps.
func said() []string {
	GinkgoHelper()
	var out []string
	for _, file := range formatFiles() {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		Expect(err).NotTo(HaveOccurred())
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			switch name {
			case "say", "items", "field":
				out = append(out, literals(call.Args[:1]...)...)
			case "plural":
				out = append(out, literals(call.Args...)...)
			}
			return true
		})
	}
	return append(out, contractConstants()["Step"]...)
}

// inSpanish reads the phrases of the formats from their file.
func inSpanish() map[string]string {
	GinkgoHelper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "phrases_es_formats.go", nil, parser.SkipObjectResolution)
	Expect(err).NotTo(HaveOccurred())
	out := map[string]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if pair, ok := n.(*ast.KeyValueExpr); ok {
			both := literals(pair.Key, pair.Value)
			Expect(both).To(HaveLen(2))
			out[both[0]] = both[1]
		}
		return true
	})
	return out
}

var _ = Describe("the phrases of the formats", func() {
	It("are all there in Spanish, with the same blanks, and none is idle", func() {
		spanish, phrases := inSpanish(), said()
		Expect(len(phrases)).To(BeNumerically(">", 50))
		blanks := regexp.MustCompile(`%[+.0-9]*[a-z]`)
		for _, phrase := range phrases {
			Expect(spanish).To(HaveKey(phrase))
			Expect(blanks.FindAllString(spanish[phrase], -1)).To(Equal(blanks.FindAllString(phrase, -1)), phrase)
		}
		for phrase := range spanish {
			Expect(slices.Contains(phrases, phrase)).To(BeTrue(), "nothing says %q", phrase)
		}
	})
})
