package reports_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/reports"
)

// speaking are the functions that say a phrase, and which of their arguments are phrases.
var speaking = map[string]struct{ from, to int }{
	"say":   {0, 1},
	"count": {1, 3},
	"word":  {1, 3},
	"items": {0, 1},
	"field": {0, 1},
}

// handedOn are the arguments that a speaking function has from its caller, by file.
var handedOn = map[string]bool{"markdown_room.go out.kind": true, "text.go name": true}

// said collects every phrase that the program and the templates say, with where.
func said() map[string]string {
	GinkgoHelper()
	phrases := map[string]string{}
	files, err := filepath.Glob("*.go")
	Expect(err).NotTo(HaveOccurred())
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "language.go" { // which hands phrases on
			continue
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		Expect(err).NotTo(HaveOccurred())
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := called(call)
			arguments, ok := speaking[name]
			_, method := call.Fun.(*ast.SelectorExpr)
			if !ok || !method && name != "field" || len(call.Args) < arguments.to {
				return true
			}
			for _, arg := range call.Args[arguments.from:arguments.to] {
				if handedOn[file+" "+types.ExprString(arg)] {
					continue
				}
				lit, ok := arg.(*ast.BasicLit)
				Expect(ok && lit.Kind == token.STRING).To(BeTrue(), "%s: %s takes constant phrases", fset.Position(call.Pos()), name)
				phrase, err := strconv.Unquote(lit.Value)
				Expect(err).NotTo(HaveOccurred())
				phrases[phrase] = fset.Position(call.Pos()).String()
			}
			return true
		})
	}
	for _, t := range reports.Templates().Templates() {
		if t.Tree != nil {
			saidIn(t.Tree.Root, t.Name(), phrases)
		}
	}
	return phrases
}

// saidIn collects the phrases of a template: string constants that are arguments
// of a speaking function.
func saidIn(node parse.Node, name string, phrases map[string]string) {
	GinkgoHelper()
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			saidIn(child, name, phrases)
		}
	case *parse.ActionNode:
		saidIn(n.Pipe, name, phrases)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			saidIn(n.Pipe, name, phrases)
		}
	case *parse.IfNode:
		branch(&n.BranchNode, name, phrases)
	case *parse.RangeNode:
		branch(&n.BranchNode, name, phrases)
	case *parse.WithNode:
		branch(&n.BranchNode, name, phrases)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			saidIn(c, name, phrases)
		}
	case *parse.CommandNode:
		function, ok := n.Args[0].(*parse.IdentifierNode)
		arguments, speaks := speaking[fmt.Sprint(function)]
		for i, arg := range n.Args {
			if ok && speaks && i > arguments.from && i <= arguments.to {
				constant, ok := arg.(*parse.StringNode)
				Expect(ok).To(BeTrue(), "template %s: %s takes constant phrases", name, function)
				phrases[constant.Text] = "template " + name
			} else {
				saidIn(arg, name, phrases)
			}
		}
	}
}

func branch(n *parse.BranchNode, name string, phrases map[string]string) {
	GinkgoHelper()
	saidIn(n.Pipe, name, phrases)
	saidIn(n.List, name, phrases)
	saidIn(n.ElseList, name, phrases)
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*[\d.]*([a-zA-Z%])`)

// verbs lists the verbs of a format by the argument that each takes.
func verbs(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1]) // digits only
		}
		out = append(out, fmt.Sprintf("%d%s", next, m[2]))
		next++
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var _ = Describe("the languages of reports", func() {
	It("have every phrase, and no other", func() {
		phrases := said()
		Expect(len(phrases)).To(BeNumerically(">", 150))
		for phrase, where := range phrases {
			Expect(reports.Phrases).To(HaveKey(phrase), "%s says it; give it its Spanish in phrases_es.go", where)
		}
		for phrase := range reports.Phrases {
			Expect(phrases).To(HaveKey(phrase), "nobody says this any more")
		}
	})

	It("translate with the same verbs for the same arguments", func() {
		for english, spanish := range reports.Phrases {
			Expect(spanish).NotTo(BeEmpty(), english)
			Expect(verbs(spanish)).To(Equal(verbs(english)), english)
			Expect(strings.HasSuffix(spanish, ".")).To(Equal(strings.HasSuffix(english, ".")), "%s: %s", english, spanish)
		}
	})

	It("are told apart by their tag", func() {
		for _, tag := range []string{"en", "es"} {
			language, err := reports.LanguageNamed(tag)
			Expect(err).NotTo(HaveOccurred())
			Expect(language).To(Equal(reports.Language(tag)))
		}
		_, err := reports.LanguageNamed("pt")
		Expect(err).To(MatchError(`unknown report language "pt" (known: en, es)`))
	})

	It("notices what it is there to notice", func() {
		Expect(verbs("%d of %[3]s, 100 %%")).To(Equal([]string{"1d", "3s"}))
		Expect(verbs("%[2]s %[1]s")).To(Equal(verbs("%s %s")))
		Expect(verbs("%s %d")).NotTo(Equal(verbs("%d %s")))
	})
})
