package openapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v3"
)

// workflow is what the rules look at in a file of .github/workflows.
type workflow struct {
	On          yaml.Node           `yaml:"on"`
	Permissions yaml.Node           `yaml:"permissions"`
	Env         yaml.Node           `yaml:"env"`
	Defaults    yaml.Node           `yaml:"defaults"`
	Jobs        map[string]jobRules `yaml:"jobs"`
}

type jobRules struct {
	Permissions yaml.Node `yaml:"permissions"`
	Environment yaml.Node `yaml:"environment"`
	Timeout     int       `yaml:"timeout-minutes"`
	Uses        yaml.Node `yaml:"uses"`
	Steps       []struct {
		Uses yaml.Node `yaml:"uses"`
	} `yaml:"steps"`
	whole *yaml.Node
}

// UnmarshalYAML keeps the node beside its fields.
func (j *jobRules) UnmarshalYAML(node *yaml.Node) error {
	type plain jobRules
	j.whole = node
	return node.Decode((*plain)(j))
}

// forkTrigger runs a workflow on what a fork sent, without secrets, so that
// nothing may ask for any. The banned ones would hand them to the fork.
const forkTrigger = "pull_request"

var bannedTriggers = []string{"pull_request_target", "workflow_run"}

// workflowProblems lists what a workflow breaks of our rules.
func workflowProblems(data string) []string {
	var w workflow
	if err := yaml.Unmarshal([]byte(data), &w); err != nil {
		return []string{err.Error()}
	}
	var out []string
	found := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, banned := range bannedTriggers {
		if triggered(w.On, banned) {
			found("%s hands our secrets to what a fork sent", banned)
		}
	}
	if p := permissions(w.Permissions); len(p) != 1 || p["contents"] != "read" {
		found("the permissions at the top are not those of contents: read alone")
	}
	if usesSecrets(&w.Env) || usesSecrets(&w.Defaults) {
		found("a secret stands outside any job")
	}
	if len(w.Jobs) == 0 {
		found("there are no jobs")
	}
	for name, j := range w.Jobs {
		j.check(name, triggered(w.On, forkTrigger), found)
	}
	return out
}

func (j jobRules) check(name string, forks bool, found func(string, ...any)) {
	for scope, access := range permissions(j.Permissions) {
		notice := name == "notify" && scope == "issues" && access == "write"
		if access != "read" && access != "none" && !notice {
			found("job %s: %s: %s: nothing but the notify job may write, and that issues only", name, scope, access)
		}
	}
	used := []yaml.Node{j.Uses}
	for _, step := range j.Steps {
		used = append(used, step.Uses)
	}
	for _, action := range used {
		if !action.IsZero() && !pinned(action) {
			found("job %s: %s is not pinned by commit, with its version in a comment", name, action.Value)
		}
	}
	if usesSecrets(j.whole) {
		if forks {
			found("job %s uses a secret in a workflow that forks trigger", name)
		}
		if j.Environment.IsZero() {
			found("job %s uses a secret without an environment", name)
		}
	}
	if j.Timeout <= 0 && j.Uses.IsZero() {
		found("job %s has no timeout-minutes", name)
	}
}

// triggered tells whether on names an event, in any of its three forms.
func triggered(on yaml.Node, event string) bool {
	if on.Value == event {
		return true
	}
	for i, n := range on.Content {
		if n.Value == event && (on.Kind != yaml.MappingNode || i%2 == 0) {
			return true
		}
	}
	return false
}

// permissions returns what is permitted by scope; a word such as write-all is a
// scope of its own, so that no rule lets it through.
func permissions(n yaml.Node) map[string]string {
	if n.Kind == yaml.ScalarNode {
		return map[string]string{"all": n.Value}
	}
	out := map[string]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		out[n.Content[i].Value] = n.Content[i+1].Value
	}
	return out
}

var (
	byCommit   = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}$`)
	versioned  = regexp.MustCompile(`^# v\d+\.\d+`)
	expression = regexp.MustCompile(`(?s)\$\{\{.*?\bsecrets\b.*?\}\}`)
	bare       = regexp.MustCompile(`\bsecrets\b`)
)

// pinned accepts an action at a full commit, or one of this very commit.
func pinned(action yaml.Node) bool {
	return strings.HasPrefix(action.Value, "./") ||
		byCommit.MatchString(action.Value) && versioned.MatchString(action.LineComment)
}

// usesSecrets looks for the secrets context in expressions, in conditions, which
// may be expressions without braces, and for secrets passed on.
func usesSecrets(n *yaml.Node) bool {
	if expression.MatchString(n.Value) {
		return true
	}
	for i, child := range n.Content {
		key := ""
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			key = n.Content[i-1].Value
		}
		if key == "secrets" || key == "if" && bare.MatchString(child.Value) || usesSecrets(child) {
			return true
		}
	}
	return false
}

// soundWorkflow keeps to all rules, and uses all that they allow.
const soundWorkflow = `on:
  schedule: [{cron: "17 5 * * *"}]
permissions: {contents: read}
jobs:
  check:
    timeout-minutes: 5
    environment: staging
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ./.github/actions/own
      - run: make
        env: {PASSWORD: "${{ secrets.PASSWORD }}"}
  notify:
    timeout-minutes: 5
    permissions: {contents: read, issues: write}
    steps: [{run: make}]
`

var _ = Describe("the workflows", func() {
	It("keep to the rules", func() {
		files, err := filepath.Glob("../.github/workflows/*")
		Expect(err).NotTo(HaveOccurred())
		Expect(files).NotTo(BeEmpty())
		for _, name := range files {
			data, err := os.ReadFile(name)
			Expect(err).NotTo(HaveOccurred())
			Expect(workflowProblems(string(data))).To(BeEmpty(), name)
		}
	})

	It("may do what the rules allow", func() {
		Expect(workflowProblems(soundWorkflow)).To(BeEmpty())
	})

	DescribeTable("may not",
		func(old, replacement, problem string) {
			Expect(soundWorkflow).To(ContainSubstring(old))
			Expect(workflowProblems(strings.Replace(soundWorkflow, old, replacement, 1))).To(ConsistOf(ContainSubstring(problem)))
		},
		Entry("use an action by its tag", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "actions/checkout@v7 is not pinned"),
		Entry("use one by half a commit", "@3d3c42e5aac5ba805825da76410c181273ba90b1", "@3d3c42e", "is not pinned"),
		Entry("leave out its version", " # v7.0.1", "", "is not pinned"),
		Entry("use an image", "./.github/actions/own", "docker://alpine", "docker://alpine is not pinned"),
		Entry("call a workflow by a branch", "    steps: [{run: make}]", "    uses: a/b/.github/workflows/c.yml@main", "a/b/.github/workflows/c.yml@main is not pinned"),
		Entry("permit nothing in words", "permissions: {contents: read}\njobs", "jobs", "not those of contents: read alone"),
		Entry("permit writing to all", "permissions: {contents: read}\njobs", "permissions: {contents: write}\njobs", "not those of contents: read alone"),
		Entry("permit more reading to all", "permissions: {contents: read}\njobs", "permissions: {contents: read, issues: read}\njobs", "not those of contents: read alone"),
		Entry("permit everything", "permissions: {contents: read}\njobs", "permissions: write-all\njobs", "not those of contents: read alone"),
		Entry("write contents in the notify job", "contents: read, issues: write", "contents: write, issues: write", "job notify: contents: write"),
		Entry("write issues in another job", "    environment: staging", "    environment: staging\n    permissions: {issues: write}", "job check: issues: write"),
		Entry("take all rights for a job", "    environment: staging", "    environment: staging\n    permissions: write-all", "job check: all: write-all"),
		Entry("run with our rights on a fork's request", "on:", "on:\n  pull_request_target:", "pull_request_target hands our secrets"),
		Entry("run with our rights after a fork's run", "on:", "on:\n  workflow_run: {workflows: [ci]}", "workflow_run hands our secrets"),
		Entry("use a secret where forks trigger", "on:", "on:\n  pull_request:", "job check uses a secret in a workflow that forks trigger"),
		Entry("use a secret without an environment", "    environment: staging\n", "", "job check uses a secret without an environment"),
		Entry("use any secret without an environment", "steps: [{run: make}]", "steps: [{run: \"${{ toJSON(secrets) }}\"}]", "job notify uses a secret without"),
		Entry("ask for a secret without one", "steps: [{run: make}]", "steps: [{run: make, if: secrets.PASSWORD != ''}]", "job notify uses a secret without"),
		Entry("pass secrets on without one", "    steps: [{run: make}]", "    steps: [{run: make}]\n    secrets: inherit", "job notify uses a secret without"),
		Entry("have a secret for all jobs", "permissions: {contents: read}\njobs", "permissions: {contents: read}\nenv: {P: \"${{ secrets.P }}\"}\njobs", "outside any job"),
		Entry("go on for ever", "  notify:\n    timeout-minutes: 5\n", "  notify:\n", "job notify has no timeout-minutes"),
		Entry("have no jobs", soundWorkflow[strings.Index(soundWorkflow, "jobs:"):], "", "there are no jobs"),
		Entry("be no YAML", "on:", "on: [", "yaml: "),
	)

	DescribeTable("know a trigger in every form",
		func(on string) {
			text := strings.Replace(soundWorkflow, "on:\n  schedule: [{cron: \"17 5 * * *\"}]\n", on+"\n", 1)
			Expect(workflowProblems(text)).To(ConsistOf(ContainSubstring("forks trigger")))
		},
		Entry(nil, "on: pull_request"), Entry(nil, "on: [push, pull_request]"), Entry(nil, "on: {push: {}, pull_request: {}}"), Entry(nil, `"on": pull_request`),
	)
})
