package target

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"concord/internal/strictyaml"

	"go.yaml.in/yaml/v3"
)

// text is a scalar of a targets file, or a key, as written.
type text struct {
	written string
	line    int // 0 where it is absent
}

// UnmarshalYAML takes any scalar as it is written: a password may look like a
// number, and no error may quote it.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		return errors.New("a single value is needed here")
	}
	*t = text{written: node.Value, line: node.Line}
	return nil
}

// targetsFile is the form of a targets file.
type targetsFile struct {
	Targets []entry `yaml:"targets"`
}

type entry struct {
	Name          text                    `yaml:"name"`
	Provider      text                    `yaml:"provider"`
	BaseURL       text                    `yaml:"baseURL"`
	Credentials   credentialsEntry        `yaml:"credentials"`
	TokenLifetime text                    `yaml:"tokenLifetime"`
	ProbeURL      text                    `yaml:"probeURL"`
	ProbeHeaders  map[text]text           `yaml:"probeHeaders"`
	CAFile        text                    `yaml:"caFile"`
	Situations    map[text]situationEntry `yaml:"situations"`

	line int
}

type situationEntry struct {
	Headers     map[text]text    `yaml:"headers"`
	Credentials credentialsEntry `yaml:"credentials"`
}

type credentialsEntry struct {
	Username      text `yaml:"username"`
	Password      text `yaml:"password"`
	APIKey        text `yaml:"apiKey"`
	PointOfSaleID text `yaml:"pointOfSaleID"`
	ProfileUUID   text `yaml:"profileUUID"`
}

// byKind returns all texts, absent ones too.
func (c credentialsEntry) byKind() map[string]text {
	return map[string]text{
		"username": c.Username, "password": c.Password, "apiKey": c.APIKey,
		"pointOfSaleID": c.PointOfSaleID, "profileUUID": c.ProfileUUID,
	}
}

// parseFile reads the entries of a targets file with their lines.
func parseFile(file string, data []byte) ([]entry, error) {
	var parsed targetsFile
	if err := strictyaml.Decode(file, data, &parsed); err != nil {
		return nil, err
	}
	var positions struct {
		Targets []yaml.Node `yaml:"targets"`
	}
	if err := strictyaml.Decode(file, data, &positions); err != nil {
		return nil, err
	}
	for i := range parsed.Targets {
		parsed.Targets[i].line = positions.Targets[i].Line
	}
	if len(parsed.Targets) == 0 {
		return nil, &strictyaml.Error{File: file, Line: 1, Problem: `key "targets": there are no targets`}
	}
	return parsed.Targets, nil
}

// ordered returns the keys of a mapping in the order of the file.
func ordered[V any](mapping map[text]V) []text {
	return slices.SortedFunc(maps.Keys(mapping), func(a, b text) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.written, b.written))
	})
}
