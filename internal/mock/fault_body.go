package mock

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"

	"concord/internal/wire"
	"concord/openapi"
)

// garbling is something that can happen to the bytes of any JSON body.
type garbling struct {
	name, what string
	change     func([]byte) []byte
	members    bool // it happens to members, and breaks what is said of them too
}

func with(before, after string) func([]byte) []byte {
	return func(b []byte) []byte { return slices.Concat([]byte(before), b, []byte(after)) }
}

func instead(text string) func([]byte) []byte {
	return func([]byte) []byte { return []byte(text) }
}

const page = "<!doctype html><html><head><title>Sign in</title></head><body><h1>It works!</h1></body></html>"

var garblings = []garbling{
	{"empty", "the body is empty", instead(""), false},
	{"blank", "the body is white space", instead("  \r\n"), false},
	{"html", "the body is a page", instead(page), false},
	{"xml", "the body is XML", instead("<?xml version=\"1.0\"?><response><status>ok</status></response>"), false},
	{"text", "the body is text", instead("OK"), false},
	{"form", "the body is a form", instead("result=ok&message=done"), false},
	{"null", "the body is null", instead("null"), false},
	{"true", "the body is true", instead("true"), false},
	{"number", "the body is a number", instead("0"), false},
	{"empty-object", "the body is an empty object", instead("{}"), true},
	{"empty-array", "the body is an empty array", instead("[]"), false},
	{"truncated", "the JSON breaks off in the middle", func(b []byte) []byte { return b[:len(b)/2] }, true},
	{"unclosed", "the last bracket is missing", func(b []byte) []byte { return b[:len(b)-1] }, false},
	{"trailing-text", "text follows the document", with("", "\nOK"), false},
	{"trailing-bracket", "a bracket follows the document", with("", "}"), false},
	{"trailing-nul", "a NUL byte follows the document", with("", "\x00"), false},
	{"twice", "the document comes twice", func(b []byte) []byte { return slices.Concat(b, []byte("\n"), b) }, false},
	{"notice", "a PHP notice comes before the document", with("<br />\n<b>Notice</b>: Undefined index\n", ""), false},
	{"prefix", "a prefix against script inclusion comes first", with(")]}',\n", ""), false},
	{"jsonp", "the document is wrapped in a function call", with("callback(", ");"), false},
	{"bom", "a byte order mark comes first", with("\uFEFF", ""), false},
	{"array", "the document is in an array", with("[", "]"), false},
	{"double-encoded", "the document is inside a JSON string", func(b []byte) []byte { return wire.StringValue(string(b)).Append(nil) }, false},
	{"not-utf8", "a string has a byte that is not UTF-8", func(b []byte) []byte { return bytes.Replace(b, []byte(`":"`), []byte("\":\"\xff"), 1) }, true},
	{"utf16", "the body is UTF-16", asUTF16, false},
	{"single-quotes", "the strings stand in single quotes", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`"`), []byte("'")) }, false},
	{"bare-names", "the member names stand without quotes", bareNames, false},
	{"trailing-comma", "a comma stands before the last bracket", func(b []byte) []byte { return append(b[:len(b)-1:len(b)-1], ",}"...) }, false},
	{"comment", "there is a comment", with("", "// generated"), false},
	{"duplicate", "all members stand twice", func(b []byte) []byte { return slices.Concat(b[:len(b)-1], []byte(","), b[1:]) }, true},
}

func asUTF16(b []byte) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + string(b))) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return out
}

func bareNames(b []byte) []byte {
	text := string(b)
	v, _ := wire.Read(b)
	v.Walk(func(_ string, at *wire.Value) {
		for _, m := range at.Members {
			name := string(wire.StringValue(m.Name).Append(nil))
			text = strings.ReplaceAll(text, name+":", m.Name+":")
		}
	})
	return []byte(text)
}

// bytes derives what could happen to the bytes of a status' answers.
func (g *generator) bytes(r *openapi.Response) {
	_, clauses := g.answers(r)
	place := answering(r.Status)
	for _, x := range garblings {
		does := behaviour{wire: func(_ *call, o *answer) { o.body = x.change(o.body) }}
		broken := clauses
		if x.members {
			broken = g.below(r.Schema, clauses)
		}
		g.add(does.when(place), broken, x.what, r.Status, "body", x.name)
	}
	g.add(behaviour{wire: func(_ *call, o *answer) { o.cut = len(o.body) / 2 }}.when(place), clauses,
		"the connection ends in the middle of the body", r.Status, "body", "cut")
	g.add(behaviour{wire: func(_ *call, o *answer) { o.cut = 1 }}.when(place), clauses,
		"the connection ends one byte before the end of the body", r.Status, "body", "cut-last")
	g.add(behaviour{wire: func(c *call, o *answer) {
		packed("gzip", gzipped)(c, o)
		o.body = o.body[:len(o.body)/2]
	}}.when(place), clauses, "the compressed body breaks off", r.Status, "body", "cut-gzip")
	g.add(behaviour{wire: func(_ *call, o *answer) {
		o.body = []byte(page)
		o.header.Set("Content-Type", "text/html; charset=utf-8")
	}}.when(place), clauses, "the answer is a web page", r.Status, "body", "page")
}

var wrongTypes = []struct{ name, value string }{
	{"html", "text/html; charset=utf-8"}, {"plain", "text/plain"}, {"xml", "application/xml"}, {"octets", "application/octet-stream"},
	{"form", "application/x-www-form-urlencoded"}, {"javascript", "application/javascript"}, {"jsonp", "application/json-p"},
	{"multipart", "multipart/form-data; boundary=x"}, {"nonsense", "json"}, {"missing", ""}, {"jwt", "application/jwt"},
}

// mediaTypes derives what the answers of a status could be declared as.
func (g *generator) mediaTypes(r *openapi.Response) {
	all, _ := g.answers(r)
	for _, x := range wrongTypes {
		does := behaviour{wire: func(_ *call, o *answer) {
			o.header["Content-Type"] = nil
			if x.value != "" {
				o.header.Set("Content-Type", x.value)
			}
		}}
		what := "the answer is declared as " + x.value
		if x.value == "" {
			what = "the answer has no Content-Type"
		}
		g.add(does.when(answering(r.Status)), all, what, r.Status, "media-type", x.name)
	}
}
