// Package suites holds the conformance suites, one readable Ginkgo file a
// provider: read them as the documentation of what is judged. All the work is
// done by the engine in internal/suite and internal/judge; the matchers only
// ask it. See CONTRIBUTING.md for how to add a case.
package suites
