package target_test

import (
	"errors"
	"strings"
	"time"

	"concord/internal/strictyaml"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v3"
)

// level is an enumeration that reads itself from text.
type level string

func (l *level) UnmarshalText(text []byte) error {
	if string(text) != "must" && string(text) != "should" {
		return errors.New("cannot be read as a level (must, should)")
	}
	*l = level(text)
	return nil
}

// scope is either a name or a list of names.
type scope []string

func (s *scope) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*s = scope{node.Value}
		return nil
	}
	return node.Decode((*[]string)(s))
}

type origin struct {
	URL       string `yaml:"url"`
	Retrieved string `yaml:"retrieved"`
}

type document struct {
	origin   `yaml:",inline"`
	Title    string
	Level    level             `yaml:"level"`
	Scope    scope             `yaml:"scope"`
	Count    int8              `yaml:"count"`
	Size     uint16            `yaml:"size"`
	Rate     float64           `yaml:"rate"`
	Enabled  bool              `yaml:"enabled"`
	Lifetime time.Duration     `yaml:"lifetime"`
	Names    []string          `yaml:"names"`
	Headers  map[string]string `yaml:"headers"`
	Statuses map[int]string    `yaml:"statuses"`
	Next     *document         `yaml:"next"`
	Extra    any               `yaml:"extra"`
	Raw      yaml.Node         `yaml:"raw"`
	Hidden   string            `yaml:"-"`
	Output   chan int          `yaml:"output"`
	Problem  error             `yaml:"problem"`
}

func decode(text string) (document, error) {
	var d document
	err := strictyaml.Decode("f.yaml", []byte(text), &d)
	return d, err
}

var _ = Describe("strict YAML", func() {
	DescribeTable("reads",
		func(text string, want func(d *document)) {
			got, err := decode(text)
			Expect(err).NotTo(HaveOccurred())
			var expected document
			want(&expected)
			Expect(got).To(Equal(expected))
		},
		Entry("text by the field's name", "title: a", func(d *document) { d.Title = "a" }),
		Entry("quoted numbers as text", `title: "3.10"`, func(d *document) { d.Title = "3.10" }),
		Entry("dates as text", "retrieved: 2026-08-01", func(d *document) { d.Retrieved = "2026-08-01" }),
		Entry("inlined fields", "url: u\ntitle: t", func(d *document) { d.URL, d.Title = "u", "t" }),
		Entry("types that read text", "level: must", func(d *document) { d.Level = "must" }),
		Entry("types that read nodes", "scope: a", func(d *document) { d.Scope = scope{"a"} }),
		Entry("integers", "count: -128\nsize: 65535", func(d *document) { d.Count, d.Size = -128, 65535 }),
		Entry("numbers", "rate: 0.5", func(d *document) { d.Rate = 0.5 }),
		Entry("integers as numbers", "rate: 5", func(d *document) { d.Rate = 5 }),
		Entry("booleans", "enabled: true", func(d *document) { d.Enabled = true }),
		Entry("durations", "lifetime: 1h30m", func(d *document) { d.Lifetime = 90 * time.Minute }),
		Entry("lists", "names: [a, b]", func(d *document) { d.Names = []string{"a", "b"} }),
		Entry("empty lists", "names: []", func(d *document) { d.Names = []string{} }),
		Entry("mappings", "headers: {A: b}", func(d *document) { d.Headers = map[string]string{"A": "b"} }),
		Entry("numbers as text keys", "headers: {200: b}", func(d *document) { d.Headers = map[string]string{"200": "b"} }),
		Entry("numbers as keys", "statuses: {200: b}", func(d *document) { d.Statuses = map[int]string{200: "b"} }),
		Entry("pointers", "next: {title: a}", func(d *document) { d.Next = &document{Title: "a"} }),
		Entry("null into a pointer", "next: null", func(*document) {}),
		Entry("null into any", "extra: ~", func(*document) {}),
		Entry("any structure", "extra: {a: [1, 1.5, true, x, null, 2026-01-01]}", func(d *document) {
			d.Extra = map[string]any{"a": []any{1, 1.5, true, "x", nil, "2026-01-01"}}
		}),
		Entry("an empty mapping", "{}", func(*document) {}),
	)

	DescribeTable("refuses",
		func(text, problem string) {
			_, err := decode(text)
			Expect(err).To(MatchError(problem))
			var mistake *strictyaml.Error
			Expect(errors.As(err, &mistake)).To(BeTrue())
			Expect(mistake.File).To(Equal("f.yaml"))
		},
		Entry("a number as text", "title: 3.10", `f.yaml:1: key "title": cannot read "3.10" as text (put it in quotes)`),
		Entry("a list as text", "title: [a]", `f.yaml:1: key "title": cannot read a list as text (put it in quotes)`),
		Entry("text as an integer", "\ncount: x", `f.yaml:2: key "count": cannot read "x" as a whole number of 8 bits`),
		Entry("an integer out of range", "count: 128", `f.yaml:1: key "count": cannot read "128" as a whole number of 8 bits`),
		Entry("an octal integer", "count: 010", `f.yaml:1: key "count": cannot read "010" as a whole number of 8 bits`),
		Entry("a fraction as an integer", "count: 1.5", `f.yaml:1: key "count": cannot read "1.5" as a whole number of 8 bits`),
		Entry("a negative unsigned integer", "size: -1", `f.yaml:1: key "size": cannot read "-1" as a whole number of 16 bits, not negative`),
		Entry("text as a number", "rate: fast", `f.yaml:1: key "rate": cannot read "fast" as a number`),
		Entry("an infinite number", "rate: .inf", `f.yaml:1: key "rate": cannot read ".inf" as a number`),
		Entry("yes as a boolean", "enabled: yes", `f.yaml:1: key "enabled": cannot read "yes" as true or false`),
		Entry("a duration without a unit", "lifetime: 30", `f.yaml:1: key "lifetime": cannot read "30" as a duration such as 90s or 1h30m`),
		Entry("text as a list", "names: a", `f.yaml:1: key "names": cannot read text as a list`),
		Entry("a wrong item, by index", "names:\n- a\n- 2", `f.yaml:3: key "names[1]": cannot read "2" as text (put it in quotes)`),
		Entry("a list as a mapping", "headers: [a]", `f.yaml:1: key "headers": cannot read a list as a mapping`),
		Entry("text as a struct", "next: a", `f.yaml:1: key "next": cannot read text as a mapping`),
		Entry("a wrong key", "statuses: {ok: b}", `f.yaml:1: key "ok": cannot read "ok" as a whole number of 64 bits`),
		Entry("a list without content", "names:", `f.yaml:1: key "names": there is no value; a list is needed`),
		Entry("null as text", "title: null", `f.yaml:1: key "title": there is no value; text (put it in quotes) is needed`),
		Entry("what a type refuses, without the value", "level: hunter2", `f.yaml:1: key "level": cannot be read as a level (must, should)`),
		Entry("a mapping for a type that reads text", "level: {}", `f.yaml:1: key "level": cannot read a mapping as text`),
		Entry("an infinite number in any", "extra: .nan", `f.yaml:1: key "extra": cannot read ".nan" as a number`),
		Entry("an integer too long for any", "extra: 99999999999999999999", `f.yaml:1: key "extra": cannot read "99999999999999999999" as a number`),
		Entry("a Go type that no file can hold", "output: 1", `f.yaml:1: key "output": cannot read "1" as the Go type chan int`),
		Entry("a duplicate key", "title: a\ntitle: b", `f.yaml:2: duplicate key "title" (first on line 1)`),
		Entry("a duplicate key inside any", "extra:\n  a: 1\n  a: 2", `f.yaml:3: duplicate key "a" (first on line 2)`),
		Entry("a duplicate key by its text", "headers:\n  200: a\n  \"200\": b", `f.yaml:3: duplicate key "200" (first on line 2)`),
		Entry("a key that is a list", "headers: {[a]: b}", `f.yaml:1: a key must be plain text, not a list`),
		Entry("an empty key", "headers: {~: b}", `f.yaml:1: a key is empty`),
		Entry("a tagged key", "headers: {!!str a: b}", `f.yaml:1: explicit tags (!name) are not allowed; put text that begins with ! in quotes`),
		Entry("an anchored key", "headers: {&a b: c}", `f.yaml:1: anchors (&name) are not allowed; put text that begins with & in quotes`),
		Entry("a Go interface with methods", "problem: a", `f.yaml:1: key "problem": cannot read into the Go type error`),
		Entry("a number for a list", "names: 1", `f.yaml:1: key "names": cannot read a number as a list`),
		Entry("a boolean for a mapping", "headers: true", `f.yaml:1: key "headers": cannot read true or false as a mapping`),
		Entry("an alias", "raw: &a x\ntitle: *a", "f.yaml:1: key \"raw\": anchors (&name) are not allowed; put text that begins with & in quotes\n"+
			"f.yaml:2: key \"title\": aliases (*name) are not allowed; put text that begins with * in quotes"),
		Entry("an alias of nothing, without its name", "title: *hunter2", "f.yaml: aliases (*name) are not allowed; put text that begins with * in quotes"),
		Entry("a merge key", "extra: {<<: {a: 1}}", "f.yaml:1: merge keys (<<) are not allowed"),
		Entry("a custom tag", "title: !secret a", `f.yaml:1: key "title": explicit tags (!name) are not allowed; put text that begins with ! in quotes`),
		Entry("a standard tag", "title: !!str 5", `f.yaml:1: key "title": explicit tags (!name) are not allowed; put text that begins with ! in quotes`),
		Entry("no document", "# nothing\n", "f.yaml:1: there is no document"),
		Entry("an empty document", "---\n", "f.yaml:2: there is no value; a mapping is needed"),
		Entry("a second document", "title: a\n---\ntitle: b", "f.yaml:2: a second document begins here: only one is allowed"),
		Entry("a second document that is not YAML", "title: a\n---\n}", "f.yaml:3: not YAML: did not find expected node content"),
		Entry("what is not YAML", "title: a\n  b: c", "f.yaml:2: not YAML: mapping values are not allowed in this context"),
	)

	It("names the keys that it knows where one is unknown", func() {
		var d struct {
			ID      string `yaml:"id"`
			Section string `yaml:"section"`
		}
		err := strictyaml.Decode("specs/popup.yaml", []byte("id: a\nfoo: b"), &d)
		Expect(err).To(MatchError(`specs/popup.yaml:2: unknown key "foo" (known: id, section)`))
	})

	It("does not know a hidden field", func() {
		_, err := decode("hidden: a")
		Expect(err).To(MatchError(ContainSubstring(`unknown key "hidden"`)))
	})

	It("does not quote a value that was written without a space", func() {
		_, err := decode("{title:hunter2}")
		Expect(err).To(MatchError(HavePrefix(`f.yaml:1: unknown key "title:…" (a space is missing after the colon; known: title,`)))
		Expect(err.Error()).NotTo(ContainSubstring("hunter2"))
	})

	It("reports every mistake on a line of its own, in the order of the file", func() {
		_, err := decode("count: x\nenabled: 1\ntitle: a\ntitle: b\n")
		Expect(strings.Split(err.Error(), "\n")).To(HaveExactElements(
			HavePrefix("f.yaml:1:"), HavePrefix("f.yaml:2:"), HavePrefix("f.yaml:4:")))
	})

	It("keeps the values of absent keys", func() {
		d := document{Title: "default", Count: 3}
		Expect(strictyaml.Decode("f.yaml", []byte("count: 4"), &d)).To(Succeed())
		Expect(d).To(Equal(document{Title: "default", Count: 4}))
	})

	It("reads a node kept for later, with its lines", func() {
		d, err := decode("title: a\nraw:\n  count: 300\n")
		Expect(err).NotTo(HaveOccurred())
		var inner document
		Expect(strictyaml.DecodeNode("f.yaml", &d.Raw, &inner)).To(
			MatchError(`f.yaml:3: key "count": cannot read "300" as a whole number of 8 bits`))
		d.Raw.Content[1].Value = "30"
		Expect(strictyaml.DecodeNode("f.yaml", &d.Raw, &inner)).To(Succeed())
		Expect(inner.Count).To(BeEquivalentTo(30))
	})

	It("refuses an empty node", func() {
		Expect(strictyaml.DecodeNode("f.yaml", &yaml.Node{}, &document{})).To(MatchError("f.yaml: there is no document"))
		Expect(strictyaml.DecodeNode("f.yaml", nil, &document{})).To(MatchError("f.yaml: there is no document"))
	})

	It("refuses to decode into what is not a pointer", func() {
		Expect(strictyaml.Decode("f.yaml", []byte("{}"), document{})).To(MatchError(ContainSubstring("a pointer is needed")))
		Expect(strictyaml.Decode("f.yaml", []byte("{}"), nil)).To(MatchError(ContainSubstring("a pointer is needed")))
	})

	It("quotes at most the beginning of a long value", func() {
		_, err := decode("count: " + strings.Repeat("x", 500))
		Expect(len(err.Error())).To(BeNumerically("<", 200))
	})
})
