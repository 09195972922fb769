package mock

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"concord/openapi"
)

// grain is by how much a life must miss the tolerance to be found: the second
// that a Date header is rounded to, on either side.
const grain = 3 * time.Second

// tolerance is how far a life may be from the documented one, by the design:
// exact statements 30 s or 2 %, "about" 30 s or 10 %, never over a quarter. It
// stands here once more on purpose: the judge's own must not excuse itself.
func tolerance(life time.Duration, exactness string) time.Duration {
	share := life / 50
	if exactness == "about" {
		share = life / 10
	}
	return min(max(30*time.Second, share), life/4)
}

// lasts has tokens live for another time, consistently: claims, timestamp and
// what the probe accepts.
func lasts(change func(life time.Duration) time.Duration) behaviour {
	return behaviour{life: func(_ *call, m *minted) { m.life = change(m.life) }}
}

func times(n, d time.Duration) func(time.Duration) time.Duration {
	return func(life time.Duration) time.Duration { return life * n / d }
}

func plus(d time.Duration) func(time.Duration) time.Duration {
	return func(life time.Duration) time.Duration { return life + d }
}

// lifetimes derives the other lives that tokens could have, and what they could
// do with the one they have.
func (g *generator) lifetimes(p *openapi.Property) {
	l := p.Token.Lifetime
	stated := l.Is > 0 && l.Exactness != "implied"
	if stated {
		clauses := []string{l.Clause}
		if l.Request != nil {
			clauses = append(clauses, l.Request.Clause)
		}
		off := tolerance(l.Is, l.Exactness) + grain
		for _, x := range []struct {
			name, what string
			change     func(time.Duration) time.Duration
		}{
			{"half", "lives half as long", times(1, 2)},
			{"double", "lives twice as long", times(2, 1)},
			{"tenfold", "lives ten times as long", times(10, 1)},
			{"tenth", "lives a tenth as long", times(1, 10)},
			{"year", "lives for a year", func(time.Duration) time.Duration { return 365 * 24 * time.Hour }},
			{"over-tolerance", "lives a little longer than tolerated", plus(off)},
			{"under-tolerance", "lives a little shorter than tolerated", plus(-off)},
		} {
			g.token(p, lasts(x.change), clauses, x.what, "life", x.name)
		}
		if p.Token.Form == "jwt" {
			g.token(p, behaviour{life: func(_ *call, m *minted) { m.issued = m.issued.Add(-m.life / 2) }}, g.ends(p),
				"is half used up when it is issued", "born-old")
		}
	}
	if p.Token.Role == "access" && l.Is > 0 {
		g.acceptance(p)
	}
}

// acceptance derives when the API could accept an access token instead of from
// its issue to its end. What the token says stays right.
func (g *generator) acceptance(p *openapi.Property) {
	opens := append(g.ends(p), p.Token.Sent.Clause)
	for _, x := range []struct {
		name, what string
		end        func(*minted) time.Time
	}{
		{"dead", "opens nothing from the beginning", func(m *minted) time.Time { return m.issued }},
		{"dies-early", "opens nothing after half its life", func(m *minted) time.Time { return m.issued.Add(m.life / 2) }},
		{"dies-a-little-early", "opens nothing in the last tenth of its life", func(m *minted) time.Time { return m.issued.Add(m.life * 9 / 10) }},
		{"immortal", "is accepted for ever", func(m *minted) time.Time { return m.issued.Add(100 * 365 * 24 * time.Hour) }},
		{"dies-late", "is accepted for twice its life", func(m *minted) time.Time { return m.issued.Add(2 * m.life) }},
		{"dies-a-little-late", "is accepted for a fifth longer than its life", func(m *minted) time.Time { return m.issued.Add(m.life * 6 / 5) }},
	} {
		does := behaviour{token: func(_ *call, m *minted) { m.end = x.end(m) }}
		g.add(does.role("access"), opens, p.Name+" "+x.what, "access-token", x.name)
	}
	clauses := append(slices.Clone(p.Clauses), g.doc.Clauses...)
	g.add(behaviour{token: repeat(func(*call, *minted) bool { return true })}.role("access"), clauses,
		p.Name+" is the same for ever, long after its end", "access-token", "same-for-ever")
	revived := func(c *call, m *minted) {
		repeat(func(*call, *minted) bool { return true })(c, m)
		m.end = c.issued.Add(m.life)
	}
	g.add(behaviour{token: revived}.role("access"), clauses,
		p.Name+" is the same for ever, and every login makes it valid again", "access-token", "revived")
	g.renewal(p)
	if g.doc.IndependentLogins != "" {
		g.add(behaviour{token: func(c *call, _ *minted) { c.api.forget() }}.role("access"), []string{g.doc.IndependentLogins},
			"a login ends the token of the one before", "access-token", "ended-by-next")
		g.add(behaviour{situate: refuseSecond}, append([]string{g.doc.IndependentLogins}, g.doc.Success().Clauses...),
			"a second login is refused while the first one's token lives", "access-token", "one-at-a-time")
	}
}

// renewal derives what could be wrong with a login after a token's end only.
func (g *generator) renewal(p *openapi.Property) {
	clauses := slices.Concat(g.doc.Clauses, p.Clauses, []string{p.Token.Sent.Clause}, g.doc.Success().Clauses)
	g.add(demand(func(c *call) bool { return !c.late() }), clauses, "a login after a token's end is refused", "renewal", "refused")
	g.add(answered(500).when(both(granted, (*call).late)), clauses, "a login after a token's end fails", "renewal", "status", "500")
	g.add(edited(drop(p)).when((*call).late), clauses, "a login after a token's end gives no token", "renewal", "without-token")
	g.add(behaviour{token: func(_ *call, m *minted) { m.end = m.issued }}.role("access").when((*call).late), clauses,
		"a login after a token's end gives a token that opens nothing", "renewal", "dead")
}

// late tells whether the token of an earlier login has ended.
func (c *call) late() bool {
	c.api.mu.Lock()
	defer c.api.mu.Unlock()
	for _, end := range c.api.issued {
		if !c.api.clock.Now().Before(end) {
			return true
		}
	}
	return false
}

// repeat answers with an earlier token where it may, with its end and timestamp.
func repeat(may func(c *call, earlier *minted) bool) func(*call, *minted) {
	return func(c *call, m *minted) {
		c.api.mu.Lock()
		defer c.api.mu.Unlock()
		key := m.property.Pointer + " " + m.life.String()
		if earlier := c.api.kept[key]; earlier != nil && may(c, earlier) {
			*m = *earlier
			return
		}
		kept := *m
		c.api.kept[key] = &kept
	}
}

// forget ends all tokens issued so far.
func (a *API) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.issued)
}

// timestamps derives what could be wrong with a companion timestamp.
func (g *generator) timestamps(p *openapi.Property) {
	at := g.doc.Success().Schema.Find(p.Token.Expires.At)
	clauses := append([]string{p.Token.Expires.Clause}, at.Clauses...)
	status := g.doc.Success().Status
	add := func(stamp func(*minted) string, what string, parts ...string) {
		does := behaviour{token: func(_ *call, m *minted) { m.stamp = stamp(m) }}.role(p.Token.Role)
		place := append([]string{status, at.Pointer}, parts...)
		g.add(does, clauses, at.Name+" "+what, place...)
		g.add(does.when(third), clauses, at.Name+" "+what+", in every third answer", append(place, "third")...)
	}
	for _, x := range misdated {
		add(x.stamp, x.what, x.name)
	}
	if p.Token.Expires.Zone == "utc" {
		add(offset(-6*time.Hour), "has an offset instead of UTC", "offset")
		add(offset(5*time.Hour+30*time.Minute), "has another offset instead of UTC", "offset-east")
	}
	off := 3 * tolerance(p.Token.Lifetime.Is, p.Token.Lifetime.Exactness)
	add(shift(off), "is later than the token's end", "late")
	add(shift(-off), "is earlier than the token's end", "early")
	if p.Token.Role == "refresh" {
		clauses = append(clauses, p.Token.Expires.Order)
		does := behaviour{token: func(c *call, m *minted) { m.stamp = c.tokens["access"].stamp }}.role("refresh")
		g.add(does, clauses, at.Name+" is that of the access token", status, at.Pointer, "of-access")
	}
}

type misdate struct {
	name, what string
	stamp      func(*minted) string
}

// misdated lists what no timestamp of a token's end can say.
var misdated = []misdate{
	{"hour-late", "is an hour late", shift(time.Hour)},
	{"hour-early", "is an hour early", shift(-time.Hour)},
	{"local-as-utc", "is local time, called UTC", shift(-6 * time.Hour)},
	{"issued", "is the time of issue", func(m *minted) string { return m.issued.Format(time.RFC3339) }},
	{"past", "lies in the past", func(m *minted) string { return m.issued.Add(-24 * time.Hour).Format(time.RFC3339) }},
	{"example", "is that of the document's example", func(*minted) string { return "2024-01-15T10:30:00Z" }},
	{"far", "lies far in the future", func(*minted) string { return "2099-12-31T23:59:59Z" }},
	{"date-only", "is a date without a time", form("2006-01-02", "")},
	{"no-zone", "has no zone", form("2006-01-02T15:04:05", "")},
	{"space", "has a space for the T", form("2006-01-02 15:04:05", "Z")},
	{"sql", "is written as databases do", form("2006-01-02 15:04:05", "")},
	{"http", "is written as in HTTP headers", form("Mon, 02 Jan 2006 15:04:05", " GMT")},
	{"slashes", "is written with slashes", form("01/02/2006 15:04:05", "")},
	{"short-offset", "has an offset without a colon", form("2006-01-02T15:04:05", "+0000")},
	{"no-seconds", "has no seconds", form("2006-01-02T15:04", "Z")},
	{"basic", "has neither dashes nor colons", form("20060102T150405", "Z")},
	{"comma", "has a comma before its fraction", form("2006-01-02T15:04:05", ",000Z")},
	{"epoch", "is a number of seconds", func(m *minted) string { return strconv.FormatInt(m.end.Unix(), 10) }},
	{"epoch-milliseconds", "is a number of milliseconds", func(m *minted) string { return strconv.FormatInt(m.end.UnixMilli(), 10) }},
	{"no-such-day", "names a day that does not exist", form("2006", "-02-30T15:04:05Z")},
	{"hour-24", "names an hour that does not exist", form("2006-01-02T", "25:04:05Z")},
	{"remaining", "is the time that remains", func(m *minted) string { return fmt.Sprintf("PT%dS", int(m.life.Seconds())) }},
}

func shift(by time.Duration) func(*minted) string {
	return func(m *minted) string { return m.end.Add(by).Format(time.RFC3339) }
}

// form writes the token's end in another form, which ends in what Go's
// layouts have no word for.
func form(layout, suffix string) func(*minted) string {
	return func(m *minted) string { return m.end.Format(layout) + suffix }
}

// offset writes the token's end with an offset from UTC.
func offset(by time.Duration) func(*minted) string {
	return func(m *minted) string {
		return m.end.In(time.FixedZone("", int(by.Seconds()))).Format("2006-01-02T15:04:05-07:00")
	}
}
