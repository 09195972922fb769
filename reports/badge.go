package reports

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"

	"concord/internal/contract"
)

// badge is a label and what it says, on a colour (#rrggbb) on which white is
// easy to read.
type badge struct{ label, message, color string }

// maxBadge is the most characters of each half: a badge is read at a glance.
const maxBadge = 40

func badgeOf(l Language, r contract.Results) badge {
	b := badge{label: cmp.Or(targetName(r), r.Target.Provider, "concord")}
	switch r.Verdict {
	case contract.Conformant:
		b.message, b.color = l.say("as documented"), "#1e7c34"
	case contract.Nonconformant:
		b.message, b.color = l.say("deviates"), "#b3261e"
		if n := brokenClauses(r); n > 0 {
			b.message = l.say("deviates in %s", l.clauses(n))
		}
	default:
		b.message, b.color = l.say("no verdict"), "#5f5f5f"
	}
	if r.Mode == contract.ModeMock {
		b.message = "MOCK: " + b.message
	}
	b.label, b.message = shorten(visible(b.label), maxBadge), shorten(visible(b.message), maxBadge)
	return b
}

// BadgeJSON writes the verdict of r as the endpoint of shields.io reads it.
func BadgeJSON(w io.Writer, r contract.Results, o Options) error {
	b := badgeOf(o.Language, r)
	return writeJSON(w, "the badge", struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
		IsError       bool   `json:"isError,omitempty"` // there is no verdict
		CacheSeconds  int    `json:"cacheSeconds"`
	}{1, b.label, b.message, b.color, r.Verdict != contract.Conformant && r.Verdict != contract.Nonconformant, 300})
}

// Sizes of the picture in pixels.
const (
	badgeHeight  = 20
	badgePadding = 6
)

// Badge writes the verdict of r as an SVG picture that stands alone: no script,
// no font and no address is fetched. Its title says the whole verdict.
func Badge(w io.Writer, r contract.Results, o Options) error {
	b := badgeOf(o.Language, r)
	label, message := textWidth(b.label), textWidth(b.message)
	left, right := label+2*badgePadding, message+2*badgePadding
	title := xmlText(b.label + ": " + b.message)
	text := func(x, width int, s string) string {
		return fmt.Sprintf(`    <text x="%d" y="14" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", x, width, xmlText(s))
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" role="img" aria-label="%[3]s">
  <title>%[3]s</title>
  <desc>%[4]s</desc>
  <clipPath id="r"><rect width="%[1]d" height="%[2]d" rx="3"/></clipPath>
  <g clip-path="url(#r)">
    <rect width="%[5]d" height="%[2]d" fill="#333333"/>
    <rect x="%[5]d" width="%[6]d" height="%[2]d" fill="%[7]s"/>
  </g>
  <g fill="#ffffff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
%[8]s%[9]s  </g>
</svg>
`, left+right, badgeHeight, title, xmlText(o.Language.verdictIn(r)), left, right, b.color,
		text(badgePadding, label, b.label), text(left+badgePadding, message, b.message))
	if err != nil {
		return fmt.Errorf("writing the badge: %w", err)
	}
	return nil
}

// xmlText escapes s for text and attributes of XML; what XML cannot hold becomes
// U+FFFD.
func xmlText(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// glyphs groups characters by their width in Verdana at 11 pixels, in tenths of
// a pixel. The picture fits each text to the width that follows from it, so an
// approximation only spaces the letters a little.
var glyphs = map[string]int{
	"il'|": 32, "j": 38, " I,.:;!": 42, "ft/\\()[]": 46, "r-": 49, "1234567890_": 70, "csz": 58, "kvxy": 64, "aeE": 66,
	"bdghnopqu": 69, "T": 68, "JL": 59, "FP": 65, "m": 107, "w": 90, "W%": 109, "@": 110, "MGNOQDHU": 86, "ABCKRSVXYZ": 76, "#&+<=>~": 90,
}

var glyphWidths = func() map[rune]int {
	widths := map[rune]int{}
	for runes, width := range glyphs {
		for _, r := range runes {
			widths[r] = width
		}
	}
	return widths
}()

// textWidth returns the width of s in whole pixels.
func textWidth(s string) int {
	tenths := 0
	for _, r := range s {
		width, known := glyphWidths[r]
		switch {
		case known:
		case r >= 0x1100: // East Asian scripts, pictographs
			width = 110
		default:
			width = 70
		}
		tenths += width
	}
	return max(1, (tenths+9)/10)
}
