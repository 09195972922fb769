'use strict';
const t = require('./tools');

const SYNTAX = '400 Invalid JSON syntax: { "error": { "name": "SyntaxError", "code": "SYNTAX_ERROR", "message": "Invalid request body" } }';
const FIELDS = '400 Missing required fields: { "error": { "name": "ValidationException", "code": "VALIDATION_FAILURE", "message": "Username and password are required" } }';
const E401 = '401: { "error": { "name": "UnauthorizedError", "code": "UNAUTHORIZED", "message": "Invalid credentials" } }';
const INACTIVE = 'This [401] is also returned when the client account is not active';
const E403 = '403: { "error": { "name": "ForbiddenError", "code": "FORBIDDEN", "message": "IP address not authorized" } }';

const has = (code) => (r) => r.body?.error?.code === code;
const when = (test, ...edits) => ({ post: (r, q, S) => { if (test(r, q)) edits.forEach((e) => e(r, q, S)); return r; } });
const syntax = (...edits) => when(has('SYNTAX_ERROR'), ...edits);
const fields = (...edits) => when(has('VALIDATION_FAILURE'), ...edits);
const denied = (...edits) => when(has('UNAUTHORIZED'), ...edits);
const inactive = (...edits) => when((r, q) => r.status === 401 && q.env === 'inactive', ...edits);
const blocked = (...edits) => when(has('FORBIDDEN'), ...edits);
const inError = (f) => t.at('error', f);
const oneOf = (text, key) => new RegExp(`"?${key}"?\\s*:\\s*"([^"]*)"`).exec(text)?.[1];
const lenient = (q) => {
  if (!q.malformed) return;
  q.json = { username: oneOf(q.text, 'username') ?? 'partner-user', password: oneOf(q.text, 'password') ?? 'partner-pass-123' };
  q.malformed = false;
};

module.exports = t.rows('popup', 'deviation', [
  ['pop-syntax-500', 'Malformed JSON is answered 500.', SYNTAX, syntax(t.status(500), t.body({ error: { name: 'InternalError', code: 'INTERNAL', message: 'Unexpected error' } }))],
  ['pop-syntax-accepted', 'Malformed JSON is read leniently and the login succeeds.', SYNTAX, { pre: (q) => { lenient(q); } }],
  ['pop-syntax-as-fields', 'Malformed JSON is read as {} and told that fields are missing.', SYNTAX, { pre: (q) => { q.malformed = false; } }],
  ['pop-syntax-parser', 'The message of the parser is passed on.', SYNTAX, syntax(inError(t.put('message', 'Unexpected token } in JSON at position 17')))],
  ['pop-syntax-page', 'Malformed JSON gets the HTML page of the framework.', SYNTAX, syntax(t.raw('<!DOCTYPE html><html><body><pre>SyntaxError: Unexpected end of JSON input</pre></body></html>', 'text/html'))],
  ['pop-fields-422', 'Missing fields are answered 422.', FIELDS, fields(t.status(422))],
  ['pop-fields-401', 'Missing fields are answered like a wrong login.', FIELDS, { cfg: { required: [] } }],
  ['pop-fields-text', 'The message is "Username and Password are required".', FIELDS, fields(inError(t.put('message', 'Username and Password are required')))],
  ['pop-fields-code', 'The code is VALIDATION_FAILED.', FIELDS, fields(inError(t.put('code', 'VALIDATION_FAILED')))],
  ['pop-fields-one', 'The message names the missing field only.', FIELDS, when((r, q) => has('VALIDATION_FAILURE')(r) && Boolean(q.json?.username) !== Boolean(q.json?.password), (r, q) => {
    r.body.error.message = q.json.username ? 'Password is required' : 'Username is required';
  })],
  ['pop-no-password', 'A login without password is accepted for the known user.', FIELDS, {
    cfg: { required: ['username'], accepts: (u, p) => u === 'partner-user' && (p === undefined || p === 'partner-pass-123') },
  }],
  ['pop-401-name', 'The name is UnauthorizedException.', E401, denied(inError(t.put('name', 'UnauthorizedException')))],
  ['pop-401-code', 'The code is the number 401.', E401, denied(inError(t.put('code', 401)))],
  ['pop-401-no-name', 'The error has no name.', E401, denied(inError(t.drop('name')))],
  ['pop-401-flat', 'The error object is not wrapped in "error".', E401, denied(t.body((b) => b.error))],
  ['pop-401-list', 'The errors are a list "errors".', E401, denied(t.body((b) => ({ errors: [b.error] })))],
  ['pop-401-text', 'The message is "Invalid credentials." with a full stop.', E401, denied(inError(t.put('message', 'Invalid credentials.')))],
  ['pop-401-as-400', 'A wrong password is answered 400.', E401, denied(t.status(400))],
  ['pop-401-as-200', 'A wrong password is answered 200 with {"success": false, "error": ...}.', E401, denied(t.status(200), t.body((b) => ({ success: false, ...b })))],
  ['pop-401-challenge', 'A wrong password is answered 302 to the login page.', E401, denied((r) => Object.assign(r, t.redirect(302, '/popup/login')))],
  ['pop-any-password', 'Any password is accepted for the known user.', E401, { cfg: { accepts: (u) => u === 'partner-user' } }],
  ['pop-any-user', 'Any user is accepted with the known password.', E401, { cfg: { accepts: (u, p) => p === 'partner-pass-123' } }],
  ['pop-inactive-403', 'An inactive account is answered 403.', INACTIVE, inactive(t.status(403))],
  ['pop-inactive-text', 'An inactive account is told "Account is not active".', INACTIVE, inactive(inError(t.put('message', 'Account is not active')))],
  ['pop-inactive-accepted', 'An inactive account gets tokens.', INACTIVE, { pre: (q) => { if (q.env === 'inactive') q.env = undefined; } }],
  ['pop-ip-accepted', 'A blocked address gets tokens.', E403, { pre: (q) => { if (q.env === 'blocked-ip') q.env = undefined; } }],
  ['pop-ip-401', 'A blocked address is answered 401.', E403, blocked(t.status(401))],
  ['pop-ip-page', 'A firewall in front answers its own 403 page.', E403, blocked(t.page('403 Forbidden'))],
  ['pop-ip-text', 'The message is "IP address not authorised".', E403, blocked(inError(t.put('message', 'IP address not authorised')))],
  ['pop-ip-code', 'The code is forbidden in small letters.', E403, blocked(inError(t.put('code', 'forbidden')))],
]);
