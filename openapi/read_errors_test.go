package openapi_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/openapi"
)

// refuses expects the sample, with one edit, to be refused with an error that
// names the line on which mark stands and says what is given.
func refuses(before, after, mark, says string) {
	GinkgoHelper()
	source := edit(sample, before, after)
	_, err := openapi.Read("openapi/sample.yaml", []byte(source))
	Expect(err).To(HaveOccurred())
	Expect(strings.Split(err.Error(), "\n")).To(ContainElement(And(
		HavePrefix(fmt.Sprintf("openapi/sample.yaml:%d: ", lineOf(source, mark))), ContainSubstring(says))), err.Error())
}

var _ = Describe("reading a contract", func() {
	It("takes the sample", func() { Expect(readSample(sample).Title).To(Equal("Sample")) })

	DescribeTable("refuses keys it does not know", refuses,
		Entry("in the document", "paths:\n", "x-extra: 1\npaths:\n", "x-extra", `unknown key "x-extra" in the document (known: components, externalDocs,`),
		Entry("in info", "title: Sample", "titel: Sample", "titel", `unknown key "titel" in info`),
		Entry("in a path", "    post:\n", "    summary: x\n    post:\n", "summary: x", `unknown key "summary" in a path`),
		Entry("an extension of an operation", "      parameters:\n", "      x-clause: []\n      parameters:\n", "x-clause:", `unknown key "x-clause" in an operation`),
		Entry("in a parameter", "required: false", "requird: false", "requird", `unknown key "requird" in a parameter`),
		Entry("in the request body", "requestBody:\n", "requestBody:\n        x-status: 1\n", "x-status: 1", `unknown key "x-status" in the request body`),
		Entry("in a response", "description: OK", "unknown: OK", "unknown", `unknown key "unknown" in a response`),
		Entry("headers of a response, which nothing judges", "description: OK", "headers: {}", "headers", `unknown key "headers" in a response`),
		Entry("in an example", "summary: answers", "summarized: answers", "summarized", `unknown key "summarized" in an example`),
		Entry("in x-situation", "{name: valid}", "{nam: valid}", "{nam: valid}", `unknown key "nam" in x-situation`),
		Entry("in x-token", "role: access", "rol: access", "rol:", `unknown key "rol" in x-token`),
		Entry("in a lifetime", "exactness: exact", "exact: true", "exact: true", `unknown key "exact" in x-token.lifetime`),
		Entry("another media type", "value: {}\n", "value: {}\n            text/plain: {}\n", "text/plain", `unknown key "text/plain" in content`),
	)

	DescribeTable("refuses values of another type", refuses,
		Entry("a number for a string", `version: "1"`, "version: 1", "version", `key "version": must be a string`),
		Entry("a date for a string", `version: "1"`, "version: 2026-01-01", "version", `key "version": must be a string`),
		Entry("a list for a string", "description: OK", "description: [OK]", "[OK]", `key "description": must be a string`),
		Entry("a string for a boolean", "required: false", "required: no", "required: no", `key "required": must be true or false`),
		Entry("a spelling that reads as false", "required: false", "required: True", "required: True", `key "required": must be true or false`),
		Entry("a string for an integer", "x-status: 400", `x-status: "400"`, `x-status: "400"`, `key "x-status": must be an integer`),
		Entry("an octal integer", "x-status: 400", "x-status: 0400", "x-status", `key "x-status": must be an integer`),
		Entry("a string for a list", "required: [token, kind]", "required: token", "required: token", `key "required": must be a list of strings`),
		Entry("a string for clauses", "x-clauses: [SAMPLE-LOGIN-002]\n                    x-token", "x-clauses: SAMPLE-LOGIN-002\n                    x-token", "x-clauses: SAMPLE-LOGIN-002", `key "x-clauses": must be a list of clause ids`),
		Entry("no clauses", "x-clauses: [SAMPLE-LOGIN-002]\n                    x-token", "x-clauses: []\n                    x-token", "x-clauses: []", `key "x-clauses": must be a list of clause ids`),
		Entry("a mapping for parameters", "      parameters:\n        - name: x-api-key\n          in: header\n          required: false\n          schema: {type: string}\n          x-credential: apiKey\n", "      parameters: {}\n", "parameters", `key "parameters": must be a list`),
		Entry("a string for a mapping", "{name: valid}", "valid", "x-situation: valid", `x-situation must be a mapping`),
		Entry("a number for a duration", "is: 15m", "is: 15", "is: 15", `key "is": must be a positive duration such as 15m, not "15"`),
		Entry("a negative duration", "is: 15m", "is: -15m", "is: -15m", `key "is": must be a positive duration`),
	)

	DescribeTable("refuses words that are not of their list", refuses,
		Entry("version", "openapi: 3.1.0", "openapi: 3.0.3", "3.0.3", `key "openapi": "3.0.3" is not one of 3.1.0`),
		Entry("credential", "x-credential: apiKey", "x-credential: api_key", "api_key", `key "x-credential": "api_key" is not one of username, password, apiKey,`),
		Entry("place of a parameter", "in: header", "in: query", "in: query", `key "in": "query" is not one of header`),
		Entry("origin", "summary: answers\n                  x-origin: documented", "summary: answers\n                  x-origin: guessed", "guessed", `key "x-origin": "guessed" is not one of documented, constructed`),
		Entry("situation", "name: missing-field", "name: missing-fields", "missing-fields", `key "name": "missing-fields" is not one of blocked-ip, `),
		Entry("role", "role: access", "role: id", "role: id", `key "role": "id" is not one of access, refresh`),
		Entry("form", "form: jwt", "form: jwe", "form: jwe", `key "form": "jwe" is not one of jwt, uuid, opaque`),
		Entry("exactness", "exactness: exact", "exactness: roughly", "roughly", `key "exactness": "roughly" is not one of exact, about, implied`),
	)

	DescribeTable("refuses ids and names of another form", refuses,
		Entry("clause", "x-clauses: [SAMPLE-LOGIN-002]\n                    x-token", "x-clauses: [SAMPLE-LOGIN-2]\n                    x-token", "SAMPLE-LOGIN-2]", `key "x-clauses": "SAMPLE-LOGIN-2" is not a clause id`),
		Entry("clause of a lifetime", "exactness: exact, clause: SAMPLE-LOGIN-002", "exactness: exact, clause: none", "clause: none", `key "clause": "none" is not a clause id`),
		Entry("discrepancy", "SAMPLE-DISC-01", "SAMPLE-DISC-1", "SAMPLE-DISC-1", `key "x-silent": "SAMPLE-DISC-1" is not a discrepancy id`),
		Entry("status", `"200":`, `"2XX":`, `"2XX":`, `status "2XX" is neither a number nor 4XX`),
		Entry("example", "missing-user:", "missingUser:", "missingUser", `example name "missingUser" must be lower-case words joined by hyphens`),
	)

	DescribeTable("refuses scalars that YAML readers disagree about", func(scalar string) {
		refuses("value: {user: ana", "value: {user: "+scalar, "user: "+scalar, fmt.Sprintf(`key "user": quote %q`, scalar))
	},
		Entry(nil, "yes"), Entry(nil, "No"), Entry(nil, "on"), Entry(nil, "y"), Entry(nil, "True"), Entry(nil, "~"), Entry(nil, "NULL"),
		Entry(nil, "0123"), Entry(nil, "0x1F"), Entry(nil, "0o17"), Entry(nil, "1_000"), Entry(nil, "+1"), Entry(nil, "08"),
		Entry(nil, "1e3"), Entry(nil, ".5"), Entry(nil, ".inf"), Entry(nil, "12:30:45"),
		Entry(nil, "2026-01-01"), Entry(nil, "2026-01-12T12:34:56Z"), Entry(nil, "9007199254740993"), Entry(nil, "0.1234567890123456"),
	)

	DescribeTable("takes them quoted, and plain ones plain", func(scalar, want string) {
		d := readSample(edit(sample, "value: {user: ana", "value: {user: "+scalar))
		Expect(string(d.Request.Examples[0].Value.Get("user").Append(nil))).To(Equal(want))
	},
		Entry(nil, `"yes"`, `"yes"`), Entry(nil, `'0123'`, `"0123"`), Entry(nil, `"2026-01-01"`, `"2026-01-01"`), Entry(nil, "<JWT>", `"<JWT>"`),
		Entry(nil, "true", "true"), Entry(nil, "null", "null"), Entry(nil, "-12.50", "-12.50"), Entry(nil, "0", "0"), Entry(nil, "123456789012345", "123456789012345"),
		Entry(nil, "[a, {b: 1}]", `["a",{"b":1}]`), Entry(nil, "\"a\\\"b\"", `"a\"b"`),
	)

	DescribeTable("refuses YAML that means something else than it seems to say", refuses,
		Entry("an anchor", "value: {user: ana", "value: &v {user: ana", "&v", `key "value": anchors (&name) are not allowed`),
		Entry("an anchor in a list", "[token, kind]", "[&t token, kind]", "&t", "anchors"),
		Entry("an alias", "x-status: 400", "x-status: &s 400\n                  x-clauses: *s", "*s", `key "x-clauses": aliases (*name) are not allowed`),
		Entry("a merge key", "value: {}", "value: {<<: {}}", "<<", "merge keys (<<) are not allowed"),
		Entry("a tag", "value: {}", "value: !!str {}", "!!str", "explicit tags (!name) are not allowed"),
		Entry("a duplicate key", "description: OK", "description: OK\n          description: Fine", "description: Fine", `duplicate key "description"`),
		Entry("a duplicate example", "                missing-user:\n", "                missing-user: {}\n                missing-user:\n", "                missing-user:\n", `duplicate key "missing-user"`),
		Entry("a duplicate response", "        \"4XX\":\n", "        \"200\": {}\n        \"4XX\":\n", "\"200\": {}", `duplicate key "200"`),
		Entry("a duplicate member of a body", "{user: ana, minutes: 5}", "{user: ana, user: eva}", "user: eva", `duplicate key "user"`),
		Entry("a second document", "components:\n", "---\ncomponents:\n", "---\n", "only one is allowed"),
		Entry("no YAML", "paths:\n", "paths: [\n", "paths: [", ""),
	)

	DescribeTable("refuses parts that do not fit together", refuses,
		Entry("two paths", "components:\n", "  /other: {}\ncomponents:\n", "/other", `a contract has one path; "/other" is a second one`),
		Entry("two operations", "components:\n", "    get: {}\ncomponents:\n", "get: {}", `a contract has one operation; GET is a second one`),
		Entry("a path without its slash", "  /login:", "  login:", "openapi: 3.1.0", "one path with one operation"),
		Entry("a required member that is none", "required: [user]", "required: [user, pass]", "type: object\n              required: [user, pass]", `required member "pass" is not among the properties`),
		Entry("a request without an answer of its name", "              valid:\n                x-origin", "              basic:\n                x-origin", "basic:", `request example "basic" has no answer of the same name with the situation valid`),
		Entry("a request that is refused", "{name: valid}", "{name: wrong-password}", "              valid:", `request example "valid" has no answer of the same name with the situation valid`),
		Entry("a request without a value", "\n                value: {user: ana, minutes: 5}", "", "              valid:", `request example "valid" needs x-origin and value`),
		Entry("a request with a situation", "\n                value: {user: ana, minutes: 5}", "\n                x-situation: {name: valid}\n                value: {user: ana, minutes: 5}", "              valid:", `request example "valid": x-situation and x-status belong on answers`),
		Entry("an answer without a summary", "\n                  summary: refuses", "", "missing-user:", `answer example "missing-user" needs summary, x-origin and value`),
		Entry("an answer without a situation", "\n                  x-situation: {name: missing-field, omit: user}", "", "missing-user:", `answer example "missing-user" needs x-situation with a name`),
		Entry("an answer from a request that is none", "omit: user}", "omit: user, from: other}", "missing-user:", `answer example "missing-user" starts from "other", which is no request example`),
		Entry("a missing field without a name", ", omit: user}", "}", "missing-user:", `omit and the situation missing-field belong together (example "missing-user")`),
		Entry("an omission elsewhere", "{name: valid}", "{name: valid, omit: user}", "                valid:\n", `omit and the situation missing-field belong together (example "valid")`),
		Entry("an omission of an unknown member", "omit: user}", "omit: pass}", "missing-user:", `example "missing-user" omits "pass", which its request does not have`),
		Entry("minutes elsewhere", "{name: valid}", "{name: valid, minutes: 3}", "                valid:\n", `minutes and the situation excessive-lifetime belong together (example "valid")`),
		Entry("an excessive lifetime without minutes", "{name: missing-field, omit: user}", "{name: excessive-lifetime}", "missing-user:", `minutes and the situation excessive-lifetime belong together`),
		Entry("x-silent without 4XX", "description: OK", "description: OK\n          x-silent: SAMPLE-DISC-01", `"200":`, "4XX and x-silent belong together"),
		Entry("4XX without x-silent", "\n          x-silent: SAMPLE-DISC-01", "", `"4XX":`, "4XX and x-silent belong together"),
		Entry("a silent answer without a status", "\n                  x-status: 400", "", "missing-user:", "belongs on the examples of a 4XX response"),
		Entry("a silent answer that is no refusal", "x-status: 400", "x-status: 302", "missing-user:", "belongs on the examples of a 4XX response"),
		Entry("a status on a documented answer", "{name: valid}", "{name: valid}\n                  x-status: 401", "                valid:\n", "belongs on the examples of a 4XX response"),
		Entry("a response without clauses", "description: OK\n          x-clauses: [SAMPLE-LOGIN-002]", "description: OK", `"200":`, "response 200 needs x-clauses and at least one example"),
		Entry("a token without a role", "                      role: access\n", "", "form: jwt", "x-token needs role and form"),
		Entry("a lifetime without a clause", ", exactness: exact, clause: SAMPLE-LOGIN-002", ", exactness: exact", "exactness: exact}", "x-token.lifetime needs is, exactness and clause"),
		Entry("an end that is no property", "{at: /made,", "{at: /ends,", "openapi: 3.1.0", `x-token of /token: expires.at "/ends" is no property of the answer`),
		Entry("no access token", "role: access", "role: refresh", "openapi: 3.1.0", "no property of the successful answer is marked as the access token"),
	)

	It("refuses an example name that stands twice among the answers", func() {
		refuses("                missing-user:\n", "                valid:\n", "                valid:\n                  summary: refuses", `example name "valid" stands twice among the answers`)
	})

	It("refuses a lifetime that is asked for with a member that is none", func() {
		refuses("exactness: exact, ", "exactness: exact, request: {field: hours, unit: 1h, maximum: 2h, clause: SAMPLE-LOGIN-002}, ", "openapi: 3.1.0",
			`x-token of /token: request field "hours" is no property of the request`)
	})

	It("refuses a silent answer with a status that is documented", func() {
		refuses(`        "4XX":
`, `        "400":
          description: Refused in these words
          x-clauses: [SAMPLE-LOGIN-002]
          content:
            application/json:
              examples:
                malformed-json:
                  summary: refuses
                  x-origin: documented
                  x-situation: {name: malformed-json}
                  value: {}
        "4XX":
`, "                missing-user:", `example "missing-user" has the x-status 400, which the document describes otherwise`)
	})

	It("reports all mistakes at once", func() {
		source := edit(edit(sample, "role: access", "role: id"), "x-status: 400", "x-status: four")
		_, err := openapi.Read("openapi/sample.yaml", []byte(source))
		Expect(strings.Split(err.Error(), "\n")).To(HaveLen(3)) // the role is then missing, too
	})

	DescribeTable("refuses a file that is no contract", func(text string) {
		_, err := openapi.Read("openapi/sample.yaml", []byte(text))
		Expect(err).To(MatchError(HavePrefix("openapi/sample.yaml:")))
	}, Entry("empty", ""), Entry("a list", "[]"), Entry("text", "hello"), Entry("an empty mapping", "{}"), Entry("no examples", "paths: {/x: {post: {x-clauses: [SAMPLE-LOGIN-001]}}}"))
})
