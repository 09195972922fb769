package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML reads the main part of an HTML page.
func readHTML(text string) ([]Block, error) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parsing it: %w", err)
	}
	w := &walker{}
	w.node(mainPart(root), Paragraph)
	w.flush(Paragraph)
	return w.out, nil
}

// mainPart returns the element that holds the page itself: main, else the only
// article, else everything.
func mainPart(root *html.Node) *html.Node {
	var articles []*html.Node
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Main || attribute(n, "role") == "main":
			return n
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		}
	}
	if len(articles) == 1 {
		return articles[0]
	}
	return root
}

// walker turns elements into blocks. Text gathers until a block begins or ends.
type walker struct {
	text strings.Builder
	out  []Block
}

func (w *walker) flush(kind Kind) {
	if text := w.text.String(); strings.TrimSpace(text) != "" {
		w.out = append(w.out, Block{Kind: kind, Text: text})
	}
	w.text.Reset()
}

// node reads an element; kind is that of the text in it.
func (w *walker) node(n *html.Node, kind Kind) {
	switch {
	case n.Type == html.TextNode:
		w.text.WriteString(n.Data)
	case n.Type == html.DocumentNode:
		w.children(n, kind)
	case n.Type != html.ElementNode || dropped(n):
	case n.DataAtom == atom.Img:
		w.text.WriteString(emoji(n))
	case n.DataAtom == atom.Br && kind != Paragraph:
		w.text.WriteByte(' ')
	case n.DataAtom == atom.Br:
		w.flush(kind)
	case n.DataAtom == atom.Pre:
		w.flush(kind)
		w.out = append(w.out, Block{Kind: Code, Text: code(n)})
	case n.DataAtom == atom.Table && !layout(n):
		w.flush(kind)
		w.out = append(w.out, Block{Kind: Table, Rows: rows(n)})
	case flows[n.DataAtom]:
		w.flush(kind)
		inner := kindOf(n, kind)
		w.children(n, inner)
		w.flush(inner)
	default:
		w.children(n, kind)
	}
}

func (w *walker) children(n *html.Node, kind Kind) {
	for c := range n.ChildNodes() {
		w.node(c, kind)
	}
}

func kindOf(n *html.Node, outer Kind) Kind {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return Heading
	case atom.Li:
		return Item
	default:
		return outer
	}
}

// flows are the elements that begin on a line of their own.
var flows = set(atom.Address, atom.Article, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details,
	atom.Dialog, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Form, atom.H1, atom.H2,
	atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Main, atom.Menu,
	atom.Ol, atom.P, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
	atom.Tr, atom.Ul)

// foreign are the elements that are no part of what a page says.
var foreign = set(atom.Aside, atom.Button, atom.Footer, atom.Head, atom.Iframe, atom.Input, atom.Nav, atom.Noscript,
	atom.Object, atom.Option, atom.Script, atom.Select, atom.Style, atom.Svg, atom.Template, atom.Textarea, atom.Time)

var (
	foreignRoles   = []string{"banner", "complementary", "contentinfo", "navigation", "search", "tab", "tablist"}
	foreignClasses = []string{"hash-link", "headerlink", "header-anchor", "heading-anchor", "sr-only", "visually-hidden", "gutter", "lineno", "linenos", "line-numbers", "line-number"}
)

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	out := map[atom.Atom]bool{}
	for _, a := range atoms {
		out[a] = true
	}
	return out
}

// dropped says that an element is of the site, not of the page. A hidden tab
// panel is of the page: a reader can open it.
func dropped(n *html.Node) bool {
	role := attribute(n, "role")
	if foreign[n.DataAtom] || slices.Contains(foreignRoles, role) || attribute(n, "aria-hidden") == "true" {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" && a.Val != "until-found" && role != "tabpanel" {
			return true
		}
	}
	for class := range strings.FieldsSeq(attribute(n, "class")) {
		if slices.Contains(foreignClasses, class) {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// emoji returns the character that a picture stands for, if it does.
func emoji(n *html.Node) string {
	if alt := attribute(n, "alt"); utf8.RuneCountInString(alt) <= 2 {
		return alt
	}
	return ""
}

// code returns the text of preformatted code, without line numbers and buttons.
func code(n *html.Node) string {
	var b strings.Builder
	last := byte('\n')
	write := func(s string) {
		if s != "" {
			b.WriteString(s)
			last = s[len(s)-1]
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			write(n.Data)
		case n.Type != html.ElementNode || dropped(n):
		case n.DataAtom == atom.Br:
			write("\n")
		default:
			for c := range n.ChildNodes() {
				walk(c)
			}
			if flows[n.DataAtom] && last != '\n' {
				write("\n")
			}
		}
	}
	walk(n)
	return b.String()
}

// layout says that a table only arranges things: code, or other tables.
func layout(table *html.Node) bool {
	for n := range table.Descendants() {
		if n.DataAtom == atom.Pre || n.DataAtom == atom.Table {
			return true
		}
	}
	return false
}

// rows returns the cells of a table.
func rows(table *html.Node) [][]string {
	var out [][]string
	for n := range table.Descendants() {
		switch n.DataAtom {
		case atom.Tr:
			out = append(out, nil)
		case atom.Td, atom.Th:
			if len(out) > 0 {
				out[len(out)-1] = append(out[len(out)-1], cell(n))
			}
		}
	}
	return out
}

// cell returns the text of a cell. What stands on lines of its own is no word
// with what stands before it.
func cell(n *html.Node) string {
	var w walker
	w.children(n, Item)
	w.flush(Item)
	var parts []string
	for _, b := range w.out {
		parts = append(parts, b.Text)
	}
	return strings.Join(parts, " ")
}
