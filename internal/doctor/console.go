package doctor

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// marks are how a check begins on the console.
var marks = map[Status]string{OK: "✓", Remark: "!", Wrong: "✗", Trouble: "✗", Unchecked: "–"}

// Console prints an examination while it goes on: a line for what was found, one
// for what to do.
type Console struct {
	W     io.Writer
	begun bool
}

const nameWidth = 10

// Section implements [Listener].
func (c *Console) Section(s Section) {
	if c.begun {
		fmt.Fprintln(c.W)
	}
	c.begun = true
	title := s.Name
	if s.BaseURL != "" {
		title += "  " + s.BaseURL
	}
	fmt.Fprintln(c.W, title)
}

// Check implements [Listener].
func (c *Console) Check(k Check) {
	fmt.Fprintf(c.W, "  %s %-*s  %s\n", marks[k.Status], nameWidth, k.Name, visible(k.Finding))
	if k.Advice != "" {
		fmt.Fprintf(c.W, "    %-*s  → %s\n", nameWidth, "", visible(k.Advice))
	}
}

// Conclude prints what the examination comes to.
func (c *Console) Conclude(r Report) {
	counts := map[Status]int{}
	requests := 0
	for _, s := range r.Sections {
		requests += s.Requests
		for _, k := range s.Checks {
			counts[k.Status]++
		}
	}
	verdict := "all well"
	if r.ExitCode != 0 {
		verdict = fmt.Sprintf("%d to mend in settings or credentials, %d on the way or at the partner", counts[Wrong], counts[Trouble])
	}
	fmt.Fprintf(c.W, "\n%s; %s, %s sent\n", verdict, several(counts[Remark], "remark"), several(requests, "request"))
}

func several(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// visible replaces what could disturb a terminal: some words are a server's.
func visible(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError {
			r = '·'
		}
		out = append(out, r)
	}
	return string(out)
}
