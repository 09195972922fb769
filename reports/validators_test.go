package reports_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/chromedp/cdproto/har"
	junitreader "github.com/joshdk/go-junit"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"concord/internal/contract"
)

// validators hold a report to what its format asks of it, by a published schema
// or a reader that is not ours. Every format has one.
var validators = map[string]func(text string, r contract.Results) error{
	"badge":      validBadge,
	"badge-json": validEndpoint,
	"ctrf":       bySchema(ctrfSchema),
	"har":        validHAR,
	"html":       validPage,
	"json":       bySchema(resultsSchema),
	"junit":      validJUnit,
	"markdown":   validMarkdown,
	"sarif":      bySchema(sarifSchema),
	"text":       validText,
}

// published compiles a schema that lies under testdata/schemas.
func published(main string, others ...string) func() (*jsonschema.Schema, error) {
	return sync.OnceValues(func() (*jsonschema.Schema, error) {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		for _, name := range append(others, main) {
			data, err := os.ReadFile(filepath.Join("testdata", "schemas", name))
			if err != nil {
				return nil, err
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				return nil, err
			}
			if err := c.AddResource(filepath.Base(name), doc); err != nil {
				return nil, err
			}
		}
		return c.Compile(filepath.Base(main))
	})
}

var (
	ctrfSchema    = published("ctrf-0.0.json")
	sarifSchema   = published("sarif-2.1.0.json")
	harSchema     = published("har/har.json", harParts()...)
	resultsSchema = sync.OnceValues(func() (*jsonschema.Schema, error) { return compiledSchema(), nil })
)

func harParts() []string {
	all, err := filepath.Glob(filepath.Join("testdata", "schemas", "har", "*.json"))
	if err != nil {
		panic(err)
	}
	var parts []string
	for _, path := range all {
		if name := filepath.Base(path); name != "har.json" {
			parts = append(parts, "har/"+name)
		}
	}
	return parts
}

func bySchema(schema func() (*jsonschema.Schema, error)) func(string, contract.Results) error {
	return func(text string, _ contract.Results) error {
		compiled, err := schema()
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(doc)
	}
}

// jenkinsSchema is Jenkins' schema for JUnit files. That of 2010 is the one with
// a licence note and a registry to get it from; the one that the xUnit plugin goes
// by today (junit-10.xsd) lets a skip have a message too, and so does this.
func jenkinsSchema() string {
	data, err := os.ReadFile(filepath.Join("testdata", "schemas", "jenkins-junit.xsd"))
	if err != nil {
		panic(err)
	}
	const old, today = `<xs:element name="skipped" type="xs:string"/>`,
		`<xs:element name="skipped"><xs:complexType mixed="true"><xs:attribute name="type"/><xs:attribute name="message"/></xs:complexType></xs:element>`
	if !strings.Contains(string(data), old) {
		panic("the schema does not say what it was thought to say of skips")
	}
	return strings.Replace(string(data), old, today, 1)
}

var junitXSD = sync.OnceValues(func() (xsd, error) {
	var schema xsd
	return schema, xml.Unmarshal([]byte(jenkinsSchema()), &schema)
})

func validJUnit(text string, r contract.Results) error {
	schema, err := junitXSD()
	if err != nil {
		return err
	}
	root, err := parseXML(text)
	if err != nil {
		return err
	}
	if err := schema.validate(root); err != nil {
		return err
	}
	suites, err := junitreader.Ingest([]byte(text))
	if err != nil || len(suites) != 1 {
		return fmt.Errorf("read as %d suites: %w", len(suites), err)
	}
	unexplained := 0
	if len(r.Trouble) > 0 || r.Verdict == contract.Inconclusive && contract.Summarize(r.Cases).Error == 0 {
		unexplained = 1
	}
	s, got := contract.Summarize(r.Cases), suites[0].Totals
	want := junitreader.Totals{Tests: len(r.Cases) + unexplained, Passed: s.Pass, Failed: s.Fail, Skipped: s.Skip + s.Known, Error: s.Error + unexplained, Duration: got.Duration}
	if got != want {
		return fmt.Errorf("the reader counts %+v, not %+v", got, want)
	}
	return nil
}

func validHAR(text string, r contract.Results) error {
	if err := bySchema(harSchema)(text, r); err != nil {
		return err
	}
	var archive har.HAR
	if err := json.Unmarshal([]byte(text), &archive); err != nil {
		return err
	}
	tries := 0
	for _, e := range r.Exchanges {
		tries += 1 + len(e.Retries)
	}
	if got := len(archive.Log.Entries); got != tries || archive.Log.Version != "1.2" {
		return fmt.Errorf("the reader sees %d entries of %d, of HAR %s", got, tries, archive.Log.Version)
	}
	for _, e := range archive.Log.Entries {
		t := e.Timings
		if sum := t.Send + t.Wait + t.Receive; math.Abs(sum-e.Time) > 0.001 || min(t.Send, t.Wait, t.Receive) < 0 {
			return fmt.Errorf("the timings %+v do not add up to %v", t, e.Time)
		}
	}
	return nil
}

// validBadge wants a picture that can do nothing.
func validBadge(text string, _ contract.Results) error {
	root, err := parseXML(text)
	if err != nil {
		return err
	}
	var walk func(n xmlNode) error
	walk = func(n xmlNode) error {
		if !slices.Contains([]string{"svg", "title", "desc", "clipPath", "g", "rect", "text"}, n.XMLName.Local) || n.XMLName.Space != "http://www.w3.org/2000/svg" {
			return fmt.Errorf("element %v", n.XMLName)
		}
		for _, a := range n.Attrs {
			if name := strings.ToLower(a.Name.Local); strings.HasPrefix(name, "on") || name == "href" || name == "style" {
				return fmt.Errorf("attribute %s", name)
			}
		}
		for _, child := range n.Children {
			if err := walk(child); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(root)
}

// validEndpoint goes by the documentation of shields.io: these keys, of these
// types, and no other.
func validEndpoint(text string, _ contract.Results) error {
	var b struct {
		SchemaVersion int     `json:"schemaVersion"`
		Label         *string `json:"label"`
		Message       string  `json:"message"`
		Color         string  `json:"color"`
		IsError       bool    `json:"isError"`
		CacheSeconds  int     `json:"cacheSeconds"`
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return err
	}
	if b.SchemaVersion != 1 || b.Label == nil || b.Message == "" || !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(b.Color) || b.CacheSeconds < 300 {
		return fmt.Errorf("badge %+v", b)
	}
	return nil
}

// validPage is what a page must hold to wherever it is opened; the tests in a
// browser say the rest.
func validPage(text string, _ contract.Results) error {
	if !strings.HasPrefix(strings.ToLower(text), "<!doctype html>") || len(text) > 300_000 {
		return fmt.Errorf("no small page: %d bytes that begin with %.20q", len(text), text)
	}
	return nil
}

func validText(text string, _ contract.Results) error {
	if at := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) }); at >= 0 {
		return fmt.Errorf("a control character at byte %d", at)
	}
	return nil
}

// githubMarkdown renders Markdown as GitHub does, raw HTML included.
var githubMarkdown = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML()))

// shownElements are what a summary may be made of.
var shownElements = []string{
	"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li", "strong", "code", "pre", "a", "details", "summary", "blockquote",
}

// live is what GitHub makes a mention, a reference or a link of, outside of code.
var live = regexp.MustCompile(`@[A-Za-z0-9]|#[0-9]|://|www\.`)

// validMarkdown renders a summary and looks for anything that does more than
// show: elements and attributes that are not ours, links that the results do not
// have, mentions and references outside of code.
func validMarkdown(text string, r contract.Results) error {
	if len(text) >= 60_000 {
		return fmt.Errorf("%d bytes", len(text))
	}
	if err := validText(text, r); err != nil {
		return err
	}
	var page bytes.Buffer
	if err := githubMarkdown.Convert([]byte(text), &page); err != nil {
		return err
	}
	links := map[string]bool{r.Source.URL: true}
	for _, c := range r.Clauses {
		links[c.URL] = true
	}
	shown := strings.NewReplacer("\ufffe", "", "\uffff", "").Replace(page.String()) // HTML knows them, XML does not
	dec := xml.NewDecoder(strings.NewReader(shown))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	code := 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := shownElement(t, links); err != nil {
				return err
			}
			if t.Name.Local == "code" {
				code++
			}
		case xml.EndElement:
			if t.Name.Local == "code" {
				code--
			}
		case xml.CharData:
			if found := live.Find(t); code == 0 && found != nil {
				return fmt.Errorf("%q in %q", found, t)
			}
		case xml.Comment, xml.Directive, xml.ProcInst:
			return fmt.Errorf("markup %v", t)
		}
	}
}

func shownElement(t xml.StartElement, links map[string]bool) error {
	if !slices.Contains(shownElements, t.Name.Local) {
		return fmt.Errorf("element %s", t.Name.Local)
	}
	for _, a := range t.Attr {
		switch {
		case t.Name.Local == "code" && a.Name.Local == "class" && (a.Value == "language-http" || a.Value == "language-sh"):
		case t.Name.Local == "a" && a.Name.Local == "href" && known(links, a.Value):
		default:
			return fmt.Errorf("attribute %s=%q of %s", a.Name.Local, a.Value, t.Name.Local)
		}
	}
	return nil
}

// known tells whether an address is one of links, however its escapes are spelled.
func known(links map[string]bool, address string) bool {
	plain, err := url.PathUnescape(address)
	if err != nil || !strings.HasPrefix(address, "http") {
		return false
	}
	for link := range links {
		if unescaped, err := url.PathUnescape(link); link == address || err == nil && unescaped == plain {
			return true
		}
	}
	return false
}
