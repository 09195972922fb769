package reports

import (
	"unicode"
	"unicode/utf8"

	"concord/internal/contract"
)

// verdictView is the verdict in words.
type verdictView struct {
	Word     string // one or two words
	Headline string
	Lead     []string // sentences
	Move     string   // whose turn it is, and to do what
}

func (l Language) verdict(r contract.Results) verdictView {
	v := verdictView{Word: l.verdictWord(r.Verdict)}
	name := l.subject(r)
	switch r.Verdict {
	case contract.Conformant:
		v.Headline = l.say("%s does what its documentation says", name)
	case contract.Nonconformant:
		v.Headline = l.say("%s deviates from its documentation", name)
		if n := brokenClauses(r); n > 0 {
			v.Headline = l.count(n, "%[2]s deviates from its documentation in %[1]d clause", "%[2]s deviates from its documentation in %[1]d clauses", name)
		}
	default:
		v.Headline = l.say("There is no verdict on %s", name)
	}
	if r.Mode == contract.ModeMock { // only its name may have a capital letter
		first, size := utf8.DecodeRuneInString(v.Headline)
		v.Headline = string(unicode.ToUpper(first)) + v.Headline[size:]
	}
	v.Lead, v.Move = l.lead(r), l.move(r)
	return v
}

// subject is who the verdict is about: a mock's is not about the provider.
func (l Language) subject(r contract.Results) string {
	provider := clip(r.Target.Provider, maxName)
	if r.Mode == contract.ModeMock {
		return l.say("the bundled mock of %s", provider)
	}
	if name := targetName(r); name != "" {
		return clip(name, maxName) + " (" + provider + ")"
	}
	return provider
}

// lead sums up what the verdict rests on.
func (l Language) lead(r contract.Results) []string {
	s := r.Summary
	var out []string
	say := func(sentence string) { out = append(out, sentence) }
	switch {
	case len(r.Cases) == 0:
		say(l.say("No case was run."))
	case s.Skip == len(r.Cases):
		say(l.say("Every case was skipped."))
	case r.Verdict == contract.Inconclusive && s.Error == 0 && len(r.Trouble) == 0:
		say(l.say("No case passed, and no login was understood: a wrong address looks just like that."))
	case s.Error > 0:
		say(l.count(s.Error, "%[1]d case of %[2]d could not be judged.", "%[1]d cases of %[2]d could not be judged.", len(r.Cases)))
	case s.Fail > 0:
		say(l.count(s.Fail, "%[1]d case of %[2]d failed.", "%[1]d cases of %[2]d failed.", len(r.Cases)))
	default:
		say(l.count(s.Pass, "%d case was run, and it passed.", "%d cases were run, and all of them passed."))
	}
	if n := brokenClauses(r); r.Verdict == contract.Inconclusive && n > 0 {
		say(l.count(n, "What could be judged deviates from the documentation in %d clause.", "What could be judged deviates from the documentation in %d clauses."))
	} else if r.Verdict == contract.Inconclusive {
		say(l.say("This says nothing, good or bad, about whether the documentation is kept to."))
	}
	for _, sentence := range l.foreseen(r) {
		say(clip(sentence, maxText))
	}
	if s.Skip > 0 && s.Skip < len(r.Cases) {
		say(l.count(s.Skip, "%d case was skipped; the reason is given below.", "%d cases were skipped; the reasons are given below."))
	}
	if r.Selection.Filter != "" {
		say(l.say("Only the cases that match %q were to be run.", clip(r.Selection.Filter, maxValue)))
	} else if !r.Selection.Complete {
		say(l.say("Only some of the cases were to be run."))
	}
	return out
}

// move says whose turn it is.
func (l Language) move(r contract.Results) string {
	provider := clip(r.Target.Provider, maxName)
	switch {
	case r.Verdict == contract.Inconclusive:
		return l.say("Once that is out of the way, the tester runs the same cases again.")
	case r.Mode == contract.ModeMock && r.Verdict == contract.Nonconformant:
		return l.say("It is nobody's turn at %s: its server was not tested.", provider)
	case r.Verdict == contract.Nonconformant:
		return l.say("It is %s's turn: each finding below says what to correct, at the server or on the page. The tester then runs the same cases again.", provider)
	case len(r.Discrepancies) > 0:
		return l.count(len(r.Discrepancies), "Nothing has to be corrected. The documentation leaves %d question open; an answer would be welcome.",
			"Nothing has to be corrected. The documentation leaves %d questions open; answers would be welcome.")
	default:
		return l.say("Nothing has to be corrected.")
	}
}
