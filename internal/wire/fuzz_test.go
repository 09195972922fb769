package wire_test

import (
	"encoding/json"
	"strings"
	"testing"

	"concord/internal/contract"
	"concord/internal/wire"
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", " ", "\uFEFF{}", "null", "-0.5e+10", `"\ud83d\ude00\ud800"`, `{"a":[1,{"b":"c"}],"a":null}`, loginAnswer,
		`"{\"a\":1}"`, "<html>", "{\x00}\x00", "[\"\xff\"]", "[1,]", "{} x", "[[[[", `{"\u0061":1,"a":2}`, deep(257),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, problems := wire.Read(b)
		valid := json.Valid(b)
		if len(problems) == 0 && !valid {
			t.Fatal("no problem found in what encoding/json refuses")
		}
		for i, p := range problems {
			switch {
			case p.Code == wire.ProblemSyntax || p.Code == wire.ProblemTruncated:
				if valid {
					t.Fatalf("%v in what encoding/json accepts", p)
				}
				if v != nil {
					t.Fatalf("%v and a value", p)
				}
			case p.Code == "" || p.Detail == "":
				t.Fatalf("nameless problem %+v", p)
			case p.Offset < 0 || p.Offset > len(b), i > 0 && p.Offset < problems[i-1].Offset:
				t.Fatalf("problem out of place: %v", problems)
			}
		}
		if v == nil {
			if len(problems) == 0 {
				t.Fatal("neither a value nor a problem")
			}
			return
		}
		roundTrip(t, v)
		if len(problems) == 0 {
			addressable(t, v)
		}
		if again, _ := wire.Read(b[v.Start:v.End]); !equal(v, again) {
			t.Fatal("the value's own bytes read as another value")
		}
	})
}

// roundTrip checks that v is written as valid JSON that reads as v again.
func roundTrip(t *testing.T, v *wire.Value) {
	text := v.Append(nil)
	if !json.Valid(text) {
		t.Fatalf("wrote invalid JSON %q", text)
	}
	if again, _ := wire.Read(text); !equal(v, again) {
		t.Fatalf("%q reads as another value", text)
	}
	if !equal(v, v.Clone()) {
		t.Fatal("the clone is another value")
	}
}

// addressable checks that At finds all that Walk visits: no name is repeated.
func addressable(t *testing.T, v *wire.Value) {
	v.Walk(func(pointer string, visited *wire.Value) {
		if v.At(pointer) != visited {
			t.Fatalf("another value at %q", pointer)
		}
	})
}

// equal compares values, order and repeated members included, positions not.
func equal(a, b *wire.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || a.Bool != b.Bool ||
		len(a.Members) != len(b.Members) || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Members {
		if a.Members[i].Name != b.Members[i].Name || !equal(a.Members[i].Value, b.Members[i].Value) {
			return false
		}
	}
	for i := range a.Items {
		if !equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}

func FuzzInspect(f *testing.F) {
	good := token(hs256, claims)
	for _, seed := range []string{
		"", ".", "eyJ.", good, " " + good + "=", b64(`{"alg":"nOnE"}`) + "..", good + ".a.b", "0d6f2c9e-8b1a-4c3d-9e2f-7a5b4c3d2e1f",
		token(hs256, `{"exp":"1","iat":1e999,"nbf":-1}`), token(`{"alg":1,"alg":""}`, "[]"), strings.Repeat("e", 20) + ".\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		facts := wire.Inspect(s)
		if facts.Length != len(s) {
			t.Fatalf("length %d", facts.Length)
		}
		if (facts.JWT != nil) != (facts.Form == wire.FormJWT) {
			t.Fatalf("form %q, facts %v", facts.Form, facts.JWT)
		}
		if _, err := json.Marshal(facts); err != nil {
			t.Fatal(err)
		}
		if facts.JWT != nil && len(facts.JWT.Problems) == 0 {
			wellFormed(t, s, facts.JWT)
		}
	})
}

// wellFormed checks what must hold of a token without a problem.
func wellFormed(t *testing.T, s string, facts *contract.JWT) {
	parts := strings.Split(s, ".")
	switch {
	case len(parts) != facts.Parts || facts.Parts != 3 && facts.Parts != 5:
		t.Fatalf("%d parts, %d counted", len(parts), facts.Parts)
	case facts.Alg == "" || strings.EqualFold(facts.Alg, "none"):
		t.Fatalf("algorithm %q", facts.Alg)
	case facts.Parts == 3 && (facts.Claims == nil || parts[2] == ""):
		t.Fatal("no claims or no signature")
	}
}
