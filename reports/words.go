package reports

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"concord/internal/contract"
)

func (l Language) verdictWord(v contract.Verdict) string {
	switch v {
	case contract.Conformant:
		return l.say("Conformant")
	case contract.Nonconformant:
		return l.say("Not conformant")
	default:
		return l.say("No verdict")
	}
}

func (l Language) levelWord(v contract.Level) string {
	switch v {
	case contract.Must:
		return l.say("must")
	case contract.Should:
		return l.say("should")
	case contract.May:
		return l.say("may")
	default:
		return string(v)
	}
}

func (l Language) statusWord(s contract.Status) string {
	switch s {
	case contract.Pass:
		return l.say("passed")
	case contract.Fail:
		return l.say("failed")
	case contract.Known:
		return l.say("known")
	case contract.Skip:
		return l.say("skipped")
	default:
		return l.say("not judged")
	}
}

func (l Language) severityWord(s contract.Severity) string {
	switch s {
	case contract.SeverityError:
		return l.say("Deviation")
	case contract.SeverityWarning:
		return l.say("Warning")
	default:
		return l.say("Remark")
	}
}

func (l Language) stepWord(s contract.Step) string {
	switch s {
	case contract.StepLogin:
		return l.say("login")
	case contract.StepRecovery:
		return l.say("login after a refusal")
	case contract.StepRenewal:
		return l.say("login after expiry")
	case contract.StepProbeNone:
		return l.say("probe without a token")
	case contract.StepProbeGarbage:
		return l.say("probe with a garbage token")
	case contract.StepProbeFresh:
		return l.say("probe with a fresh token")
	case contract.StepProbeBefore:
		return l.say("probe just before expiry")
	case contract.StepProbeAfter:
		return l.say("probe after expiry")
	case contract.StepProbeLate:
		return l.say("probe long after expiry")
	case contract.StepProbeEarlier:
		return l.say("probe with the earlier login's token")
	case contract.StepProbeLater:
		return l.say("probe with the later login's token")
	case contract.StepProbeRenewed:
		return l.say("probe with the renewed token")
	default:
		return string(s)
	}
}

// languageWord names the language of a document; an unknown one by its tag.
func (l Language) languageWord(tag string) string {
	switch primary, _, _ := strings.Cut(tag, "-"); primary {
	case "en":
		return l.say("English")
	case "es":
		return l.say("Spanish")
	case "pt":
		return l.say("Portuguese")
	default:
		return clip(tag, maxName)
	}
}

// number renders v with the given decimals, in the language's notation.
func (l Language) number(v float64, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, v)
	if l == Spanish {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// span renders a time span to the second, or, below one second, to the millisecond.
func (l Language) span(d time.Duration) string {
	if d < 0 {
		return "−" + l.span(-d)
	}
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	d = d.Round(time.Second)
	var parts []string
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := d / unit.of; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
			d -= n * unit.of
		}
	}
	return strings.Join(parts, " ")
}

// milliseconds renders the time that something took.
func (l Language) milliseconds(ms float64) string {
	switch {
	case ms > 0 && ms < 1:
		return "< 1 ms"
	case ms < 1000:
		return l.number(max(ms, 0), 0) + " ms"
	default:
		return l.number(ms/1000, 1) + " s"
	}
}

// instant is a point in time for people and for machines.
type instant struct{ Text, Machine string }

// at renders t in UTC; the zero time has no text.
func at(t time.Time) instant {
	if t.IsZero() {
		return instant{}
	}
	t = t.UTC()
	return instant{t.Format("2006-01-02 15:04:05") + " UTC", t.Format(time.RFC3339)}
}

// The most characters that a page shows of one text. The rest stands in
// results.json: a page is to be read, and sent by mail.
const (
	maxName  = 120 // an id, a name
	maxText  = 600 // a sentence
	maxValue = 400 // an expected or actual value, a header
	maxLink  = 2000
)

// clip cuts s after n characters, with an ellipsis in place of the rest.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	at := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return s[:at] + "…"
}
