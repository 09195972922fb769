package page

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// frontMatter is the YAML that documentation generators put before a page.
var frontMatter = regexp.MustCompile(`\A---\n(?s:.*?)\n---\n`)

// longestStretch bounds the text between two empty lines, in bytes: the parser's
// time grows with its square.
const longestStretch = 16 << 10

// readMarkdown reads GitHub-flavoured Markdown.
func readMarkdown(source string) ([]Block, error) {
	for stretch := range strings.SplitSeq(source, "\n\n") {
		if len(stretch) > longestStretch {
			return nil, fmt.Errorf("more than %d bytes stand without an empty line", longestStretch)
		}
	}
	src := []byte(frontMatter.ReplaceAllString(source, ""))
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	m := &marked{src: src}
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return m.block(n)
	})
	return m.out, err
}

type marked struct {
	src []byte
	out []Block
}

// block reads a node that is a block of its own, and steps into the others.
func (m *marked) block(n ast.Node) (ast.WalkStatus, error) {
	switch n := n.(type) {
	case *ast.Heading:
		m.out = append(m.out, Block{Kind: Heading, Text: m.inline(n, " ")})
	case *ast.Paragraph, *ast.TextBlock:
		kind, lineBreak := Paragraph, "\n"
		if _, ok := n.Parent().(*ast.ListItem); ok {
			kind, lineBreak = Item, " "
		}
		for part := range strings.SplitSeq(m.inline(n, lineBreak), "\n") {
			m.out = append(m.out, Block{Kind: kind, Text: part})
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		m.out = append(m.out, Block{Kind: Code, Text: m.lines(n)})
	case *ast.HTMLBlock:
		blocks, err := readHTML(m.lines(n))
		if err != nil {
			return ast.WalkStop, err
		}
		m.out = append(m.out, blocks...)
	case *extast.Table:
		m.out = append(m.out, Block{Kind: Table, Rows: m.rows(n)})
	default:
		return ast.WalkContinue, nil
	}
	return ast.WalkSkipChildren, nil
}

// lines returns the lines of code or HTML as written.
func (m *marked) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(m.src))
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		b.Write(h.ClosureLine.Value(m.src))
	}
	return b.String()
}

func (m *marked) rows(table ast.Node) [][]string {
	var out [][]string
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, strings.ReplaceAll(m.inline(c, " "), `\|`, "|")) // in code it stays escaped
		}
		out = append(out, cells)
	}
	return out
}

var (
	htmlBreak = regexp.MustCompile(`(?i)^<br\s*/?>$`)
	escaped   = regexp.MustCompile("\\\\([!-/:-@[-`{-~])")
)

// inline returns the text of a block; lineBreak stands where the page breaks a
// line on purpose.
func (m *marked) inline(block ast.Node, lineBreak string) string {
	var b strings.Builder
	// The walk cannot fail: its function never does.
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			value := string(n.Segment.Value(m.src))
			if _, isCode := n.Parent().(*ast.CodeSpan); !isCode && !n.IsRaw() {
				value = unescape(value)
			}
			b.WriteString(value)
			if n.HardLineBreak() {
				b.WriteString(lineBreak)
			} else if n.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(m.src))
		case *ast.RawHTML:
			if htmlBreak.MatchString(string(n.Segments.Value(m.src))) {
				b.WriteString(lineBreak)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// unescape resolves backslashes and character references, which the parser
// leaves to whoever renders.
func unescape(text string) string {
	return html.UnescapeString(escaped.ReplaceAllString(text, "$1"))
}
