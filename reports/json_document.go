package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// writeJSON writes an indented JSON document of the named format.
func writeJSON(w io.Writer, format string, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(document); err != nil {
		return fmt.Errorf("writing %s: %w", format, err)
	}
	return nil
}

// webLink returns text as a link that is safe to follow: an absolute http or
// https URL of reasonable length, with everything escaped that could end it where it stands. It is ""
// where text is none.
func webLink(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || len(text) > maxLink || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return ""
	}
	link := escapedURI(u.String())
	if _, err := url.Parse(link); err != nil {
		return ""
	}
	return link
}

// absoluteURI returns an address as a URI, whatever it holds.
func absoluteURI(address string) string {
	uri := escapedURI(address)
	if u, err := url.Parse(uri); err != nil || !u.IsAbs() {
		return "invalid:" + url.PathEscape(address)
	}
	return uri
}

// escapedURI percent-encodes what no URI may hold; an escape that is none counts
// as a per cent sign. Brackets stand in an IPv6 host only.
func escapedURI(text string) string {
	const allowed = "-._~:/?#@!$&'*+,;="
	host, end := hostOf(text)
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]),
			(c == '[' || c == ']') && i >= host && i < end,
			c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte(allowed, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// hostOf returns where the authority of a URI begins and ends.
func hostOf(text string) (begin, end int) {
	at := strings.Index(text, "://")
	if at < 0 {
		return 0, 0
	}
	begin = at + len("://")
	if length := strings.IndexAny(text[begin:], "/?#"); length >= 0 {
		return begin, begin + length
	}
	return begin, len(text)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
