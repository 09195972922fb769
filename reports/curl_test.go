package reports_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"concord/internal/contract"
	"concord/reports"
)

// runCurl runs the line in a shell whose curl prints each argument, and returns
// the arguments. A NUL cannot be in one, so it separates them.
func runCurl(line string, env ...string) []string {
	GinkgoHelper()
	cmd := exec.Command("sh", "-euc", `curl() { for a in "$@"; do printf '%s\000' "$a"; done; }`+"\n"+line)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	cmd.Stderr = GinkgoWriter
	out, err := cmd.Output()
	Expect(err).NotTo(HaveOccurred(), line)
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func request(method, url, body string, header ...string) contract.Exchange {
	h := map[string][]string{}
	for i := 0; i < len(header); i += 2 {
		h[header[i]] = append(h[header[i]], header[i+1])
	}
	return contract.Exchange{Request: contract.Request{Method: method, URL: url, Header: h, Body: body}}
}

var _ = Describe("the curl line", func() {
	It("passes valid JSON with the values of the environment", func() {
		line := reports.Curl("tapi", login("tapi/valid#1"))
		args := runCurl(line, "TAPI_USERNAME=ann o'hara", "TAPI_PASSWORD=$p `x` *", "TAPI_API_KEY=k")
		Expect(args).To(HaveExactElements("-X", "POST", "https://tapi.example/login",
			"-H", "Content-Type: application/json", "-H", "X-Api-Key: k", "--data", Not(BeEmpty())))
		var body map[string]string
		Expect(json.Unmarshal([]byte(args[len(args)-1]), &body)).To(Succeed())
		Expect(body).To(Equal(map[string]string{"clientUsername": "ann o'hara", "password": "$p `x` *"}))
	})

	It("needs every variable it names, and holds no placeholder", func() {
		line := reports.Curl("tapi", login("tapi/valid#1"))
		Expect(line).NotTo(ContainSubstring("«"))
		Expect(exec.Command("sh", "-euc", "curl() { :; }\n"+line).Run()).NotTo(Succeed())
	})

	DescribeTable("names variables after the provider and the label",
		func(label, variable string) {
			line := reports.Curl("tapi", request("GET", "https://x/?a=«"+label+"#3 12 bytes a1b2c3»", ""))
			Expect(line).To(Equal(`curl 'https://x/?a='"$` + variable + `"`))
		},
		Entry(nil, "username", "TAPI_USERNAME"), Entry(nil, "apiKey", "TAPI_API_KEY"),
		Entry(nil, "profileUUID", "TAPI_PROFILE_UUID"), Entry(nil, "accessToken", "TAPI_ACCESS_TOKEN"),
		Entry(nil, "access_token", "TAPI_ACCESS_TOKEN"), Entry(nil, "pointOfSaleID", "TAPI_POINT_OF_SALE_ID"),
		Entry(nil, "X-Api-Key", "TAPI_X_API_KEY"), Entry(nil, "UUIDValue", "TAPI_UUID_VALUE"),
		Entry(nil, "contraseña`id`", "TAPI_CONTRASE_A_ID_"),
	)

	It("tells two secrets of one label apart, and repeats one", func() {
		e := request("GET", "https://x/«accessToken#1 jwt 8 bytes aaaaaa»/«accessToken#2 jwt 8 bytes bbbbbb»/«accessToken#1 jwt 8 bytes aaaaaa»", "")
		Expect(runCurl(reports.Curl("tapi", e), "TAPI_ACCESS_TOKEN=one", "TAPI_ACCESS_TOKEN_2=two")).To(HaveExactElements("https://x/one/two/one"))
	})

	DescribeTable("passes hostile text on, byte for byte",
		func(text string) {
			args := runCurl(reports.Curl("tapi", request("POST", "https://x/login", text, "Content-Type", "text/plain", "X-Odd", "v"+text)))
			Expect(args).To(HaveExactElements("-X", "POST", "https://x/login", "-H", "Content-Type: text/plain",
				"-H", "X-Odd: v"+text, HavePrefix("--data"), text))
		},
		Entry("apostrophes", `it's '$(id)' "x" `+"`id`"), Entry("expansions", `$HOME ~ * ! \n \`), Entry("line breaks", "{\n\n}\n"),
		Entry("control characters", "a\x1b[2J\r\tb\x7f"), Entry("broken UTF-8", "a\xff\xfeb"), Entry("C1 and bidi", "a\u009b\u202eb"),
		Entry("emoji", "🙂«not a placeholder»"), Entry("empty", ""),
	)

	It("shows no control character", func() {
		Expect(reports.Curl("tapi", request("POST", "https://x", "a\x1b\r\x00b"))).NotTo(MatchRegexp(`[\x00-\x1f]`))
	})

	It("sends a body that begins with @ as it is", func() {
		Expect(reports.Curl("p", request("POST", "https://x", "@/etc/passwd"))).To(ContainSubstring("--data-raw '@/etc/passwd'"))
	})

	It("adds no header of curl's own to a body without a media type", func() {
		Expect(runCurl(reports.Curl("p", request("POST", "https://x", "")))).To(HaveExactElements("-X", "POST", "https://x", "-H", "Content-Type:", "--data", ""))
	})

	It("keeps empty and repeated headers, and leaves out our own", func() {
		e := request("DELETE", "https://x", "", "X-A", "", "X-B", "1", "X-B", "2", "user-agent", "concord", "Content-Length", "3")
		Expect(runCurl(reports.Curl("p", e))).To(HaveExactElements("-X", "DELETE", "https://x", "-H", "X-A;", "-H", "X-B: 1", "-H", "X-B: 2"))
	})

	It("knows the methods and URLs that curl treats specially", func() {
		Expect(reports.Curl("p", request("HEAD", "https://x", ""))).To(Equal("curl --head 'https://x'"))
		Expect(reports.Curl("p", request("GET", "https://[::1]/", ""))).To(Equal("curl --globoff 'https://[::1]/'"))
		Expect(reports.Curl("p", request("G;T", "https://x", ""))).To(Equal("curl -X 'G;T' 'https://x'"))
	})
})
