// Package interop runs the suites against servers that are not ours. Its tests
// need Node and are built with the tag interop only: see README.md.
package interop
