//go:build interop

package interop_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
)

// prismProgram is where `npm ci --prefix interop/prism` puts Prism.
var prismProgram = filepath.Join("prism", "node_modules", "@stoplight", "prism-cli", "dist", "index.js")

// startTime bounds how long Prism may take to listen, on a busy machine.
const startTime = time.Minute

var listening = regexp.MustCompile(`Prism is listening on (http://127\.0\.0\.1:\d+)`)

// startPrism starts Prism as one process of its own, on a free loopback port,
// and kills that process when the specs are done.
func startPrism(document string) *gexec.Session {
	GinkgoHelper()
	Expect(prismProgram).To(BeAnExistingFile(), "Prism is not installed: run make prism")
	command := exec.Command("node", prismProgram, "mock", "--multiprocess=false", "--host", "127.0.0.1", "--port", "0", document)
	session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { session.Kill().Wait(startTime) })
	return session
}

// address waits until Prism listens and returns its URL.
func address(session *gexec.Session) string {
	GinkgoHelper()
	Eventually(session.Out).WithTimeout(startTime).Should(gbytes.Say(`Prism is listening on \S+\n`))
	found := listening.FindSubmatch(session.Out.Contents())
	Expect(found).NotTo(BeNil(), "Prism does not say where it listens: %s", session.Out.Contents())
	return string(found[1])
}

// troubles returns the lines of Prism's log that are neither progress nor
// information: warnings, errors, and what came from no log at all.
func troubles(log string) []string {
	var out []string
	for line := range strings.Lines(log) {
		line = strings.TrimSpace(line)
		if line != "" && !harmless.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}

// harmless is a line of Prism's log while nothing is wrong: time, the part of
// Prism that speaks, a badge and the level.
var harmless = regexp.MustCompile(`^\[[^]]+\] › .*\[CLI\] \S\s+(awaiting|info|start)\s`)

var _ = Describe("Prism's log", func() {
	const started = "[6:46:10 AM] › [CLI] …  awaiting  Starting Prism…\n" +
		"[6:46:10 AM] › [CLI] ℹ  info      POST       http://127.0.0.1:4011/login\n" +
		"[6:46:10 AM] › [CLI] ▶  start     Prism is listening on http://127.0.0.1:4011\n"

	It("is free of trouble after a good start", func() {
		Expect(troubles(started)).To(BeEmpty())
	})

	DescribeTable("shows trouble",
		func(line string) { Expect(troubles(started + line)).To(ConsistOf(line)) },
		Entry("of a warning", "[6:46:10 AM] › [CLI] ⚠  warning   Unable to parse"),
		Entry("of an error", "[6:46:10 AM] › [CLI] ✖  fatal     Cannot read the document"),
		Entry("of a stack trace", "TypeError: something is undefined"),
	)
})
