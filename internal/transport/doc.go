// Package transport sends one request and returns the exchange as evidence:
// redacted, timed, and with the facts of every token seen. What goes wrong on
// the way is classified in plain words, never judged.
package transport
