// Package wire reads bytes that come from outside strictly and without ever
// panicking: JSON texts (RFC 8259), keeping member order, repeated members and
// byte offsets, and JSON Web Tokens whose key nobody knows (RFC 7515, RFC 7519).
// What is wrong with them is reported as facts; it judges nothing.
package wire
