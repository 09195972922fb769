package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answer is a response, its body cut at a limit.
type answer struct {
	status   int
	header   http.Header
	location string // of a redirect
	body     []byte
	cut      bool // there was more
}

// exchange sends one GET, and reads at most limit bytes of the answer.
func (f *Fetcher) exchange(ctx context.Context, address string, header http.Header, limit int64) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("asking for %q: %w", address, err)
	}
	req.Header = header.Clone()
	req.Header.Set("User-Agent", f.UserAgent)
	res, err := f.client().Do(req)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", address, bare(err))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", address, bare(err))
	}
	a := &answer{status: res.StatusCode, header: res.Header, body: body}
	if a.cut = int64(len(body)) > limit; a.cut {
		a.body = body[:limit]
	}
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		a.location = res.Header.Get("Location")
	}
	return a, nil
}

// bare drops the address that net/http puts before an error, which is said already.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func (f *Fetcher) client() *http.Client {
	c := &http.Client{
		Timeout:       timeout,
		Transport:     f.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if c.Transport == nil {
		c.Transport = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:     true, // a TLS configuration of one's own turns it off
			TLSHandshakeTimeout:   10 * time.Second,
			ResponseHeaderTimeout: timeout,
			DisableKeepAlives:     true, // a handful of requests a day
		}
	}
	return c
}

// permitted says whether the host's robots.txt lets us fetch an address. Where
// it cannot be had, nothing may be fetched (RFC 9309 §2.3.1.4).
func (f *Fetcher) permitted(ctx context.Context, address string, now time.Time) error {
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%q is no URL", address)
	}
	text, err := f.robots(ctx, (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}).String(), now)
	if err != nil {
		return fmt.Errorf("robots.txt cannot be had, so nothing of %s may be fetched: %w", u.Host, err)
	}
	product, _, _ := strings.Cut(f.UserAgent, "/")
	if !Allowed(text, product, u) {
		return fmt.Errorf("robots.txt of %s does not let %s fetch %s", u.Host, product, address)
	}
	return nil
}

// robots returns a robots.txt, empty where the host has none. It is asked for
// once a day too.
func (f *Fetcher) robots(ctx context.Context, address string, now time.Time) (string, error) {
	k, err := f.load(address)
	if err != nil {
		return "", err
	}
	if k.has() && sameDay(k.At, now) {
		return string(k.Body), nil
	}
	at := address
	var way []string
	for {
		a, err := f.exchange(ctx, at, http.Header{"Accept": {"text/plain"}}, maxRobots)
		switch {
		case err != nil:
			return "", err
		case a.location != "":
			if at, err = follow(at, a.location, &way); err != nil {
				return "", err
			}
			continue
		case a.status >= 400 && a.status < 500:
			a.body = nil // there is none
		case a.status != http.StatusOK:
			return "", &refusal{at, fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))}
		}
		k.Final, k.At, k.Body = at, now, a.body
		return string(a.body), f.store(k)
	}
}
