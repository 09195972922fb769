package transport_test

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"strings"
	"sync"
	"unicode/utf16"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/secret"
	"concord/internal/wire"
)

const (
	header    = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
	payload   = "eyJzdWIiOiJhbmEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMH0"
	signature = "c2lnbmF0dXJlLW9mLWEtdG9rZW4tZm9yLXRlc3Rz"
	jwt       = header + "." + payload + "." + signature
)

// escapeASCII writes everything that is no lower-case letter as \u00XX.
func escapeASCII(s, verb string) string {
	var b strings.Builder
	for _, c := range utf16.Encode([]rune(s)) {
		if c >= 'a' && c <= 'z' {
			b.WriteRune(rune(c))
		} else {
			fmt.Fprintf(&b, verb, c)
		}
	}
	return b.String()
}

func jsonInner(s string) string {
	b, err := json.Marshal(s)
	Expect(err).NotTo(HaveOccurred())
	return string(b[1 : len(b)-1])
}

var encodings = map[string]func(string) string{
	"raw":                  func(s string) string { return s },
	"JSON":                 func(s string) string { return string(wire.StringValue(s).Append(nil)) },
	"JSON, HTML escaped":   jsonInner,
	"JSON, slash escaped":  func(s string) string { return strings.ReplaceAll(jsonInner(s), "/", `\/`) },
	"JSON, \\u00xx":        func(s string) string { return escapeASCII(s, `\u%04x`) },
	"JSON, \\u00XX":        func(s string) string { return escapeASCII(s, `\u%04X`) },
	"JSON in JSON":         func(s string) string { return jsonInner(jsonInner(s)) },
	"Go":                   func(s string) string { return fmt.Sprintf("%q", s) },
	"percent, query":       url.QueryEscape,
	"percent, path":        url.PathEscape,
	"percent, lower hex":   func(s string) string { return lowerHex(url.PathEscape(s)) },
	"form, lower hex":      func(s string) string { return lowerHex(url.QueryEscape(s)) },
	"percent in JSON":      func(s string) string { return jsonInner(url.PathEscape(s)) },
	"XML":                  func(s string) string { var b strings.Builder; _ = xml.EscapeText(&b, []byte(s)); return b.String() },
	"HTML":                 html.EscapeString,
	"JSON in XML":          func(s string) string { return html.EscapeString(jsonInner(s)) },
	"base64":               func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64, unpadded":     func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) },
	"base64url":            func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
	"base64url, unpadded":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 in percent":    func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
	"base64, slash as \\/": func(s string) string { return strings.ReplaceAll(encodeBase64("xy"+s+"z"), "/", `\/`) },
	"base64 within, at 0":  func(s string) string { return encodeBase64("abc" + s + "xyz") },
	"base64 within, at 1":  func(s string) string { return encodeBase64("abcd" + s + "xy") },
	"base64 within, at 2":  func(s string) string { return encodeBase64("abcde" + s + "x") },
	"base64url within":     func(s string) string { return base64.URLEncoding.EncodeToString([]byte("u:" + s + ":t")) },
	"base64 of JSON":       func(s string) string { return encodeBase64(`{"p":"` + jsonInner(s) + `"}`) },
	"base64 of a form":     func(s string) string { return encodeBase64("p=" + url.QueryEscape(s)) },
}

func encodeBase64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func lowerHex(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			b.WriteString(strings.ToLower(s[i : i+3]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

var _ = Describe("secret.Registry", func() {
	var r *secret.Registry
	BeforeEach(func() { r = secret.NewRegistry(wire.Inspect) })

	It("gives a value one placeholder, and different values different ones", func() {
		first, tok := r.Add("accessToken", jwt)
		Expect(first).To(MatchRegexp(`^«accessToken#1 jwt %d bytes [0-9a-f]{6}»$`, len(jwt)))
		Expect(tok.Form).To(Equal("jwt"))
		Expect(first).To(ContainSubstring(tok.Digest[:6]))
		again, same := r.Add("other", jwt)
		Expect(again).To(Equal(first))
		Expect(same).To(Equal(tok))
		second, other := r.Add("accessToken", "opaque-and-different")
		Expect(second).To(MatchRegexp(`^«accessToken#2 20 bytes [0-9a-f]{6}»$`))
		Expect(other.Digest).NotTo(Equal(tok.Digest))
	})

	It("keys digests by the run", func() {
		_, here := r.Add("t", jwt)
		_, there := secret.NewRegistry(wire.Inspect).Add("t", jwt)
		Expect(here.Digest).NotTo(Equal(there.Digest))
	})

	It("does not register the empty value", func() {
		p, _ := r.Add("password", "")
		Expect(p).To(BeEmpty())
		Expect(r.Scrub("anything")).To(Equal("anything"))
	})

	It("finds a secret in every encoding, and leaves what is around it", func() {
		for _, value := range []string{canary, jwt, "p@ss/w+rd", "ñandú<&>€uro", "%41%42%43%44", `back\slash\n`, "😀 emoji"} {
			p, _ := r.Add("password", value)
			for name, encode := range encodings {
				text := "before " + encode(value) + " after"
				scrubbed := r.Scrub(text)
				Expect(scrubbed).To(And(HavePrefix("before "), HaveSuffix(" after"), ContainSubstring(p)), "%s", name)
				Expect(r.Leaks([]byte(text))).To(ContainElement(p), "%s", name)
				Expect(r.Leaks([]byte(scrubbed))).To(BeEmpty(), "%s", name)
				Expect(r.Scrub(scrubbed)).To(Equal(scrubbed), "%s", name)
			}
		}
	})

	It("replaces exactly the encoded secret where it stands alone", func() {
		p, _ := r.Add("password", canary)
		for _, name := range []string{"raw", "JSON, HTML escaped", "JSON, \\u00xx", "percent, query", "form, lower hex", "HTML", "base64", "base64url, unpadded"} {
			Expect(r.Scrub("<"+encodings[name](canary)+">")).To(Equal("<"+p+">"), name)
		}
	})

	It("leaves other text byte for byte", func() {
		r.Add("password", canary)
		r.Add("token", jwt)
		for _, text := range []string{"", "plain", `{"a":"\u00e9\/","b":"%41+&amp;"}`, header + ".x.y", "«not ours»", "\xff\xfe"} {
			Expect(r.Scrub(text)).To(Equal(text))
			Expect(r.Leaks([]byte(text))).To(BeEmpty())
		}
	})

	It("finds the payload or the signature of a JWT alone, not its header", func() {
		p, _ := r.Add("token", jwt)
		Expect(r.Scrub("[" + jwt + "]")).To(Equal("[" + p + "]"))
		Expect(r.Scrub(header + "." + payload + ".tampered")).To(Equal(header + "." + p + ".tampered"))
		Expect(r.Scrub("sig=" + signature)).To(Equal("sig=" + p))
		Expect(r.Scrub(header)).To(Equal(header))
	})

	It("prefers the longest of overlapping secrets and leaves no rest of the shorter", func() {
		r.Add("short", "abcdefgh")
		long, _ := r.Add("long", "abcdefghijkl")
		Expect(r.Scrub("(abcdefghijkl)")).To(Equal("(" + long + ")"))
		tail, _ := r.Add("tail", "ijklmnopqrstuv")
		Expect(r.Scrub("(abcdefghijklmnopqrstuv)")).To(Equal("(" + tail + ")"))
	})

	It("finds the credentials of basic authentication", func() {
		pw, _ := r.Add("password", canary)
		p := r.AddBasic("ana", canary)
		Expect(r.Scrub("Basic " + encodeBase64("ana:"+canary))).To(Equal("Basic " + p))
		Expect(r.Scrub("Basic " + encodeBase64(url.QueryEscape("ana")+":"+url.QueryEscape(canary)))).To(Equal("Basic " + p))
		Expect(r.Scrub("Basic " + encodeBase64("another:"+canary))).To(ContainSubstring(pw))
		short := r.AddBasic("ana", "1234")
		Expect(r.Scrub("Basic " + encodeBase64("ana:1234"))).To(Equal("Basic " + short))
	})

	It("leaves public values readable, whenever they were declared so", func() {
		r.Exempt("documented-password")
		p, tok := r.Add("password", "documented-password")
		Expect(p).To(Equal("documented-password"))
		Expect(tok.Digest).NotTo(BeEmpty())
		Expect(r.Exempted("documented-password")).To(BeTrue())
		basic := r.AddBasic("ana", "documented-password")
		r.Add("late", "added-then-exempt")
		r.Exempt("added-then-exempt")
		text := "documented-password added-then-exempt " + basic
		Expect(r.Scrub(text)).To(Equal(text))
		Expect(r.Leaks([]byte(text))).To(BeEmpty())
		Expect(r.Exempted("another")).To(BeFalse())
	})

	It("does not look for short values", func() {
		p, _ := r.Add("password", "1234567")
		Expect(p).To(MatchRegexp(`^«password#1 7 bytes [0-9a-f]{6}»$`))
		Expect(r.Scrub("pin 1234567")).To(Equal("pin 1234567"))
		Expect(r.Leaks([]byte("1234567"))).To(BeEmpty())
	})

	It("does not look for a masked value until it is added", func() {
		p, _ := r.Mask("password", "is required")
		Expect(r.Scrub("is required")).To(Equal("is required"))
		again, _ := r.Add("password", "is required")
		Expect(again).To(Equal(p))
		Expect(r.Scrub("is required")).To(Equal(p))
	})

	It("copes with a secret that is the word for it", func() {
		p, _ := r.Add("password", "password")
		once := r.Scrub("my password")
		Expect(once).To(Equal("my " + p))
		Expect(r.Scrub(once)).To(Equal(once))
		Expect(r.Leaks([]byte(once))).To(BeEmpty())
	})

	It("shows no secret in a label", func() {
		r.Add("password", "hunter2hunter2")
		p, _ := r.Add("x-hunter2hunter2»\n", "another secret")
		Expect(p).NotTo(Or(ContainSubstring("hunter2"), ContainSubstring("\n")))
		Expect(strings.Count(p, "»")).To(Equal(1))
		p, _ = r.Add("", "third secret")
		Expect(p).To(HavePrefix("«secret#1 "))
	})

	It("is safe for concurrent use", func() {
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				value := fmt.Sprintf("secret number %d", i%5)
				p, _ := r.Add("n", value)
				r.Exempt(fmt.Sprintf("public number %d", i))
				defer GinkgoRecover()
				Expect(r.Scrub(value)).To(Equal(p))
			})
		}
		wg.Wait()
		Expect(r.Leaks([]byte("secret number 0 secret number 4"))).To(HaveLen(2))
	})

	Describe("in parts", func() {
		var whole, one, other *secret.Registry
		BeforeEach(func() {
			whole = secret.NewRegistry(wire.Inspect)
			one, other = whole.Part(), whole.Part()
		})

		It("count for themselves, and digest alike", func() {
			first, facts := one.Add("token", "abcdefgh-1")
			second, same := other.Add("token", "abcdefgh-1")
			Expect(first).To(Equal(second))
			Expect(facts.Digest).To(Equal(same.Digest))
			Expect(first).To(HavePrefix("«token#1 "))
			third, _ := other.Add("token", "abcdefgh-2")
			Expect(third).To(HavePrefix("«token#2 "))
		})

		It("have their leaks found by the whole, but not by each other", func() {
			placeholder, _ := one.Add("token", "abcdefgh-1")
			one.AddBasic("user", "pass-word-1")
			text := []byte("x abcdefgh-1 y")
			Expect(whole.Leaks(text)).To(HaveLen(1))
			Expect(other.Leaks(text)).To(BeEmpty())
			Expect(whole.Leaks([]byte("x " + placeholder + " y"))).To(BeEmpty())
			Expect(whole.Leaks([]byte("Basic dXNlcjpwYXNzLXdvcmQtMQ=="))).To(HaveLen(1))
		})

		It("share what is public", func() {
			one.Exempt("abcdefgh-1")
			one.Add("token", "abcdefgh-1")
			Expect(whole.Leaks([]byte("abcdefgh-1"))).To(BeEmpty())
		})
	})
})
