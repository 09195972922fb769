package wire_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/wire"
)

const (
	hs256  = `{"alg":"HS256","typ":"JWT"}`
	claims = `{"sub":"u~7?>?","iat":1700000000,"exp":1700003600}`
)

func b64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// token encodes a header and claims, and a signature of 32 bytes.
func token(header, claims string) string {
	return b64(header) + "." + b64(claims) + "." + b64(strings.Repeat("\xfb\xff", 16))
}

// nonZeroBits sets a bit that the last character of a part has to spare.
func nonZeroBits(part string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, part[len(part)-1])
	return part[:len(part)-1] + string(alphabet[last|1])
}

var _ = Describe("Inspect", func() {
	good := token(hs256, claims)
	parts := strings.Split(good, ".")
	h, c, s := parts[0], parts[1], parts[2]

	It("has nothing to say against a token signed by another library", func() {
		now := time.Unix(1700000000, 0)
		signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(), "roles": []string{"a"}, "extra": nil,
		}).SignedString([]byte("a key that nobody but this test has"))
		Expect(err).NotTo(HaveOccurred())
		facts := wire.Inspect(signed)
		Expect(facts.Length).To(Equal(len(signed)))
		Expect(facts.Form).To(Equal(wire.FormJWT))
		Expect(facts.Digest).To(BeEmpty())
		Expect(facts.JWT.Problems).To(BeEmpty())
		Expect(facts.JWT.Parts).To(Equal(3))
		Expect(facts.JWT.Alg).To(Equal("HS256"))
		Expect(facts.JWT.Typ).To(Equal("JWT"))
		Expect(facts.JWT.Header).To(Equal(map[string]string{"alg": "string", "typ": "string"}))
		Expect(facts.JWT.Claims).To(Equal(map[string]string{
			"iat": "number", "nbf": "number", "exp": "number", "roles": "array", "extra": "null",
		}))
		Expect(*facts.JWT.Exp - *facts.JWT.Iat).To(Equal(3600.0))
		Expect(*facts.JWT.Nbf).To(Equal(1700000000.0))
	})

	DescribeTable("finds nothing wrong", func(s string) {
		Expect(wire.Inspect(s).JWT.Problems).To(BeEmpty())
	},
		Entry("the good token of these tests", good),
		Entry("the header of RFC 7515 §A.1", token("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", claims)),
		Entry("a header that begins with white space", token("\n"+hs256, claims)),
		Entry("another algorithm", token(`{"alg":"ES512","kid":"1"}`, claims)),
		Entry("another type", token(`{"alg":"RS256","typ":"at+jwt"}`, claims)),
		Entry("no time claims", token(hs256, `{}`)),
		Entry("fractions of seconds", token(hs256, `{"exp":1700000000.25}`)),
		Entry("the epoch", token(hs256, `{"nbf":0,"iat":0}`)),
		Entry("the last seconds before milliseconds", token(hs256, `{"exp":100000000000}`)),
		Entry("five parts, encrypted", b64(`{"alg":"dir","enc":"A256GCM"}`)+"..!.?.#"),
	)

	DescribeTable("names what is wrong", func(s string, problems ...any) {
		facts := wire.Inspect(s)
		Expect(facts.Form).To(Equal(wire.FormJWT))
		Expect(facts.JWT.Problems).To(HaveExactElements(problems...))
	},
		Entry("one part missing", h+"."+c, "token does not have three parts"),
		Entry("one part too many", good+".x", "token does not have three parts"),
		Entry("six parts", good+"...", "token does not have three parts"),
		Entry("white space around", " "+good+"\n", "token contains white space"),
		Entry("a line break inside", good[:40]+"\r\n"+good[40:], "token contains white space"),
		Entry("a padded header", h+"=."+c+"."+s, `header is padded with "="`),
		Entry("padded claims", h+"."+c+"=."+s, `payload is padded with "="`),
		Entry("a padded signature", good+"=", `signature is padded with "="`),
		Entry("claims in the standard alphabet", h+"."+base64.RawStdEncoding.EncodeToString([]byte(claims))+"."+s,
			`payload uses "+" or "/" of the standard base64 alphabet`),
		Entry("a signature in the standard alphabet and padded", h+"."+c+"."+base64.StdEncoding.EncodeToString([]byte{0xfb, 0xff}),
			`signature is padded with "="`, `signature uses "+" or "/" of the standard base64 alphabet`),
		Entry("a character of neither alphabet", h+"."+c+"."+s+"%3D", "signature has characters that are not base64url"),
		Entry("padding in the middle", h+"."+c+".ab=cd", "signature has characters that are not base64url"),
		Entry("characters of neither alphabet in the claims", h+".{}."+s, "payload has characters that are not base64url"),
		Entry("an impossible length", h+"."+c+".abcde", "signature has a length that no base64url text has"),
		Entry("trailing bits in the header", nonZeroBits(b64(hs256+" "))+"."+c+"."+s, "header ends in trailing bits that are not zero"),
		Entry("trailing bits in the claims", h+"."+nonZeroBits(c)+"."+s, "payload ends in trailing bits that are not zero"),
		Entry("trailing bits in the signature", h+"."+c+"."+nonZeroBits(s), "signature ends in trailing bits that are not zero"),
		Entry("a header cut short", token(`{"alg":"HS2`, claims), "header is not a JSON object"),
		Entry("no claims", token(hs256, ""), "payload is not a JSON object"),
		Entry("claims that are an array", token(hs256, "[]"), "payload is not a JSON object"),
		Entry("claims that are a string", token(hs256, `"{}"`), "payload is not a JSON object"),
		Entry("claims that are no JSON", token(hs256, "\x00\x01"), "payload is not UTF-8", "payload is not a JSON object"),
		Entry("claims nested too deep", token(hs256, deep(300)), "payload nests too deep"),
		Entry("a claim twice", token(hs256, `{"exp":1,"exp":2,"a":1,"a":1}`), "payload repeats a member name"),
		Entry("a header member twice", token(`{"alg":"HS256","alg":"none"}`, claims), "header repeats a member name", "alg is none"),
		Entry("data after the claims", token(hs256, claims+"x"), "payload has data after the JSON object"),
		Entry("data after the header", token(hs256+"{}", claims), "header has data after the JSON object"),
		Entry("latin-1 claims", token(hs256, "{\"n\":\"\xf1\"}"), "payload is not UTF-8"),
		Entry("a byte order mark", token("\uFEFF"+hs256, claims), "header begins with a byte order mark"),
		Entry("half a surrogate pair", token(hs256, `{"n":"\ud800"}`), "payload escapes half of a surrogate pair"),
		Entry("no algorithm", token(`{"typ":"JWT"}`, claims), "alg is missing"),
		Entry("an algorithm that is a number", token(`{"alg":256}`, claims), "alg is not a string"),
		Entry("an algorithm that is null", token(`{"alg":null}`, claims), "alg is not a string"),
		Entry("an empty algorithm", token(`{"alg":""}`, claims), "alg is empty"),
		Entry("the algorithm none", token(`{"alg":"none"}`, claims), "alg is none"),
		Entry("the algorithm nOnE, unsigned", b64(`{"alg":"nOnE"}`)+"."+c+".", "alg is none", "signature is empty"),
		Entry("an empty signature", h+"."+c+".", "signature is empty"),
		Entry("a signature of padding", h+"."+c+".==", `signature is padded with "="`, "signature is empty"),
		Entry("exp as a string", token(hs256, `{"exp":"1700003600"}`), "exp is not a JSON number"),
		Entry("iat as a date", token(hs256, `{"iat":"2026-01-01T00:00:00Z"}`), "iat is not a JSON number"),
		Entry("nbf as null", token(hs256, `{"nbf":null}`), "nbf is not a JSON number"),
		Entry("exp in milliseconds", token(hs256, `{"exp":1700003600000}`), "exp is in milliseconds, not seconds"),
		Entry("iat in milliseconds", token(hs256, `{"iat":1.7e12}`), "iat is in milliseconds, not seconds"),
		Entry("nbf before the epoch", token(hs256, `{"nbf":-1}`), "nbf is negative"),
		Entry("exp past any number", token(hs256, `{"exp":1e999}`), "exp is beyond any date"),
		Entry("an encrypted token without alg", b64(`{"enc":"A256GCM"}`)+".a.b.c.d", "alg is missing"),
		Entry("everything at once", "eyJ. .", "token contains white space",
			"header ends in trailing bits that are not zero", "header is not a JSON object", "payload is not a JSON object", "signature is empty"),
	)

	It("knows the claims of a badly encoded token all the same", func() {
		standard := base64.StdEncoding.EncodeToString([]byte(claims))
		Expect(standard).To(ContainSubstring("/"))
		Expect(standard).To(HaveSuffix("="))
		for _, t := range []string{h + "." + standard + "." + s, "\n" + good, h + "." + nonZeroBits(c) + "." + s, good + ".more", h + "." + c} {
			facts := wire.Inspect(t)
			Expect(facts.JWT.Problems).NotTo(BeEmpty())
			Expect(facts.JWT.Claims).To(HaveKey("sub"))
			Expect(*facts.JWT.Exp).To(Equal(1700003600.0))
		}
	})

	It("leaves out what is no number, and gives facts that JSON can carry", func() {
		facts := wire.Inspect(token(hs256, `{"exp":1e999,"iat":"1","nbf":1e99}`))
		Expect(facts.JWT.Exp).To(BeNil())
		Expect(facts.JWT.Iat).To(BeNil())
		Expect(*facts.JWT.Nbf).To(Equal(1e99))
		Expect(json.Marshal(facts)).To(ContainSubstring("problems"))
	})

	It("repeats nothing of the token in its problems", func() {
		facts := wire.Inspect(token(`{"alg":"none"}`, `{"secretclaim":1,"secretclaim":"hunter2","exp":"hunter2"}`) + "%")
		Expect(strings.Join(facts.JWT.Problems, "\n")).NotTo(Or(ContainSubstring("hunter2"), ContainSubstring("secretclaim")))
	})

	DescribeTable("tells forms apart", func(s, form string) {
		facts := wire.Inspect(s)
		Expect(facts.Form).To(Equal(form))
		Expect(facts.JWT != nil).To(Equal(form == wire.FormJWT))
		Expect(wire.LooksLikeJWT(s)).To(Equal(form == wire.FormJWT))
	},
		Entry("lower-case uuid", "0d6f2c9e-8b1a-4c3d-9e2f-7a5b4c3d2e1f", wire.FormUUID),
		Entry("upper-case uuid", "0D6F2C9E-8B1A-4C3D-9E2F-7A5B4C3D2E1F", wire.FormUUID),
		Entry("uuid without hyphens", "0d6f2c9e8b1a4c3d9e2f7a5b4c3d2e1f", wire.FormOpaque),
		Entry("uuid in braces", "{0d6f2c9e-8b1a-4c3d-9e2f-7a5b4c3d2e1f}", wire.FormOpaque),
		Entry("uuid with a letter too far", "0d6f2c9g-8b1a-4c3d-9e2f-7a5b4c3d2e1f", wire.FormOpaque),
		Entry("uuid with a hyphen out of place", "0d6f2c9-e8b1a-4c3d-9e2f-7a5b4c3d2e1f", wire.FormOpaque),
		Entry("uuid with a digit for a hyphen", "0d6f2c9e08b1a-4c3d-9e2f-7a5b4c3d2e1f", wire.FormOpaque),
		Entry("nothing", "", wire.FormOpaque),
		Entry("random text", "c2VjcmV0LXRva2Vu", wire.FormOpaque),
		Entry("a host name", "api.example.com", wire.FormOpaque),
		Entry("a host name that begins with e", "example.com", wire.FormOpaque),
		Entry("a sentence", "Invalid credentials. Try again.", wire.FormOpaque),
		Entry("a header alone", h, wire.FormOpaque),
		Entry("a full stop alone", ".", wire.FormOpaque),
		Entry("a prefix and a dot", "eyJ.", wire.FormJWT),
		Entry("a header encoded with white space first", b64(" {} ")+".x", wire.FormJWT),
		Entry("a spaced header", b64(`{ "alg":"HS256"}`)+".x", wire.FormJWT),
		Entry("a header that is an array", b64(`[{}]`)+".x.y", wire.FormOpaque),
		Entry("two dots without a header", b64("{")+".x.y", wire.FormOpaque),
	)
})

var _ = Describe("JWTPattern", func() {
	good := token(hs256, claims)

	DescribeTable("finds a token whole, wherever it stands", func(text, found string) {
		Expect(wire.JWTPattern.FindString(text)).To(Equal(found))
	},
		Entry("alone", good, good),
		Entry("in a URL", "https://h/cb?token="+good+"&x=1", good),
		Entry("in a header", "Authorization: Bearer "+good+"\r\n", good),
		Entry("in JSON", `{"t":"`+good+`"}`, good),
		Entry("after letters", "token_"+good, good),
		Entry("padded, in the standard alphabet", `"`+good+`+/=="`, good+"+/=="),
		Entry("unsigned", b64(`{"alg":"none"}`)+".e30.;", b64(`{"alg":"none"}`)+".e30."),
		Entry("encrypted", "<"+b64(`{"alg":"dir"}`)+"..a.b.c>", b64(`{"alg":"dir"}`)+"..a.b.c"),
		Entry("not in a host name", "monkeyJar.com", ""),
		Entry("not without a dot", b64(hs256), ""),
	)
})
