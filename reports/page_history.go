package reports

import (
	"fmt"
	"math"
	"strings"

	"concord/internal/contract"
)

// historyView is what earlier runs showed.
type historyView struct {
	Summary string
	Width   int // of the strip
	Runs    []runMark
	Trends  []trend
}

// runMark is a run of the strip, the one at hand the last.
type runMark struct {
	X                       int
	Class, Word             string
	When                    instant
	Failed, Lifetime, Login string
	Now                     bool
}

// trend is a line of values over the runs that have one.
type trend struct {
	Name, Low, High, Summary string
	Points                   string // of an SVG polyline
	LastX, LastY             string
	Width                    int
}

const (
	maxPast   = 60 // runs shown
	runStep   = 14 // px between two runs of the strip
	trendHigh = 40 // px
)

// history returns the view of earlier runs, nil where none is known.
func (l Language) history(r contract.Results) *historyView {
	if r.History == nil || len(r.History.Runs) == 0 {
		return nil
	}
	past := r.History.Runs[max(0, len(r.History.Runs)-maxPast):]
	v := &historyView{Width: (len(past) + 1) * runStep}
	n := map[string]int{}
	for i, p := range past {
		m := runMark{X: i * runStep, Class: verdictClass(p.Verdict), Word: l.verdictWord(p.Verdict), When: at(p.StartedAt), Failed: l.number(float64(p.Failed), 0)}
		if p.LifetimeS > 0 {
			m.Lifetime = l.seconds(p.LifetimeS)
		}
		if p.LatencyMS > 0 {
			m.Login = l.milliseconds(p.LatencyMS)
		}
		n[m.Class]++
		v.Runs = append(v.Runs, m)
	}
	v.Runs = append(v.Runs, runMark{
		X: len(past) * runStep, Class: verdictClass(r.Verdict), Word: l.verdictWord(r.Verdict), When: at(r.StartedAt),
		Failed: l.number(float64(r.Summary.Fail), 0), Now: true,
	})
	v.Summary = l.say("Before this run: %d conformant, %d not conformant, %d without a verdict.", n["good"], n["bad"], n["open"])
	v.Trends = l.trends(past)
	return v
}

// verdictClass names a verdict for the style sheet.
func verdictClass(v contract.Verdict) string {
	switch v {
	case contract.Conformant:
		return "good"
	case contract.Nonconformant:
		return "bad"
	default:
		return "open"
	}
}

func (l Language) trends(past []contract.PastRun) []trend {
	lifetime, latency := make([]float64, len(past)), make([]float64, len(past))
	for i, p := range past {
		lifetime[i], latency[i] = p.LifetimeS, p.LatencyMS
	}
	var out []trend
	for _, t := range []*trend{
		newTrend(lifetime, l.say("life of the access tokens issued"), l.seconds),
		newTrend(latency, l.say("median time of a login"), l.milliseconds),
	} {
		if t != nil {
			t.Summary = l.say("between %s and %s", t.Low, t.High)
			out = append(out, *t)
		}
	}
	return out
}

// seconds renders a life in seconds; one of centuries as the number it is.
func (l Language) seconds(s float64) string {
	if end, ok := endingAfter(s, ""); ok {
		return l.span(end.after)
	}
	return fmt.Sprintf("%.3g s", s)
}

// newTrend lays out values, of which 0 is none; nil where fewer than two are there.
func newTrend(values []float64, name string, say func(float64) string) *trend {
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for _, v := range values {
		if drawn(v) {
			low, high, n = min(low, v), max(high, v), n+1
		}
	}
	if n < 2 {
		return nil
	}
	t := &trend{Name: name, Low: say(low), High: say(high), Width: len(values) * runStep}
	var points []string
	for i, v := range values {
		if !drawn(v) {
			continue
		}
		height := 0.5
		if high > low {
			height = (v - low) / (high - low)
		}
		t.LastX = fmt.Sprint(i*runStep + runStep/2)
		t.LastY = fmt.Sprintf("%.1f", 4+(1-height)*(trendHigh-8))
		points = append(points, t.LastX+","+t.LastY)
	}
	t.Points = strings.Join(points, " ")
	return t
}

// drawn tells whether a value can stand on a trend line.
func drawn(v float64) bool { return v > 0 && !math.IsInf(v, 0) }
