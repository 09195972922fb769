// Package openapi holds the contracts: one OpenAPI 3.1.0 document per provider,
// written by hand from its source document, and the JSON Schemas derived from it.
//
// A document is read twice. kin-openapi loads it and validates it as OpenAPI,
// examples included. Our own reader turns it into a [Document]: it knows the
// restricted profile and nothing else, so that an unknown key, a misspelt
// extension or a scalar with a surprising YAML type is an error naming file,
// line and key. Both must be content before a document is used.
//
// The extensions, all of them:
//
//	x-clauses: [ID, …]       on operations, parameters, request bodies, responses,
//	                         examples and properties: the clauses they restate
//	x-credential: KIND       on a request property or header: what to fill in
//	x-origin: documented | constructed        on an example
//	x-situation: {name: …}   on a response example: what earns it; parameters
//	                         are omit (a field), from (a request example), minutes
//	x-status: 4NN            on an example of a silent response: what the mock answers
//	x-side-effects: true     on a request example, or on an answer example whose situation
//	                         asks for more: a live run needs permission for it
//	x-silent: DISCREPANCY    on a 4XX response: the document gives no answer
//	x-token: {…}             on a response property, see [Token]
//	x-identity: unique | stable               on a response property, see [Property]
//	x-independent-logins: ID on an operation: the clause that says that a login
//	                         leaves the tokens of earlier ones alone
package openapi

import "embed"

// Files holds the contract documents.
//
//go:embed *.yaml
var Files embed.FS
