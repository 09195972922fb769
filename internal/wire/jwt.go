package wire

import (
	"strconv"
	"strings"

	"concord/internal/contract"
)

// Problems of a token. Those of a part or a time claim begin with its name: header,
// payload, signature, exp, iat or nbf. All are stable and hold no text of the token.
const (
	tokenWhiteSpace = "token contains white space"
	tokenParts      = "token does not have three parts"
	signatureEmpty  = "signature is empty"
	algMissing      = "alg is missing"
	algNotString    = "alg is not a string"
	algEmpty        = "alg is empty"
	algNone         = "alg is none"
	dateNotNumber   = "is not a JSON number"
	dateNegative    = "is negative"
	dateMillis      = "is in milliseconds, not seconds"
	dateRange       = "is beyond any date"
)

// partProblems says of a part's text what the JSON reader found in it.
var partProblems = map[ProblemCode]string{
	ProblemBOM:             "begins with a byte order mark",
	ProblemNotUTF8:         "is not UTF-8",
	ProblemTrailing:        "has data after the JSON object",
	ProblemDuplicateMember: "repeats a member name",
	ProblemLoneSurrogate:   "escapes half of a surrogate pair",
	ProblemTooDeep:         "nests too deep",
}

// A JWS has three parts in compact form (RFC 7515 §3.1), a JWE five (RFC 7516 §3.1).
const (
	partsOfJWS = 3
	partsOfJWE = 5
)

// firstMillis is the least number taken for milliseconds: as seconds it would be
// past the year 5100, as milliseconds it is 1973.
const firstMillis = 1e11

// jwtReader gathers the facts of one token.
type jwtReader struct {
	facts contract.JWT
}

func inspectJWT(s string) *contract.JWT {
	var r jwtReader
	bare := withoutSpace(s)
	if bare != s {
		r.problem(tokenWhiteSpace)
	}
	r.facts.Parts = strings.Count(bare, ".") + 1
	parts := strings.SplitN(bare, ".", partsOfJWS+1)
	if r.facts.Parts != partsOfJWS && r.facts.Parts != partsOfJWE {
		r.problem(tokenParts)
	}
	r.header(parts[0])
	if r.facts.Parts == partsOfJWE { // the rest is ciphertext
		return &r.facts
	}
	r.claims(parts[1])
	if len(parts) >= partsOfJWS {
		r.signature(parts[2])
	}
	return &r.facts
}

func (r *jwtReader) problem(words ...string) {
	r.facts.Problems = append(r.facts.Problems, strings.Join(words, " "))
}

func (r *jwtReader) header(part string) {
	v := r.object("header", part)
	if v == nil {
		return
	}
	r.facts.Header = types(v)
	if typ := v.Get("typ"); typ != nil && typ.Kind == String {
		r.facts.Typ = typ.Text
	}
	alg := v.Get("alg")
	switch {
	case alg == nil:
		r.problem(algMissing)
		return
	case alg.Kind != String:
		r.problem(algNotString)
		return
	case alg.Text == "":
		r.problem(algEmpty)
	case strings.EqualFold(alg.Text, "none"):
		r.problem(algNone)
	}
	r.facts.Alg = alg.Text
}

func (r *jwtReader) claims(part string) {
	v := r.object("payload", part)
	if v == nil {
		return
	}
	r.facts.Claims = types(v)
	r.facts.Exp = r.date("exp", v.Get("exp"))
	r.facts.Iat = r.date("iat", v.Get("iat"))
	r.facts.Nbf = r.date("nbf", v.Get("nbf"))
}

func (r *jwtReader) signature(part string) {
	_, faults := decodePart(part)
	for _, fault := range faults {
		r.problem("signature", fault)
	}
	if strings.Trim(part, "=") == "" {
		r.problem(signatureEmpty)
	}
}

// object decodes and reads a part; nil where no JSON object is in it.
func (r *jwtReader) object(name, part string) *Value {
	text, faults := decodePart(part)
	for _, fault := range faults {
		r.problem(name, fault)
	}
	if text == nil {
		return nil
	}
	v, problems := Read(text)
	said := map[ProblemCode]bool{}
	for _, p := range problems {
		if sentence := partProblems[p.Code]; sentence != "" && !said[p.Code] {
			said[p.Code] = true
			r.problem(name, sentence)
		}
	}
	if v == nil || v.Kind != Object {
		if !said[ProblemTooDeep] {
			r.problem(name, partNotObject)
		}
		return nil
	}
	return v
}

// date reads a NumericDate, seconds since 1970 with or without a fraction (RFC
// 7519 §2); nil where there is no JSON number that a float64 holds.
func (r *jwtReader) date(claim string, v *Value) *float64 {
	if v == nil {
		return nil
	}
	if v.Kind != Number {
		r.problem(claim, dateNotNumber)
		return nil
	}
	seconds, err := strconv.ParseFloat(v.Text, 64)
	switch {
	case err != nil: // infinite, which JSON cannot carry on
		r.problem(claim, dateRange)
		return nil
	case seconds < 0:
		r.problem(claim, dateNegative)
	case seconds > firstMillis:
		r.problem(claim, dateMillis)
	}
	return &seconds
}

// types maps member names to the JSON type names of their values.
func types(v *Value) map[string]string {
	names := make(map[string]string, len(v.Members))
	for _, m := range v.Members {
		names[m.Name] = m.Value.Kind.String()
	}
	return names
}
