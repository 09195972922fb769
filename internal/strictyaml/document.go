package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse returns the only document in data.
func parse(file string, data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	first, err := next(file, decoder)
	if errors.Is(err, io.EOF) {
		return nil, &Error{File: file, Line: 1, Problem: "there is no document"}
	}
	if err != nil {
		return nil, err
	}
	second, err := next(file, decoder)
	switch {
	case errors.Is(err, io.EOF):
		return first, nil
	case err != nil:
		return nil, err
	default:
		return nil, &Error{File: file, Line: second.Line, Problem: "a second document begins here: only one is allowed"}
	}
}

// next reads a document; the error is io.EOF at the end, else an [*Error].
func next(file string, decoder *yaml.Decoder) (node *yaml.Node, err error) {
	// The parser panics on errors and lets those through that it does not know
	// as its own. Hand-written input must never end a run that way.
	defer func() {
		if cause := recover(); cause != nil {
			node, err = nil, &Error{File: file, Problem: "not YAML: the parser gave up"}
		}
	}()
	node = new(yaml.Node)
	err = decoder.Decode(node)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, syntaxError(file, err)
	}
	return node, err
}

var syntaxLine = regexp.MustCompile(`^line (\d+): `)

// syntaxError moves the line that the parser puts into its message to where
// every other error has it. It quotes nothing of the file: an alias name is the
// only text the parser would quote, and that may be a misread password.
func syntaxError(file string, err error) error {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if match := syntaxLine.FindStringSubmatch(problem); match != nil {
		line, _ = strconv.Atoi(match[1]) // too many digits: no line
		problem = problem[len(match[0]):]
	}
	switch {
	case strings.HasPrefix(problem, "unknown anchor"):
		return &Error{File: file, Line: line, Problem: aliasProblem}
	case strings.HasPrefix(problem, "did not find"):
		line++ // only the scanner's lines count from 1, these count from 0
	}
	return &Error{File: file, Line: line, Problem: oneLine(fmt.Sprintf("not YAML: %s", problem))}
}

// oneLine keeps an error on the single line that its readers expect.
func oneLine(text string) string {
	return strings.NewReplacer("\r\n", "; ", "\n", "; ", "\r", "; ").Replace(text)
}
