package target_test

import (
	"errors"
	"io/fs"
	"strings"

	"concord/internal/contract"
	"concord/internal/target"

	. "github.com/onsi/gomega"
)

var providers = []target.Provider{
	{Name: "apuesteria", Credentials: []string{"username", "password", "pointOfSaleID"}},
	{Name: "tapi", Credentials: []string{"username", "password"}, Optional: []string{"apiKey"}},
	{Name: "starship", Credentials: []string{"username", "password"}},
	{Name: "tecalis", Credentials: []string{"username", "password", "apiKey", "profileUUID"}},
	{
		Name: "popup", Credentials: []string{"username", "password"},
		Situations: []string{"blocked-ip", "inactive-account", "server-error"},
	},
}

// marker begins every secret of these tests: no error may hold it.
const marker = "hunter2"

// tapi is the least that makes tapi's run live.
var tapi = []string{"TAPI_BASE_URL=https://tapi.example/v1", "TAPI_USERNAME=u", "TAPI_PASSWORD=" + marker}

func with(base []string, more ...string) []string {
	return append(append([]string(nil), base...), more...)
}

func without(base []string, name string) []string {
	var rest []string
	for _, pair := range base {
		if !strings.HasPrefix(pair, name+"=") {
			rest = append(rest, pair)
		}
	}
	return rest
}

// noFile is for configurations without a targets file.
func noFile(string) ([]byte, error) { return nil, errors.New("no file was to be read") }

func load(environ ...string) (*target.Config, error) {
	return target.Load(environ, noFile, providers)
}

func loaded(environ ...string) *target.Config {
	c, err := load(environ...)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return c
}

// loadFile loads text as the targets file t.yaml.
func loadFile(text string, environ ...string) (*target.Config, error) {
	read := func(name string) ([]byte, error) {
		if name != "t.yaml" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
	return target.Load(with(environ, "CONCORD_TARGETS=t.yaml"), read, providers)
}

func only(c *target.Config, provider string) target.Target {
	targets := c.For(provider)
	ExpectWithOffset(1, targets).To(HaveLen(1))
	return targets[0]
}

func modes(c *target.Config) map[string]contract.Mode {
	m := map[string]contract.Mode{}
	for _, t := range c.Targets {
		m[t.Name] = t.Mode
	}
	return m
}

// expectOnly expects exactly the given problems, one a line, and no secret.
func expectOnly(err error, lines ...string) {
	ExpectWithOffset(1, err).To(HaveOccurred())
	ExpectWithOffset(1, strings.Split(err.Error(), "\n")).To(ConsistOf(lines))
	ExpectWithOffset(1, err.Error()).NotTo(ContainSubstring(marker))
}
