package fact

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// unit is a unit of time and the words for it.
type unit struct {
	words string // a pattern
	name  *regexp.Regexp
	is    time.Duration
}

func unitOf(words string, is time.Duration) unit {
	return unit{words, regexp.MustCompile(`(?i)^(` + words + `)$`), is}
}

// units are the words for a unit of time, in English and Spanish.
var units = []unit{
	unitOf(`milliseconds?|milisegundos?|ms`, time.Millisecond),
	unitOf(`seconds?|secs?|segundos?`, time.Second),
	unitOf(`minutes?|mins?|minutos?`, time.Minute),
	unitOf(`hours?|hrs?|horas?|h`, time.Hour),
	unitOf(`days?|d[ií]as?`, 24*time.Hour),
	unitOf(`weeks?|semanas?`, 7*24*time.Hour),
	unitOf(`months?|mes(?:es)?`, 30*24*time.Hour),
	unitOf(`years?|años?`, 365*24*time.Hour),
}

// numbers are written out where they are small.
var numbers = map[string]float64{
	"an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
	"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
	"quince": 15, "veinte": 20, "treinta": 30, "sesenta": 60, "noventa": 90,
}

// qualifiers say how a duration is meant; one word stands for all of its kind.
var qualifiers = []struct {
	words *regexp.Regexp // at the end of what stands before it
	is    string
}{
	{regexp.MustCompile(`(?i)(~|\b(about|around|approximately|approx\.?|roughly|circa|unos|unas|alrededor de|aproximadamente|cerca de))\s*$`), "about "},
	{regexp.MustCompile(`(?i)\b(up to|at most|no(t)? more than|max(imum)?( of)?|hasta|m[aá]ximo( de)?)\s*$`), "up to "},
	{regexp.MustCompile(`(?i)\b(at least|no(t)? less than|min(imum)?( of)?|al menos|m[ií]nimo( de)?)\s*$`), "at least "},
}

var (
	durationText = regexp.MustCompile(`(?i)\b(\d{1,6}(?:[.,]\d{1,3})?|` + strings.Join(slices.Sorted(maps.Keys(numbers)), "|") + `)[\s-]?(` + unitWords() + `)\b`)
	// sinceNow matches what stands around the age of the page itself.
	beforeAge = regexp.MustCompile(`(?i)\bhace\s*$`)
	afterAge  = regexp.MustCompile(`(?i)^\s*(ago|atrás)\b`)
)

func unitWords() string {
	var out []string
	for _, u := range units {
		out = append(out, u.words)
	}
	return strings.Join(out, "|")
}

// lifetimes finds the durations of a text. Which of them is the life of a token
// is said by whoever links it to a clause.
func lifetimes(text string) []*Fact {
	var out []*Fact
	for _, m := range durationText.FindAllStringSubmatchIndex(text, -1) {
		before, after := text[:m[0]], text[m[1]:]
		if beforeAge.MatchString(tail(before)) || afterAge.MatchString(after) {
			continue
		}
		if d, ok := duration(text[m[2]:m[3]], text[m[4]:m[5]]); ok {
			out = append(out, &Fact{Kind: Lifetime, Value: qualifier(before) + Duration(d)})
		}
	}
	return out
}

// tail returns the end of a text, long enough for every word that is looked for there.
func tail(text string) string { return text[max(0, len(text)-40):] }

func qualifier(before string) string {
	for _, q := range qualifiers {
		if q.words.MatchString(tail(before)) {
			return q.is
		}
	}
	return ""
}

func duration(number, word string) (time.Duration, bool) {
	n, ok := numbers[strings.ToLower(number)]
	if !ok {
		var err error
		if n, err = strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64); err != nil {
			return 0, false
		}
	}
	for _, u := range units {
		if u.name.MatchString(word) {
			return time.Duration(n * float64(u.is)), true
		}
	}
	return 0, false
}

// Duration writes a duration in the largest unit that it is a multiple of:
// "4 minutes", "7 days". Pages that say "60 minutes" and "1 hour" say the same.
func Duration(d time.Duration) string {
	for _, u := range []struct {
		is   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}, {time.Millisecond, "millisecond"}} {
		switch {
		case d <= 0 || d%u.is != 0:
		case d == u.is:
			return "1 " + u.name
		default:
			return strconv.FormatInt(int64(d/u.is), 10) + " " + u.name + "s"
		}
	}
	return d.String()
}
