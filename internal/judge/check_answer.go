package judge

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"concord/internal/contract"
	"concord/internal/situation"
	"concord/openapi"
)

// judgeAnswers judges every answer to the case's request against the answer
// that the document gives: status, media type, JSON, fields, literals.
func judgeAnswers(v *view) {
	response, example, ok := v.Doc.Answer(v.c.Example)
	if !ok {
		v.cannot = fmt.Sprintf("the contract has no answer %q", v.c.Example)
		return
	}
	logins := v.at(contract.StepLogin)
	if len(logins) == 0 {
		v.cannot = "no login was observed"
	}
	for _, a := range logins {
		switch {
		case isGood(example) && v.withheld(a), v.limited(a, response):
		case response.Silent != "":
			v.checkRefusal(a, response, example)
		default:
			v.checkDocumented(a, response, example)
		}
	}
}

// withheld ends the case in error where a good login was refused and a header
// that the document shows without demanding it may be the reason: the document
// does not say what a missing or wrong one earns. Where any good login of the
// case was granted, the header was not the reason.
func (v *view) withheld(a *answer) bool {
	status := a.Response.Status
	if status != http.StatusUnauthorized && status != http.StatusForbidden || len(v.good()) > 0 {
		return false
	}
	for _, h := range v.Doc.Headers {
		switch {
		case h.Required:
		case len(v.o.Settings.Withheld) > 0:
			v.cannot = fmt.Sprintf("the login was refused with %d, and the header %s that the document shows was not sent: set %s",
				status, h.Name, strings.Join(v.o.Settings.Withheld, ", "))
		case v.o.Settings.Mode == contract.ModeLive:
			v.cannot = fmt.Sprintf("the login was refused with %d: the %s sent may not be the right one, and the document does not say what that earns", status, h.Name)
		}
	}
	return v.cannot != ""
}

// limited ends the case in error where a live server says that it is asked too
// often: that is about our pace, and shows nothing of the answer in question.
func (v *view) limited(a *answer, expected *openapi.Response) bool {
	if a.Response.Status != http.StatusTooManyRequests || v.o.Settings.Mode != contract.ModeLive ||
		expected.Silent != "" || expected.Status == strconv.Itoa(http.StatusTooManyRequests) {
		return false
	}
	v.cannot = fmt.Sprintf("%s: the server limits logins (429), so its answer was not seen; run again later or with a lower CONCORD_RATE", a.Step)
	return true
}

func (v *view) checkDocumented(a *answer, response *openapi.Response, example *openapi.Example) {
	v.checkStatus(a, response, example)
	if !sameClass(a.Response.Status, response.Status) {
		return // another answer altogether: its body would be compared with the wrong one
	}
	v.checkMediaType(a)
	if v.checkJSON(a, response) {
		v.checkFields(a, response, example)
		v.checkLiterals(a, response, example)
		v.checkUndeclared(a, response)
	}
	if !granted(a) {
		v.checkNoToken(a)
	}
}

func sameClass(got int, documented string) bool { return strconv.Itoa(got / 100)[0] == documented[0] }

func (v *view) checkStatus(a *answer, response *openapi.Response, example *openapi.Example) {
	got := strconv.Itoa(a.Response.Status)
	if got == response.Status {
		return
	}
	message := fmt.Sprintf("the answer has status %s instead of %s", got, response.Status)
	switch {
	case a.Response.Status/100 == 3:
		message = fmt.Sprintf("the answer is a redirect (%s), which no client of this API is told to follow", got)
	case v.o.Settings.Mode == contract.ModeLive && isGood(example) && len(v.good()) == 0:
		message += v.doubt(a.Response.Status)
	case granted(a) && !isGood(example):
		message = fmt.Sprintf("the login is granted with status %s instead of refused with %s", got, response.Status)
	}
	v.add(a, nil, contract.Finding{Check: checkStatus, Message: message, Expected: response.Status, Actual: got})
}

// doubt says what of ours may be the reason why no good login is granted.
func (v *view) doubt(status int) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden, RefusesCredentials(v.Doc, status):
		return ": unless the configured credentials are wrong, good ones are refused"
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return ": unless the base URL is wrong, the login is not where it is documented"
	default:
		return ""
	}
}

// RefusesCredentials tells whether the document gives a status to credentials
// that are not the right ones.
func RefusesCredentials(doc *openapi.Document, status int) bool {
	for _, r := range doc.Responses {
		for _, e := range r.Examples {
			s, err := situation.Find(e.Situation.Name)
			if err == nil && s.Credentials && r.Status == strconv.Itoa(status) {
				return true
			}
		}
	}
	return false
}

// checkMediaType wants JSON where the document shows JSON; parameters are free.
func (v *view) checkMediaType(a *answer) {
	got := http.Header(a.Response.Header).Get("Content-Type")
	if isJSON(got) {
		return
	}
	message := fmt.Sprintf("the answer is not declared as JSON but as %q", got)
	if got == "" {
		message = "the answer has no Content-Type"
	}
	v.add(a, nil, contract.Finding{Check: checkMediaType, Message: message, Expected: "application/json", Actual: got})
}

func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	mediaType, _, _ := mime.ParseMediaType(contentType)
	if mediaType == "" { // parameters that do not parse are no concern of ours
		mediaType = strings.ToLower(strings.TrimSpace(strings.SplitN(contentType, ";", 2)[0]))
	}
	return mediaType == "application/json" || strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json")
}

// isGood tells whether an example answers a valid request.
func isGood(e *openapi.Example) bool {
	s, err := situation.Find(e.Situation.Name)
	return err == nil && s.Good
}
