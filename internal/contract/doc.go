// Package contract holds the words that every other package speaks: clauses of
// a provider's document, cases, observations, findings and results. It has data
// types and the rules that follow from them alone (severity from level, verdict
// from statuses); it imports the standard library only and does no I/O.
package contract
