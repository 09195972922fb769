package reports

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"sync"

	"concord/internal/contract"
)

// HTML writes the page of a target: one file that needs nothing beside it,
// neither network nor script, below 300 kB whatever the results hold.
func HTML(w io.Writer, r contract.Results, o Options) error {
	p, err := newPage(r, o.Language)
	if err != nil {
		return fmt.Errorf("rendering the page: %w", err)
	}
	return writePage(w, o.Language, "page", p)
}

// writePage renders a whole document and writes it at once.
func writePage(w io.Writer, l Language, name string, data any) error {
	text, err := render(l, name, data)
	if err == nil {
		_, err = io.WriteString(w, string(text))
	}
	if err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

//go:embed templates
var templateFiles embed.FS

// templates returns the templates in a language.
func templates(l Language) *template.Template {
	if l == Spanish {
		return spanishTemplates()
	}
	return englishTemplates()
}

var (
	englishTemplates = sync.OnceValue(func() *template.Template { return parseTemplates(English) })
	spanishTemplates = sync.OnceValue(func() *template.Template { return parseTemplates(Spanish) })
)

func parseTemplates(l Language) *template.Template {
	functions := template.FuncMap{"say": l.say, "count": l.count, "join": strings.Join}
	return template.Must(template.New("").Funcs(functions).ParseFS(templateFiles, "templates/*.html"))
}

// render executes one template and makes what it gives inert: html/template
// escapes, and what could reorder or hide the text around it is spelled out.
func render(l Language, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := templates(l).ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(inert(b.String())), nil //nolint:gosec // html/template has just escaped it
}

// inert spells out every control character and bidirectional control of a
// document; the templates themselves hold none but line breaks.
func inert(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s { // an invalid byte is read as U+FFFD
		if r != '\n' && unsafeRune(r) {
			b.WriteString(visible(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fit renders rows, one template each, while they fit into so many bytes.
func fit[T any](l Language, name string, all []T, room int) (rows, error) {
	var out rows
	for i, row := range all {
		text, err := render(l, name, row)
		if err != nil {
			return out, err
		}
		if room -= len(text); room < 0 {
			out.More = len(all) - i
			break
		}
		out.Rows = append(out.Rows, text)
	}
	return out, nil
}

// frame is what every page has around its content.
type frame struct {
	Lang, Title string
	Class       string // good, bad or open: the verdict
	Policy      string // Content-Security-Policy
	Style       template.CSS
	Script      template.JS
	Icon        template.URL
}

func newFrame(l Language, verdict string) frame {
	style, script := asset("style.css"), asset("script.js")
	return frame{
		Lang: l.tag(), Class: verdict, Style: template.CSS(style), Script: template.JS(script), Icon: icon(verdict), //nolint:gosec // our own files
		Policy: fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'", sourceHash(style), sourceHash(script)),
	}
}

func asset(name string) string {
	data, err := templateFiles.ReadFile("templates/" + name)
	if err != nil { // it is embedded
		panic(err)
	}
	return string(data)
}

// sourceHash names an inline style or script in a policy.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// icon draws the mark of a verdict for the browser's tab.
func icon(verdict string) template.URL {
	color, mark := "%237a5200", "M16 8v10M16 23v1"
	switch verdict {
	case "good":
		color, mark = "%231c6b3c", "M9 17l5 5 10-12"
	case "bad":
		color, mark = "%23a4262c", "M10 10l12 12M22 10L10 22"
	}
	return template.URL("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='16' fill='" + //nolint:gosec // constants
		color + "'/%3E%3Cpath d='" + mark + "' fill='none' stroke='white' stroke-width='3.5' stroke-linecap='round'/%3E%3C/svg%3E")
}

var tagForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// languageTag returns a language tag that a lang attribute may carry, else "".
func languageTag(tag string) string {
	if tagForm.MatchString(tag) {
		return tag
	}
	return ""
}
