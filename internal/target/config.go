package target

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"concord/internal/contract"
)

// Values of CONCORD_MODE.
const (
	ModeAuto = "auto" // live where a base URL is set, else the mock
	ModeLive = "live" // live only: no provider falls back to the mock
	ModeMock = "mock" // the mock only: base URLs and the targets file are ignored
)

// Config is where to run, and under which limits.
type Config struct {
	Targets []Target      // sorted by name
	Mode    string        // [ModeAuto], [ModeLive] or [ModeMock]
	MaxWait time.Duration // longest real wait for a token to expire
	// Rate is in requests a second, 0 for unlimited. Where RateSet is false it
	// is the default of 1, which does not bind loopback targets.
	Rate    float64
	RateSet bool
	Allow   map[string]bool // risky capabilities permitted live: [RateLimit], [SideEffects]
	Reports string          // directory
	// State is the directory of the ledger and the history; "" where it is not
	// set and the environment names no home directory.
	State string

	file      string // the targets file that was read, as given
	providers []Provider
	notices   map[string]string  // by provider
	places    map[string]place   // by target
	origins   map[string]origins // by target
	ignored   []string           // variables without effect in this mode
}

// Load reads the configuration from environ ("NAME=value", as [os.Environ] has
// it) and from the files that it names, the targets file of CONCORD_TARGETS among
// them, which it gets through readFile by the path as given. Without a targets file every provider has one
// target: a live one where <P>_BASE_URL is set, else the mock, or none where
// CONCORD_MODE is live. The error joins all mistakes, one a line, each naming
// the variable, or file, line and key; it shows no secret.
func Load(environ []string, readFile func(string) ([]byte, error), providers []Provider) (*Config, error) {
	env := newEnvironment(environ)
	var found problems
	c := loadSettings(env, &found)
	c.providers = slices.Clone(providers)
	c.places, c.origins = map[string]place{}, map[string]origins{}
	if c.Mode == ModeMock {
		c.ignored = ignored(env, providers)
	}
	trusted := loadAuthorities(env, readFile, &found)
	switch {
	case c.file == "":
		checkProviderVariables(env, providers, &found)
		c.Targets = c.fromEnvironment(env, trusted, &found)
		if c.Mode == ModeAuto {
			c.notices = unused(env, providers)
		}
	case c.Mode == ModeMock:
		c.file = ""
		c.Targets = mocks(providers)
	default:
		c.Targets = c.fromFile(env, trusted, &found)
	}
	if err := found.joined(); err != nil {
		return nil, err
	}
	slices.SortFunc(c.Targets, func(a, b Target) int { return cmp.Compare(a.Name, b.Name) })
	return c, nil
}

func mocks(providers []Provider) []Target {
	targets := make([]Target, len(providers))
	for i, p := range providers {
		targets[i] = mock(p)
	}
	return targets
}

func mock(p Provider) Target {
	return Target{Name: p.Name, Provider: p.Name, Mode: contract.ModeMock}
}

// For returns the targets of a provider, sorted by name.
func (c *Config) For(provider string) []Target {
	var targets []Target
	for _, t := range c.Targets {
		if t.Provider == provider {
			targets = append(targets, t)
		}
	}
	return targets
}

// Missing returns nil if provider has a target, else an error that says what
// to set. It is for the caller that was asked for that provider.
func (c *Config) Missing(provider string) error {
	p, known := find(c.providers, provider)
	switch {
	case !known:
		return fmt.Errorf("unknown provider %q (known: %s)", provider, strings.Join(names(c.providers), ", "))
	case len(c.For(provider)) > 0:
		return nil
	case c.file != "":
		return fmt.Errorf("%s: there is no target of provider %q: CONCORD_TARGETS runs the targets of this file only", c.file, provider)
	default:
		return fmt.Errorf("%s is not set: CONCORD_MODE=%s needs a target for %s", p.variable(baseURL), c.Mode, provider)
	}
}

// Notice returns what the caller that runs provider is to be told: that it is
// configured, but for a base URL, and runs on the mock for want of one; "" where
// there is nothing to tell. It names variables and shows no value.
func (c *Config) Notice(provider string) string { return c.notices[provider] }

// Resolve makes Reports and State absolute, or relative to where root is: a
// path that is not absolute is taken from root.
func (c *Config) Resolve(root string) {
	for _, path := range []*string{&c.Reports, &c.State} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(root, *path)
		}
	}
}

// FromFile tells whether the targets are exactly those of a targets file.
func (c *Config) FromFile() bool { return c.file != "" }
