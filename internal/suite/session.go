package suite

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"concord/internal/clock"
	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/ledger"
	"concord/internal/mock"
	"concord/internal/secret"
	"concord/internal/situation"
	"concord/internal/target"
	"concord/internal/transport"
	"concord/openapi"
)

// session talks to one target: a live one for a whole run, a mock for one case.
type session struct {
	suite    *Suite
	book     *judge.Book
	target   target.Target
	client   *transport.Client
	registry *secret.Registry
	clock    clock.Clock
	settings contract.Settings
	close    func()
	counted  int  // requests that the suite has added up
	once     bool // logins are not sent again, whatever comes of them

	numbers map[string]int                // exchanges by owner, for their ids
	logins  map[string][]transport.Answer // good logins by request example
	granted bool                          // a good login was answered with success
	denied  int                           // the status that refused the first good login, while none was granted
	recent  []transport.Answer            // good logins by the first request example, in order
	silent  int                           // good logins that failed on the way
	trouble string                        // of the last of these
	manners
}

func (s *Suite) mockSession(judge.Case) *session {
	start := s.options.Start
	if start.IsZero() {
		start = time.Now()
	}
	virtual := clock.NewVirtual(start)
	api := mock.NewAPI(s.Book.Doc, virtual)
	api.Break(s.options.Fault)
	listener := newPipe()
	server := &http.Server{Handler: http.StripPrefix("/"+s.Book.Doc.Provider, api), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // ends with Close
	n := s.newSession(s.mockTarget(), virtual)
	for _, value := range n.target.Credentials {
		n.registry.Exempt(value.Reveal()) // the document's own examples
	}
	n.client = s.transportFor(transport.Options{Allowed: n.hosts(), Registry: n.registry, Clock: virtual, Dial: listener.dial})
	n.close = func() {
		n.client.Close()
		_ = server.Close()
	}
	return n
}

func (s *Suite) liveSession() *session {
	n := s.newSession(s.Target, s.options.Clock)
	n.client = s.transportFor(transport.Options{
		Allowed: n.hosts(), Registry: n.registry, Clock: s.options.Clock, Rate: s.options.Rate,
		RootCAs: s.Target.RootCAs, Waits: n.waits,
	})
	n.close = n.client.Close
	for _, h := range s.Book.Doc.Headers {
		if h.Credential != "" && n.target.Credentials[h.Credential].IsZero() {
			n.settings.Withheld = append(n.settings.Withheld, variable(s.Target.Provider, snake(h.Credential)))
		}
	}
	return n
}

// waits tells that the server asked for a wait.
func (n *session) waits(d time.Duration) {
	n.suite.options.Progress("%s: waiting %s, as the server asks (Retry-After)", n.target.Name, d.Round(time.Second))
}

func (s *Suite) newSession(t target.Target, c clock.Clock) *session {
	n := &session{
		suite: s, book: s.Book, target: t, clock: c, registry: s.secrets.Part(),
		settings: contract.Settings{Mode: t.Mode, TokenLifetime: t.TokenLifetime.Seconds()},
		numbers:  map[string]int{}, logins: map[string][]transport.Answer{},
		manners: manners{met: map[ledger.Account]bool{}},
	}
	for _, value := range situation.Invented() {
		n.registry.Exempt(value)
	}
	if t.Mode == contract.ModeLive {
		register(n.registry, t)
	}
	return n
}

// register makes the secrets of a target unprintable, and its user name with the
// password as basic authentication writes them.
func register(registry *secret.Registry, t target.Target) {
	for _, s := range t.Secrets() {
		registry.Add(s.Label, s.Value.Reveal())
	}
	user := t.Credentials["username"]
	if password := t.Credentials["password"]; !user.IsZero() && !password.IsZero() {
		registry.AddBasic(user.Reveal(), password.Reveal())
	}
}

// maskHeaders adds the values of configured headers to a mask. What is shorter
// than a port number hides nothing and would blot out the body's numbers.
func (n *session) maskHeaders(mask map[string]string, headers map[string]secret.String) {
	for name, value := range headers {
		if text := value.Reveal(); len(text) > 4 && !strings.Contains(text, "{token}") {
			mask[text], _ = n.registry.Mask(name, text)
		}
	}
}

// hosts lists the only places that requests may go to.
func (n *session) hosts() []string {
	var out []string
	for _, address := range []string{n.target.BaseURL, n.target.ProbeURL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			out = append(out, transport.HostPort(u))
		}
	}
	return slices.Compact(out)
}

// snake turns a credential kind into the end of its environment variable.
func snake(kind string) string {
	var b strings.Builder
	for i, r := range kind {
		upper := r >= 'A' && r <= 'Z'
		if upper && i > 0 && (kind[i-1] < 'A' || kind[i-1] > 'Z') {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

// send performs one login request and records it under the owner's name.
func (n *session) send(ctx context.Context, owner string, step contract.Step, example *openapi.Example, body []byte, how target.Situation, unpaced bool) transport.Answer {
	doc := n.book.Doc
	header := http.Header{"Content-Type": {doc.Request.MediaType}}
	for _, h := range doc.Headers {
		if value := n.target.Credentials[h.Credential]; !value.IsZero() {
			header.Set(h.Name, value.Reveal())
		}
	}
	for name, value := range how.Headers {
		header.Set(name, value.Reveal())
	}
	return n.client.Do(ctx, transport.Request{
		ID: n.id(owner), Step: step, Example: example.Name, Method: doc.Method, URL: n.target.BaseURL + doc.Path,
		Header: header, Body: body, Mask: n.mask(how), Unpaced: unpaced, Once: n.once, Patient: n.live() && !unpaced,
	})
}

// mask hides user names where they stand as credentials, secrets that are too
// short to be looked for in text, and the headers of a situation.
func (n *session) mask(how target.Situation) map[string]string {
	out := map[string]string{}
	if n.target.Mode == contract.ModeMock {
		return out
	}
	n.maskHeaders(out, how.Headers)
	for _, credentials := range []target.Credentials{n.target.Credentials, how.Credentials} {
		for kind, value := range credentials {
			if kind == "username" || kind != "pointOfSaleID" && value.Len() < secret.MinScrub {
				out[value.Reveal()], _ = n.registry.Mask(kind, value.Reveal())
			}
		}
	}
	return out
}

func (n *session) id(owner string) string {
	n.numbers[owner]++
	return fmt.Sprintf("%s#%d", owner, n.numbers[owner])
}

// login returns the first count good logins with a request example, making
// those that were not yet made. A live session keeps them for all its cases,
// but not those that failed on the way: the next case tries again. What is
// refused is not tried twice, lest the account be locked. An error says why one
// was not sent.
func (n *session) login(ctx context.Context, c judge.Case, base *openapi.Example, count int, o *contract.Observation) ([]transport.Answer, error) {
	for len(n.logins[base.Name]) < count && !n.locked() && !n.refusedLast(base) {
		if base.Name != n.first().Name {
			if err := n.settle(ctx, c, o); err != nil {
				return n.logins[base.Name], err
			}
		}
		if len(n.logins[base.Name]) > 0 && !n.live() {
			_ = n.clock.Sleep(ctx, time.Second) // so that a new token shows another time
		}
		answer, err := n.freshLogin(ctx, n.owner(c, base), contract.StepLogin, base)
		if err != nil {
			return n.logins[base.Name], err
		}
		if answer.Failure != nil {
			return append(slices.Clone(n.logins[base.Name]), answer), nil
		}
		n.logins[base.Name] = append(n.logins[base.Name], answer)
	}
	return n.logins[base.Name], nil
}

// refusedLast tells whether a live target refused the latest login with a
// request example.
func (n *session) refusedLast(base *openapi.Example) bool {
	answers := n.logins[base.Name]
	return n.live() && len(answers) > 0 && !granted(answers[len(answers)-1])
}

// locked tells whether the credentials were refused and never accepted.
func (n *session) locked() bool { return n.denied != 0 && !n.granted }

// owner names the exchanges of a good login: the case's on the mock, the
// example's live, where several cases share them.
func (n *session) owner(c judge.Case, base *openapi.Example) string {
	if n.target.Mode == contract.ModeMock {
		return c.ID
	}
	return n.book.Doc.Provider + "/" + base.Name
}

// freshLogin logs in with a valid request. An error says why it was not sent.
func (n *session) freshLogin(ctx context.Context, owner string, step contract.Step, base *openapi.Example) (transport.Answer, error) {
	login, err := n.mayLogIn(ctx)
	if err != nil {
		return transport.Answer{}, err
	}
	body := draft(n.book.Doc, base, n.target.Credentials).Bytes()
	answer := n.send(ctx, owner, step, base, body, target.Situation{}, false)
	n.noteLogin(ctx, login, step, answer)
	switch {
	case over(ctx): // it was we who hung up
	case answer.Failure != nil:
		n.silent++
		n.trouble = answer.Failure.Message
	case granted(answer):
		n.granted = true
		if base.Name == n.first().Name {
			n.recent = append(n.recent, answer)
		}
	case n.denied == 0 && n.deniedBy(answer.Response.Status):
		n.denied = answer.Response.Status
	}
	return answer, nil
}

// deniedBy tells whether a status says that it is the credentials or the address
// that a server refuses, rather than the request: 401, 403, 404, 405, 423 and 429
// anywhere, and what the document gives to other credentials. Anything else is
// for the case of the good login to judge.
func (n *session) deniedBy(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusLocked, http.StatusNotFound, http.StatusMethodNotAllowed:
		return true
	}
	return judge.RefusesCredentials(n.book.Doc, status)
}
