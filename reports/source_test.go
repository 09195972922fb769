package reports_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	{files: "../internal/suite/*.go", args: map[string][]int{"add": {1}}},
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
	"forbidden", "unsendable",
}

// values are functions that make a value readable, and no sentence.
var values = []string{"String", "seconds", "list"}

// dynamic stands for what a text gets only when it is made.
const dynamic = "\x00"

// said is a text in the source: what is known of it, and where it stands.
type said struct{ at, template string }

// reading collects the texts of one package.
type reading struct {
	speaker
	set   *token.FileSet
	funcs map[string][]*ast.FuncDecl
	vars  map[string]ast.Expr // package level
	texts []said
	busy  map[ast.Node]bool // on the way down, against recursion
}

func read(s speaker, files map[string]string) []said {
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
	for strings.Contains(template, dynamic+dynamic) {
		template = strings.ReplaceAll(template, dynamic+dynamic, dynamic)
	}
	at := r.set.Position(n.Pos())
	r.texts = append(r.texts, said{fmt.Sprintf("%s:%d", filepath.ToSlash(at.Filename), at.Line), template})
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

func product(a, b []string) []string {
	var out []string
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

var sourceVerb = regexp.MustCompile(`%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]`)

// resolve returns every text that an expression may be, as far as one package shows.
func (r *reading) resolve(in *ast.FuncDecl, e ast.Expr) []string {
	if r.busy[e] {
		return []string{dynamic}
	}
	r.busy[e] = true
	defer delete(r.busy, e)
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return []string{text}
		}
	case *ast.ParenExpr:
		return r.resolve(in, e.X)
	case *ast.BinaryExpr:
		return product(r.resolve(in, e.X), r.resolve(in, e.Y))
	case *ast.IndexExpr: // one of the values of a literal map
		return r.elements(in, e.X)
	case *ast.Ident:
		if in != nil {
			if out := r.assigned(in, e); len(out) > 0 {
				return out
			}
		}
		if value, ok := r.vars[e.Name]; ok {
			return r.resolve(nil, value)
		}
	case *ast.CallExpr:
		if called(e) == "Sprintf" {
			for _, a := range e.Args[1:] {
				r.argument(in, a)
			}
			var out []string
			for _, format := range r.resolve(in, e.Args[0]) {
				out = append(out, sourceVerb.ReplaceAllString(format, dynamic))
			}
			return out
		}
		if called(e) == "Scrub" { // it takes secrets out of a text, and leaves the rest
			return r.resolve(in, e.Args[0])
		}
		if !slices.Contains(values, called(e)) {
			return r.returned(e, 0)
		}
	}
	return []string{dynamic}
}

// argument takes what is put into a text, where it is words of this package.
func (r *reading) argument(in *ast.FuncDecl, e ast.Expr) {
	switch e.(type) {
	case *ast.Ident, *ast.CallExpr, *ast.BinaryExpr:
		r.take(in, e)
	}
}

func (r *reading) elements(in *ast.FuncDecl, e ast.Expr) []string {
	if name, ok := e.(*ast.Ident); ok && in != nil {
		ast.Inspect(in, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && same(a.Lhs[0], name) {
				e = a.Rhs[0]
			}
			return true
		})
	}
	literal, ok := e.(*ast.CompositeLit)
	if !ok {
		return []string{dynamic}
	}
	var out []string
	for _, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			out = append(out, r.resolve(in, pair.Value)...)
		}
	}
	return out
}

// returned returns what a function of the package may return as its result of
// the given index.
func (r *reading) returned(call *ast.CallExpr, index int) []string {
	var out []string
	for _, f := range r.funcs[called(call)] {
		if f.Body == nil {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if ret, ok := n.(*ast.ReturnStmt); ok && index < len(ret.Results) {
				out = append(out, r.resolve(f, ret.Results[index])...)
			}
			_, closure := n.(*ast.FuncLit)
			return !closure
		})
	}
	if len(out) == 0 {
		return []string{dynamic}
	}
	return out
}

// assigned returns what a function assigns to a variable or field: each value,
// and the first with what is appended to it: later ones stand beside that, in
// another branch. There is nothing for a parameter.
func (r *reading) assigned(in *ast.FuncDecl, to ast.Expr) []string {
	var first, values, endings []string
	value := func(texts ...string) {
		if first == nil {
			first = texts
		}
		values = append(values, texts...)
	}
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if same(name, to) && i < len(n.Values) {
					value(r.resolve(in, n.Values[i])...)
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				switch {
				case !same(left, to):
				case n.Tok == token.ADD_ASSIGN:
					endings = append(endings, r.resolve(in, n.Rhs[0])...)
				case len(n.Rhs) == len(n.Lhs):
					value(r.resolve(in, n.Rhs[i])...)
				default:
					value(dynamic)
					if call, ok := n.Rhs[0].(*ast.CallExpr); ok {
						value(r.returned(call, i)...)
					}
				}
			}
		}
		return true
	})
	if first == nil {
		first = []string{dynamic}
	}
	return append(values, product(first, endings)...)
}

// same tells whether two expressions are the same variable or field.
func same(a, b ast.Expr) bool {
	switch a := a.(type) {
	case *ast.Ident:
		b, ok := b.(*ast.Ident)
		return ok && a.Name == b.Name
	case *ast.SelectorExpr:
		b, ok := b.(*ast.SelectorExpr)
		return ok && a.Sel.Name == b.Sel.Name && same(a.X, b.X)
	case *ast.IndexExpr:
		b, ok := b.(*ast.IndexExpr)
		return ok && same(a.X, b.X) && same(a.Index, b.Index)
	}
	return false
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
