package transport_test

import (
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/secret"
	"concord/internal/transport"
	"concord/internal/wire"
)

// A long body, made to cost as much as it can: redaction has to
// stay about linear. The bound is generous for slow machines under the race
// detector.
var _ = DescribeTable("redaction of hostile bodies ends soon",
	func(unit string) {
		registry := secret.NewRegistry(wire.Inspect)
		registry.Add("password", "echoed-password")
		c := transport.New(transport.Options{Registry: registry})
		body := strings.Repeat(unit, transport.MaxBody/8/len(unit))
		start := time.Now()
		c.RedactAnswer(200, http.Header{"Location": {body[:1<<16]}}, []byte(body))
		Expect(time.Since(start)).To(BeNumerically("<", 10*time.Second))
	},
	Entry("opening quotes", "«"),
	Entry("opening quotes and an echo", "«««««««« echoed-password "),
	Entry("an echo", "echoed-password"),
	Entry("every escape at once", `\u005c\\u0026amp;%255c+&#x5c;`),
	Entry("strings in the open", `"token":"`),
	Entry("open brackets", `[`),
	Entry("open objects", `{"token":`),
	Entry("tokens without end", `eyJhbGciOiJ.`),
	Entry("parameters", `token=`),
	Entry("elements", `<token>x</`),
	Entry("white space", `"" `+strings.Repeat(" ", 1000)),
	Entry("backslashes", `\`),
)
