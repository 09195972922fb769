// Package target says where requests go: it turns the environment, and a
// targets file if there is one, into the targets to run against. It reports
// every mistake at once, before any request, and never shows a secret.
package target
