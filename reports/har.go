package reports

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
)

// HAR writes the redacted exchanges of r as an HTTP Archive 1.2. A request that
// got no answer is an entry of status 0 with the reason, and so is every earlier
// try of one that was sent again. Cookies stand among the headers only, redacted
// like these.
func HAR(w io.Writer, r contract.Results, o Options) error {
	entries := []harEntry{}
	for _, e := range r.Exchanges {
		entries = append(entries, harEntries(o.Language, e)...)
	}
	comment := o.Language.verdictIn(r) + " " + o.Language.say("Secrets are replaced by what stands between « and ».")
	return writeJSON(w, "HAR", harFile{harLog{
		Version: "1.2", Creator: harCreator{Name: "concord", Version: r.Tool.Version}, Entries: entries, Comment: comment,
	}})
}

// harEntries returns the tries of an exchange, the last one last.
func harEntries(l Language, e contract.Exchange) []harEntry {
	var entries []harEntry
	tries := len(e.Retries) + 1
	for i, again := range e.Retries {
		earlier := harEntryOf(l, e, i+1, tries)
		earlier.StartedDateTime = harTime(again.SentAt)
		earlier.Response = noAnswer(joinNonEmpty(again.Kind, again.Message))
		earlier.Timings = untimed()
		entries = append(entries, earlier)
	}
	last := harEntryOf(l, e, tries, tries)
	last.StartedDateTime = harTime(e.SentAt)
	last.Response = harAnswer(l, e)
	last.Timings, last.Time = harTimes(e)
	return append(entries, last)
}

// harEntryOf is what all tries of an exchange have in common.
func harEntryOf(l Language, e contract.Exchange, try, tries int) harEntry {
	comment := e.ID + ", " + l.stepWord(e.Step)
	if e.Example != "" {
		comment += ", " + l.say("example %s", e.Example)
	}
	if tries > 1 {
		comment += ", " + l.say("try %d of %d", try, tries)
	}
	return harEntry{Request: harRequestOf(e), Comment: comment}
}

func harRequestOf(e contract.Exchange) harRequest {
	r := harRequest{
		Method: e.Request.Method, URL: absoluteURI(e.Request.URL), HTTPVersion: harProto(e.Response),
		Cookies: []harPair{}, Headers: harHeaders(e.Request.Header), QueryString: harQuery(e.Request.URL),
		HeadersSize: -1, BodySize: -1, // as sent it held secrets, so its size is not that of the text
	}
	if e.Request.Body != "" {
		r.PostData = &harContent{MimeType: headerOf(e.Request.Header, "Content-Type"), Text: e.Request.Body}
	}
	return r
}

func harAnswer(l Language, e contract.Exchange) harResponse {
	failure := ""
	if e.Failure != nil {
		failure = joinNonEmpty(e.Failure.Kind, e.Failure.Message)
	}
	if e.Response == nil {
		return noAnswer(failure)
	}
	body := e.Response.Body
	var remarks []string
	if body.Cut {
		remarks = append(remarks, l.say("the connection ended before the content was complete"))
	}
	if body.Miscoded {
		remarks = append(remarks, l.say("the content is not in the coding that Content-Encoding declares"))
	}
	return harResponse{
		Status: e.Response.Status, StatusText: http.StatusText(e.Response.Status), HTTPVersion: harProto(e.Response),
		Cookies: []harPair{}, Headers: harHeaders(e.Response.Header),
		Content: harContent{
			Size: &body.Bytes, MimeType: headerOf(e.Response.Header, "Content-Type"),
			Text: body.Text, Encoding: body.Encoding, Comment: strings.Join(remarks, "; "),
		},
		RedirectURL: headerOf(e.Response.Header, "Location"), HeadersSize: -1, BodySize: -1, Comment: failure,
	}
}

// noAnswer stands for the answer that did not come.
func noAnswer(why string) harResponse {
	none := 0
	return harResponse{
		Cookies: []harPair{}, Headers: []harPair{}, Content: harContent{Size: &none},
		HeadersSize: -1, BodySize: -1, Comment: why,
	}
}

// harTimes returns the timings of an exchange and their sum. Sending is not
// told from waiting. On the mock's clock no time passes between a request and its
// answer, so that all of the real time counts as reading.
func harTimes(e contract.Exchange) (harTimings, float64) {
	total := max(0, e.DurationMS)
	wait := min(total, max(0, float64(e.ReceivedAt.Sub(e.SentAt).Microseconds())/1000))
	if e.Response == nil {
		wait = total
	}
	t := untimed()
	t.Wait, t.Receive = wait, total-wait
	return t, total
}

// untimed is where nothing is known: the format wants zeros for these three.
func untimed() harTimings {
	return harTimings{Blocked: -1, DNS: -1, Connect: -1, SSL: -1}
}

func harHeaders(header map[string][]string) []harPair {
	pairs := []harPair{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}

// harQuery returns the parameters of a URL in their order.
func harQuery(address string) []harPair {
	pairs := []harPair{}
	_, query, _ := strings.Cut(address, "?")
	query, _, _ = strings.Cut(query, "#")
	for parameter := range strings.SplitSeq(query, "&") {
		if parameter == "" {
			continue
		}
		name, value, _ := strings.Cut(parameter, "=")
		pairs = append(pairs, harPair{unescapedQuery(name), unescapedQuery(value)})
	}
	return pairs
}

func unescapedQuery(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

func harProto(r *contract.Response) string {
	if r == nil {
		return ""
	}
	return r.Proto
}

func harTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}
