package judge_test

import (
	"testing"

	"concord/internal/contract"
	"concord/internal/wire"
)

// BenchmarkJudgeOne judges one response in full: its JSON parsed, its fields
// against the schema, and its token's parts and times.
func BenchmarkJudgeOne(b *testing.B) {
	for _, provider := range []string{"popup", "tecalis"} {
		b.Run(provider, func(b *testing.B) {
			first := map[string]string{"popup": "valid", "tecalis": "basic"}[provider]
			answer, token := newWorld(provider+"/"+first), newWorld(provider+"/access-token")
			one, facts := answer.observation(), token.observation()
			one.Exchanges, facts.Exchanges = one.Exchanges[:1], facts.Exchanges[:1]
			secret := jwt(hs256, `{"iat":1768208400,"exp":1768212000}`)
			b.ReportAllocs()
			for b.Loop() {
				wire.Inspect(secret)
				if r := answer.book.Judge(answer.c, one); r.Status != contract.Pass {
					b.Fatal(r)
				}
				if r := token.book.Judge(token.c, facts); r.Status != contract.Pass {
					b.Fatal(r)
				}
			}
		})
	}
}
