'use strict';

const e = require('./edits');

const OK = 'Success (200 OK): {"success": true, "data": {access_token, refresh_token, access_expires_at, refresh_expires_at, client_id}}.';
const CLIENT = 'client_id: number, "Your unique client identifier".';
const BODY = 'Parameters: username and password are required: the API username and password from the dashboard.';
const SYNTAX = '400, invalid JSON syntax: {"error": {"name": "SyntaxError", "code": "SYNTAX_ERROR", "message": "Invalid request body"}}.';
const FIELDS = '400, missing required fields: {"error": {"name": "ValidationException", "code": "VALIDATION_FAILURE", "message": "Username and password are required"}}.';
const NO = '401: {"error": {"name": "UnauthorizedError", "code": "UNAUTHORIZED", "message": "Invalid credentials"}}.';
const INACTIVE = '401: "This is also returned when the client account is not active."';
const IP = '403: {"error": {"name": "ForbiddenError", "code": "FORBIDDEN", "message": "IP address not authorized"}}.';
const PUBLIC = '"Authentication: None required (public endpoint)"; the example sends Content-Type only.';

const make = (slug, what, breaks, apply) => e.deviation('popup', slug, what, breaks, apply);
const ok = (slug, what, apply) => make(slug, what, OK, e.granted(apply));
const error = (name, code, message) => ({ error: { name, code, message } });
const REFUSED = ['password', 'user'];
const syntax = (slug, what, apply) => make(`syntax-${slug}`, what, SYNTAX, e.on('syntax', apply));
const fields = (slug, what, apply) => make(`fields-${slug}`, what, FIELDS, e.on('missing', apply));
const no = (slug, what, apply) => make(`401-${slug}`, what, NO, e.on(REFUSED, apply));
const inactive = (slug, what, apply) => make(`inactive-${slug}`, what, INACTIVE, e.on('inactive', apply));
const ip = (slug, what, apply) => make(`403-${slug}`, what, IP, e.on('ip', apply));

let client = 700000;

module.exports = [
  ok('status-201', 'A granted login is answered 201.', e.status(201)),
  ok('success-missing', 'success is missing.', e.drop('success')),
  ok('success-false', 'success is false beside a token.', e.put('success', false)),
  ok('success-string', 'success is the string "true".', e.put('success', 'true')),
  ok('success-one', 'success is 1.', e.put('success', 1)),
  ok('no-envelope', 'The fields are at the top, without success and data.', e.body((value) => value.data)),
  ok('flat', 'The fields are at the top, beside success.', e.body((value) => ({ success: true, ...value.data }))),
  ok('data-renamed', 'data is called result.', e.rename('data', 'result')),
  ok('data-array', 'data is an array that holds the object.', e.put('data', (value) => [value])),
  ok('data-string', 'data is a string that holds JSON.', e.put('data', (value) => JSON.stringify(value))),
  ok('data-null', 'data is null.', e.put('data', null)),
  ok('access-missing', 'access_token is missing.', e.drop('data.access_token')),
  ok('access-empty', 'access_token is an empty string.', e.put('data.access_token', '')),
  ok('access-capital', 'access_token is called Access_Token.', e.rename('data.access_token', 'Access_Token')),
  ok('refresh-missing', 'refresh_token is missing.', e.drop('data.refresh_token')),
  ok('refresh-null', 'refresh_token is null.', e.put('data.refresh_token', null)),
  ok('expires-missing', 'access_expires_at is missing.', e.drop('data.access_expires_at')),
  ok('expires-camel', 'refresh_expires_at is called refreshExpiresAt.', e.rename('data.refresh_expires_at', 'refreshExpiresAt')),
  make('client-string', 'client_id is a string.', CLIENT, e.granted(e.put('data.client_id', String))),
  make('client-missing', 'client_id is missing.', CLIENT, e.granted(e.drop('data.client_id'))),
  make('client-outside', 'client_id is beside data, not in it.', CLIENT, e.granted(e.body(({ success, data: { client_id: id, ...data } }) => (
    { success, data, client_id: id })))),
  make('client-changes', 'client_id is another at each login.', CLIENT, e.granted(e.put('data.client_id', () => { client += 1; return client; }))),
  make('third-no-refresh', 'Every third granted login has no refresh_token.', OK, e.third(e.drop('data.refresh_token'))),
  syntax('as-fields', 'Invalid JSON is answered like missing fields.', e.body(() => error('ValidationException', 'VALIDATION_FAILURE', 'Username and password are required'))),
  syntax('message', 'The message for invalid JSON ends with a full stop.', e.put('error.message', 'Invalid request body.')),
  syntax('name', 'The name for invalid JSON is Syntax_Error.', e.put('error.name', 'Syntax_Error')),
  syntax('code', 'The code for invalid JSON is SYNTAX-ERROR.', e.put('error.code', 'SYNTAX-ERROR')),
  syntax('422', 'Invalid JSON is answered 422.', e.status(422)),
  syntax('500', 'Invalid JSON is answered 500.', e.instead(500, error('Error', 'INTERNAL', 'Internal error'))),
  syntax('accepted', 'Invalid JSON is accepted.', e.letIn),
  fields('422', 'Missing fields are answered 422.', e.status(422)),
  fields('message', 'The message for missing fields says "or" for "and".', e.put('error.message', 'Username or password are required')),
  fields('name', 'The name for missing fields is ValidationError.', e.put('error.name', 'ValidationError')),
  fields('code', 'The code for missing fields is in small letters.', e.put('error.code', 'validation_failure')),
  fields('flat', 'The error for missing fields is not inside error.', e.body((value) => value.error)),
  fields('accepted', 'A login with a field missing is accepted.', e.letIn),
  fields('as-401', 'Missing fields are answered like a wrong password.', e.instead(401, error('UnauthorizedError', 'UNAUTHORIZED', 'Invalid credentials'))),
  no('403', 'A wrong password is answered 403.', e.status(403)),
  no('200', 'A wrong password is answered 200.', e.status(200)),
  no('message', 'The message of the 401 begins with a small letter.', e.put('error.message', 'invalid credentials')),
  no('code', 'The code of the 401 is UNAUTHORISED.', e.put('error.code', 'UNAUTHORISED')),
  no('code-number', 'The code of the 401 is the number 401.', e.put('error.code', 401)),
  no('no-name', 'The 401 has no name.', e.drop('error.name')),
  no('string', 'The error of the 401 is a string.', e.put('error', 'Invalid credentials')),
  no('empty', 'The 401 has no body.', e.text(() => '')),
  make('401-user-message', 'The 401 for an unknown user says "Unknown user".', NO, e.on('user', e.put('error.message', 'Unknown user'))),
  make('wrong-password', 'A wrong password is accepted.', BODY, e.on('password', e.letIn)),
  make('unknown-user', 'An unknown user is accepted.', BODY, e.on('user', e.letIn)),
  inactive('accepted', 'An account that is not active is let in.', e.letIn),
  inactive('403', 'An account that is not active is answered 403.', e.status(403)),
  inactive('message', 'The message for an account that is not active differs.', e.put('error.message', 'Account not active')),
  ip('accepted', 'A login from a blocked address is granted.', (reply, { provider }) => provider.grant()),
  ip('401', 'A blocked address is answered 401, with the body of the 403.', e.status(401)),
  ip('message', 'The message of the 403 says "authorised".', e.put('error.message', 'IP address not authorised')),
  ip('code', 'The code of the 403 is IP_FORBIDDEN.', e.put('error.code', 'IP_FORBIDDEN')),
  ip('name', 'The name of the 403 is Forbidden.', e.put('error.name', 'Forbidden')),
  ip('html', 'The 403 is an HTML page.', e.html(403)),
  make('wants-header', 'A login without the header X-Api-Key is answered 400.', PUBLIC, e.granted(e.wants('x-api-key'))),
];
