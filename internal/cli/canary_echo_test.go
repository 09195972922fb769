package cli_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/mock"
	"concord/internal/wire"
	"concord/openapi"
)

// baited is a provider's contract with canaries for documented credentials: a mock
// of it accepts them.
func baited(provider string, write func(canary) string) *openapi.Document {
	GinkgoHelper()
	doc, err := openapi.Load(openapi.Files, provider)
	Expect(err).NotTo(HaveOccurred())
	baits := map[string]string{"password": write(passwordCanary), "apiKey": write(keyCanary), "profileUUID": write(profileCanary)}
	for kind, member := range doc.Members() {
		if bait, ok := baits[kind]; ok {
			doc.Request.Examples[0].Value.Set(member, wire.StringValue(bait))
		}
	}
	for i := range doc.Headers {
		if doc.Headers[i].Credential == "apiKey" {
			doc.Headers[i].Example = keyCanary.line() // a header has one line
		}
	}
	return doc
}

// baits returns the secrets that a login with a baited contract sends.
func baits(doc *openapi.Document) []string {
	var out []string
	account := mock.Account(doc)
	for _, kind := range []string{"password", "apiKey", "profileUUID"} {
		if account[kind] != "" {
			out = append(out, account[kind])
		}
	}
	return out
}

// parrot is a partner that gives away all it knows: in every answer it repeats, in
// every way it can, what it was sent and what it has issued.
type parrot struct {
	api   http.Handler
	doc   func(r *http.Request) *openapi.Document
	loud  bool     // refusals are no JSON any more, but noise of one kind after the other
	turn  int      // the kind to begin with
	baits []string // credentials

	mu     sync.Mutex
	issued []string // tokens
	knows  []string // the credentials, and the latest tokens
	lates  int      // answers with JSON so far
}

// canaries returns those of the credentials, and of what was issued so far.
func (p *parrot) canaries() []canary {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := []canary{passwordCanary, keyCanary, profileCanary, headerCanary, queryCanary, lateCanary}
	for _, token := range p.issued {
		out = append(out, ofToken(token)...)
	}
	return out
}

// ServeHTTP implements [http.Handler]. A token in the probe's URL is moved to
// where the mock looks for it.
func (p *parrot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	doc := p.doc(r)
	if i := strings.Index(r.URL.Path, mock.ProbePath); i >= 0 {
		token := r.URL.Query().Get("token")
		if token == "" {
			token = strings.Trim(r.URL.Path[i+len(mock.ProbePath):], "/")
		}
		r.URL.Path = r.URL.Path[:i] + mock.ProbePath
		sent := doc.Sent()
		r.Header.Set(sent.Header, strings.TrimSpace(sent.Scheme+" "+token))
	}
	out := httptest.NewRecorder()
	p.api.ServeHTTP(out, r)
	var body map[string]any
	if json.Unmarshal(out.Body.Bytes(), &body) != nil {
		body = map[string]any{}
	}
	for _, token := range doc.Tokens() {
		if v, problems := wire.Read(out.Body.Bytes()); len(problems) == 0 && v.At(token.Pointer) != nil {
			p.issued = append(p.issued, v.At(token.Pointer).Text)
		}
	}
	p.knows = append(slices.Clone(p.baits), p.issued[max(0, len(p.issued)-1):]...)
	for name, values := range out.Header() {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	if p.loud && out.Code/100 == 4 {
		p.turn++
		noises[p.turn%len(noises)](w, out.Code, p.knows)
		return
	}
	switch granted := out.Code/100 == 2; {
	case p.loud:
	case granted:
		p.echo(w.Header())
		body["echo"] = p.echoes(granted)
	default:
		p.knows = p.baits // a refusal must not carry a token
		body["echo"] = p.echoes(granted)
	}
	w.WriteHeader(out.Code)
	_ = json.NewEncoder(w).Encode(body)
	w.Header().Set(http.TrailerPrefix+"X-Trailer", oneLine(p.knows[0]))
}

func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// echo puts what is known into headers, their names included.
func (p *parrot) echo(h http.Header) {
	for i, secret := range p.knows {
		line := oneLine(secret)
		if line == secret {
			h.Add("X-Raw", line)
		}
		h.Add("X-Percent", url.QueryEscape(secret))
		h.Add("X-Base64", base64.StdEncoding.EncodeToString([]byte("user:"+secret)))
		h.Add("Set-Cookie", fmt.Sprintf("sid%d=%s; Path=/", i, url.QueryEscape(secret)))
		h.Add("Link", "<https://x/?session="+url.QueryEscape(secret)+">")
	}
	h.Set("Location", "https://login.example/cb/"+url.PathEscape(p.knows[0])+"?code="+url.QueryEscape(p.knows[0])+"#access_token="+url.QueryEscape(p.knows[len(p.knows)-1]))
	h.Set("WWW-Authenticate", `Basic realm="`+base64.RawStdEncoding.EncodeToString([]byte(p.knows[0]))+`"`)
	h.Set("X-"+hex.EncodeToString([]byte(p.knows[0])), "1")
	if last := p.knows[len(p.knows)-1]; strings.HasPrefix(last, "eyJ") {
		h.Set("X-"+strings.ReplaceAll(last, "=", ""), "1")
	}
}

// echoes is what is known in forms that a JSON document can hold, some in each
// answer.
func (p *parrot) echoes(granted bool) map[string]any {
	p.lates++
	out := map[string]any{"note": lateCanary.lines()} // what it is, a later answer tells
	if granted && p.lates > 4 {
		out["sessionToken"] = lateCanary.lines()
	}
	if granted {
		out["id_token"] = boasting(p.knows[p.lates%len(p.knows)])
	}
	for i, s := range p.knows {
		as := map[string]string{}
		for j, form := range forms {
			if (i+j)%4 == p.lates%4 {
				as[fmt.Sprint("form ", j)] = form(s)
			}
		}
		out[fmt.Sprint("as ", i)] = as
		out[s] = i
	}
	return out
}

// forms are the forms of a secret that text can have.
var forms = []func(string) string{
	func(s string) string { return "the password '" + s + "' is wrong" },
	func(s string) string { return `{"p":` + quoted(s) + `}` },
	func(s string) string { return quoted(`{"p":` + quoted(s) + `}`) },
	url.QueryEscape,
	url.PathEscape,
	func(s string) string { return each(s, "%%%02x") },
	func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	func(s string) string { return "https://x/?a=1&password=" + url.QueryEscape(s) },
	html.EscapeString,
	entities,
	func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("a:" + s + ":b")) },
	func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+s)) },
	func(s string) string {
		return folded(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("-", 50) + s)))
	},
	func(s string) string { return hex.EncodeToString([]byte(s)) },
	func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
}

// boasting returns a token that tells a secret in every place that a token has.
func boasting(s string) string {
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	q := quoted(s)
	return part(`{"alg":`+q+`,"typ":`+q+`,"kid":`+q+`,"jku":`+quoted("https://k/"+url.PathEscape(s))+`,`+q+`:1}`) + "." +
		part(`{"sub":`+q+`,"email":`+q+`,"exp":`+q+`,"n":{"p":[`+quoted(q)+`]},`+q+`:1}`) + ".c2lnbmF0dXJl"
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string can be encoded
	return string(b)
}

func entities(s string) string {
	var b strings.Builder
	for _, c := range s {
		fmt.Fprintf(&b, "&#%d;", c)
	}
	return b.String()
}

func folded(s string) string {
	var b strings.Builder
	for ; len(s) > 76; s = s[76:] {
		b.WriteString(s[:76] + "\r\n")
	}
	return b.String() + s
}

func compressed(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.Bytes()
}

// noises are the refusals of a loud parrot.
var noises = []func(w http.ResponseWriter, code int, knows []string){
	func(w http.ResponseWriter, code int, knows []string) { // a page
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(code)
		fmt.Fprintf(w, "<html><title>%s</title><p data-x=\"%s\">%s</p></html>", html.EscapeString(knows[0]), entities(knows[0]), knows[0])
	},
	func(w http.ResponseWriter, code int, knows []string) { // XML
		w.WriteHeader(code)
		fmt.Fprintf(w, "<?xml version=\"1.0\"?><e><password>%s</password><m>%s</m></e>", html.EscapeString(knows[0]), html.EscapeString(strings.Join(knows, " ")))
	},
	func(w http.ResponseWriter, code int, knows []string) { // Latin-1
		w.WriteHeader(code)
		for _, c := range strings.Join(knows, " ") {
			_, _ = w.Write([]byte{byte(c)})
		}
	},
	func(w http.ResponseWriter, code int, knows []string) { // UTF-16
		w.WriteHeader(code)
		_, _ = w.Write([]byte("\xff\xfe"))
		for _, c := range `{"m":"` + strings.Join(knows, " ") + `"}` {
			_, _ = w.Write([]byte{byte(c), 0})
		}
	},
	func(w http.ResponseWriter, code int, knows []string) { // compressed, and says so
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(code)
		_, _ = w.Write(compressed(strings.Join(knows, " ")))
	},
	func(w http.ResponseWriter, code int, knows []string) { // compressed, and does not say so
		w.WriteHeader(code)
		_, _ = w.Write(compressed(strings.Join(knows, " ")))
	},
	func(w http.ResponseWriter, code int, knows []string) { // compressed twice
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(code)
		_, _ = w.Write(compressed(string(compressed(strings.Join(knows, " ")))))
	},
	func(w http.ResponseWriter, code int, knows []string) { // in a coding that nobody asked for
		w.Header().Set("Content-Encoding", "br")
		w.WriteHeader(code)
		_, _ = w.Write(compressed(strings.Join(knows, " ")))
	},
	func(w http.ResponseWriter, code int, knows []string) { // JSON, cut
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"error":{"message":%s,"password":%s`, quoted(knows[0]), strings.TrimSuffix(quoted(knows[0]), `"`))
	},
	func(w http.ResponseWriter, code int, knows []string) { // a form
		w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, url.Values{"password": knows[:1], "m": knows}.Encode())
	},
	func(w http.ResponseWriter, code int, knows []string) { // lines of base64
		w.WriteHeader(code)
		_, _ = io.WriteString(w, folded(base64.StdEncoding.EncodeToString([]byte(strings.Join(knows, " ")))))
	},
	func(w http.ResponseWriter, code int, knows []string) { // a reason phrase, and more than was announced
		raw(w, "HTTP/1.1 %d %s\r\nContent-Length: 2\r\nX-Echo: %s\r\n\r\n{}%s", code, oneLine(knows[0]), oneLine(knows[0]), knows[len(knows)-1])
	},
	func(w http.ResponseWriter, _ int, knows []string) { // a header that is none
		raw(w, "HTTP/1.1 401 No\r\n%s\r\n\r\n", oneLine(knows[len(knows)-1]))
	},
	func(w http.ResponseWriter, _ int, knows []string) { // a status that is none
		raw(w, "HTTP/1.1 %s\r\n\r\n", oneLine(knows[0]))
	},
	func(w http.ResponseWriter, code int, knows []string) { // a length that is none
		raw(w, "HTTP/1.1 %d No\r\nContent-Length: %s\r\n\r\n", code, oneLine(knows[0]))
	},
}

// raw writes to the connection itself.
func raw(w http.ResponseWriter, format string, args ...any) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	fmt.Fprintf(buffered, format, args...)
	_ = buffered.Flush()
	_ = conn.Close()
}
