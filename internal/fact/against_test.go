package fact_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/fact"
	"concord/internal/page"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// told is a whole difference as people read it.
func told(d *fact.Difference) string { return strings.Join(append(lines(d), notes(d)...), "\n") + "\n" }

var _ = Describe("popup's contract against starship's page", func() {
	// What a person who reads both pages side by side writes down.
	differences := []struct{ what, line string }{
		{"the answer has no envelope", "changed  POPUP-LOGIN-009  shape of the example of status 200"},
		{"no success in it", "           without /success true, /data (object)"},
		{"its fields are at the top", "moved /data/access_token → /access_token, /data/refresh_token → /refresh_token"},
		{"the access token's hour is gone", "removed  POPUP-LOGIN-011  lifetime of the access token: 1 hour"},
		{"the refresh token's week is gone", "removed  POPUP-LOGIN-013  lifetime of the refresh token: 7 days"},
		{"the access token's end need not be RFC 3339", "removed  POPUP-LOGIN-014  term RFC3339 of field access_expires_at"},
		{"nor the refresh token's", "removed  POPUP-LOGIN-015  term RFC3339 of field refresh_expires_at"},
		{"the sample of the refresh token's end differs", `+ sample "2024-01-22T09:00:00Z"`},
		{"no answer to a body that is no JSON", "removed  POPUP-LOGIN-018  example of status 400"},
		{"its code and message are gone", `/error/code "SYNTAX_ERROR", /error/message "Invalid request body"`},
		{"a missing field earns a flat body", "changed  POPUP-LOGIN-020  shape of the example of status 400"},
		{"wrong credentials earn a flat body", "changed  POPUP-LOGIN-022  shape of the example of status 401"},
		{"nothing is said of inactive accounts", "wording of status 401: 1 gone  (see POPUP-LOGIN-021, POPUP-LOGIN-023)"},
		{"no 403 for addresses", "removed  POPUP-LOGIN-024  status 403"},
		{"a 429 for too many logins", "added    POPUP-LOGIN-002  status 429"},
		{"with a body of its own", `/error "Too Many Requests", /message "Too many login attempts. Please try again later."`},
		{"the PHP example reads other members", "wording of Examples"},
		{"the page has another title", "wording of The Popup Reward Store API: 1 gone"},
	}

	It("lists every difference a reader of both would", func() {
		golden := filepath.Join("testdata", "popup-against-starship.txt")
		for _, f := range forms(source("starship"), written("starship")) {
			text := told(compare("popup", f))
			if *update && f.format == page.Text {
				Expect(os.WriteFile(golden, []byte(text), 0o644)).To(Succeed())
			}
			want, err := os.ReadFile(golden)
			Expect(err).NotTo(HaveOccurred())
			Expect(text).To(Equal(string(want)), f.name)
			for _, d := range differences {
				Expect(text).To(ContainSubstring(d.line), d.what)
			}
		}
	})
})
