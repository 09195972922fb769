package target

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Risky capabilities that CONCORD_ALLOW permits in a live run.
const (
	RateLimit   = "rate-limit"
	SideEffects = "side-effects"
)

const defaultRate = 1 // requests a second

var (
	modes        = []string{ModeAuto, ModeLive, ModeMock}
	capabilities = []string{RateLimit, SideEffects}
	settings     = []string{
		"CONCORD_ALLOW", "CONCORD_CA_FILE", "CONCORD_MAX_WAIT", "CONCORD_MODE", "CONCORD_RATE",
		"CONCORD_REPORTS", "CONCORD_STATE", "CONCORD_TARGETS",
	}
)

// loadSettings reads the CONCORD_ variables. What is wrong keeps its default.
func loadSettings(env *environment, found *problems) *Config {
	env.checkNames("CONCORD_", settings, found)
	for _, name := range settings {
		env.checkEmpty(name, found)
	}
	c := &Config{
		Mode:    ModeAuto,
		MaxWait: maxWait(env, found),
		Rate:    defaultRate,
		Allow:   allow(env, found),
		Reports: reportsFolder(env),
		State:   stateDirectory(env),
		file:    env.get("CONCORD_TARGETS"),
	}
	if mode, ok := env.lookup("CONCORD_MODE"); ok {
		c.Mode = mode
		if !slices.Contains(modes, mode) {
			found.add("CONCORD_MODE", "unknown mode %q (known: %s)", mode, strings.Join(modes, ", "))
		}
	}
	if rate, ok := env.lookup("CONCORD_RATE"); ok {
		c.RateSet = true
		c.Rate = parseRate(rate, found)
	}
	return c
}

// ReportsFolder returns where an environment ("NAME=value") puts the reports,
// also where [Load] finds fault with the rest of it.
func ReportsFolder(environ []string) string { return reportsFolder(newEnvironment(environ)) }

func reportsFolder(env *environment) string {
	if directory, ok := env.lookup("CONCORD_REPORTS"); ok {
		return directory
	}
	return filepath.Join("reports", "out")
}

func parseRate(text string, found *problems) float64 {
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate >= 0) || math.IsInf(rate, 0) {
		found.add("CONCORD_RATE", "%q is not a number of requests a second, 0 (unlimited) or more", text)
	}
	return rate
}

func maxWait(env *environment, found *problems) time.Duration {
	text, ok := env.lookup("CONCORD_MAX_WAIT")
	if !ok {
		return 0
	}
	wait, err := time.ParseDuration(text)
	if err != nil || wait < 0 {
		found.add("CONCORD_MAX_WAIT", "%q is not a duration such as 90s or 1h5m, 0 or more", text)
	}
	return wait
}

func allow(env *environment, found *problems) map[string]bool {
	allowed := map[string]bool{}
	list, ok := env.lookup("CONCORD_ALLOW")
	if !ok {
		return allowed
	}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(capabilities, name) {
			found.add("CONCORD_ALLOW", "unknown capability %q (known: %s)", name, strings.Join(capabilities, ", "))
		}
		allowed[name] = true
	}
	return allowed
}

// StateFolder returns where an environment ("NAME=value") keeps state; "" where
// it neither says so nor names a home directory.
func StateFolder(environ []string) string { return stateDirectory(newEnvironment(environ)) }

// stateDirectory is CONCORD_STATE, else concord's folder in the directory that
// the XDG base directory specification sets aside for state.
func stateDirectory(env *environment) string {
	if directory, ok := env.lookup("CONCORD_STATE"); ok {
		return directory
	}
	if state := env.get("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "concord")
	}
	if home := env.get("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "concord")
	}
	if local := env.get("LocalAppData"); filepath.IsAbs(local) { // Windows
		return filepath.Join(local, "concord")
	}
	return ""
}
