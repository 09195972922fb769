package mock

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"concord/internal/wire"
	"concord/openapi"
)

// rewritings are other ways to write the same JSON.
var rewritings = []struct {
	name, what string
	change     func(*wire.Value) []byte
	only       func(*wire.Value) bool // of answers with something to rewrite
}{
	{"reversed", "the members come in reverse order", func(v *wire.Value) []byte { return ordered(v, reverse).Append(nil) }, nil},
	{"sorted", "the members are sorted by name", func(v *wire.Value) []byte { return ordered(v, byName).Append(nil) }, nil},
	{"indented", "the JSON is indented", func(v *wire.Value) []byte { return spaced(v, "\n  ", ": ") }, nil},
	{"tabs", "the JSON is indented with tabs, in DOS lines", func(v *wire.Value) []byte { return spaced(v, "\r\n\t", "\t:\t") }, nil},
	{"spaces", "there are spaces everywhere", func(v *wire.Value) []byte { return []byte("  " + string(spaced(v, " ", " : ")) + "  ") }, nil},
	{"newline", "a line break comes last", func(v *wire.Value) []byte { return append(v.Append(nil), '\n') }, nil},
	{"lines", "line breaks come first and last", func(v *wire.Value) []byte { return []byte("\r\n\r\n" + string(v.Append(nil)) + "\r\n\r\n") }, nil},
	{"escaped", "every character is escaped", func(v *wire.Value) []byte { return escaped(v, func(rune) bool { return true }) }, nil},
	{"escaped-symbols", "what is no letter is escaped", func(v *wire.Value) []byte {
		return escaped(v, func(r rune) bool { return r < 'A' || 'Z' < r && r < 'a' || r > 'z' })
	}, nil},
	{"slashes", "slashes are escaped", func(v *wire.Value) []byte { return bytes.ReplaceAll(v.Append(nil), []byte("/"), []byte(`\/`)) }, hasSlash},
	{"fractions", "numbers have a fraction of nought", func(v *wire.Value) []byte { return numbers(v, "%s.0").Append(nil) }, hasNumber},
	{"exponents", "numbers have an exponent", func(v *wire.Value) []byte { return numbers(v, "%se0").Append(nil) }, hasNumber},
}

func reverse(members []wire.Member) { slices.Reverse(members) }

func byName(members []wire.Member) {
	slices.SortFunc(members, func(a, b wire.Member) int { return strings.Compare(a.Name, b.Name) })
}

func ordered(v *wire.Value, order func([]wire.Member)) *wire.Value {
	v.Walk(func(_ string, at *wire.Value) { order(at.Members) })
	return v
}

func numbers(v *wire.Value, form string) *wire.Value {
	v.Walk(func(_ string, at *wire.Value) {
		if at.Kind == wire.Number {
			at.Text = fmt.Sprintf(form, at.Text)
		}
	})
	return v
}

// spaced writes objects with white space before each member and around colons.
func spaced(v *wire.Value, before, colon string) []byte {
	if v.Kind != wire.Object {
		return v.Append(nil)
	}
	out := []byte("{")
	for i, m := range v.Members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, before...), wire.StringValue(m.Name).Append(nil)...)
		out = append(append(out, colon...), spaced(m.Value, before, colon)...)
	}
	return append(append(out, before...), '}')
}

// escaped writes the chosen characters of all strings as escapes.
func escaped(v *wire.Value, which func(rune) bool) []byte {
	switch v.Kind {
	case wire.String:
		var out strings.Builder
		for _, r := range v.Text {
			if r < 0x10000 && which(r) {
				fmt.Fprintf(&out, `\u%04x`, r)
			} else {
				quoted := wire.StringValue(string(r)).Append(nil)
				out.Write(quoted[1 : len(quoted)-1])
			}
		}
		return []byte(`"` + out.String() + `"`)
	case wire.Object:
		out := []byte("{")
		for i, m := range v.Members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(out, escaped(wire.StringValue(m.Name), which)...), ':')
			out = append(out, escaped(m.Value, which)...)
		}
		return append(out, '}')
	default:
		return v.Append(nil)
	}
}

// bytes writes the same JSON in other ways.
func (v *varier) bytes() {
	for _, x := range rewritings {
		if x.only != nil && !v.shows(x.only) {
			continue
		}
		v.add(behaviour{wire: func(_ *call, o *answer) {
			if body, problems := wire.Read(o.body); len(problems) == 0 {
				o.body = x.change(body)
			}
		}}, x.what, "json", x.name)
	}
}

// carried are headers that answers may have.
var carried = []struct {
	name, what string
	header     http.Header
}{
	{"charset", "the media type has a charset", http.Header{"Content-Type": {"application/json; charset=utf-8"}}},
	{"charset-quoted", "the media type has a charset in quotes", http.Header{"Content-Type": {`application/json;charset="UTF-8"`}}},
	{"type-case", "the media type is in another case", http.Header{"Content-Type": {"Application/JSON"}}},
	{"type-parameters", "the media type has other parameters", http.Header{"Content-Type": {`application/json; profile="https://example.invalid/v1"; q=1`}}},
	{"hal", "the media type is application/hal+json", http.Header{"Content-Type": {"application/hal+json"}}},
	{"vendor", "the media type is a vendor's, ending in +json", http.Header{"Content-Type": {"application/vnd.partner.v2+json; charset=utf-8"}}},
	{"lower-case", "header names are in lower case", http.Header{"Content-Type": nil, "content-type": {"application/json"}, "x-powered-by": {"Express"}}},
	{"upper-case", "header names are in upper case", http.Header{"Content-Type": nil, "CONTENT-TYPE": {"application/json"}}},
	{"server", "the server names itself", http.Header{"Server": {"nginx/1.27"}, "X-Powered-By": {"PHP/8.3"}, "Via": {"1.1 varnish"}}},
	{"security", "there are security headers", http.Header{"Strict-Transport-Security": {"max-age=31536000"}, "X-Content-Type-Options": {"nosniff"}, "Content-Security-Policy": {"default-src 'none'"}}},
	{"cookie", "a cookie is set", http.Header{"Set-Cookie": {"session=9f86d081884c7d659a2feaa0c55ad015; HttpOnly; Secure", "lang=es; Path=/"}}},
	{"cors", "other origins are allowed", http.Header{"Access-Control-Allow-Origin": {"*"}, "Vary": {"Origin", "Accept-Encoding"}}},
	{"caching", "caching is ruled out", http.Header{"Cache-Control": {"no-store"}, "Pragma": {"no-cache"}, "Expires": {"0"}}},
	{"etag", "there is an entity tag", http.Header{"Etag": {`W/"1f-abc"`}, "Last-Modified": {"Mon, 01 Jan 2024 00:00:00 GMT"}}},
	{"limits", "limits are told", http.Header{"X-Ratelimit-Limit": {"100"}, "X-Ratelimit-Remaining": {"97"}, "Ratelimit-Policy": {`"default";q=100;w=60`}}},
	{"retry-after", "a time to try again is told", http.Header{"Retry-After": {"30"}}},
	{"authenticate", "an authentication scheme is told", http.Header{"Www-Authenticate": {`Bearer realm="api", error="invalid_token"`}}},
	{"trace", "the request's id comes back", http.Header{"X-Request-Id": {"a1b2c3"}, "Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}},
	{"location", "a location is told", http.Header{"Location": {"/session/1"}, "Content-Location": {"/session/1"}}},
	{"language", "the language is told", http.Header{"Content-Language": {"es-MX"}}},
	{"large", "the headers are large", http.Header{"X-Debug": {strings.Repeat("0123456789abcdef", 512)}}},
	{"no-date", "there is no Date", http.Header{"Date": nil}},
	{"age", "a cache tells an age", http.Header{"Age": {"7"}, "X-Cache": {"MISS"}}},
	{"date-form", "the Date is written in an old form", http.Header{"Date": {"Sunday, 06-Nov-94 08:49:37 GMT"}}},
}

// shows tells whether some documented answer has what a rewriting is about.
func (v *varier) shows(what func(*wire.Value) bool) bool {
	for _, r := range v.doc.Responses {
		if slices.ContainsFunc(r.Examples, func(e openapi.Example) bool { return what(e.Value) }) {
			return true
		}
	}
	return false
}

func hasNumber(v *wire.Value) bool {
	found := false
	v.Walk(func(_ string, at *wire.Value) { found = found || at.Kind == wire.Number })
	return found
}

func hasSlash(v *wire.Value) bool { return bytes.Contains(v.Append(nil), []byte("/")) }

// headers has answers carry other headers.
func (v *varier) headers() {
	for _, x := range carried {
		if x.name == "date-form" {
			v.oldDate()
			continue
		}
		v.add(behaviour{wire: func(_ *call, o *answer) {
			for name, values := range x.header {
				o.header[name] = values
			}
		}}, x.what, "header", x.name)
	}
	v.add(behaviour{wire: func(_ *call, o *answer) {
		o.header.Set("Content-Type", "application/problem+json")
	}}.when(isRefusal), "a refusal is declared as a problem document", "header", "problem")
}

// oldDate writes the Date as RFC 850 did, which recipients must read too (RFC
// 9110 §5.6.7).
func (v *varier) oldDate() {
	v.add(behaviour{wire: func(c *call, o *answer) {
		o.header.Set("Date", c.api.clock.Now().UTC().Format("Monday, 02-Jan-06 15:04:05 GMT"))
	}}, "the Date is written in an old form", "header", "date-form")
}

// delivery has answers arrive in other ways.
func (v *varier) delivery() {
	v.add(behaviour{wire: func(_ *call, o *answer) { o.chunked = true }}, "the body comes in chunks", "delivery", "chunked")
	v.add(behaviour{wire: packed("gzip", gzipped)}, "the body is compressed with gzip", "delivery", "gzip")
	v.add(behaviour{wire: packed("deflate", deflated)}, "the body is compressed with deflate", "delivery", "deflate")
	v.add(behaviour{wire: func(c *call, o *answer) {
		packed("gzip", gzipped)(c, o)
		o.chunked = true
	}}, "the body is compressed and comes in chunks", "delivery", "gzip-chunked")
	v.add(behaviour{wire: func(_ *call, o *answer) { o.header.Set("Connection", "close") }}, "the connection ends with every answer", "delivery", "close")
	for _, d := range []time.Duration{time.Second, 5 * time.Second, 20 * time.Second} {
		v.add(behaviour{situate: func(c *call, _ *http.Request) { c.wait(d) }}, fmt.Sprintf("it takes %s to begin with an answer", d), "delivery", "slow", d.String())
		v.add(behaviour{wire: func(c *call, _ *answer) { c.wait(d) }}, fmt.Sprintf("it takes %s to finish an answer", d), "delivery", "slow-end", d.String())
	}
}

func packed(coding string, pack func([]byte) []byte) func(*call, *answer) {
	return func(_ *call, o *answer) {
		o.body = pack(o.body)
		o.header.Set("Content-Encoding", coding)
	}
}

func gzipped(b []byte) []byte {
	return compressed(b, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func deflated(b []byte) []byte {
	return compressed(b, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func compressed(b []byte, by func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := by(&out)
	_, _ = w.Write(b) // to memory
	_ = w.Close()
	return out.Bytes()
}

// clocks has the server's clock be off, with everything that follows from it.
func (v *varier) clocks() {
	for _, d := range []time.Duration{
		-49 * time.Hour, -5 * time.Hour, -90 * time.Second, -10 * time.Second, 10 * time.Second, 90 * time.Second, 5 * time.Hour, 49 * time.Hour, 15 * 365 * 24 * time.Hour,
	} {
		v.add(behaviour{ahead: d}, fmt.Sprintf("the clock is off by %s, consistently", d), "clock", d.String())
	}
	v.add(behaviour{ahead: 300 * time.Millisecond}, "the clock's seconds begin elsewhere", "clock", "300ms")
}

// refusals has what the document is silent about refused in other ways, and
// documented refusals come sooner or later.
func (v *varier) refusals() {
	for i := range v.doc.Responses {
		r := &v.doc.Responses[i]
		for j := range r.Examples {
			e := &r.Examples[j]
			switch {
			case r.Silent != "":
				v.silent(e)
			case situationOf(e).Capability == "rate-limit":
				for _, n := range []int{2, 3, 5, 20, 29} {
					v.add(behaviour{limit: n}, fmt.Sprintf("%d refused logins are too many", n), "limit", fmt.Sprint(n))
				}
			}
		}
	}
}

// silent has a request that the document is silent about refused with any of
// the usual statuses and any body.
func (v *varier) silent(e *openapi.Example) {
	for _, status := range openapi.Refusals {
		if status == e.Status {
			continue // as ever
		}
		v.add(answered(status).when(named(e.Name)), fmt.Sprintf("the refusal has status %d", status), e.Name, "status", fmt.Sprint(status))
	}
	for _, x := range garblings {
		if !slices.Contains([]string{"empty", "html", "text", "xml", "null", "array", "bom", "truncated"}, x.name) {
			continue
		}
		v.add(behaviour{wire: func(_ *call, o *answer) {
			o.body = x.change(o.body)
			o.header.Set("Content-Type", "text/plain")
		}}.when(named(e.Name)), "as for the refusal, "+x.what, e.Name, "body", x.name)
	}
	for _, words := range []string{`{"error":"invalid_grant","error_description":"Bad credentials"}`, `{"errors":[{"field":"password","message":"required"}]}`,
		`{"detail":"Credenciales inválidas"}`, `{"status":"error","data":null}`, `{"token":null,"accessToken":"","access_token":null}`} {
		name := words[2 : strings.Index(words[2:], `"`)+2]
		v.add(behaviour{wire: func(_ *call, o *answer) { o.body = []byte(words) }}.when(named(e.Name)), "the refusal says "+words, e.Name, "words", name)
	}
	if situationOf(e).Capped {
		v.add(behaviour{situate: accept(e.Name), life: func(_ *call, m *minted) { m.life = min(m.life, m.property.Token.Lifetime.Request.Maximum) }},
			"the longest life is granted instead", e.Name, "capped")
		v.add(behaviour{situate: accept(e.Name), life: func(c *call, m *minted) {
			if m.life > m.property.Token.Lifetime.Request.Maximum {
				m.life = m.property.Token.Lifetime.Is
			}
		}}, "the default life is granted instead", e.Name, "default")
	}
}

// demands has the server insist on what the document does say of a request.
func (v *varier) demands() {
	v.add(demand(func(c *call) bool {
		return strings.HasPrefix(c.request.Header.Get("Content-Type"), v.doc.Request.MediaType)
	}),
		"the documented media type is demanded", "request", "media-type")
	v.add(demand(func(c *call) bool { return c.request.ContentLength > 0 }), "a Content-Length is demanded", "request", "length")
	for _, h := range v.doc.Headers {
		v.add(demand(func(c *call) bool { return c.request.Header.Get(h.Name) != "" }), "the documented header "+h.Name+" is demanded", "request", "header", h.Name)
	}
	for _, p := range v.doc.Request.Schema.Properties {
		if p.Credential != "" {
			v.add(demand(func(c *call) bool { return c.message.Body.Get(p.Name) != nil }), "the documented member "+p.Name+" is demanded", "request", "member", p.Name)
		}
	}
	v.add(demand(func(c *call) bool {
		return !slices.ContainsFunc(c.message.Body.Members, func(m wire.Member) bool { return v.doc.Request.Schema.Find("/"+m.Name) == nil })
	}), "members that are not documented are refused", "request", "no-others")
}
