package reports

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
)

// life is what was seen of one token, in the order of time.
type life struct {
	Index              int // on the page
	Case, Title, Token string
	Events             []lifeEvent
	// End is the middle of the gap before the announced end, in per cent of the
	// width; 0 where no end was announced. Before it the token is to be accepted.
	End float64
	// Summary says the same in a sentence, for whoever does not see the picture.
	Summary string
}

// lifeEvent is a point of a time line. Points stand at equal distances: the end of
// an hour is watched by the second.
type lifeEvent struct {
	Number     int
	X          float64 // per cent of the width
	Kind       string  // issued, accepted, refused, odd, end
	Time, Text string
	after      time.Duration // since the token was issued
}

const (
	maxLives   = 4
	lifeMargin = 8 // per cent beside the first and the last point
	fullLife   = 4 // events: issued, a first use, and something about its end
)

// lives returns the tokens whose life was watched, those watched longest first.
func (l Language) lives(r contract.Results) []life {
	var all []life
	titles := map[string]string{}
	for _, c := range r.Cases {
		titles[c.ID] = c.Title
	}
	for _, watched := range watchedTokens(r.Exchanges) {
		v := l.life(r, watched)
		v.Title = clip(l.translate(titles[caseOf(watched.last().ID)]), maxText)
		all = append(all, v)
	}
	slices.SortStableFunc(all, func(a, b life) int { return cmp.Compare(len(b.Events), len(a.Events)) })
	watchedOn := slices.IndexFunc(all, func(v life) bool { return len(v.Events) < fullLife })
	switch {
	case watchedOn == 0: // none was watched beyond its first use: one shows as much as all
		all = all[:1]
	case watchedOn > 0:
		all = all[:watchedOn]
	}
	all = all[:min(len(all), maxLives)]
	for i := range all {
		all[i].Index = i
	}
	return all
}

// watched is a token, the login that issued it and the probes it was sent with.
type watched struct {
	placeholder string
	login       *contract.Exchange
	probes      []*contract.Exchange
}

// last returns the last exchange that showed something of the token: its case
// watched it longest.
func (w watched) last() *contract.Exchange {
	if n := len(w.probes); n > 0 {
		return w.probes[n-1]
	}
	return w.login
}

// watchedTokens returns the tokens that probes were sent with, in the order of the
// first probe of each; where there is none, the first token with a known end.
func watchedTokens(exchanges []contract.Exchange) []watched {
	var out []watched
	at := map[string]int{}
	for i := range exchanges {
		e := &exchanges[i]
		if e.Probed == "" || e.Response == nil {
			continue
		}
		j, known := at[e.Probed]
		if !known {
			login := issuer(exchanges, e.Probed)
			if login == nil {
				continue
			}
			j, at[e.Probed] = len(out), len(out)
			out = append(out, watched{placeholder: e.Probed, login: login})
		}
		out[j].probes = append(out[j].probes, e)
	}
	if len(out) > 0 {
		return out
	}
	for i := range exchanges {
		e := &exchanges[i]
		for _, placeholder := range placeholdersIn(e) {
			if _, ok := announced(e, placeholder); ok {
				return []watched{{placeholder: placeholder, login: e}}
			}
		}
	}
	return nil
}

// issuer returns the exchange whose answer gave a token.
func issuer(exchanges []contract.Exchange, placeholder string) *contract.Exchange {
	for i := range exchanges {
		if slices.Contains(placeholdersIn(&exchanges[i]), placeholder) {
			return &exchanges[i]
		}
	}
	return nil
}

// placeholdersIn returns the tokens that an answer gave, in the order of its body.
func placeholdersIn(e *contract.Exchange) []string {
	if !e.Granted() {
		return nil
	}
	var out []string
	for _, found := range placeholder.FindAllString(e.Response.Body.Text, -1) {
		if _, isToken := e.Tokens[found]; isToken {
			out = append(out, found)
		}
	}
	return out
}

// ending is when an answer says that its token ends.
type ending struct {
	after time.Duration // since it was issued, on the server's clock
	by    string        // what says so
}

// announced returns the end of a token by its exp, or, of one that is no JWT, by a
// timestamp in the answer that lies ahead: the nearest, as the others belong to
// tokens that live longer.
func announced(e *contract.Exchange, placeholder string) (ending, bool) {
	issued := issuedAt(e)
	if jwt := e.Tokens[placeholder].JWT; jwt != nil {
		if jwt.Exp == nil {
			return ending{}, false
		}
		begin := float64(issued.UnixNano()) / 1e9
		if jwt.Iat != nil {
			begin = *jwt.Iat
		}
		return endingAfter(*jwt.Exp-begin, "exp")
	}
	var members map[string]any
	if json.Unmarshal([]byte(e.Response.Body.Text), &members) != nil {
		return ending{}, false
	}
	var nearest ending
	for name, value := range members {
		text, _ := value.(string)
		t, err := time.Parse(time.RFC3339, text)
		if end := (ending{t.Sub(issued), name}); err == nil && end.after > 0 &&
			(nearest.by == "" || end.after < nearest.after || end.after == nearest.after && name < nearest.by) {
			nearest = end
		}
	}
	return nearest, nearest.by != ""
}

// endingAfter returns an end some seconds from now; one centuries ahead is none.
func endingAfter(seconds float64, by string) (ending, bool) {
	if math.IsNaN(seconds) || math.Abs(seconds) > 1e9 {
		return ending{}, false
	}
	return ending{time.Duration(seconds * float64(time.Second)), by}, true
}

// issuedAt is when an answer was made, on the server's clock: its Date where it has one.
func issuedAt(e *contract.Exchange) time.Time {
	if date, err := time.Parse(time.RFC1123, headerOf(e.Response.Header, "Date")); err == nil {
		return date
	}
	return e.ReceivedAt
}

// life lays out the time line of a token.
func (l Language) life(r contract.Results, w watched) life {
	events := []lifeEvent{{Kind: "issued", Text: l.say("issued"), after: 0}}
	for _, p := range w.probes {
		events = append(events, l.probed(p, p.SentAt.Sub(w.login.ReceivedAt)))
	}
	end, ends := announced(w.login, w.placeholder)
	if ends {
		events = append(events, lifeEvent{Kind: "end", Text: l.say("end announced by %s", clip(end.by, maxName)), after: end.after})
	}
	slices.SortStableFunc(events, func(a, b lifeEvent) int { return cmp.Compare(a.after, b.after) })
	v := life{Case: clip(caseName(r, caseOf(w.last().ID)), maxName), Token: clip(w.placeholder, maxName), Events: events}
	var said []string
	for i := range events {
		e := &events[i]
		e.Number = i + 1
		e.X = math.Round(10*(lifeMargin+(100-2*lifeMargin)*float64(i)/float64(max(1, len(events)-1)))) / 10
		e.Time = l.span(e.after)
		if e.after < time.Second {
			e.Time = "0 s"
		}
		if e.Kind == "end" {
			v.End = e.X
		}
		said = append(said, e.Time+": "+e.Text)
	}
	v.Summary = strings.Join(said, "; ")
	return v
}

// probed is the event of a probe.
func (l Language) probed(p *contract.Exchange, after time.Duration) lifeEvent {
	e := lifeEvent{Kind: "odd", after: after}
	step, status := l.stepWord(p.Step), p.Response.Status
	switch {
	case status/100 == 2:
		e.Kind, e.Text = "accepted", l.say("%s: accepted (status %d)", step, status)
	case status == 401 || status == 403:
		e.Kind, e.Text = "refused", l.say("%s: refused (status %d)", step, status)
	default:
		e.Text = l.say("%s: neither accepted nor refused (status %d)", step, status)
	}
	return e
}

// caseOf returns the case that an exchange belongs to.
func caseOf(exchange string) string {
	id, _, _ := strings.Cut(exchange, "#")
	return id
}
