package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is a piece of a text that may stand out.
type part struct {
	Text string
	Mark bool
}

// difference marks in each of two texts what the other does not have: word by
// word, and inside a word where the two are mostly alike. Texts without a word in
// common are marked as a whole.
func difference(want, got string) (a, b []part) {
	x, y := pieces(want), pieces(got)
	inX, inY := common(x, y)
	alike := false
	for i := range x {
		alike = alike || inX[i] && isWord(x[i])
	}
	if !alike {
		return within(want, got)
	}
	return marked(x, inX), marked(y, inY)
}

// within marks what differs between two texts with the same beginning or end. If
// these are the lesser part of either, all of both is marked.
func within(want, got string) (a, b []part) {
	head, tail := 0, 0
	for head < len(want) && head < len(got) {
		r, size := utf8.DecodeRuneInString(want[head:])
		if s, _ := utf8.DecodeRuneInString(got[head:]); r != s {
			break
		}
		head += size
	}
	for tail < min(len(want), len(got))-head {
		r, size := utf8.DecodeLastRuneInString(want[:len(want)-tail])
		if s, _ := utf8.DecodeLastRuneInString(got[:len(got)-tail]); r != s || tail+size > min(len(want), len(got))-head {
			break
		}
		tail += size
	}
	if 2*(head+tail) < max(len(want), len(got)) {
		head, tail = 0, 0
	}
	around := func(s string) []part {
		return marked([]string{s[:head], s[head : len(s)-tail], s[len(s)-tail:]}, []bool{true, false, true})
	}
	return around(want), around(got)
}

// pieces splits a text into words, runs of blanks, and single other characters.
func pieces(s string) []string {
	var out []string
	kind := func(r rune) int {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '_':
			return 1
		case unicode.IsSpace(r):
			return 2
		default:
			return 0
		}
	}
	start, last := 0, 0
	for i, r := range s {
		if k := kind(r); i > 0 && (k == 0 || k != last) {
			out, start = append(out, s[start:i]), i
		}
		last = kind(r)
	}
	if s != "" {
		out = append(out, s[start:])
	}
	return out
}

func isWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// common returns which words of x and y belong to a longest common subsequence.
func common(x, y []string) (inX, inY []bool) {
	length := make([][]int, len(x)+1)
	for i := range length {
		length[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	inX, inY = make([]bool, len(x)), make([]bool, len(y))
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			inX[i], inY[j] = true, true
			i, j = i+1, j+1
		case length[i+1][j+1] == length[i][j]: // neither is needed: what comes first stays together
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return inX, inY
}

// marked joins pieces of the same kind; those that are not shared stand out.
func marked(of []string, shared []bool) []part {
	var out []part
	for i, s := range of {
		switch last := len(out) - 1; {
		case s == "":
		case last >= 0 && out[last].Mark == !shared[i]:
			out[last].Text += s
		// a lone blank between two marks belongs to them
		case last >= 1 && !shared[i] && strings.TrimSpace(out[last].Text) == "" && out[last-1].Mark:
			out[last-1].Text += out[last].Text + s
			out = out[:last]
		default:
			out = append(out, part{s, !shared[i]})
		}
	}
	return out
}
