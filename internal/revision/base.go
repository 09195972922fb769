package revision

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"

	"concord/openapi"
)

// Read reads the contract documents in fsys, by provider.
func Read(fsys fs.FS) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, provider := range openapi.Providers(fsys) {
		data, err := fs.ReadFile(fsys, provider+".yaml")
		if err != nil {
			return nil, fmt.Errorf("reading the contract of %q: %w", provider, err)
		}
		out[provider] = data
	}
	return out, nil
}

// Base reads the contract documents of an earlier revision: of a folder that
// holds them or has an openapi/ that does, else of a git revision of the
// repository that the working directory is in.
func Base(ctx context.Context, base string) (map[string][]byte, error) {
	var out map[string][]byte
	var err error
	if info, statErr := os.Stat(base); statErr == nil && info.IsDir() {
		if out, err = Read(os.DirFS(base)); err == nil && len(out) == 0 {
			out, err = Read(os.DirFS(path.Join(base, "openapi")))
		}
	} else {
		out, err = atRevision(ctx, base)
	}
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%q has no contracts (openapi/*.yaml)", base)
	}
	return out, err
}

func atRevision(ctx context.Context, rev string) (map[string][]byte, error) {
	commit, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%q is neither a folder nor a revision here: %w", rev, err)
	}
	at := strings.TrimSpace(string(commit))
	names, err := git(ctx, "ls-tree", "--full-tree", "--name-only", "-z", at, "openapi/")
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name := range strings.SplitSeq(string(names), "\x00") {
		provider, ok := strings.CutSuffix(path.Base(name), ".yaml")
		if !ok {
			continue
		}
		if out[provider], err = git(ctx, "cat-file", "blob", at+":"+name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// git runs a git command that only reads, and returns what it prints.
func git(ctx context.Context, args ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, "git", args...) //nolint:gosec // the words are ours, but for a revision that cannot be an option
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if said := strings.TrimSpace(stderr.String()); err != nil && said != "" {
		err = errors.New(said)
	}
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, nil
}
