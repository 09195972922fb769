// Package browser looks at the pages of package reports in a real browser. Its
// tests are built with the tag browser only, and need Chromium and axe-core: run
// them with `make browser`. What it exports is for tests.
package browser
