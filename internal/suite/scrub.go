package suite

import (
	"encoding/base64"
	"fmt"
	"strings"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/wire"
)

// Scrub replaces, in what was observed, the secrets that became known only
// after it was recorded: an answer may give away what an earlier one held.
func (s *Suite) Scrub(observations []contract.Observation) {
	for i := range observations {
		o := &observations[i]
		o.Skip, o.Error = s.secrets.Scrub(o.Skip), s.secrets.Scrub(o.Error)
		for j := range o.Exchanges {
			s.scrub(&o.Exchanges[j])
		}
	}
}

// scrub changes nothing in place below e: cases of a live run share exchanges.
func (s *Suite) scrub(e *contract.Exchange) {
	e.Request.URL, e.Request.Body = s.secrets.Scrub(e.Request.URL), s.secrets.Scrub(e.Request.Body)
	e.Request.Header = s.scrubHeader(e.Request.Header)
	if e.Response != nil {
		response := *e.Response
		response.Header, response.Body = s.scrubHeader(response.Header), s.scrubBody(response.Body)
		e.Response = &response
	}
	tokens := make(map[string]contract.Token, len(e.Tokens))
	for placeholder, token := range e.Tokens {
		tokens[s.secrets.Scrub(placeholder)] = s.secrets.ShownFacts(token)
	}
	if e.Tokens != nil {
		e.Tokens = tokens
	}
	retries := append([]contract.Retry(nil), e.Retries...)
	for i := range retries {
		retries[i].Message = s.secrets.Scrub(retries[i].Message)
	}
	e.Retries = retries
	if e.Failure != nil {
		e.Failure = &contract.Failure{Kind: e.Failure.Kind, Message: s.secrets.Scrub(e.Failure.Message)}
	}
}

func (s *Suite) scrubBody(b contract.Body) contract.Body {
	if b.Encoding == "" {
		if s.secrets.Scrub(b.Text) != b.Text {
			b.Text = s.secrets.Scrub(s.withoutNumbers(b.Text))
		}
		return b
	}
	if text, err := base64.StdEncoding.DecodeString(b.Text); err == nil { // as it was recorded
		b.Text = base64.StdEncoding.EncodeToString([]byte(s.secrets.Scrub(string(text))))
	}
	return b
}

// withoutNumbers returns a JSON text with 0 for every number that reads as a
// secret: a placeholder there would make it another thing than JSON.
func (s *Suite) withoutNumbers(text string) string {
	var b strings.Builder
	done := 0
	v, _ := wire.Read([]byte(text))
	v.Walk(func(_ string, v *wire.Value) {
		if v.Kind == wire.Number && s.secrets.Scrub(v.Text) != v.Text {
			b.WriteString(text[done:v.Start] + "0")
			done = v.End
		}
	})
	b.WriteString(text[done:])
	return b.String()
}

func (s *Suite) scrubHeader(header map[string][]string) map[string][]string {
	if header == nil {
		return nil
	}
	out := make(map[string][]string, len(header))
	for name, values := range header {
		shown := s.secrets.Scrub(name)
		for _, value := range values {
			out[shown] = append(out[shown], s.secrets.Scrub(value))
		}
	}
	return out
}

// survive turns a panic of a case into an observation that could not be judged:
// no other case goes down with it, and what is secret in it is not printed.
func (s *Suite) survive(c judge.Case, o *contract.Observation) {
	if p := recover(); p != nil {
		*o = contract.Observation{Case: c.ID, Error: "concord itself failed: " + s.PanicText(p)}
	}
}

// PanicText words a panic, without its message where that holds a secret: it may
// hold parts of others.
func (s *Suite) PanicText(p any) string {
	text := fmt.Sprint(p)
	if s.secrets.Scrub(text) != text {
		return "the message is withheld, it holds a secret"
	}
	return text
}
