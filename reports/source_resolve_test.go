package reports_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
)

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
