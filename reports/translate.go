package reports

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"concord/internal/contract"
)

// catalogues hold, for every language but English, what the engine says: titles,
// messages, expected and actual words, reasons.
var catalogues = map[Language]func() *catalogue{
	Spanish: sync.OnceValue(func() *catalogue {
		return newCatalogue(slices.Concat(titlesES, findingsES, wordsES, wireES, reasonsES, failuresES))
	}),
}

// translate returns a finished English sentence of the engine's in l: a title, a
// message, a reason, what was expected or came. What it does not know, such as
// a value from the wire, it returns unchanged.
func (l Language) translate(text string) string {
	if own, ok := l.lookup(text); ok {
		return own
	}
	return text
}

// lookup is translate, and tells whether the text is known.
func (l Language) lookup(text string) (string, bool) {
	if c, ok := catalogues[l]; ok && len(text) <= longest {
		return c().lookup(text, 0)
	}
	return text, false
}

// sentence returns what a clause says, in l.
func (l Language) sentence(c contract.ClauseResult) string {
	return cmp.Or(c.Translations[string(l)].Sentence, c.Sentence)
}

// reason returns why a clause was not tested, in l: in the words of its spec
// where no case is about it, else in those of the engine.
func (l Language) reason(c contract.ClauseResult) string {
	if own := c.Translations[string(l)].Untested; own != "" && len(c.Cases) == 0 {
		return own
	}
	return l.translate(c.Reason)
}

// wording returns what a discrepancy says, in l.
func (l Language) wording(d contract.Discrepancy) (statement, reading, question string) {
	own := d.Translations[string(l)]
	return cmp.Or(own.Statement, d.Statement), cmp.Or(own.Reading, d.Reading), cmp.Or(own.Question, d.Question)
}

// entry is one text of the engine in English and in another language. The
// English one is a pattern in the manner of package fmt, as the source has it;
// its verbs say what may stand in their place:
//
//	%s  anything, put into the other language as it stands
//	%d  a whole number
//	%q  a text in double quotes
//	%t  a span of time: 4m0s, 12 s
//	%j  a value from the wire
//	%i  the id of an exchange
//	%y  a JSON type
//	%w  words of ours: another text of the catalogue, put in translated
//
// The other text has the same verbs in the same order, or with an index:
// %[2]s. Where it has %w for what is %s in English, words of ours are translated
// and anything else stands.
type entry struct{ english, other string }

// catalogue looks up finished texts.
type catalogue struct {
	plain    map[string]string
	patterns []pattern // the most specific first
}

// pattern is an entry with verbs.
type pattern struct {
	entry
	form    *regexp.Regexp
	parts   []string // of the English text, around its verbs
	verbs   []byte   // of the English text, in order
	literal int      // letters that are no verb
}

// verb matches a verb, with the index it may have.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])`)

// slots says what each English verb may stand for.
var slots = map[byte]string{
	's': `(.*?)`,
	'w': `(.+?)`,
	'd': `(-?\d+)`,
	'q': `("(?:[^"\\]|\\.)*")`,
	't': `(-?\d+(?:\.\d+)?(?: s|[hmsµn][0-9hmsµn.]*))`,
	'j': `(.+)`,
	'i': `([\w./-]+#\d+)`,
	'y': `(string|number|integer|boolean|object|array|null)`,
}

// atStart is %s at the start of a pattern: a name. What begins like a JSON value
// or a pointer comes from the wire, and is nothing of ours.
const atStart = `([^"{\[/].*?)`

func newCatalogue(entries []entry) *catalogue {
	c := &catalogue{plain: map[string]string{}}
	for _, e := range entries {
		if verb.MatchString(e.english) {
			c.patterns = append(c.patterns, newPattern(e))
		} else {
			c.plain[e.english] = e.other
		}
	}
	slices.SortStableFunc(c.patterns, func(a, b pattern) int { return cmp.Compare(b.literal, a.literal) })
	return c
}

func newPattern(e entry) pattern {
	p := pattern{entry: e}
	form, done := `(?s)^`, 0
	for _, at := range verb.FindAllStringSubmatchIndex(e.english, -1) {
		v := e.english[at[1]-1]
		form += regexp.QuoteMeta(e.english[done:at[0]])
		if slot := slots[v]; at[0] == 0 && v == 's' {
			form += atStart
		} else {
			form += slot
		}
		p.verbs = append(p.verbs, v)
		p.parts = append(p.parts, e.english[done:at[0]])
		done = at[1]
	}
	p.parts = append(p.parts, e.english[done:])
	p.literal = len(strings.Join(p.parts, ""))
	p.form = regexp.MustCompile(form + regexp.QuoteMeta(e.english[done:]) + `$`)
	return p
}

// match returns what stands for the verbs in a text, nil where it is another
// text. Most are, and can be told so by the first part or the last alone.
func (p pattern) match(text string) []string {
	if !strings.HasPrefix(text, p.parts[0]) || !strings.HasSuffix(text, p.parts[len(p.parts)-1]) {
		return nil
	}
	return p.form.FindStringSubmatch(text)
}

// A text may hold what a hostile server chose. These bound what is done about it.
const (
	longest = 4 << 10 // bytes of a text that is looked up at all
	deepest = 5       // words of ours in words of ours
	most    = 12      // texts that were joined
)

// lookup translates a text, or several that were joined by semicolons; false
// where any of it is unknown. Depth is how many texts it stands in.
func (c *catalogue) lookup(text string, depth int) (string, bool) {
	if depth > deepest {
		return text, false
	}
	// Joined ones come first: a text that ends in a name would swallow the next.
	if parts := strings.Split(text, joint); len(parts) > 1 && len(parts) <= most {
		if own, ok := c.joined(parts, depth); ok {
			return own, true
		}
	}
	return c.single(text, depth)
}

// joint stands between texts that were joined, and within some.
const joint = "; "

// joined translates parts of which each, or several together, are a text. It
// works from the end, so that no part is looked at more often than there are parts.
func (c *catalogue) joined(parts []string, depth int) (string, bool) {
	from := make([]*string, len(parts)+1) // the translation from a part on
	nothing := ""
	from[len(parts)] = &nothing
	for i := len(parts) - 1; i >= 0; i-- {
		for j := i + 1; j <= len(parts) && from[i] == nil; j++ {
			if from[j] == nil || j-i == len(parts) {
				continue
			}
			if own, ok := c.single(strings.Join(parts[i:j], joint), depth); ok {
				if j < len(parts) {
					own += joint + *from[j]
				}
				from[i] = &own
			}
		}
	}
	if from[0] == nil {
		return "", false
	}
	return *from[0], true
}

func (c *catalogue) single(text string, depth int) (string, bool) {
	if own, ok := c.plain[text]; ok {
		return own, true
	}
	for _, p := range c.patterns {
		if found := p.match(text); found != nil {
			if own, ok := c.fill(p, found[1:], depth+1); ok {
				return own, true
			}
		}
	}
	return text, false
}

// fill puts the arguments of a text into its other language; false where words
// of ours are not in the catalogue.
func (c *catalogue) fill(p pattern, args []string, depth int) (string, bool) {
	for i, v := range p.verbs {
		if v == 'w' {
			own, ok := c.lookup(args[i], depth)
			if !ok {
				return "", false
			}
			args[i] = own
		}
	}
	n := -1
	return verb.ReplaceAllStringFunc(p.other, func(v string) string {
		n++
		i := n
		if index := verb.FindStringSubmatch(v)[1]; index != "" {
			i, _ = strconv.Atoi(index) // digits
			i--
		}
		if v[len(v)-1] == 'w' && p.verbs[i] != 'w' {
			own, _ := c.lookup(args[i], depth)
			return own
		}
		return args[i]
	}), true
}
