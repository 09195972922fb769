package openapi_test

import (
	"testing"

	"concord/internal/wire"
	"concord/openapi"
)

// BenchmarkLoad reads, validates and lints the contracts of all providers.
func BenchmarkLoad(b *testing.B) {
	providers := openapi.Providers(openapi.Files)
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range providers {
			if _, err := openapi.Load(openapi.Files, p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkValidate judges a good answer, and one with five faults.
func BenchmarkValidate(b *testing.B) {
	d, err := openapi.Read("openapi/sample.yaml", []byte(sample))
	if err != nil {
		b.Fatal(err)
	}
	validators, err := d.Validators()
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range map[string]string{
		"good":   `{"token":"abc","kind":"Bearer","made":"2026-01-12T12:34:56Z","count":5,"note":null}`,
		"faulty": `{"kind":"Basic","made":"now","count":11,"note":1}`,
	} {
		v, _ := wire.Read([]byte(text))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if valid := len(validators["200"].Validate(v)) == 0; valid != (name == "good") {
					b.Fatal("wrong verdict")
				}
			}
		})
	}
}
