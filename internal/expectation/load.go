// Package expectation reads the known deviations of a provider's targets, which
// stand in suites/<provider>/expectations.yaml, and reckons with them.
package expectation

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"concord/internal/contract"
	"concord/internal/strictyaml"
)

// Known is what the entries of a provider's file may name.
type Known struct {
	Provider string
	Targets  []string // none where they are not all known
	Checks   []string
	Cases    []string
	Clauses  []string
}

// document is the form of the file.
type document struct {
	Expectations []yaml.Node `yaml:"expectations"`
}

// Load reads the file of one provider. All mistakes are returned, joined, each
// with file, line and key: an entry that can never match anything is one.
func Load(file string, data []byte, known Known) ([]contract.Expectation, error) {
	var d document
	if err := strictyaml.Decode(file, data, &d); err != nil {
		return nil, err
	}
	var out []contract.Expectation
	var errs []error
	for i := range d.Expectations {
		node := &d.Expectations[i]
		e := contract.Expectation{Where: fmt.Sprintf("%s:%d", file, node.Line)}
		err := strictyaml.DecodeNode(file, node, &e)
		if err == nil {
			err = check(e, known)
		}
		errs = append(errs, err)
		out = append(out, e)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return out, nil
}

// check refuses an entry that is incomplete, or that names what does not exist.
func check(e contract.Expectation, known Known) error {
	var errs []error
	wrong := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: key %q: %s", e.Where, key, fmt.Sprintf(format, args...)))
	}
	for _, required := range []struct{ key, text string }{
		{"target", e.Target}, {"check", e.Check}, {"reason", e.Reason}, {"owner", e.Owner}, {"link", e.Link}, {"until", e.Until},
	} {
		if strings.TrimSpace(required.text) == "" {
			wrong(required.key, "is missing")
		}
	}
	for _, name := range []struct {
		key, text string
		among     []string
	}{
		{"target", e.Target, known.Targets}, {"check", e.Check, known.Checks}, {"case", e.Case, known.Cases}, {"clause", e.Clause, known.Clauses},
	} {
		if name.text != "" && len(name.among) > 0 && !slices.Contains(name.among, name.text) {
			wrong(name.key, "%s has no %s %q, so this matches nothing", known.Provider, name.key, name.text)
		}
	}
	if u, err := url.Parse(e.Link); e.Link != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		wrong("link", "%q is not an absolute http or https URL", e.Link)
	}
	if _, err := time.Parse(time.DateOnly, e.Until); e.Until != "" && err != nil {
		wrong("until", "%q is not a day such as 2027-01-31", e.Until)
	}
	return errors.Join(errs...)
}
