package transport

import (
	"crypto/x509"
	"net/http"

	"concord/internal/contract"
	"concord/internal/wire"
)

// TrustRoots lets a test's server be verified.
func (c *Client) TrustRoots(pool *x509.CertPool) { c.transport.TLSClientConfig.RootCAs = pool }

// RetryAfter reads when an answer asks to be tried again.
var RetryAfter = retryAfter

// RedactAnswer redacts without a network.
func (c *Client) RedactAnswer(status int, header http.Header, body []byte) (*contract.Response, map[string]contract.Token) {
	red := c.newRedactor()
	value, _ := wire.Read(body)
	out := red.response(reply{head: &http.Response{StatusCode: status, Header: header}, content: content{body: body}}, value)
	return out, red.tokens
}
