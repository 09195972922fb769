// Package fetch gets a public page as its owner would like it: as robots.txt
// allows, once a day, conditionally, with an honest User-Agent, and never more
// than a page's worth of bytes. What it got is kept, so that a day's further
// questions are answered from the copy.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"concord/internal/clock"
)

// Limits of a fetch.
const (
	maxBytes     = 1 << 20
	maxRedirects = 5
	timeout      = 30 * time.Second
	// pause is how long a page that was refused is not asked for again.
	pause = time.Hour
)

// How says where a copy comes from.
type How string

const (
	Fetched   How = "fetched"
	Unchanged How = "unchanged" // the server said that the kept copy is still good
	Kept      How = "kept"      // it was fetched today
)

// Copy is a page as it was got.
type Copy struct {
	URL         string
	Final       string   // after redirects
	Redirects   []string // each address on the way from URL to Final
	ContentType string
	Body        []byte
	At          time.Time // when the server last answered for it
	How         How
}

// Fetcher gets pages. Dir, Clock and UserAgent are required.
type Fetcher struct {
	Dir       string // of the kept copies; made when it is needed
	Clock     clock.Clock
	UserAgent string            // "product/version"; robots.txt is read for the product
	Transport http.RoundTripper // of the network, if nil
}

// Check says whether an address can be fetched at all: https, or plain http to
// this machine.
func Check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no URL", address)
	case u.Host == "" || u.User != nil:
		return fmt.Errorf("%q must have a host, and no user", address)
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	default:
		return fmt.Errorf("%q must be https (http to this machine only)", address)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Get returns the page at an address for which [Check] finds nothing. The error
// says why it cannot be had: the network, a refusal, robots.txt, or something
// that is no page.
func (f *Fetcher) Get(ctx context.Context, address string) (*Copy, error) {
	k, err := f.load(address)
	if err != nil {
		return nil, err
	}
	now := f.Clock.Now().UTC()
	switch {
	case k.has() && sameDay(k.At, now):
		return k.copy(Kept), nil
	case k.Refused != "" && now.Sub(k.RefusedAt) < pause && !now.Before(k.RefusedAt):
		return nil, fmt.Errorf("%s was asked for at %s and answered %s; it is not asked for again before %s",
			address, k.RefusedAt.Format(time.TimeOnly), k.Refused, k.RefusedAt.Add(pause).Format(time.TimeOnly+" MST"))
	}
	how, err := f.renew(ctx, k, now)
	var refused *refusal
	if errors.As(err, &refused) {
		k.Refused, k.RefusedAt = refused.status, now
		return nil, errors.Join(err, f.store(k))
	}
	if err != nil {
		return nil, err
	}
	k.Refused = ""
	k.At = now
	if err := f.store(k); err != nil {
		return nil, err
	}
	return k.copy(how), nil
}

func sameDay(a, b time.Time) bool { return a.UTC().Format(time.DateOnly) == b.Format(time.DateOnly) }

// refusal is an answer other than the page.
type refusal struct{ address, status string }

// Error names the address and the status.
func (r *refusal) Error() string { return r.address + " answers " + r.status }

// renew asks the server for the page, or whether the kept copy is still good.
func (f *Fetcher) renew(ctx context.Context, k *kept, now time.Time) (How, error) {
	address := k.URL
	var way []string
	for {
		if err := f.permitted(ctx, address, now); err != nil {
			return "", err
		}
		header := http.Header{"Accept": {"text/html, text/markdown, text/plain;q=0.9"}}
		if k.has() && address == k.Final {
			set(header, "If-None-Match", k.ETag)
			set(header, "If-Modified-Since", k.LastModified)
		}
		a, err := f.exchange(ctx, address, header, maxBytes)
		if err != nil {
			return "", err
		}
		switch {
		case a.status == http.StatusNotModified && k.has() && address == k.Final:
			return Unchanged, nil
		case a.location != "":
			if address, err = follow(address, a.location, &way); err != nil {
				return "", err
			}
		case a.status != http.StatusOK:
			return "", &refusal{address, fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))}
		case a.cut:
			return "", fmt.Errorf("%s has more than %d bytes", address, maxBytes)
		default:
			k.Final, k.Redirects, k.ContentType = address, way, a.header.Get("Content-Type")
			k.ETag, k.LastModified = a.header.Get("ETag"), a.header.Get("Last-Modified")
			k.Body = a.body
			return Fetched, nil
		}
	}
}

// follow returns where a redirect leads, if it may be followed.
func follow(from, location string, way *[]string) (string, error) {
	base, err := url.Parse(from)
	if err != nil {
		return "", fmt.Errorf("%q is no URL", from)
	}
	to, err := base.Parse(location)
	if err != nil {
		return "", fmt.Errorf("%s redirects to %q, which is no URL", from, location)
	}
	to.Fragment = ""
	if err := Check(to.String()); err != nil {
		return "", fmt.Errorf("%s redirects: %w", from, err)
	}
	if base.Scheme == "https" && to.Scheme != "https" {
		return "", fmt.Errorf("%s redirects to %s, which is not https", from, to)
	}
	*way = append(*way, to.String())
	if len(*way) > maxRedirects {
		return "", fmt.Errorf("%s redirects more than %d times", from, maxRedirects)
	}
	return to.String(), nil
}

func set(h http.Header, name, value string) {
	if value != "" {
		h.Set(name, value)
	}
}
