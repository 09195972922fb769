package reports_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// speaker is a package whose texts reach a report, and how they do. In every
// one, whatever is assigned to one of the sinks is a text.
type speaker struct {
	files string // a pattern
	// args are the functions that are handed texts: which arguments are, from 0;
	// all of them, joined by spaces, where none is named.
	args map[string][]int
	// holds names variables and functions, and the beginnings of constants, that
	// hold nothing but texts.
	holds []string
}

var speakers = []speaker{
	{files: "../internal/judge/*.go", args: map[string][]int{"fail": {1, 2, 3}, "accepts": {3}}, holds: []string{"jsonChecks", "String"}},
	{files: "../internal/suite/*.go", args: map[string][]int{"add": {1}, "end": {0}}},
	{files: "../internal/transport/*.go"},
	{files: "../internal/run/*.go"},
	{files: "../internal/wire/*.go", args: map[string][]int{"note": {2}, "unexpected": {1}, "separator": {1}, "problem": {}},
		holds: []string{"partProblems", "refuseStart", "part", "token", "alg", "date", "signature"}},
	{files: "../openapi/validator.go"},
	{files: "../suites/collect*_test.go", args: map[string][]int{"because": {0}}},
}

// sinks are the fields and types that a text of the engine ends in.
var sinks = []string{
	"Message", "Expected", "Actual", "Reason", "Error", "Skip", "Title", "Trouble", "Detail", "Want", "cannot", "skip", "why",
	"reason", "forbidden", "unsendable",
}

// values are functions that make a value readable, and no sentence.
var values = []string{"String", "seconds", "list"}

// dynamic stands for what a text gets only when it is made.
const dynamic = "\x00"

// engineText is a text in the source: what is known of it, and where it stands.
type engineText struct{ at, template string }

// reading collects the texts of one package.
type reading struct {
	speaker
	set   *token.FileSet
	funcs map[string][]*ast.FuncDecl
	vars  map[string]ast.Expr // package level
	texts []engineText
	busy  map[ast.Node]bool // on the way down, against recursion
}

func read(s speaker, files map[string]string) []engineText {
	GinkgoHelper()
	r := &reading{speaker: s, set: token.NewFileSet(), funcs: map[string][]*ast.FuncDecl{}, vars: map[string]ast.Expr{}, busy: map[ast.Node]bool{}}
	var parsed []*ast.File
	for name, source := range files {
		file, err := parser.ParseFile(r.set, name, source, parser.SkipObjectResolution)
		Expect(err).NotTo(HaveOccurred())
		parsed = append(parsed, file)
		r.declare(file)
	}
	for name, value := range r.vars {
		if r.isText(name) {
			r.all(value)
		}
	}
	for _, file := range parsed {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				r.function(f)
			}
		}
	}
	return r.texts
}

func (r *reading) declare(file *ast.File) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			r.funcs[d.Name.Name] = append(r.funcs[d.Name.Name], d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for i, name := range v.Names {
						if i < len(v.Values) {
							r.vars[name.Name] = v.Values[i]
						}
					}
				}
			}
		}
	}
}

func (r *reading) isText(name string) bool {
	return slices.ContainsFunc(r.holds, func(h string) bool {
		return name == h || strings.HasPrefix(name, h) && name[len(h)] >= 'A' && name[len(h)] <= 'Z'
	})
}

// all takes every string below a node.
func (r *reading) all(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			r.take(nil, lit)
		}
		return true
	})
}

func (r *reading) take(in *ast.FuncDecl, e ast.Expr) {
	for _, template := range r.resolve(in, e) {
		r.note(e, template)
	}
}

func (r *reading) note(n ast.Node, template string) {
	template = sourceVerb.ReplaceAllString(template, dynamic)
	for strings.Contains(template, dynamic+dynamic) {
		template = strings.ReplaceAll(template, dynamic+dynamic, dynamic)
	}
	at := r.set.Position(n.Pos())
	r.texts = append(r.texts, engineText{fmt.Sprintf("%s:%d", filepath.ToSlash(at.Filename), at.Line), template})
}

// function takes the texts that a function sets, hands on or, where it is one
// that makes nothing else, returns.
func (r *reading) function(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(sinks, key.Name) {
				r.take(f, n.Value)
			}
		case *ast.CompositeLit:
			if name, ok := n.Type.(*ast.Ident); ok && slices.Contains(sinks, name.Name) {
				for _, e := range n.Elts {
					r.take(f, e)
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if s, ok := left.(*ast.SelectorExpr); ok && slices.Contains(sinks, s.Sel.Name) {
					for _, template := range r.assigned(f, s) {
						r.note(n.Rhs[min(i, len(n.Rhs)-1)], template)
					}
				}
			}
		case *ast.CallExpr:
			r.call(f, n)
		case *ast.ReturnStmt:
			if slices.Contains(r.holds, f.Name.Name) {
				for _, e := range n.Results {
					r.take(f, e)
				}
			}
		}
		return true
	})
}

// call takes the arguments that are texts.
func (r *reading) call(f *ast.FuncDecl, call *ast.CallExpr) {
	indexes, ok := r.args[called(call)]
	switch {
	case !ok:
	case len(indexes) > 0:
		for _, i := range indexes {
			if i < len(call.Args) {
				r.take(f, call.Args[i])
			}
		}
	default:
		joined := []string{""}
		for i, a := range call.Args {
			if i > 0 {
				joined = product(joined, []string{" "})
			}
			joined = product(joined, r.resolve(f, a))
		}
		for _, template := range joined {
			r.note(call, template)
		}
	}
}

func called(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// sourcesOf reads the files of a speaker, tests apart unless it is one.
func sourcesOf(s speaker) map[string]string {
	GinkgoHelper()
	names, err := filepath.Glob(s.files)
	Expect(err).NotTo(HaveOccurred())
	out := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(s.files, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		Expect(err).NotTo(HaveOccurred())
		out[name] = string(data)
	}
	Expect(out).NotTo(BeEmpty(), s.files)
	return out
}
