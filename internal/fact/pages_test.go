package fact_test

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"

	"concord/internal/contract"
	"concord/internal/fact"
	"concord/internal/page"
	"concord/openapi"
	"concord/specs"
)

var providers = specs.Providers(specs.Files)

// source is a provider's text as it was given.
func source(provider string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join("testdata", "sources", provider+".txt"))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// written is the same page in Markdown.
func written(provider string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join("testdata", "pages", provider+".md"))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// look is a site that renders Markdown as HTML.
type look struct {
	name   string
	around string // the page, which stands at %s
	code   func(text string) string
	change func(page string) string
}

var codeBlock = regexp.MustCompile(`(?s)<pre><code[^>]*>(.*?)</code></pre>`)

// looks are three ways in which documentation sites render a page.
var looks = []look{
	{
		name: "a bare site",
		around: `<!DOCTYPE html><html><head><title>Docs</title></head><body><nav><a href="/">Home</a> <a>POST /auth/refresh</a></nav>
			%s<footer>© 2026. Tokens last 99 minutes. <a>404 Not Found</a></footer></body></html>`,
		code:   func(text string) string { return "<pre><code>" + text + "</code></pre>" },
		change: func(page string) string { return page },
	},
	{
		name: "a site that highlights line by line",
		around: `<!doctype html><html><head><script nonce="r4nd0m">var x = {"a": 1}</script><style>p{}</style></head><body>
			<a class="skip" href="#main">Skip to main content</a><header><nav>v2.0</nav></header>
			<aside><ul><li>GET /accounts</li></ul></aside><main id="main"><article>%s
			<p>Updated <time>16 days ago</time></p></article></main><script>1</script></body></html>`,
		code: func(text string) string {
			out := `<div class="codeBlockContainer"><div><pre tabindex="0"><code class="codeBlockLines">`
			for l := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
				out += `<span class="token-line" style="color:#393A34">` + highlighted(l) + `<br></span>`
			}
			return out + `</code></pre><button type="button" aria-label="Copy code">Copy</button></div></div>`
		},
		change: func(page string) string {
			page = regexp.MustCompile(`(<h\d[^>]*>)(.*?)(</h\d>)`).ReplaceAllString(page, `$1$2<a class="hash-link" href="#x" aria-label="Direct link">&#8203;</a>$3`)
			return strings.NewReplacer("<td>", "<td><p>", "</td>", "</p></td>").Replace(page)
		},
	},
	{
		name: "a site with line numbers, tabs and broken cells",
		around: `<html><body><div role="navigation">Login <b>Endpoint</b></div><div role="main">
			<div role="tablist"><button role="tab">Shell</button></div>%s<svg><text>200 OK</text></svg></div>
			<div role="contentinfo">Retry-After: 10</div></body></html>`,
		code: func(text string) string {
			out := `<table class="rouge-table"><tbody><tr><td class="gutter"><pre class="lineno">`
			lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
			for i := range lines {
				out += string(rune('0'+(i+1)%10)) + "\n"
			}
			out += `</pre></td><td class="rouge-code"><pre>`
			for _, l := range lines {
				out += `<div class="line">` + highlighted(l) + `</div>`
			}
			return out + `</pre></td></tr></tbody></table>`
		},
		change: func(page string) string {
			return regexp.MustCompile(`(<td>[^<]*[a-z])( \(|, )`).ReplaceAllString(page, "$1<br>$2")
		},
	},
}

var token = regexp.MustCompile(`(&quot;.*?&quot;|&\w+;|\w+)`)

// highlighted puts every word and string of a line into a span of its own.
func highlighted(line string) string {
	return token.ReplaceAllString(line, `<span class="hljs">$1</span>`)
}

// render renders Markdown as a site does.
func (l look) render(markdown string) string {
	GinkgoHelper()
	markdown = regexp.MustCompile(`\A---\n(?s:.*?)\n---\n`).ReplaceAllString(markdown, "")
	var out bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	Expect(md.Convert([]byte(markdown), &out)).To(Succeed())
	body := l.change(out.String())
	body = codeBlock.ReplaceAllStringFunc(body, func(block string) string { return l.code(codeBlock.FindStringSubmatch(block)[1]) })
	Expect(html.UnescapeString(body)).NotTo(BeEmpty())
	return strings.Replace(l.around, "%s", body, 1)
}

// form is a page in one of the forms in which it can come.
type form struct {
	name   string
	format page.Format
	text   string
}

// forms returns a page in all of its forms: as given, and from its Markdown.
func forms(text, markdown string) []form {
	GinkgoHelper()
	out := []form{{"the text as given", page.Text, text}, {"Markdown", page.Markdown, markdown}}
	for _, l := range looks {
		out = append(out, form{"HTML of " + l.name, page.HTML, l.render(markdown)})
	}
	return out
}

func read(f form) *fact.Sheet {
	GinkgoHelper()
	blocks, err := page.Read(f.format, []byte(f.text))
	Expect(err).NotTo(HaveOccurred())
	return fact.Read(blocks)
}

// known is what we know of a provider.
type known struct {
	spec *contract.Spec
	doc  *openapi.Document
	base *fact.Baseline
	err  error
}

// knowledge has it of every provider.
var knowledge = sync.OnceValue(func() map[string]known {
	out := map[string]known{}
	for _, p := range providers {
		var k known
		if k.spec, k.err = specs.Load(specs.Files, p); k.err == nil {
			k.doc, k.err = openapi.Load(openapi.Files, p)
		}
		if k.err == nil {
			k.base, k.err = fact.Load(specs.Files, k.spec, k.doc)
		}
		out[p] = k
	}
	return out
})

func knownOf(provider string) known {
	GinkgoHelper()
	k := knowledge()[provider]
	Expect(k.err).NotTo(HaveOccurred())
	return k
}

// compare compares a page with what we know of a provider.
func compare(provider string, f form) *fact.Difference {
	GinkgoHelper()
	k := knownOf(provider)
	return k.base.Compare(k.spec, read(f))
}

// lines is how a difference is told.
func lines(d *fact.Difference) []string {
	var out []string
	for _, c := range d.Changes {
		out = append(out, c.Lines()...)
	}
	return out
}

func notes(d *fact.Difference) []string {
	var out []string
	for _, n := range d.Notes {
		out = append(out, n.Lines()...)
	}
	return out
}
