package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"concord/internal/history"
)

// githubSink keeps one issue for each thing there is to tell: opened at its
// onset, closed at its end. Issues are found again by the fingerprint in a
// comment of their text, under the label concord. In a public repository they
// name neither the target nor a host.
type githubSink struct {
	repository string // owner/name
	api        string
	token      string
	Surroundings
}

const githubLabel = "concord"

var repository = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`)

// newGitHub reads GITHUB_TOKEN, and GITHUB_API_URL where the API is elsewhere:
// both are there in GitHub's own workflows.
func newGitHub(where string, s Surroundings) (Sink, error) {
	g := &githubSink{repository: where, api: "https://api.github.com", token: s.Getenv("GITHUB_TOKEN"), Surroundings: s}
	if !repository.MatchString(where) {
		return nil, fmt.Errorf("%q is not a repository: write github=owner/name", where)
	}
	if g.token == "" {
		return nil, errors.New("the variable GITHUB_TOKEN is unset or empty")
	}
	if api := s.Getenv("GITHUB_API_URL"); api != "" {
		g.api = strings.TrimRight(api, "/")
	}
	return g, usable("GITHUB_API_URL", g.api)
}

// issue is what is used of one.
type issue struct {
	Number int    `json:"number"`
	Body   string `json:"body"`
}

// Send implements [Sink].
func (g *githubSink) Send(ctx context.Context, notices []history.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	public, err := g.public(ctx)
	if err != nil {
		return err
	}
	open, err := g.open(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, n := range notices {
		errs = append(errs, g.tell(ctx, n, open, public))
	}
	return errors.Join(errs...)
}

// tell brings the issue of one notice up to date.
func (g *githubSink) tell(ctx context.Context, n history.Notice, open map[string]int, public bool) error {
	number, exists := open[n.Fingerprint]
	switch over := n.Kind == history.Recovery || n.Kind == history.Back; {
	case over && !exists:
		return nil // closed by a person already
	case over:
		if err := g.post(ctx, http.MethodPost, fmt.Sprintf("/issues/%d/comments", number), map[string]any{"body": markdown(n.Text)}, nil); err != nil {
			return err
		}
		return g.post(ctx, http.MethodPatch, fmt.Sprintf("/issues/%d", number), map[string]any{"state": "closed", "state_reason": "completed"}, nil)
	case exists:
		return g.post(ctx, http.MethodPatch, fmt.Sprintf("/issues/%d", number), map[string]any{"title": title(n, public), "body": text(n, public)}, nil)
	default:
		var made issue
		err := g.post(ctx, http.MethodPost, "/issues", map[string]any{"title": title(n, public), "body": text(n, public), "labels": []string{githubLabel}}, &made)
		if err == nil {
			open[n.Fingerprint] = made.Number
		}
		return err
	}
}

// public tells whether everybody can read the repository.
func (g *githubSink) public(ctx context.Context) (bool, error) {
	var r struct {
		Private bool `json:"private"`
	}
	err := g.post(ctx, http.MethodGet, "", nil, &r)
	return !r.Private, err
}

// pages bounds how many pages of issues are read, of a hundred each.
const pages = 50

var marker = regexp.MustCompile(`<!-- concord:([0-9a-f]{16}) -->`)

// open returns the numbers of the open issues by fingerprint.
func (g *githubSink) open(ctx context.Context) (map[string]int, error) {
	found := map[string]int{}
	for page := 1; page <= pages; page++ {
		var issues []issue
		path := fmt.Sprintf("/issues?labels=%s&state=open&per_page=100&page=%d", githubLabel, page)
		if err := g.post(ctx, http.MethodGet, path, nil, &issues); err != nil {
			return nil, err
		}
		for _, i := range issues {
			if m := marker.FindStringSubmatch(i.Body); m != nil {
				found[m[1]] = i.Number
			}
		}
		if len(issues) < 100 {
			break
		}
	}
	return found, nil
}

// post calls the API of the repository and decodes the answer into out, if given.
func (g *githubSink) post(ctx context.Context, method, path string, in map[string]any, out any) error {
	var payload []byte
	if in != nil {
		var err error
		if payload, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encoding an issue: %w", err)
		}
		if err := g.withheld(payload); err != nil {
			return err
		}
	}
	header := http.Header{"Authorization": {"Bearer " + g.token}, "Accept": {"application/vnd.github+json"}, "X-Github-Api-Version": {"2022-11-28"}}
	answer, err := call(ctx, method, g.api+"/repos/"+g.repository+path, header, payload)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("reading what GitHub answered: %w", err)
	}
	return nil
}
