package suite

import "concord/internal/contract"

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

func (s *Suite) scrub(e *contract.Exchange) {
	e.Request.URL, e.Request.Body = s.secrets.Scrub(e.Request.URL), s.secrets.Scrub(e.Request.Body)
	s.scrubHeader(e.Request.Header)
	if e.Response != nil {
		s.scrubHeader(e.Response.Header)
		if e.Response.Body.Encoding == "" {
			e.Response.Body.Text = s.secrets.Scrub(e.Response.Body.Text)
		}
	}
	for i := range e.Retries {
		e.Retries[i].Message = s.secrets.Scrub(e.Retries[i].Message)
	}
	if e.Failure != nil {
		e.Failure.Message = s.secrets.Scrub(e.Failure.Message)
	}
}

func (s *Suite) scrubHeader(header map[string][]string) {
	for _, values := range header {
		for i := range values {
			values[i] = s.secrets.Scrub(values[i])
		}
	}
}
