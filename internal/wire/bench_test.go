package wire_test

import (
	"strings"
	"testing"

	"concord/internal/wire"
)

// benchAnswer is about as long as a documented login answer: 600 bytes.
var benchAnswer = []byte(`{"accessToken":"` + token(hs256, claims) + `","refreshToken":"` + token(hs256, claims) + `",
  "expiresIn": 3600, "tx": "0d6f2c9e-8b1a-4c3d-9e2f-7a5b4c3d2e1f", "main_tx": "0d6f2c9e-8b1a-4c3d-9e2f-7a5b4c3d2e1f",
  "user": {"name": "Mar\u00eda", "roles": ["cashier", "supervisor"], "active": true, "manager": null, "balance": 12.50},
  "links": [{"rel": "self", "href": "/v1/users/7"}]}`)

func BenchmarkRead(b *testing.B) {
	b.SetBytes(int64(len(benchAnswer)))
	b.ReportAllocs()
	for b.Loop() {
		if v, problems := wire.Read(benchAnswer); v == nil || len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkReadLong shows by its bytes a second that time grows with length only.
func BenchmarkReadLong(b *testing.B) {
	long := []byte("[" + strings.Repeat(string(benchAnswer)+",", 1000) + "0]")
	b.SetBytes(int64(len(long)))
	for b.Loop() {
		if v, problems := wire.Read(long); v == nil || len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkInspect(b *testing.B) {
	s := token(hs256, claims)
	b.ReportAllocs()
	for b.Loop() {
		if facts := wire.Inspect(s); facts.JWT == nil || len(facts.JWT.Problems) > 0 {
			b.Fatal("the good token is not")
		}
	}
}
