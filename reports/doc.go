// Package reports writes and reads the files of a run and renders them for
// people and machines. results.json is the source of truth: every format is
// rendered from [contract.Results] alone, by a pure function that does no I/O
// beside its writer. Only [Publish] and [WriteFile] touch the file system, and
// nothing gets past the former that the given leak scan objects to.
//
// Values inside results come from a partner's answers. They are redacted, but
// otherwise hostile until proven harmless: each renderer escapes for its own
// medium, and text for terminals shows control characters instead of sending them.
package reports
