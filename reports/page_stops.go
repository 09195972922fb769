package reports

import (
	"slices"
	"strings"

	"concord/internal/contract"
)

// stop is something that kept cases from being judged.
type stop struct {
	Reason string
	Cases  []string // empty where it concerns the run as a whole
	Move   string   // whose turn it is
	Advice string
}

// stops returns what kept the run from a verdict, each cause once.
func (l Language) stops(r contract.Results) []stop {
	var out []stop
	for _, text := range r.Trouble {
		out = append(out, stop{Reason: clip(l.translate(text), maxText), Move: l.say("the tester's"), Advice: l.say("Remove the cause and run again.")})
	}
	at, failures := map[string]int{}, failuresIn(r.Exchanges)
	for _, c := range r.Cases {
		if c.Status == contract.Error {
			reason, failure := causeOf(c, failures)
			i, known := at[reason]
			if !known {
				i, at[reason] = len(out), len(out)
				out = append(out, l.stop(r, c, reason, failure))
			}
			out[i].Cases = append(out[i].Cases, c.ID)
		}
	}
	for i := range out {
		out[i].Cases = clipAll(out[i].Cases)
	}
	return out[:min(len(out), maxStops)]
}

const maxStops = 6

// failuresIn returns the failures of exchanges, each message once, up to as many
// as a page has stops.
func failuresIn(exchanges []contract.Exchange) []*contract.Failure {
	var out []*contract.Failure
	seen := map[string]bool{"": true}
	for i := range exchanges {
		if f := exchanges[i].Failure; f != nil && !seen[f.Message] && len(out) < maxStops {
			seen[f.Message] = true
			out = append(out, f)
		}
	}
	return out
}

// causeOf returns why a case could not be judged: the failure of an exchange that
// its reason tells of, else the reason itself.
func causeOf(c contract.CaseResult, failures []*contract.Failure) (reason string, failure *contract.Failure) {
	for _, f := range failures {
		if strings.Contains(c.Reason, f.Message) {
			return f.Message, f
		}
	}
	return c.Reason, nil
}

func (l Language) stop(r contract.Results, c contract.CaseResult, reason string, failure *contract.Failure) stop {
	s := stop{Reason: clip(l.translate(reason), maxText)}
	if failure != nil {
		s.Move, s.Advice = l.networkMove(failure.Kind)
	} else {
		s.Move, s.Advice = l.answerMove(lastAnswer(r, c))
	}
	return s
}

// networkMove says whose turn it is where no answer came, by the kind of failure.
func (l Language) networkMove(kind string) (move, advice string) {
	switch kind {
	case "forbidden", "unsendable", "canceled":
		return l.say("the tester's"), l.say("Nothing was wrong with the server: set up the run as the reason says, and run again.")
	case "unavailable", "oversize", "malformed":
		return l.say("the provider's"), l.say("The server was reached and gave no answer that could be judged: bring it back into service, or say when it will be.")
	case "tls":
		return l.say("the provider's"), l.say("No secure connection came about: check the server's certificate (names, dates, chain). If it is in order, the tester checks the address and the certificates it trusts.")
	default:
		return l.say("first the tester's, then the provider's"),
			l.say("The tester checks the address and the network up to it. If both are in order, the provider checks that the server runs and can be reached from outside.")
	}
}

// answerMove says whose turn it is where an answer came, by its status.
func (l Language) answerMove(e *contract.Exchange) (move, advice string) {
	switch {
	case e != nil && e.Example == "":
		return l.say("the tester's"), l.say("The URL that was to show whether a token is accepted does not tell tokens apart: configure another probe.")
	case e != nil && e.Response.Status == 429:
		return l.say("the tester's"), l.say("The server limits logins: run again later, or more slowly. The provider may raise the limit for the test account.")
	case e != nil && e.Response.Status/100 == 4:
		return l.say("first the tester's, then the provider's"),
			l.say("The tester checks the address and the credentials. If they are those that the provider handed out, the provider checks that the account is active in this environment.")
	default:
		return l.say("the tester's"), l.say("Remove the cause and run again.")
	}
}

// lastAnswer returns the last exchange of a case that was answered; failing that,
// the last login of the run that was refused.
func lastAnswer(r contract.Results, c contract.CaseResult) *contract.Exchange {
	var refused *contract.Exchange
	for i := range slices.Backward(r.Exchanges) {
		e := &r.Exchanges[i]
		if e.Response == nil {
			continue
		}
		if strings.HasPrefix(e.ID, c.ID+"#") {
			return e
		}
		if refused == nil && e.Example != "" && e.Response.Status/100 == 4 {
			refused = e
		}
	}
	return refused
}
