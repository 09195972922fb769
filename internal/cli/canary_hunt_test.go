package cli_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
)

// A canary is a secret with everything in it that encodings change, around a core
// that most of them leave as it is. Whoever finds the core has found enough.
type canary struct{ name, core string }

var (
	passwordCanary = canary{"password", "Xk7vPw9Zq3rT"}
	keyCanary      = canary{"apiKey", "Xk7vAk8Zq4rT"}
	profileCanary  = canary{"profileUUID", "Xk7vPr7Zq5rT"}
	headerCanary   = canary{"header", "Xk7vHd6Zq6rT"}
	queryCanary    = canary{"query", "Xk7vQu5Zq7rT"}
	lateCanary     = canary{"late", "Xk7vLt4Zq8rT"}
)

// line is the canary on one line, which is what configuration accepts.
func (c canary) line() string { return `q"%+/\<é` + c.core + `é>&'=;%41` }

// lines is the canary over several lines.
func (c canary) lines() string { return "q\"%+/\\<é\n" + c.core + "\r\né>&'=;%41" }

// ofToken returns the canary that an issued token is: a piece out of the middle of
// each part that is its own.
func ofToken(token string) []canary {
	parts := strings.Split(token, ".")
	if len(parts) == 3 {
		parts = parts[1:]
	}
	var out []canary
	for _, part := range parts {
		if middle := len(part) / 2; middle > 8 {
			out = append(out, canary{"token", part[middle-6 : middle+6]})
		}
	}
	return out
}

func each(core, verb string) string {
	var b strings.Builder
	for i := range len(core) {
		fmt.Fprintf(&b, verb, core[i])
	}
	return b.String()
}

// spelt returns a core in every encoding that changes plain letters too. It
// shares nothing with the code under test.
func spelt(core string) map[string]string {
	utf16 := each(core, "%c\x00")
	out := map[string]string{
		"raw": core, "lower case": strings.ToLower(core), "as a header's name": core[:1] + strings.ToLower(core[1:]),
		"percent": each(core, "%%%02x"), "percent, upper case": each(core, "%%%02X"), "percent, twice": each(core, "%%25%02x"),
		`\u`: each(core, `\u%04x`), `\u, upper case`: each(core, `\u%04X`), `\u in JSON`: each(core, `\\u%04x`), `\x`: each(core, `\x%02x`),
		"entities": each(core, "&#%d;"), "entities, hex": each(core, "&#x%x;"), "entities, twice": each(core, "&amp;#%d;"),
		"UTF-16": utf16, "decimals": strings.TrimSpace(each(core, "%d ")),
	}
	for name, text := range map[string]string{"": core, " of UTF-16": utf16} {
		out["hex"+name], out["hex, upper case"+name] = hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text)))
		for before := range 3 { // what stands before shifts the letters
			encoded := base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("x", before) + text + "xx"))
			inner := encoded[2+before : len(encoded)-4]
			out[fmt.Sprintf("base64url%s at %d", name, before)] = inner
			out[fmt.Sprintf("base64%s at %d", name, before)] = standard.Replace(inner)
		}
	}
	return out
}

// hunt returns what it finds of canaries in an artifact: as it stands, in the
// strings of its JSON or XML, with its references resolved, and in what of it is
// base64, compressed or not.
func hunt(artifact string, canaries []canary) []string { return needles(canaries).hunt(artifact) }

func (s search) hunt(artifact string) []string {
	var found []string
	texts := map[string]string{"itself": artifact, "its strings": jsonStrings(artifact), "unescaped": html.UnescapeString(artifact)}
	if strings.HasPrefix(artifact, "<") {
		texts["its XML"] = xmlText(artifact)
	}
	texts["base64 in it"] = base64Texts(artifact) + base64Texts(texts["its strings"]+texts["its XML"])
	for where, text := range texts {
		unbroken := lineBreaks.Replace(text)
		for _, what := range append(s.in(text), s.in(unbroken)...) {
			found = append(found, what+", in "+where)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

var (
	standard   = strings.NewReplacer("-", "+", "_", "/")
	lineBreaks = strings.NewReplacer("\r\n", "", "\n", "")
)

// search holds what is looked for, by its first eight bytes.
type search map[string][][2]string

func needles(canaries []canary) search {
	out := search{}
	for _, c := range canaries {
		for form, text := range spelt(c.core) {
			out[text[:8]] = append(out[text[:8]], [2]string{text, fmt.Sprintf("%s (%s)", c.name, form)})
		}
	}
	return out
}

func (s search) in(text string) []string {
	var found []string
	for i := 0; i+8 <= len(text); i++ {
		for _, one := range s[text[i:i+8]] {
			if strings.HasPrefix(text[i:], one[0]) {
				found = append(found, one[1])
			}
		}
	}
	return found
}

// jsonStrings returns the names and strings of JSON documents, one after the other,
// and those of documents within them.
func jsonStrings(text string) string {
	var b strings.Builder
	dec := json.NewDecoder(strings.NewReader(text))
	for {
		t, err := dec.Token()
		if err != nil {
			return b.String()
		}
		if s, ok := t.(string); ok {
			b.WriteString(s + "\n")
			if strings.ContainsAny(s, "{[") {
				b.WriteString(jsonStrings(s) + "\n")
			}
		}
	}
}

func xmlText(text string) string {
	var b strings.Builder
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		t, err := dec.Token()
		if err != nil {
			return b.String()
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			for _, a := range t.Attr {
				b.WriteString(a.Value + "\n")
			}
		}
	}
}

// base64Texts decodes everything that may be base64, and decompresses what comes
// of it where it is compressed.
func base64Texts(text string) string {
	var b strings.Builder
	for _, run := range strings.FieldsFunc(text, func(c rune) bool {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		return !letter && c != '+' && c != '/' && c != '-' && c != '_'
	}) {
		run = standard.Replace(run)
		if decoded, err := base64.RawStdEncoding.DecodeString(run[:len(run)-len(run)%4]); err == nil && len(decoded) > 8 {
			b.WriteString(decompressed(decoded) + "\n")
		}
	}
	return b.String()
}

// decompressed returns data, and what it holds if it is compressed, however often.
func decompressed(data []byte) string {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return string(data)
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return string(data)
	}
	inner, _ := io.ReadAll(io.LimitReader(r, 1<<20)) // as far as it goes
	return string(data) + "\n" + decompressed(inner)
}

func base64Of(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
