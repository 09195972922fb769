package fact_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"concord/internal/fact"
	"concord/internal/page"
)

// fuzzPage reads whatever comes as a page of one format: nothing may panic, and
// what is told of it is printable, bounded text.
func fuzzPage(f *testing.F, format page.Format, seeds ...string) {
	for _, pattern := range seeds {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds at %s: %v", pattern, err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(data))
		}
	}
	k := knowledge()["popup"]
	if k.err != nil {
		f.Fatal(k.err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		blocks, err := page.Read(format, []byte(text))
		if err != nil {
			return
		}
		sheet := fact.Read(blocks)
		if n := fact.Count(sheet.Facts); n > 2000 {
			t.Fatalf("%d facts", n)
		}
		d := k.base.Compare(k.spec, sheet)
		for _, l := range append(lines(d), notes(d)...) {
			if !utf8.ValidString(l) || strings.ContainsFunc(l, func(r rune) bool { return r < ' ' }) {
				t.Fatalf("%q", l)
			}
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add(`<main><h2>200 OK<a class="hash-link">#</a></h2><pre><code><span class="token-line">{"a": [1, {"b": null}]}<br></span></code></pre>
		<table><thead><tr><th>Field<th>Type</thead><tr><td><code>a</code><td>int<br>or <img alt="x"></table></main>`)
	f.Add("<div role=main hidden><p>POST<br>/a<pre>POST /a\nAccept: b\n\n{}</pre><ul><li>x-a-b<p>5 minutes</ul>")
	f.Add("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table><pre><li>a<li>b</pre><li>c")
	fuzzPage(f, page.HTML)
}

func FuzzMarkdown(f *testing.F) {
	f.Add("---\na: b\n---\n# A\n\n- b\n  c<br>d\n\n    code\n\n<table>\n<tr><td>x</td></tr>\n</table>\n\n| `a\\|b` | c |\n|---|---|\n| d |\n")
	fuzzPage(f, page.Markdown, "testdata/pages/*.md")
}

func FuzzText(f *testing.F) {
	f.Add("FieldTypeRequired\naintYes\nbfooNo\ncintNo\n{\n[\n{\"a\"")
	f.Add("<table><tr>\n```\ncurl 'x\n<?php\n")
	fuzzPage(f, page.Text, "testdata/sources/*.txt")
}
