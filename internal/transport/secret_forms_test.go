package transport_test

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"expvar"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"text/template"
	"unicode/utf16"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"
	"go.yaml.in/yaml/v3"

	"concord/internal/contract"
	"concord/internal/secret"
	"concord/internal/situation"
	"concord/internal/transport"
	"concord/internal/wire"
)

// inLines breaks text into lines of a width, as PEM and MIME do.
func inLines(text string, width int, end string) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + end)
		text = text[width:]
	}
	return b.String() + text
}

func everyByte(s, verb string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, verb, s[i])
	}
	return b.String()
}

func everyRune(s, verb string) string {
	var b strings.Builder
	for _, c := range s {
		fmt.Fprintf(&b, verb, c)
	}
	return b.String()
}

func inUTF16(s string, high, low int) string {
	var b []byte
	for _, c := range utf16.Encode([]rune(s)) {
		pair := [2]byte{byte(c >> 8), byte(c)}
		b = append(b, pair[high], pair[low])
	}
	return string(b)
}

// rarer are the forms that a login server seldom writes, and a report or a log may.
var rarer = map[string]func(string) string{
	"hex":                     func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex, upper case":         func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"hex of JSON":             func(s string) string { return hex.EncodeToString([]byte(`{"p":"` + jsonInner(s) + `"}`)) },
	"percent, every byte":     func(s string) string { return everyByte(s, "%%%02x") },
	"percent, twice":          func(s string) string { return url.PathEscape(url.PathEscape(s)) },
	"form, twice":             func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"HTML, decimal":           func(s string) string { return everyRune(s, "&#%d;") },
	"HTML, hex":               func(s string) string { return everyRune(s, "&#x%X;") },
	"HTML in XML":             func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"JSON, three deep":        func(s string) string { return jsonInner(jsonInner(jsonInner(s))) },
	"JavaScript, \\u{x}":      func(s string) string { return everyRune(s, `\u{%x}`) },
	"Python, \\U0000xxxx":     func(s string) string { return everyRune(s, `\U%08x`) },
	"shell":                   func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
	"shell in XML":            func(s string) string { return html.EscapeString(strings.ReplaceAll(s, "'", `'\''`)) },
	"base64 in lines of MIME": func(s string) string { return inLines(encodeBase64(strings.Repeat("x", 60)+s), 76, "\r\n") },
	"base64 in lines of PEM":  func(s string) string { return inLines(encodeBase64(strings.Repeat("x", 45)+s), 64, "\n  ") },
	"UTF-16, little-endian":   func(s string) string { return inUTF16(s, 1, 0) },
	"UTF-16, big-endian":      func(s string) string { return inUTF16(s, 0, 1) },
	"Latin-1": func(s string) string {
		out := []byte{}
		for _, c := range s {
			out = append(out, byte(c))
		}
		return string(out)
	},
}

var _ = Describe("secret.Registry, of rarer forms", func() {
	It("finds a secret in each, and leaves what is around it", func() {
		for _, value := range []string{canary, jwt, "p@ss/w+rd", "two words of it", `back\slash\n`, "ñandú<&>çé"} {
			r := secret.NewRegistry(wire.Inspect)
			p, _ := r.Add("password", value)
			for name, encode := range rarer {
				text := "before " + encode(value) + " after"
				scrubbed := r.Scrub(text)
				Expect(scrubbed).To(And(HavePrefix("before "), HaveSuffix(" after"), ContainSubstring(p)), "%s of %q", name, value)
				Expect(r.Leaks([]byte(text))).To(ConsistOf(p), "%s of %q", name, value)
				Expect(r.Scrub(scrubbed)).To(Equal(scrubbed), "%s of %q", name, value)
			}
		}
	})

	It("replaces whole encoded units, and no line break that only stands beside one", func() {
		r := secret.NewRegistry(wire.Inspect)
		p, _ := r.Add("password", canary)
		for _, name := range []string{"percent, twice", "HTML, hex", "JavaScript, \\u{x}", "hex, upper case"} {
			Expect(r.Scrub("<"+rarer[name](canary)+">")).To(Equal("<"+p+">"), name)
		}
		long := strings.Repeat("A", 40)
		Expect(r.Scrub(long + encodeBase64(canary)[:20] + "\n" + encodeBase64(canary)[20:] + "\n" + long)).To(Equal(long + p + "\n" + long))
	})

	It("finds words that were wrapped", func() {
		r := secret.NewRegistry(wire.Inspect)
		p, _ := r.Add("password", "correct horse  battery staple")
		Expect(r.Scrub("  is: correct horse\n      battery staple.")).To(Equal("  is: " + p + "."))
		Expect(r.Scrub("correct horsebattery staple")).To(Equal("correct horsebattery staple"))
	})

	It("finds what became the name of a header", func() {
		r := secret.NewRegistry(wire.Inspect)
		p, _ := r.Add("apiKey", "kEY-of-1234-abCD")
		for _, name := range []string{"kEY-of-1234-abCD", "X-kEY-of-1234-abCD", "xkEY-of-1234-abCD"} {
			Expect(r.Scrub(http.CanonicalHeaderKey(name))).To(HaveSuffix(p), name)
			Expect(r.Scrub(strings.ToLower(name))).To(HaveSuffix(p), name)
		}
	})

	It("scrubs again where a placeholder's end and what follows make a secret", func() {
		r := secret.NewRegistry(wire.Inspect)
		r.Add("password", "hunter2-hunter2")
		r.Add("strange", "»xxxxxxx")
		once := r.Scrub("hunter2-hunter2" + strings.Repeat("x", 14))
		Expect(r.Leaks([]byte(once))).To(BeEmpty())
		Expect(r.Scrub(once)).To(Equal(once))
	})

	It("masks only what is part of texts that everybody may read", func() {
		r := secret.NewRegistry(wire.Inspect)
		r.Public("Invalid credentials", "accessToken")
		part := r.Part()
		for _, value := range []string{"accessToken", "credentials", "INVALID CREDENTIALS"} {
			p, _ := part.Add("token", value)
			Expect(p).To(HavePrefix("«token#"))
			Expect(part.Scrub(value) + r.Scrub(value)).To(Equal(value + value))
		}
		p, _ := part.Add("token", "Invalid credentials!")
		Expect(part.Scrub("Invalid credentials!")).To(Equal(p))
	})

	It("is known to the whole whatever part of a part it was added to", func() {
		whole := secret.NewRegistry(wire.Inspect)
		inner := whole.Part().Part()
		p, _ := inner.Add("password", "password-1")
		Expect(whole.Leaks([]byte("password-1"))).To(HaveLen(1))
		Expect(whole.Leaks([]byte("the " + p + " of it"))).To(BeEmpty())
	})

	It("shows of a token no secret that the server put into its facts", func() {
		r := secret.NewRegistry(wire.Inspect)
		p, _ := r.Add("password", canary)
		short, _ := r.Add("apiKey", "pin-77")
		r.Add("numeric", "1700003600")
		number := func(n float64) *float64 { return &n }
		given := contract.Token{Form: "jwt", JWT: &contract.JWT{
			Alg: canary, Typ: "pin-77", Header: map[string]string{"alg": "string", "x-" + canary: "null"},
			Claims: map[string]string{strings.Repeat("y", 65): "object", encodeBase64(canary): "number"},
			Exp:    number(1700003600), Iat: number(1700000000),
		}}
		shown := r.ShownFacts(given)
		Expect(*shown.JWT).To(Equal(contract.JWT{
			Alg: p, Typ: short, Header: map[string]string{"alg": "string", "x-" + p: "null"},
			Claims: map[string]string{"(65 bytes)": "object", p: "number"}, Iat: number(1700000000),
		}))
		Expect(given.JWT.Alg).To(Equal(canary), "others share it")
		Expect(r.ShownFacts(contract.Token{Form: "opaque"}).JWT).To(BeNil())
	})
})

var _ = Describe("secret.Writer", func() {
	var out bytes.Buffer
	var w *secret.Writer
	var p, broken string
	BeforeEach(func() {
		out.Reset()
		r := secret.NewRegistry(wire.Inspect)
		p, _ = r.Add("password", "hunter2-hunter2")
		broken, _ = r.Add("key", "line one\nline two\nline 3")
		w = r.Writer(&out)
	})

	It("scrubs a secret that comes byte by byte, and passes lines on at once", func() {
		for i := range "a hunter2-hunter2 b\nrest" {
			Expect(w.Write([]byte("a hunter2-hunter2 b\nrest")[i : i+1])).To(Equal(1))
		}
		Expect(out.String()).To(Equal("a " + p + " b\n"))
		Expect(w.Flush()).To(Succeed())
		Expect(out.String()).To(Equal("a " + p + " b\nrest"))
	})

	It("keeps a line back while it may be the beginning of a secret of several", func() {
		_, _ = io.WriteString(w, "key: line one\n")
		Expect(out.String()).To(Equal("key: "))
		_, _ = io.WriteString(w, "line two\nline 4\n")
		Expect(out.String()).To(Equal("key: line one\nline two\nline 4\n"))
		out.Reset()
		for _, part := range []string{"line o", "ne\nline two\n", "line", " 3.\n"} {
			_, _ = io.WriteString(w, part)
		}
		Expect(out.String()).To(Equal(broken + ".\n"))
	})

	It("passes on the error of the writer below", func() {
		full := errors.New("the disk is full")
		w := secret.NewRegistry(wire.Inspect).Writer(breaking{full})
		_, err := io.WriteString(w, "line\n")
		Expect(err).To(MatchError(full))
		Expect(w.Flush()).To(Succeed())
	})
})

type breaking struct{ err error }

func (f breaking) Write([]byte) (int, error) { return 0, f.err }

// dump prints a value in every way that Go and its neighbours know.
func dump(v any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%T"} {
		fmt.Fprintf(&b, verb+"\n", v)
		fmt.Fprintf(&b, verb+"\n", []any{v, map[string]any{"k": v}, &v})
		fmt.Fprintln(&b, fmt.Errorf("wrapped: "+verb, v))
	}
	fmt.Fprint(&b, v)
	for _, encode := range []func(any) error{
		json.NewEncoder(&b).Encode, xml.NewEncoder(&b).Encode, gob.NewEncoder(&b).Encode,
		func(v any) (err error) {
			defer func() {
				if p := recover(); p != nil { // yaml refuses functions like that
					err = fmt.Errorf("%v", p)
				}
			}()
			return yaml.NewEncoder(&b).Encode(v)
		},
		func(v any) error {
			return template.Must(template.New("").Parse("{{.}} {{printf `%+v` .}}")).Execute(&b, v)
		},
	} {
		if err := encode(v); err != nil { // to refuse is fine
			fmt.Fprintln(&b, err)
		}
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).With("with", v).Error("login", "value", v, slog.Group("group", "value", v))
	}
	fmt.Fprintln(&b, expvar.Func(func() any { return v }).String())
	fmt.Fprintln(&b, format.Object(v, 0), format.Object([]any{v}, 0), format.Object(map[string]any{"k": &v}, 0))
	return b.String()
}

// dumpHidden prints a value where reflection alone reaches it.
func dumpHidden(v any) string {
	hidden := struct{ hidden any }{v}
	return fmt.Sprintf("%+v %#v %+v", hidden, hidden, &hidden) + format.Object(hidden, 0) + format.Object(&hidden, 0)
}

var _ = Describe("what may hold a secret", func() {
	const value = "hunter2-hunter2"
	registry := func() *secret.Registry {
		r := secret.NewRegistry(wire.Inspect)
		r.Add("password", value)
		r.AddBasic("user", value)
		r.Part().Add("token", value)
		return r
	}
	DescribeTable("prints and encodes without it, however it is printed",
		func(build func() any, lasting bool) {
			text := dump(build())
			if lasting {
				text += dumpHidden(build())
			}
			decimals := strings.TrimSpace(everyByte(value, "%d "))
			for _, form := range []string{value, hex.EncodeToString([]byte(value)), strings.ToUpper(hex.EncodeToString([]byte(value))), encodeBase64(value), decimals} {
				Expect(text).NotTo(ContainSubstring(form))
			}
		},
		Entry("secret.String", func() any { return secret.New(value) }, true),
		Entry("secret.Box", func() any { return secret.Enclose([]string{value}) }, true),
		Entry("secret.Registry", func() any { return registry() }, true),
		Entry("secret.Writer", func() any { w := registry().Writer(io.Discard); _, _ = io.WriteString(w, value); return w }, true),
		Entry("transport.Request", func() any {
			return transport.Request{
				URL: "https://h/?k=" + value, Header: http.Header{"Authorization": {value}}, Body: []byte(value), Mask: map[string]string{value: "«p»"},
			}
		}, false),
		Entry("transport.Answer", func() any { return transport.Answer{Value: wire.StringValue(value)} }, false),
		Entry("transport.Client", func() any { return transport.New(transport.Options{Registry: registry()}) }, true),
		Entry("situation.Draft", func() any { return situation.Draft{Body: wire.StringValue(value), Raw: []byte(value)} }, false),
	)

	It("is empty in a Box of nothing", func() {
		var b secret.Box[*int]
		Expect(b.Reveal()).To(BeNil())
		Expect(secret.Enclose(7).Reveal()).To(Equal(7))
	})
})

// FuzzForms: a secret of whatever bytes, in whatever form, between whatever else,
// is taken out; what is left stays as it is.
func FuzzForms(f *testing.F) {
	all := []func(string) string{}
	for _, known := range []map[string]func(string) string{encodings, rarer} {
		for _, name := range sortedNames(known) {
			all = append(all, known[name])
		}
	}
	for i, seed := range []string{canary, "hunter2-hunter2", "»xxxxxxx", "        ", "two  words", "eyJh.eyJh.eyJh-eyJh", "\xff\x00é%41&amp;", "aaaaaaaaaaaa", `\\\\\\\\`} {
		f.Add(seed, "a", "z", uint8(i))
	}
	f.Fuzz(func(t *testing.T, value, before, after string, n uint8) {
		if len(value) < secret.MinScrub || len(value) > 200 {
			t.Skip()
		}
		defer func() { // gomega within the encoders
			if p := recover(); p != nil {
				t.Skip()
			}
		}()
		r := secret.NewRegistry(wire.Inspect)
		if r.Scrub(before+after) != before+after {
			t.Fatalf("changed %q without a secret", before+after)
		}
		p, _ := r.Add("password", value)
		encode := all[int(n)%len(all)]
		text := before + " " + encode(value) + " " + after
		once := r.Scrub(text)
		if strings.Contains(strings.ReplaceAll(once, p, ""), value) {
			t.Fatalf("%q is left in %q", value, once)
		}
		if leaks := r.Leaks([]byte(once)); len(leaks) > 0 {
			t.Fatalf("%v of %q leak from %q", leaks, text, once)
		}
		if twice := r.Scrub(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
