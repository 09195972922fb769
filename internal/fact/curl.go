package fact

import (
	"cmp"
	"slices"
	"strings"
)

// valued are curl's options with a value that are none of those read here.
var valued = []string{"-o", "--output", "-A", "--user-agent", "-b", "--cookie", "-e", "--referer", "-m", "--max-time", "--connect-timeout", "-F", "--form", "-w", "--write-out", "--retry"}

// curl reads an example of a request: its method and URL, headers and JSON body.
func curl(text string) *Fact {
	f := &Fact{Kind: Curl}
	var method, target string
	args := shellWords(strings.TrimLeft(text, " \t$"))
	for i := 1; i < len(args); i++ {
		option, value := args[i], ""
		switch name, given, joined := strings.Cut(option, "="); {
		case strings.HasPrefix(option, "--") && joined:
			option, value = name, given
		case strings.HasPrefix(option, "-") && !strings.HasPrefix(option, "--") && len(option) > 2 && strings.Contains("XHdubAe", option[1:2]):
			option, value = option[:2], option[2:]
		case strings.HasPrefix(option, "-") && i+1 < len(args):
			value = args[i+1]
		}
		took := true
		switch option {
		case "-X", "--request":
			method = value
		case "-H", "--header":
			if name, value, ok := strings.Cut(value, ":"); ok {
				f.Facts = append(f.Facts, headerFact(strings.TrimSpace(name), strings.TrimSpace(value)))
			}
		case "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json":
			method = cmp.Or(method, "POST")
			if example := exampleOf(value); example != nil {
				f.Facts = append(f.Facts, example)
			}
		case "-u", "--user":
			f.Facts = append(f.Facts, headerFact("Authorization", "Basic "+value))
		case "--url":
			target = value
		default:
			took = slices.Contains(valued, option)
		}
		switch {
		case took && option == args[i]:
			i++ // the value is a word of its own
		case !took && !strings.HasPrefix(args[i], "-"):
			target = cmp.Or(target, args[i])
		}
	}
	f.Value = cmp.Or(method, "GET") + " " + target
	return f
}

// shellWords splits a command as a shell does, without expanding anything. White
// space that is escaped, as a copy in one line has it, separates words too.
func shellWords(text string) []string {
	var out []string
	var word strings.Builder
	var quote rune
	started, escaped := false, false
	end := func() {
		if started {
			out = append(out, word.String())
		}
		word.Reset()
		started = false
	}
	for _, r := range text {
		space := r == ' ' || r == '\t' || r == '\n'
		switch {
		case escaped:
			escaped = false
			if quote == 0 && space {
				end()
				continue
			}
			word.WriteRune(r)
			started = true
		case r == '\\' && quote != '\'':
			escaped = true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, started = r, true
		case space:
			end()
		default:
			word.WriteRune(r)
			started = true
		}
	}
	end()
	return out
}
