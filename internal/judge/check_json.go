package judge

import (
	"strings"

	"fmt"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
)

// jsonChecks says for each problem of a JSON text which check finds it, and in
// words for people who do not read RFC 8259.
var jsonChecks = map[wire.ProblemCode]struct{ check, message string }{
	wire.ProblemEmpty:           {checkJSONEmpty, "the body is empty"},
	wire.ProblemBOM:             {checkJSONBOM, "the body begins with a byte order mark, which JSON does not have"},
	wire.ProblemNotUTF8:         {checkJSONNotUTF8, "the body is not valid UTF-8"},
	wire.ProblemNotJSON:         {checkJSONNotJSON, "the body is not JSON"},
	wire.ProblemHTML:            {checkJSONHTML, "the body is an HTML or XML page, not JSON"},
	wire.ProblemTruncated:       {checkJSONTrunc, "the JSON document breaks off before its end"},
	wire.ProblemSyntax:          {checkJSONSyntax, "the body is malformed JSON"},
	wire.ProblemTrailing:        {checkJSONTrailing, "more follows the JSON document in the body"},
	wire.ProblemDuplicateMember: {checkJSONTwice, "a member stands twice in the same object"},
	wire.ProblemDoubleEncoded:   {checkJSONDouble, "the body is a JSON document inside a JSON string"},
	wire.ProblemTooDeep:         {checkJSONDeep, "the body nests too deep to be read"},
	wire.ProblemLoneSurrogate:   {checkJSONLone, "a string escapes half of a character"},
}

// checkJSON judges the body as JSON, strictly, each problem in its own words,
// and tells whether there is a document to look into.
func (v *view) checkJSON(a *answer, response *openapi.Response) bool {
	if a.Response.Body.Miscoded {
		v.add(a, nil, contract.Finding{
			Check: checkBodyCoding, Message: "the body is not in the coding that its Content-Encoding declares",
			Expected: "a body that a client can decode", Actual: "Content-Encoding: " + strings.Join(a.Response.Header["Content-Encoding"], ", "),
		})
	}
	if a.Response.Body.Cut {
		v.add(a, v.bodyClauses(a), contract.Finding{
			Check: checkBodyCut, Message: "the connection ended before the body was complete",
			Expected: "a complete body", Actual: fmt.Sprintf("%d bytes, then the end", a.Response.Body.Bytes),
		})
	}
	for _, p := range a.problems {
		if a.Response.Body.Cut && (p.Code == wire.ProblemTruncated || p.Code == wire.ProblemEmpty) {
			continue // the same fact once more
		}
		v.problem(a, response, p)
	}
	return a.body != nil
}

func (v *view) problem(a *answer, response *openapi.Response, p wire.Problem) {
	known := jsonChecks[p.Code]
	f := contract.Finding{
		Check: known.check, Pointer: p.Pointer, Message: known.message,
		Expected: "exactly one JSON document", Actual: fmt.Sprintf("%s (at byte %d)", p.Detail, p.Offset),
	}
	if p.Code == wire.ProblemDuplicateMember {
		f.Message = lastToken(p.Pointer) + " stands twice in the same object"
	}
	if p.Code == wire.ProblemLoneSurrogate {
		f.Severity = contract.SeverityInfo // allowed by the grammar, of no one meaning (RFC 8259 §8.2)
	}
	v.add(a, v.clausesAt(a, response, p.Pointer), f)
}
