package openapi_test

import (
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/internal/wire"
	"concord/openapi"
	"concord/specs"
)

func TestOpenAPI(t *testing.T) {
	RegisterFailHandler(Fail)
	_, reporter := GinkgoConfiguration()
	reporter.SilenceSkips = true // a label filter for one provider leaves all of these out
	RunSpecs(t, "openapi", reporter, Label("unit"))
}

// sample is a contract with every keyword of the profile.
const sample = `openapi: 3.1.0
info: {title: Sample, version: "1"}
paths:
  /login:
    post:
      x-clauses: [SAMPLE-LOGIN-001]
      parameters:
        - name: x-api-key
          in: header
          required: false
          schema: {type: string}
          x-credential: apiKey
      requestBody:
        required: true
        x-clauses: [SAMPLE-LOGIN-001]
        content:
          application/json:
            schema:
              type: object
              required: [user]
              properties:
                user: {type: string, x-credential: username}
                minutes: {type: integer}
            examples:
              valid:
                x-origin: documented
                value: {user: ana, minutes: 5}
      responses:
        "200":
          description: OK
          x-clauses: [SAMPLE-LOGIN-002]
          content:
            application/json:
              schema:
                type: object
                required: [token, kind]
                properties:
                  token:
                    type: string
                    minLength: 1
                    x-clauses: [SAMPLE-LOGIN-002]
                    x-token:
                      role: access
                      form: jwt
                      lifetime: {is: 15m, exactness: exact, clause: SAMPLE-LOGIN-002}
                      expires: {at: /made, clause: SAMPLE-LOGIN-002}
                  kind: {$ref: "#/components/schemas/Kind"}
                  id: {type: string, format: uuid}
                  made: {type: string, format: date-time}
                  day: {type: string, format: date}
                  page: {type: string, format: uri}
                  count: {type: integer, minimum: 1, maximum: 10}
                  level: {type: number, enum: [1, 2.5]}
                  code: {type: string, pattern: "^[A-Z]{3}$"}
                  note: {type: [string, "null"]}
                  tags: {type: array, items: {type: string}}
                  more: {type: object, additionalProperties: true}
              examples:
                valid:
                  summary: answers
                  x-origin: documented
                  x-situation: {name: valid}
                  value: {token: abc, kind: Bearer, made: "2026-01-12T12:34:56Z", count: 5}
        "4XX":
          description: Refused
          x-silent: SAMPLE-DISC-01
          x-clauses: [SAMPLE-LOGIN-002]
          content:
            application/json:
              examples:
                missing-user:
                  summary: refuses
                  x-origin: constructed
                  x-situation: {name: missing-field, omit: user}
                  x-status: 400
                  value: {}
components:
  schemas:
    Kind: {type: string, const: Bearer}
`

// sampleSpec is the spec that sample restates.
func sampleSpec() *contract.Spec {
	must := func(id string) contract.Clause {
		return contract.Clause{ID: id, Section: "Login", Sentence: "It does.", Level: contract.Must, Party: contract.Server}
	}
	return &contract.Spec{
		Provider:      "sample",
		Clauses:       []contract.Clause{must("SAMPLE-LOGIN-001"), must("SAMPLE-LOGIN-002")},
		Discrepancies: []contract.Discrepancy{{ID: "SAMPLE-DISC-01"}},
	}
}

// edit replaces text that stands in source exactly once, so that a fixture
// cannot become right by accident.
func edit(source, before, after string) string {
	GinkgoHelper()
	Expect(strings.Count(source, before)).To(Equal(1), "occurrences of %q", before)
	return strings.Replace(source, before, after, 1)
}

// lineOf returns the number of the line on which text first stands.
func lineOf(source, text string) int {
	GinkgoHelper()
	Expect(source).To(ContainSubstring(text))
	return strings.Count(source[:strings.Index(source, text)], "\n") + 1
}

func readSample(source string) *openapi.Document {
	GinkgoHelper()
	d, err := openapi.Read("openapi/sample.yaml", []byte(source))
	Expect(err).NotTo(HaveOccurred())
	return d
}

// answers returns the validator of a documented status.
func answers(d *openapi.Document, status string) *openapi.Validator {
	GinkgoHelper()
	validators, err := d.Validators()
	Expect(err).NotTo(HaveOccurred())
	Expect(validators).To(HaveKey(status))
	return validators[status]
}

func body(text string) *wire.Value {
	GinkgoHelper()
	v, problems := wire.Read([]byte(text))
	Expect(problems).To(BeEmpty())
	return v
}

// documents loads every contract.
func documents() []*openapi.Document {
	GinkgoHelper()
	var out []*openapi.Document
	for _, p := range openapi.Providers(openapi.Files) {
		d, err := openapi.Load(openapi.Files, p)
		Expect(err).NotTo(HaveOccurred())
		out = append(out, d)
	}
	return out
}

func spec(provider string) *contract.Spec {
	GinkgoHelper()
	s, err := specs.Load(specs.Files, provider)
	Expect(err).NotTo(HaveOccurred())
	return s
}
