package notify

import (
	"fmt"
	"strings"

	"concord/internal/history"
)

// title is that of an issue.
func title(n history.Notice, public bool) string {
	what := n.Clause + ": " + n.Text
	if n.Kind == history.Gone {
		what = "no verdict"
	}
	line := strings.Join(strings.Fields(who(n, public)+": "+what), " ")
	if runes := []rune(line); len(runes) > 120 {
		line = string(runes[:119]) + "…"
	}
	return line
}

// who names what the notice is about: in public the provider, whose page is
// public too, and not our environment.
func who(n history.Notice, public bool) string {
	if public {
		return n.Provider
	}
	return n.Target
}

// text is that of an issue. The marker by which it is found again comes last.
func text(n history.Notice, public bool) string {
	var b strings.Builder
	said := n.Text
	if public && n.Kind == history.Gone {
		said, _, _ = strings.Cut(said, ":") // the reason may name a host
	}
	fmt.Fprintf(&b, "%s\n\n", markdown(said))
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "- **%s** %s\n", name, markdown(value))
		}
	}
	field("clause", strings.TrimSpace(n.Clause+" "+n.Sentence))
	field("expected", n.Expected)
	if !public || !strings.Contains(n.Actual, "://") { // a redirect shows a host
		field("got", n.Actual)
	}
	field("case", n.Case)
	if strings.HasPrefix(n.URL, "https://") {
		fmt.Fprintf(&b, "- **page** <%s>\n", strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "").Replace(n.URL))
	}
	field("run", n.RunID)
	if !public {
		field("target", n.Target)
	}
	fmt.Fprintf(&b, "\nThis issue is closed when it is over.\n\n<!-- concord:%s -->\n", n.Fingerprint)
	return b.String()
}

// markdown makes text inert on GitHub: no markup, no mention, no reference, on
// one line. What a server answered may stand in it.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		switch {
		case strings.ContainsRune("\\`*_{}[]<>()#+-!|~", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '@':
			b.WriteString("@\u200b") // mentions nobody
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
