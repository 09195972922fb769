package judge

import (
	"fmt"
	"net/http"
	"strconv"

	"concord/internal/contract"
)

// LimitAttempts is how many refused logins in quick succession must meet a
// documented limit, where the document does not say how many do.
const LimitAttempts = 30

// judgeRateLimit wants a series of refused logins to end in the documented
// answer to too many of them, and those before it to be answered like any login
// of a user that does not exist.
func judgeRateLimit(v *view) {
	response, example, ok := v.Doc.Answer(v.c.Example)
	attempts := v.at(contract.StepLogin)
	if !ok || len(attempts) == 0 {
		v.cannot = fmt.Sprintf("no attempt at the answer %q was observed", v.c.Example)
		return
	}
	last := attempts[len(attempts)-1]
	v.unlimited(attempts[:len(attempts)-1])
	if last.Response.Status == http.StatusTooManyRequests {
		v.checkDocumented(last, response, example)
		return
	}
	if len(attempts) < LimitAttempts && !granted(last) && last.Response.Status == attempts[0].Response.Status {
		v.skip = fmt.Sprintf("only %d of %d attempts were made in the time allowed, and met no limit", len(attempts), LimitAttempts)
		return
	}
	message := fmt.Sprintf("%d refused logins in quick succession meet no limit", len(attempts))
	if granted(last) {
		message = fmt.Sprintf("attempt %d of a user that does not exist is granted", len(attempts))
	}
	v.add(last, nil, contract.Finding{Check: checkLimit, Message: message, Expected: response.Status, Actual: strconv.Itoa(last.Response.Status)})
}

// unlimited judges the attempts before the limit, where the document says how a
// user that does not exist is answered.
func (v *view) unlimited(attempts []*answer) {
	response, example, ok := v.Doc.AnswerTo("unknown-user")
	if !ok || response.Silent != "" {
		return
	}
	for _, a := range attempts {
		as := *a
		as.Example = example.Name
		v.checkDocumented(&as, response, example)
	}
}
