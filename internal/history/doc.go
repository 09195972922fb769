// Package history keeps what the runs of each live target showed, and says what
// the latest one changed: findings that are new, still there or gone, changes of
// shape that are no deviation, and which of these somebody is to be told.
//
// [Advance] is pure. [Store] keeps its states, with a line for every run, in one
// file that survives crashes and is written by one process at a time.
package history
