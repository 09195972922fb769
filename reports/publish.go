package reports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concord/internal/contract"
)

// Artifact is a file that a run leaves in the folder of a target.
type Artifact struct {
	File   string
	Render func(w io.Writer, r contract.Results, obs []contract.Observation) error
}

// Artifacts are the files of a run, in the order in which they are written. A
// further one is a line here. The results come last: where they are, all are.
var Artifacts = []Artifact{
	{"junit.xml", func(w io.Writer, r contract.Results, _ []contract.Observation) error { return JUnit(w, r) }},
	{"report.html", func(w io.Writer, r contract.Results, _ []contract.Observation) error { return HTML(w, r, Options{}) }},
	{"observations.jsonl", func(w io.Writer, r contract.Results, obs []contract.Observation) error {
		return WriteObservations(w, r.Run, obs)
	}},
	{"results.json", func(w io.Writer, r contract.Results, _ []contract.Observation) error { return WriteResults(w, r) }},
}

// Publish renders all [Artifacts], has each scanned, and only then writes any to
// dir (made as needed, mode 0755), each at once and completely, with mode 0644.
// Leaks gives the placeholders of the secrets that occur in a text: an artifact
// with any is withheld.
//
// What cannot be published is a trouble of the run, which has no verdict then: the
// others say so, so they are rendered and scanned anew. It is also removed where
// an earlier run left it: dir never mixes two runs. Publish returns the results as
// published; it fails only where it is given no scan.
func Publish(dir string, r contract.Results, obs []contract.Observation, leaks func([]byte) []string) (contract.Results, error) {
	if leaks == nil {
		r.Verdict = contract.Inconclusive
		return r, errors.New("publishing reports: no scan for leaks was given")
	}
	p := publication{dir: dir, results: r, observations: obs, leaks: leaks, lost: map[string]bool{}}
	p.results.Trouble = slices.Clone(r.Trouble)
	for !p.try() { // each time with less to publish
	}
	return p.results, nil
}

// publication is an attempt to publish the artifacts of a run.
type publication struct {
	dir          string
	results      contract.Results
	observations []contract.Observation
	leaks        func([]byte) []string
	lost         map[string]bool // artifacts that cannot be published
}

// try publishes what is not lost, and tells whether nothing more was lost by that.
func (p *publication) try() bool {
	before := len(p.lost)
	rendered := map[string][]byte{}
	for _, a := range p.left() {
		var b bytes.Buffer
		if err := a.Render(&b, p.results, p.observations); err != nil {
			p.lose(a, "could not be rendered: "+err.Error())
		} else if found := p.leaks(b.Bytes()); len(found) > 0 {
			p.lose(a, "was withheld: it holds the value of "+strings.Join(found, ", "))
		}
		rendered[a.File] = b.Bytes()
	}
	if len(p.lost) > before {
		return false
	}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		for _, a := range p.left() {
			p.lost[a.File] = true
		}
		p.trouble("the reports could not be written: " + cause(err))
		return true
	}
	for _, a := range p.left() {
		if err := writeAtomic(filepath.Join(p.dir, a.File), rendered[a.File]); err != nil {
			p.lose(a, "could not be written: "+cause(err))
			return false
		}
	}
	return true
}

// left returns the artifacts that are not lost.
func (p *publication) left() []Artifact {
	return slices.DeleteFunc(slices.Clone(Artifacts), func(a Artifact) bool { return p.lost[a.File] })
}

// lose gives an artifact up, also that of an earlier run.
func (p *publication) lose(a Artifact, why string) {
	p.lost[a.File] = true
	p.trouble(a.File + " " + why)
	if err := os.Remove(filepath.Join(p.dir, a.File)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		p.trouble(fmt.Sprintf("the earlier %s could not be removed: %s", a.File, cause(err)))
	}
}

func (p *publication) trouble(sentence string) {
	p.results.Trouble = append(p.results.Trouble, sentence)
	p.results.Verdict = contract.VerdictOf(p.results)
}

// cause returns why a file operation failed, without the path: reports go to
// people who need not know our folders.
func cause(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	default:
		return err.Error()
	}
}
