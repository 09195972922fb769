package transport_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/format"
	"go.yaml.in/yaml/v3"

	"concord/internal/secret"
)

const canary = "pa\"ss%wo+rd/\\<é>&'\r\nend"

var _ = Describe("secret.String", func() {
	type holder struct {
		Public  secret.String
		private secret.String
		Pointer *secret.String
		List    []secret.String
		Map     map[string]secret.String
	}
	type element struct{ S secret.String }
	hold := func() holder {
		s := secret.New(canary)
		return holder{Public: s, private: s, Pointer: &s, List: []secret.String{s}, Map: map[string]secret.String{"k": s}}
	}
	// No piece of the canary, however a printer quotes the rest.
	clean := func(text string) {
		GinkgoHelper()
		for _, piece := range []string{"ss%wo", "wo+rd", "776f2b7264", "776F2B7264", "77 6f 2b", "pa\"ss", "119 111 43"} {
			Expect(text).NotTo(ContainSubstring(piece))
		}
	}

	It("gives its text to Reveal alone", func() {
		s := secret.New(canary)
		Expect(s.Reveal()).To(Equal(canary))
		Expect(s.Len()).To(Equal(len(canary)))
		Expect(s.IsZero()).To(BeFalse())
	})

	It("is empty as the zero value", func() {
		var s secret.String
		Expect(s).To(Equal(secret.New("")))
		Expect(s.IsZero()).To(BeTrue())
		Expect(s.Len()).To(BeZero())
		Expect(s.Reveal()).To(BeEmpty())
	})

	It("compares by its text", func() {
		Expect(secret.New(canary)).To(Equal(secret.New(canary)))
		Expect(map[secret.String]int{secret.New(canary): 1}).To(HaveKey(secret.New(canary)))
		Expect(secret.New(canary)).NotTo(Equal(secret.New(canary + "x")))
		Expect(secret.New(canary).Equal(secret.New(canary))).To(BeTrue())
		Expect(secret.New(canary).Equal(secret.New(""))).To(BeFalse())
	})

	DescribeTable("redacts itself under every verb",
		func(verb string) {
			s := secret.New(canary)
			Expect(fmt.Sprintf(verb, s)).To(Equal("[redacted]"))
			Expect(fmt.Sprintf(verb, &s)).To(Equal("[redacted]"))
			for _, v := range []any{hold(), &holder{private: s}, []any{s}, map[secret.String]int{s: 1}, fmt.Errorf(verb, s)} {
				clean(fmt.Sprintf(verb, v))
			}
		},
		Entry(nil, "%v"), Entry(nil, "%+v"), Entry(nil, "%#v"), Entry(nil, "%s"), Entry(nil, "%q"),
		Entry(nil, "%x"), Entry(nil, "%X"), Entry(nil, "% x"), Entry(nil, "%d"), Entry(nil, "%40s"), Entry(nil, "%.2s"),
	)

	It("redacts itself in JSON, XML, YAML and gob", func() {
		b, err := json.Marshal(map[string]any{"a": hold(), "b": map[secret.String]int{secret.New(canary): 1}})
		Expect(err).NotTo(HaveOccurred())
		Expect(string(b)).To(ContainSubstring(`"Public":"[redacted]"`))
		clean(string(b))
		b, err = xml.Marshal(element{secret.New(canary)})
		Expect(err).NotTo(HaveOccurred())
		Expect(string(b)).To(ContainSubstring("<S>[redacted]</S>"))
		b, err = yaml.Marshal(map[string]any{"a": secret.New(canary)})
		Expect(err).NotTo(HaveOccurred())
		Expect(string(b)).To(ContainSubstring("[redacted]"))
		var out bytes.Buffer
		_ = gob.NewEncoder(&out).Encode(element{secret.New(canary)}) // refusing is fine
		clean(out.String())
	})

	It("redacts itself in logs and in Gomega's failures", func() {
		var out bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("login", "password", secret.New(canary), "all", hold())
		}
		Expect(out.String()).To(ContainSubstring("password=[redacted]"))
		clean(out.String())
		Expect(format.Object(secret.New(canary), 0)).To(ContainSubstring("[redacted]"))
		clean(format.Object(hold(), 0))
		clean(format.Object(&holder{private: secret.New(canary)}, 0))
	})
})
