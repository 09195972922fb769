package reports

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
)

// exchangeView is one request and its answer as a page shows them.
type exchangeView struct {
	ID, Step string
	Sent     instant
	Request  messageView
	Answer   *messageView // nil where none came
	Failure  string
	Tokens   []tokenView
	Absent   []string // JSON Pointers that the answer has no place for

	// What the provider finds the request by in its logs; may be empty.
	RequestID, Date string
	// Curl sends the request again; Variables are those it refers to. Empty where
	// the line would be too long to be copied.
	Curl      string
	Variables []string
	Mock      bool // that line speaks to a mock, which has to be started
}

// messageView is a request or an answer.
type messageView struct {
	Start  string // the first line
	Header []string
	Body   []line
	Note   string // what is to be known of the body
}

// tokenView is what is known of a secret.
type tokenView struct{ Placeholder, Facts string }

const (
	maxHeaders = 30
	maxCurl    = 4000
)

func (l Language) exchange(r contract.Results, e *contract.Exchange, pointers []string) *exchangeView {
	v := &exchangeView{
		ID: clip(e.ID, maxName), Step: l.stepWord(e.Step), Sent: at(e.SentAt),
		RequestID: clip(headerOf(e.Request.Header, "X-Request-Id"), maxName),
		Tokens:    l.tokens(e.Tokens), Mock: r.Mode == contract.ModeMock,
	}
	v.Request = messageView{Start: clip(e.Request.Method+" "+e.Request.URL, maxValue), Header: headerView(e.Request.Header)}
	if e.Request.Body != "" {
		v.Request.Body, _ = bodyLines(e.Request.Body, nil)
	}
	if e.Response != nil {
		v.Date = clip(headerOf(e.Response.Header, "Date"), maxName)
		v.Answer, v.Absent = l.answer(e.Response, pointers)
	}
	if e.Failure != nil {
		v.Failure = clip(l.translate(e.Failure.Message), maxText)
	}
	if curl := Curl(r.Target.Provider, *e); len(curl) <= maxCurl {
		v.Curl, v.Variables = curl, variablesIn(curl)
	}
	return v
}

func (l Language) answer(r *contract.Response, pointers []string) (*messageView, []string) {
	m := &messageView{Start: clip(r.Proto, maxName) + " " + l.status(r.Status), Header: headerView(r.Header)}
	var absent []string
	switch {
	case r.Body.Encoding != "":
		m.Note = l.count(r.Body.Bytes, "%d byte that is no text; in results.json it stands in base64", "%d bytes that are no text; in results.json they stand in base64")
	case r.Body.Text == "":
		m.Note = l.say("no body")
	default:
		m.Body, absent = bodyLines(r.Body.Text, pointers)
	}
	if r.Body.Cut {
		m.Note = joinNonEmpty(m.Note, l.say("The connection ended before the body was complete."))
	}
	if r.Body.Miscoded {
		m.Note = joinNonEmpty(m.Note, l.say("The body is not in the coding that Content-Encoding declares."))
	}
	for i := range absent {
		absent[i] = clip(absent[i], maxName)
	}
	return m, absent[:min(len(absent), 10)]
}

// status renders a status code with its usual name.
func (l Language) status(code int) string {
	return strings.TrimSpace(l.number(float64(code), 0) + " " + http.StatusText(code))
}

// headerOf returns the first value of a header, whatever the case of its name.
func headerOf(header map[string][]string, name string) string {
	for _, key := range slices.Sorted(maps.Keys(header)) {
		if http.CanonicalHeaderKey(key) == http.CanonicalHeaderKey(name) && len(header[key]) > 0 {
			return header[key][0]
		}
	}
	return ""
}

func headerView(header map[string][]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			if len(out) == maxHeaders {
				return append(out, "…")
			}
			out = append(out, clip(name, maxName)+": "+clip(value, maxValue))
		}
	}
	return out
}

// tokens lists the facts of the tokens of an exchange.
func (l Language) tokens(tokens map[string]contract.Token) []tokenView {
	var out []tokenView
	for _, placeholder := range slices.Sorted(maps.Keys(tokens)) {
		if len(out) == maxTokens {
			break
		}
		t := tokens[placeholder]
		facts := []string{l.form(t.Form), l.count(t.Length, "%d byte", "%d bytes")}
		if j := t.JWT; j != nil {
			facts = append(facts, claims(j)...)
			for _, p := range j.Problems[:min(len(j.Problems), 10)] {
				facts = append(facts, clip(l.translate(p), maxValue))
			}
		}
		out = append(out, tokenView{clip(placeholder, maxName), strings.Join(facts, " · ")})
	}
	return out
}

const maxTokens = 6

// form names the form of a token.
func (l Language) form(form string) string {
	switch form {
	case "jwt", "uuid":
		return strings.ToUpper(form)
	case "opaque":
		return l.say("opaque")
	default:
		return clip(form, maxName)
	}
}

// claims lists the algorithm and the times of a JWT.
func claims(j *contract.JWT) []string {
	var out []string
	if j.Alg != "" {
		out = append(out, "alg "+clip(j.Alg, maxName))
	}
	for _, c := range []struct {
		name string
		date *float64
	}{{"iat", j.Iat}, {"nbf", j.Nbf}, {"exp", j.Exp}} {
		if c.date == nil {
			continue
		}
		text := at(numericDate(*c.date)).Text
		if text == "" {
			text = fmt.Sprint(*c.date)
		}
		out = append(out, c.name+" "+text)
	}
	return out
}

// numericDate returns the instant of a NumericDate, the zero time where none can be.
func numericDate(seconds float64) time.Time {
	const latest = 253402300799 // the last second of the year 9999
	if !(seconds >= 0 && seconds <= latest) {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}

var variable = regexp.MustCompile(`"\$([A-Za-z_][A-Za-z0-9_]*)"`)

func variablesIn(curl string) []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(curl, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}
