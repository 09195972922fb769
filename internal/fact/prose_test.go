package fact_test

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/fact"
	"concord/internal/page"
)

// plain is a page as text.
func plain(lines ...string) form { return form{"text", page.Text, strings.Join(lines, "\n")} }

// found lists the facts of a page of one section.
func found(lines ...string) []string {
	GinkgoHelper()
	var out []string
	for _, f := range read(plain(lines...)).Facts {
		out = append(out, strings.TrimSpace(string(f.Kind)+" "+strings.TrimSpace(f.Name+" "+f.Value)))
	}
	return out
}

var _ = Describe("prose", func() {
	It("is mentioned where it changes, and is no drift", func() {
		for _, f := range forms(
			replaced(source("apuesteria"), [2]string{"simply call", "just call"}),
			replaced(written("apuesteria"), [2]string{"simply call", "just call"})) {
			d := compare("apuesteria", f)
			Expect(d.Changes).To(BeEmpty(), f.name)
			Expect(notes(d)).To(Equal([]string{
				"note     wording of status 201: 1 gone, 1 new  (see APUESTERIA-LOGIN-016)",
				"           + When it expires, just call the login endpoint again to obtain a new one — there is no refresh endpoint.",
			}), f.name)
		}
	})

	It("names the clauses of the section that it is in", func() {
		d := compare("popup", plain(replaced(source("popup"), [2]string{"Store the access_token securely", "Store the access_token in a vault"})))
		Expect(d.Changes).To(BeEmpty())
		Expect(notes(d)).To(HaveLen(2))
		Expect(notes(d)[0]).To(Equal("note     wording of Next Steps: 1 gone, 1 new  (see POPUP-LOGIN-028, POPUP-LOGIN-029, POPUP-LOGIN-030, POPUP-LOGIN-031)"))
	})

	It("may move from section to section", func() {
		sentence := "This is also returned when the client account is not active."
		text := strings.Replace(source("popup"), sentence+"\n", "", 1)
		Expect(compare("popup", plain(text+"\n"+sentence)).Changes).To(BeEmpty())
	})

	It("may name the sections otherwise", func() {
		text := strings.NewReplacer("Response Fields", "What comes back", "Parameters\n", "What is sent\n", "Endpoint\n", "Where\n").Replace(source("popup"))
		Expect(lines(compare("popup", plain(text)))).To(BeEmpty())
	})

	It("does not notice the age of the page", func() {
		text := strings.Replace(source("tecalis"), "Updated 16 days ago", "Updated 3 hours ago", 1)
		d := compare("tecalis", plain(text))
		Expect(append(lines(d), notes(d)...)).To(BeEmpty())
	})

	It("says a duration in other words without a change", func() {
		for _, words := range []string{"valid for 60 minutes", "valid for one hour", "valid for 3600 seconds"} {
			d := compare("popup", plain(strings.Replace(source("popup"), "valid for 1 hour", words, 1)))
			Expect(lines(d)).To(BeEmpty(), words)
		}
	})
})

var _ = DescribeTable("a fact in prose",
	func(text string, want ...string) { Expect(found("Login of users", text)).To(ConsistOf(want)) },
	Entry("an endpoint", "Send a POST /v1/token, please.", "endpoint POST /v1/token"),
	Entry("an endpoint with a host", "POST https://api.example.com/v1/token", "endpoint POST https://api.example.com/v1/token"),
	Entry("no endpoint", "POST is the method."),
	Entry("what a login needs", "Authentication: Basic", "authentication basic"),
	Entry("a header line", "Accept: application/json", "header Accept application/json"),
	Entry("a scheme", "Authorization: Bearer <token>", "header Authorization Bearer", "term BEARER"),
	Entry("a header named", "Send it in the Authorization header.", "header Authorization"),
	Entry("a header named in Spanish", "Se envía en la cabecera Authorization.", "header Authorization"),
	Entry("a header of its own", "Send x-tenant-id.", "header X-Tenant-Id"),
	Entry("no header", "Authorization is needed."),
	Entry("no header in a media type", "It takes application/x-www-form-urlencoded."),
	Entry("a duration", "It lives for 90 seconds.", "lifetime 90 seconds"),
	Entry("a duration in Spanish", "Vive unos 5 días.", "lifetime about 5 days"),
	Entry("a duration in words", "It lives for at least thirty minutes.", "lifetime at least 30 minutes"),
	Entry("a longest duration", "Máximo 2 horas.", "lifetime up to 2 hours"),
	Entry("a fraction", "It lives 1.5 hours.", "lifetime 90 minutes"),
	Entry("a hyphen", "A 15-minute token.", "lifetime 15 minutes"),
	Entry("an age", "Updated by us 3 days ago."),
	Entry("an age in Spanish", "Cambiado hace 3 días."),
	Entry("a version", "Version 2 days of v2.0.", "lifetime 2 days"),
	Entry("a standard", "A timestamp by rfc 3339, or a jwt.", "term RFC3339", "term JWT"),
	Entry("a message", `The answer says "Invalid username or password".`, "message Invalid username or password"),
	Entry("a message in other quotes", "Dice «Usuario no válido».", "message Usuario no válido"),
	Entry("a word in quotes", `Use the "accessToken".`),
	Entry("a status", "You get 403 Forbidden.", "status 403"),
	Entry("a status by its number", "The status is 418? No: status code 409.", "status 409"),
	Entry("no status", "There are 200 countries and 404 ways."),
)

var _ = Describe("a table", func() {
	It("of statuses says which there are", func() {
		Expect(found("| Code | Meaning |", "|---|---|", "| 200 | fine |", "| 401 | not you |")).To(Equal([]string{"status 200", "status 401"}))
	})

	It("of other things is prose", func() {
		Expect(found("| Token | Life |", "|---|---|", "| access | 5 minutes |")).To(Equal([]string{"lifetime 5 minutes"}))
	})

	DescribeTable("that is glued is split where the types are",
		func(line string, want string) {
			facts := read(plain("FieldTypeRequiredDescription", line, "xstringNoThe x")).Facts
			Expect(facts).To(HaveLen(1))
			Expect(facts[0].Facts).To(HaveLen(2))
			Expect(facts[0].Facts[0].Name + " " + facts[0].Facts[0].Value).To(Equal(want))
		},
		Entry("plain", "usernamestringYesYour name", "username string, required"),
		Entry("a type in the name", "pointintegerNoThe point", "point integer, optional"),
		Entry("a type at the end of the name", "string_idstringYesThe id", "string_id string, required"),
		Entry("a longer type", "expires_atdatetimeYesAccess ends", "expires_at datetime, required"),
		Entry("no description", "idnumberNo", "id number, optional"),
		Entry("an unknown type", "amountmoneyYesThe sum", "amountmoneyYesThe sum optional"),
	)

	It("may stand in HTML in a text copy", func() {
		facts := read(plain("Fields", "<table><tr><th>Field</th><th>Type</th></tr>", "<tr><td>a<br>b</td><td>string</td></tr></table>After")).Facts
		Expect(facts).To(HaveLen(1))
		Expect(facts[0].Facts[0].Name).To(Equal("a b"))
	})
})

var _ = DescribeTable("a curl example",
	func(command, want string, with ...string) {
		facts := read(form{"", page.Markdown, "```sh\n" + command + "\n```\n"}).Facts
		Expect(facts).To(HaveLen(1))
		Expect(facts[0].Value).To(Equal(want))
		var got []string
		for _, f := range facts[0].Facts {
			got = append(got, strings.TrimSpace(string(f.Kind)+" "+f.Name+" "+f.Value))
		}
		Expect(got).To(ConsistOf(with))
	},
	Entry("a GET", "curl https://x.example/a", "GET https://x.example/a"),
	Entry("joined options", `curl -XPUT -H"Accept: text/plain" 'https://x.example/a'`, "PUT https://x.example/a", "header Accept text/plain"),
	Entry("options with =", `curl --request=POST --url=https://x.example/a`, "POST https://x.example/a"),
	Entry("a body makes a POST", `curl https://x.example/a --json '{"a": 1}' -o out -s`, "POST https://x.example/a", "example"),
	Entry("a user", `curl -u me:pw https://x.example/a`, "GET https://x.example/a", "header Authorization Basic"),
	Entry("a prompt", "$ curl https://x.example/a", "GET https://x.example/a"),
)

var _ = Describe("a page that is none of a provider's", func() {
	for name, text := range map[string]string{
		"an empty one":       "",
		"a login wall":       "<html><body><h1>401 Unauthorized</h1><p>Please sign in.</p></body></html>",
		"a shell of scripts": `<html><body><noscript>You need JavaScript.</noscript><div id="root"></div><script src="/app.js"></script></body></html>`,
		"another page":       "<h1>Webhooks</h1><p>POST /hooks. Retried for 3 days.</p><pre>{\"event\": \"x\"}</pre>",
	} {
		It("is not recognised: "+name, func() {
			for _, p := range providers {
				Expect(compare(p, form{name, page.HTML, text}).Recognised()).To(BeFalse(), p)
			}
		})
	}
})

var _ = Describe("what a page says", func() {
	It("cannot disturb a terminal", func() {
		text := strings.Replace(source("popup"), "IP address not authorized", "IP \\u001b[31m\u202eaddress", 1)
		text = strings.Replace(text, "None required (public endpoint)", "\x1b]0;title\x07\u202e"+strings.Repeat("x", 5000), 1)
		told := told(compare("popup", plain(text)))
		Expect(told).NotTo(MatchRegexp("[\x00-\x09\x0b-\x1f\u202e]"))
		Expect(told).To(ContainSubstring(`"IP address not authorized" → "IP \x1b[31m\u202eaddress"`))
		for l := range strings.SplitSeq(told, "\n") {
			Expect(len(l)).To(BeNumerically("<", 2000))
		}
	})

	DescribeTable("is read in time, however hostile",
		func(format page.Format, text string) {
			begun := time.Now()
			blocks, err := page.Read(format, []byte(text[:min(len(text), page.MaxBytes)]))
			if err == nil {
				fact.Read(blocks)
			}
			Expect(time.Since(begun)).To(BeNumerically("<", 30*time.Second)) // a small part of one, on a quiet machine
		},
		Entry("deep elements", page.HTML, strings.Repeat("<div>", 200000)),
		Entry("deep tables", page.HTML, strings.Repeat("<table><tr><td>", 60000)),
		Entry("one long word", page.Text, strings.Repeat("a", 1<<16)),
		Entry("open brackets", page.Text, strings.Repeat("{\n", 1<<14)),
		Entry("open tables", page.Text, strings.Repeat("<table>\n", 1<<11)),
		Entry("quotes in a command", page.Text, strings.Repeat("curl '\n", 1<<14)),
		Entry("rows of bars", page.Text, strings.Repeat("|-|\n", 1<<13)),
		Entry("glued headers", page.Text, strings.Repeat("FieldTypeDescription\n", 1000)),
		Entry("deep quotes", page.Markdown, strings.Repeat("> ", 500000)),
		Entry("links in links", page.Markdown, strings.Repeat("![a](", 1000)+"\n\n"+strings.Repeat("1. ", 2000)),
		Entry("brackets", page.Markdown, strings.Repeat("[", 200000)),
		Entry("minutes", page.HTML, strings.Repeat("5 minutes ", 2000)),
	)

	It("is bounded", func() {
		sheet := read(plain(strings.Repeat("x-a-header and 5 minutes\n\nTitle\n", 1200)))
		Expect(fact.Count(sheet.Facts)).To(BeNumerically("<=", 2000))
		_, err := page.Read(page.Text, make([]byte, page.MaxBytes+1))
		Expect(err).To(MatchError(ContainSubstring("more than 1048576 bytes")))
	})
})
