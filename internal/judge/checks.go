package judge

import "slices"

// The ids of all checks, as findings carry them. They are stable: expectations
// and history refer to them.
const (
	checkStatus       = "status"        // the answer's status
	checkMediaType    = "media-type"    // the answer is declared as JSON
	checkBodyCut      = "body-cut"      // the body ended too early
	checkBodyCoding   = "body-coding"   // the body is not in its declared coding
	checkJSONEmpty    = "json-empty"    // there is no body
	checkJSONBOM      = "json-bom"      // a byte order mark comes first
	checkJSONNotUTF8  = "json-not-utf8" // bytes that are not UTF-8
	checkJSONNotJSON  = "json-not-json" // something else than JSON
	checkJSONHTML     = "json-html"     // a page
	checkJSONTrunc    = "json-truncated"
	checkJSONSyntax   = "json-syntax"
	checkJSONTrailing = "json-trailing"         // more than one document
	checkJSONTwice    = "json-duplicate-member" // a member name stands twice
	checkJSONDouble   = "json-double-encoded"   // a document inside a string
	checkJSONDeep     = "json-too-deep"
	checkJSONLone     = "json-lone-surrogate" // half of a character (info)

	checkFieldMissing = "field-missing"
	checkFieldRenamed = "field-renamed" // another spelling of the name
	checkFieldMoved   = "field-moved"   // another place in the body
	checkFieldType    = "field-type"    // another JSON type
	checkFieldFormat  = "field-format"  // not a timestamp, not a URI
	checkFieldSchema  = "field-schema"  // any other keyword of the schema
	checkFieldEmpty   = "field-empty"
	checkLiteral      = "literal"          // a documented wire value
	checkUndeclared   = "undeclared-field" // a member that is not documented (warning)

	checkRefusal  = "refusal"       // a bad request is refused
	checkNoToken  = "refusal-token" // and earns no token
	checkRecovery = "recovery"      // and a good one is granted after it
	checkLimit    = "rate-limit"    // too many refused logins meet a limit

	checkTokenMissing = "token-missing"
	checkTokenForm    = "token-form" // JWT, UUID
	checkTokenJWT     = "token-jwt"  // parts, header, claims
	checkTokenExp     = "token-exp"
	checkTokenClaims  = "token-claims" // its times against each other
	checkTokenStale   = "token-stale"  // over before it was issued
	checkTokenIat     = "token-iat"    // issued at another time than now
	checkTokenNbf     = "token-nbf"    // not valid yet
	checkTokenLife    = "token-lifetime"
	checkRefreshOwn   = "refresh-differs" // from the access token

	checkStampForm  = "timestamp-form"
	checkStampZone  = "timestamp-zone"
	checkStampToken = "timestamp-token" // against the token's exp
	checkStampPast  = "timestamp-past"
	checkStampLife  = "timestamp-lifetime"
	checkStampOrder = "timestamp-order" // refresh after access

	checkRepeated = "identifier-repeated"
	checkChanged  = "identifier-changed"

	checkFresh       = "accepted" // a token just issued opens the API
	checkEnd         = "expiry"   // refused before its end, or accepted well after it
	checkLeeway      = "expiry-leeway"
	checkRenewed     = "renewal"      // a login after expiry opens the API again
	checkReused      = "token-reused" // and gives another token
	checkIndependent = "independent-logins"
)

// Checks lists the ids of all checks.
func Checks() []string { return slices.Clone(checks) }

var checks = []string{
	checkStatus, checkMediaType, checkBodyCoding, checkBodyCut, checkJSONEmpty, checkJSONBOM, checkJSONNotUTF8, checkJSONNotJSON, checkJSONHTML,
	checkJSONTrunc, checkJSONSyntax, checkJSONTrailing, checkJSONTwice, checkJSONDouble, checkJSONDeep, checkJSONLone, checkFieldMissing,
	checkFieldRenamed, checkFieldMoved, checkFieldType, checkFieldFormat, checkFieldSchema, checkFieldEmpty, checkLiteral, checkUndeclared,
	checkRefusal, checkNoToken, checkRecovery, checkLimit, checkTokenMissing, checkTokenForm, checkTokenJWT, checkTokenExp,
	checkTokenClaims, checkTokenStale, checkTokenIat, checkTokenNbf, checkTokenLife, checkRefreshOwn, checkStampForm, checkStampZone,
	checkStampToken, checkStampPast, checkStampLife, checkStampOrder, checkRepeated, checkChanged, checkFresh, checkEnd,
	checkLeeway, checkRenewed, checkReused, checkIndependent,
}

// check is one step of judging a case, with the name that a failure of its own
// is reported under.
type check struct {
	name string
	run  func(*view) // adds its findings to the view; it may end the case in error
}

// programs lists the checks of each kind of case, in the order of their findings.
var programs = map[Kind][]check{
	Answer:            {{"answers", judgeAnswers}, {"requested lifetime", judgeRequestedLifetime}, {"recovery", judgeRecovery}},
	AccessToken:       {{"token form", judgeForm("access")}, {"token times", judgeTimes("access")}, {"refresh against access", judgeRefreshDiffers}},
	AccessLifetime:    {{"lifetime", judgeLifetime("access")}},
	RefreshToken:      {{"token form", judgeForm("refresh")}, {"token times", judgeTimes("refresh")}, {"refresh against access", judgeRefreshDiffers}},
	RefreshLifetime:   {{"lifetime", judgeLifetime("refresh")}},
	Timestamps:        {{"timestamps", judgeTimestamps}},
	Identifiers:       {{"identifiers", judgeIdentifiers}},
	Accepted:          {{"probe", judgeGuard}, {"acceptance", judgeAccepted}},
	Expiry:            {{"probe", judgeGuard}, {"acceptance", judgeAccepted}, {"expiry", judgeExpiry}, {"renewal", judgeRenewal}},
	IndependentLogins: {{"probe", judgeGuard}, {"independence", judgeIndependence}},
	RateLimit:         {{"rate limit", judgeRateLimit}},
}
