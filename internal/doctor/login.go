package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"concord/internal/contract"
	"concord/internal/judge"
	"concord/internal/suite"
	"concord/internal/target"
	"concord/internal/transport"
	"concord/internal/wire"
)

// login tries the credentials, once.
func (v *visit) login(ctx context.Context) []Check {
	e, err := v.s.TryLogin(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return []Check{trouble("not tried: "+err.Error(), remedies[transport.KindCanceled].advice)}
	case err != nil:
		return []Check{wrong("not tried: "+err.Error(), "correct what is wrong with the credentials, or wait")}
	case e.Failure != nil:
		return []Check{v.failed(e.Failure, target.KeyBaseURL)}
	}
	switch status := e.Response.Status; {
	case status/100 == 2:
		return []Check{v.welcomed(e)}
	case status/100 == 3:
		return []Check{v.redirected(e)}
	case status == http.StatusTooManyRequests:
		return []Check{limited(e)}
	case judge.RefusesCredentials(v.doc, status), status == http.StatusUnauthorized, status == http.StatusForbidden:
		return []Check{v.refused(status)}
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return []Check{wrong(fmt.Sprintf("there is no login at %s%s (status %d)", v.s.Target.BaseURL, v.doc.Path, status),
			fmt.Sprintf("check %s, to which %s is added", v.place(target.KeyBaseURL), v.doc.Path))}
	case status >= http.StatusInternalServerError:
		return []Check{trouble(fmt.Sprintf("the server fails at it (status %d)", status), "try again later; where it stays like this, tell the partner: "+reference(e))}
	default:
		return []Check{trouble(fmt.Sprintf("the documented request is refused (status %d%s)", status, v.meaning(status)),
			"check the credentials ("+list(v.places(suite.Provider(v.doc).Credentials))+"); if they are right, tell the partner: "+reference(e))}
	}
}

// welcomed looks for what a granted login brings: a token where the document
// shows one. Whether the rest is as documented is for a run to judge.
func (v *visit) welcomed(e contract.Exchange) Check {
	access := v.doc.Access()
	status, media := e.Response.Status, http.Header(e.Response.Header).Get("Content-Type")
	if judge.Member(e, "") == nil {
		words := fmt.Sprintf("what answers with %d is not JSON (Content-Type %q)", status, media)
		if strings.Contains(strings.ToLower(media), "json") {
			return trouble(words, "tell the partner: "+reference(e))
		}
		return wrong(words, "check "+v.place(target.KeyBaseURL)+": a page or a gateway seems to answer there, and no login API")
	}
	token := judge.Member(e, access.Pointer)
	if token == nil || token.Kind != wire.String || token.Text == "" {
		return trouble(fmt.Sprintf("granted (status %d), but there is no %s at %s", status, access.Name, access.Pointer),
			"the credentials are right; concord check "+v.s.Target.Name+" says which clauses the answer breaks")
	}
	v.granted = true
	facts := e.Tokens[token.Text]
	return ok(fmt.Sprintf("granted (status %d); %s is a %s of %d bytes", status, access.Name, form(facts.Form), facts.Length))
}

func form(f string) string {
	if f == "jwt" || f == "uuid" {
		return strings.ToUpper(f)
	}
	return "token"
}

// refused is wrong credentials: ours to mend, no failure of the partner.
func (v *visit) refused(status int) Check {
	advice := "check " + list(v.places(suite.Provider(v.doc).Credentials)) + "; nothing more is tried, lest the account be locked"
	if status == http.StatusForbidden {
		advice = "if the credentials are right, ask whether the account is active here and our address let in; otherwise " + advice
	}
	for _, h := range v.doc.Headers {
		if h.Credential != "" && v.s.Target.Credentials[h.Credential].IsZero() {
			advice += "; " + v.place(h.Credential) + " is not set, and may be needed"
		}
	}
	return wrong(fmt.Sprintf("the credentials are refused (status %d%s)", status, v.meaning(status)), advice)
}

// meaning lists the situations that the document answers with a status.
func (v *visit) meaning(status int) string {
	var names []string
	for _, r := range v.doc.Responses {
		for _, e := range r.Examples {
			if r.Status == strconv.Itoa(status) {
				names = append(names, e.Situation.Name)
			}
		}
	}
	if names == nil {
		return ""
	}
	return ", by the document: " + strings.Join(names, ", ")
}

func (v *visit) redirected(e contract.Exchange) Check {
	to, _, _ := strings.Cut(http.Header(e.Response.Header).Get("Location"), "?")
	return wrong(fmt.Sprintf("redirected to %q (status %d), which is not followed", to, e.Response.Status),
		"set "+v.place(target.KeyBaseURL)+" to where the API itself is")
}

// limited is an answer that says no more than to come back later.
func limited(e contract.Exchange) Check {
	when := "wait some minutes"
	switch after := http.Header(e.Response.Header).Get("Retry-After"); {
	case after == "":
	case strings.Trim(after, "0123456789") == "":
		when = "wait " + after + " seconds"
	default:
		if at, err := http.ParseTime(after); err == nil {
			when = "wait until " + at.UTC().Format(time.RFC3339)
		}
	}
	return trouble("too many requests (status 429): whether the credentials are right cannot be seen", when+", and look who else logs in with this account or from this address")
}

// reference is by what a partner finds a request in their logs.
func reference(e contract.Exchange) string {
	return fmt.Sprintf("X-Request-Id %s, sent %s", http.Header(e.Request.Header).Get("X-Request-Id"), e.SentAt.UTC().Format(time.RFC3339))
}
