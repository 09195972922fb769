package page

import (
	"mime"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// furniture matches the lines of a site around the page that change without it.
var furniture = regexp.MustCompile(`(?i)^(skip to (main )?content|(last )?updated\b.{0,60}|edit (this )?page|copy( page| code)?|on this page|table of contents|was this page helpful\?|yes no|powered by .{0,40})$`)

// mediaTypes maps what servers call a page to its format.
var mediaTypes = map[string]Format{
	"text/html": HTML, "application/xhtml+xml": HTML,
	"text/markdown": Markdown, "text/x-markdown": Markdown,
}

// extensions maps the ends of file names.
var extensions = map[string]Format{
	".html": HTML, ".htm": HTML, ".xhtml": HTML,
	".md": Markdown, ".mdx": Markdown, ".markdown": Markdown,
}

// FormatOf tells the format of a page by its Content-Type ("" where it came from
// a file), else by its file name, else by how it begins. It is false where the
// Content-Type says that it is no page.
func FormatOf(contentType, name string, data []byte) (Format, bool) {
	if contentType != "" {
		mediaType, _, err := mime.ParseMediaType(contentType)
		if err != nil {
			return "", false
		}
		if f, ok := mediaTypes[mediaType]; ok {
			return f, true
		}
		if mediaType != "text/plain" {
			return "", false
		}
	}
	if f, ok := extensions[strings.ToLower(path.Ext(name))]; ok {
		return f, true
	}
	return byContent(string(data)), true
}

var (
	beginsHTML     = regexp.MustCompile(`(?i)^\s*(<!doctype html|<html|<!--|<head|<body|<main|<article)`)
	looksMarkdown  = regexp.MustCompile("(?m)^(#{1,6} \\S|```|~~~)")
	scannedAtFirst = 1 << 16 // bytes
)

func byContent(text string) Format {
	switch {
	case beginsHTML.MatchString(text):
		return HTML
	case looksMarkdown.MatchString(text[:min(len(text), scannedAtFirst)]):
		return Markdown
	default:
		return Text
	}
}

// UTF8 returns a page in UTF-8, whatever its Content-Type or the page itself says
// that it is in. What is UTF-8 is left alone.
func UTF8(contentType string, data []byte) []byte {
	if utf8.Valid(data) {
		return data
	}
	encoding, _, _ := charset.DetermineEncoding(data, contentType)
	decoded, err := encoding.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return decoded
}
