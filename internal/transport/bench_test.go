package transport_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"

	"concord/internal/secret"
	"concord/internal/transport"
	"concord/internal/wire"
)

var quiet = log.New(io.Discard, "", 0)

// answerOf1KB is a login answer as it comes.
var answerOf1KB = `{"tx":"8d3f0b5e-1c2d-4e5f-8a9b-0c1d2e3f4a5b","user":{"name":"Ana","note":"` + strings.Repeat("lorem ipsum ", 55) +
	`"},"accessToken":"` + jwt + `","message":"ok"}`

func registryOf50() *secret.Registry {
	r := secret.NewRegistry(wire.Inspect)
	for i := range 50 {
		r.Add("token", fmt.Sprintf("%s.%s%02d.%s%02d", header, payload, i, signature, i))
	}
	return r
}

func BenchmarkScrub(b *testing.B) {
	texts := map[string]string{
		"nothing":  answerOf1KB,
		"escapes":  strings.ReplaceAll(answerOf1KB, "ipsum", `\u00e9%41+`),
		"one-hit":  answerOf1KB + " " + payload + "07",
		"artifact": strings.Repeat(answerOf1KB, 500),
	}
	for _, name := range []string{"nothing", "escapes", "one-hit", "artifact"} {
		b.Run(name, func(b *testing.B) {
			r := registryOf50()
			b.SetBytes(int64(len(texts[name])))
			b.ReportAllocs()
			for b.Loop() {
				r.Scrub(texts[name])
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	r := secret.NewRegistry(wire.Inspect)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Add("token", fmt.Sprintf("%s%08d", jwt, i))
	}
}

func BenchmarkRedact(b *testing.B) {
	c := transport.New(transport.Options{Registry: registryOf50()})
	body, h := []byte(answerOf1KB), http.Header{"Content-Type": {"application/json"}, "Date": {"Thu, 01 Jan 2026 00:00:00 GMT"}}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		c.RedactAnswer(200, h, body)
	}
}

// FuzzScrub: whatever surrounds a secret, in whatever encoding, Scrub takes it
// out, does no more the second time, and does not touch text without secrets.
func FuzzScrub(f *testing.F) {
	for _, seed := range []string{"", "x", `{"a":"\u00e9`, "%4", "«password#1", "&#x41;", "a+b\\", canary} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		r := secret.NewRegistry(wire.Inspect)
		if text := before + after; r.Scrub(text) != text {
			t.Fatalf("changed %q without a secret", text)
		}
		r.Add("password", canary)
		once := r.Scrub(before + " " + canary + " " + after)
		if strings.Contains(once, canary) || len(r.Leaks([]byte(once))) > 0 {
			t.Fatalf("left in %q", once)
		}
		if twice := r.Scrub(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
	})
}

// FuzzRedact: no answer panics the redaction, and none lets a token through that
// stands where one belongs.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{`{}`, `{"accessToken":"abc"}`, `{"token":["x",{"y":1}]}`, `<a>b</a>`, "a=b", `{"jwt":"` + jwt, "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		c := transport.New(transport.Options{Registry: secret.NewRegistry(wire.Inspect)})
		c.RedactAnswer(200, http.Header{"Set-Cookie": {body}, "Authorization": {body}, "Location": {body}}, []byte(body))
		out, _ := c.RedactAnswer(200, http.Header{}, []byte(`{"accessToken":"opaque-token-1","x":`+body+`}`))
		if strings.Contains(out.Body.Text, "opaque-token-1") {
			t.Fatalf("left in %q", out.Body.Text)
		}
	})
}
