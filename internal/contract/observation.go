package contract

import "time"

// Step says what an exchange of an observation was for.
type Step string

const (
	// StepLogin sends the request that the case is about.
	StepLogin Step = "login"
	// StepRecovery is the good login that follows every refused one.
	StepRecovery Step = "login after a refusal"
	// StepRenewal is the login that follows an expired token.
	StepRenewal Step = "login after expiry"
	// StepProbeNone asks the probe without a token: it must be refused.
	StepProbeNone Step = "probe without a token"
	// StepProbeGarbage asks the probe with a token nobody issued: it must be refused.
	StepProbeGarbage Step = "probe with a garbage token"
	// StepProbeFresh asks the probe with a token just issued.
	StepProbeFresh Step = "probe with a fresh token"
	// StepProbeBefore asks the probe shortly before the documented end of life.
	StepProbeBefore Step = "probe just before expiry"
	// StepProbeAfter asks the probe after the end of life.
	StepProbeAfter Step = "probe after expiry"
	// StepProbeLate asks the probe well past the end of life and any leeway.
	StepProbeLate Step = "probe long after expiry"
	// StepProbeEarlier asks the probe with the token of the login before the last one.
	StepProbeEarlier Step = "probe with the earlier login's token"
	// StepProbeLater asks the probe with the token of the last of two logins.
	StepProbeLater Step = "probe with the later login's token"
	// StepProbeRenewed asks the probe with the token of the renewal.
	StepProbeRenewed Step = "probe with the renewed token"
)

// Observation is what was seen while a case ran: redacted, without a verdict.
// It holds all that judging needs beside the spec and the contract document.
type Observation struct {
	Case string `json:"case"`
	// Skip is the reason why the case did not run, Error why it could not be
	// observed; both empty when it ran to its end.
	Skip       string     `json:"skip,omitempty"`
	Error      string     `json:"error,omitempty"`
	DurationMS float64    `json:"durationMs"`
	Settings   Settings   `json:"settings"`
	Exchanges  []Exchange `json:"exchanges,omitempty"`
}

// Settings are the facts about the target that change how answers are judged.
type Settings struct {
	Mode Mode `json:"mode"`
	// TokenLifetime is the target's own access-token lifetime in seconds, 0
	// where the documented one is to be judged.
	TokenLifetime float64 `json:"tokenLifetime,omitempty"`
	// Withheld names documented but optional request headers that were not sent
	// because no value is configured, by environment variable.
	Withheld []string `json:"withheld,omitempty"`
}

// Exchange is one request and its answer, redacted.
type Exchange struct {
	ID   string `json:"id"` // unique in a run: <case>#<n>, from 1
	Step Step   `json:"step"`
	// Example names the documented example whose answer is expected; empty for probes.
	Example    string    `json:"example,omitempty"`
	SentAt     time.Time `json:"sentAt"`     // on the runner's clock (virtual on the mock)
	ReceivedAt time.Time `json:"receivedAt"` // when the headers of the answer were complete
	DurationMS float64   `json:"durationMs"` // real time
	Request    Request   `json:"request"`
	Response   *Response `json:"response,omitempty"`
	// Tokens holds the facts of each secret seen, by the placeholder that
	// stands for it in headers and bodies.
	Tokens map[string]Token `json:"tokens,omitempty"`
	// Probed is the placeholder of the token a probe sent; empty otherwise.
	Probed  string   `json:"probed,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
	// Retries are the earlier tries of this request that came to nothing.
	Retries []Retry `json:"retries,omitempty"`
}

// Granted tells whether e is a login that was granted.
func (e Exchange) Granted() bool {
	return e.Example != "" && e.Response != nil && e.Response.Status/100 == 2
}

// Retry is a try of a request that was made again: no byte of an answer came, or
// the answer was to come back later (429).
type Retry struct {
	SentAt   time.Time `json:"sentAt"`
	Kind     string    `json:"kind"` // as of a Failure, or [RetryLimited]
	Message  string    `json:"message"`
	WaitedMS float64   `json:"waitedMs"` // between this try and the next, by the clock of the run
}

// RetryLimited is the kind of a retry that the server asked for: it limits requests (429).
const RetryLimited = "limited"

// Request is a request as sent, secrets replaced.
type Request struct {
	Method string              `json:"method"`
	URL    string              `json:"url"`
	Header map[string][]string `json:"header"`
	Body   string              `json:"body,omitempty"`
}

// Response is an answer as received, secrets replaced. Redirects are observed,
// never followed.
type Response struct {
	Status int                 `json:"status"`
	Proto  string              `json:"proto"`
	Header map[string][]string `json:"header"`
	Body   Body                `json:"body"`
}

// Body is the content of an answer after content decoding, secrets replaced.
type Body struct {
	Text string `json:"text"`
	// Encoding is "base64" where the content is not UTF-8, else empty.
	Encoding string `json:"encoding,omitempty"`
	Bytes    int    `json:"bytes"` // length as received, before replacement
	// Cut says that the connection ended before the content was complete.
	Cut bool `json:"cut,omitempty"`
	// Miscoded says that the content is not in the coding that Content-Encoding
	// declares.
	Miscoded bool `json:"miscoded,omitempty"`
}

// Failure says why no complete answer arrived. It is never a verdict on the partner.
type Failure struct {
	Kind    string `json:"kind"` // dns, refused, reset, tls, timeout, malformed, oversize, unavailable, canceled …
	Message string `json:"message"`
}

// Token is what can be known of a secret string without its key or its text.
type Token struct {
	Length int    `json:"length"` // bytes
	Form   string `json:"form"`   // jwt, uuid or opaque, by its look
	Digest string `json:"digest"` // keyed by the run: equal secrets look equal within one
	JWT    *JWT   `json:"jwt,omitempty"`
}

// JWT holds the facts of a token that has the look of a signed JWT (RFC 7519).
type JWT struct {
	Parts int `json:"parts"` // dot-separated
	// Problems lists every way in which the token is not a well-formed JWS
	// compact serialization with JSON object header and claims (RFC 7515 §3.1).
	Problems []string `json:"problems,omitempty"`
	Alg      string   `json:"alg,omitempty"`
	Typ      string   `json:"typ,omitempty"`
	// Header and Claims map member names to JSON type names.
	Header map[string]string `json:"header,omitempty"`
	Claims map[string]string `json:"claims,omitempty"`
	// Exp, Iat and Nbf are NumericDates (seconds, RFC 7519 §2); nil where absent
	// or not a number.
	Exp *float64 `json:"exp,omitempty"`
	Iat *float64 `json:"iat,omitempty"`
	Nbf *float64 `json:"nbf,omitempty"`
}
