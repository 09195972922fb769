package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// sendTime bounds one call; maxAnswer is how much of an answer is read.
const (
	sendTime  = 20 * time.Second
	maxAnswer = 4 << 20
)

// place is where a payload goes: standard output (-), a file, or a URL that an
// environment variable holds (env:NAME). A URL on the command line would be seen
// by everybody on the machine, and that of a webhook is a secret.
type place struct {
	to   string
	out  io.Writer
	link string // empty for files
}

func newPlace(where string, s Surroundings) (place, error) {
	p := place{to: where, out: s.Stdout}
	name, isVariable := strings.CutPrefix(where, "env:")
	switch {
	case strings.Contains(where, "://"):
		return p, errors.New("a URL on the command line is seen by everybody on the machine: put it into a variable and write env:NAME")
	case !isVariable:
		return p, nil
	}
	p.link = s.Getenv(name)
	if p.link == "" {
		return p, fmt.Errorf("the variable %s is unset or empty", name)
	}
	return p, usable(name, p.link)
}

// usable refuses a URL that would carry a payload in clear over a network. It
// does not quote it.
func usable(name, link string) error {
	u, err := url.Parse(link)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%s is not an absolute https URL", name)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return fmt.Errorf("%s: plain http is for this machine only", name)
	default:
		return nil
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// put delivers a payload.
func (p place) put(ctx context.Context, payload []byte) error {
	switch {
	case p.link != "":
		_, err := call(ctx, http.MethodPost, p.link, nil, payload)
		return err
	case p.to == "-":
		_, err := p.out.Write(payload)
		return err
	default:
		return replace(p.to, payload)
	}
}

// replace puts a whole file in the place of the one before.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".concord-"+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("writing the notices: %w", err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // what failed before is the news
		return fmt.Errorf("writing the notices: %w", err)
	}
	return nil
}

// client follows no redirect: a payload goes where it was sent.
var client = &http.Client{
	Timeout:       sendTime,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true},
}

// call sends JSON and returns the answer's body; any status but 2xx is an error.
// No error names the URL, which may be secret.
func call(ctx context.Context, method, link string, header http.Header, payload []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, link, bytes.NewReader(payload))
	if err != nil {
		return nil, errors.New("the URL to notify cannot be used")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "concord")
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("notifying %s: %w", req.URL.Host, withoutURL(err))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("notifying %s: reading the answer: %w", req.URL.Host, err)
	}
	if res.StatusCode/100 != 2 {
		return nil, fmt.Errorf("notifying %s: it answered %s", req.URL.Host, res.Status)
	}
	return body, nil
}

// withoutURL takes off what net/http adds to an error.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
