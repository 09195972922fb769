package transport

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// MaxBody is how much content of an answer is read, in bytes after decoding.
const MaxBody = 1 << 20

// errOversize says that an answer has more than MaxBody bytes.
var errOversize = errors.New("the body is too long")

// readBody reads the content of an answer whose headers are complete, and takes
// off its content coding (RFC 9110 §8.4). A body that ends before its length, or
// before its last chunk, is cut: that is the server's doing and no error. An
// error is errOversize or that of ctx.
func readBody(ctx context.Context, head *http.Response) (content, error) {
	raw, err := readLimited(head.Body)
	switch {
	case errors.Is(err, errOversize):
		return content{cut: true}, err
	case err != nil && (ctx.Err() != nil || isTimeout(err)):
		return content{cut: true}, err
	}
	coding := strings.ToLower(strings.TrimSpace(head.Header.Get("Content-Encoding")))
	body, broken, err := decode(coding, raw, err != nil)
	return content{body: body, cut: broken, miscoded: miscoded(coding, raw)}, err
}

// content is what came after the headers.
type content struct {
	body     []byte // decoded
	cut      bool   // it ended too early
	miscoded bool   // it is not in the coding that the headers declare
}

// miscoded tells whether content is declared to be in a coding that it is not
// in, or that nobody asked for.
func miscoded(coding string, raw []byte) bool {
	return coding != "" && coding != "identity" && len(raw) > 0 && decoder(coding, raw) == nil
}

// decode returns raw as it was before the given content coding was applied.
// Content in another coding, or not in the one it claims, is returned as it is:
// whoever judges it sees that it is not JSON. What breaks off midway is cut.
func decode(coding string, raw []byte, cut bool) (body []byte, broken bool, err error) {
	reader := decoder(coding, raw)
	if reader == nil {
		return raw, cut, nil
	}
	body, err = readLimited(reader)
	if errors.Is(err, errOversize) {
		return nil, true, err
	}
	return body, cut || err != nil, nil
}

// decoder returns a reader that takes off coding, nil where raw does not begin so.
func decoder(coding string, raw []byte) io.Reader {
	switch coding {
	case "gzip", "x-gzip":
		if r, err := gzip.NewReader(bytes.NewReader(raw)); err == nil {
			return r
		}
	case "deflate":
		if r, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
			return r
		}
		return bareDeflate(raw)
	}
	return nil
}

// bareDeflate serves the servers that leave out the zlib wrapper (RFC 9110
// §8.4.1.2 tells of them). Without it nothing marks the coding: JSON begins like
// deflate, and shows only later that it is none.
func bareDeflate(raw []byte) io.Reader {
	if _, err := readLimited(flate.NewReader(bytes.NewReader(raw))); err != nil && !errors.Is(err, errOversize) {
		return nil
	}
	return flate.NewReader(bytes.NewReader(raw))
}

// readLimited reads all of r, at most MaxBody bytes. What was read before an
// error is returned with it.
func readLimited(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
	if len(b) > MaxBody {
		return nil, errOversize
	}
	return b, err
}
