'use strict';

const { Reply } = require('../lib/reply');
const e = require('./edits');

const OK = 'Success (200 OK): access_token, refresh_token, access_expires_at, refresh_expires_at and client_id at the top of the object.';
const CLIENT = 'client_id: number, "Your unique client identifier".';
const BODY = 'Parameters: username and password are required: the API username and password from the dashboard.';
const BAD = '400 Bad Request: {"error": "validation_error", "message": "Username and password are required"}.';
const NO = '401 Unauthorized: {"error": "unauthorized", "message": "Invalid credentials"}.';
const MANY = '429 Too Many Requests: {"error": "Too Many Requests", "message": "Too many login attempts. Please try again later."}.';
const PUBLIC = '"Authentication: None required (public endpoint)"; the example sends Content-Type only.';

const make = (slug, what, breaks, apply) => e.deviation('starship', slug, what, breaks, apply);
const ok = (slug, what, apply) => make(slug, what, OK, e.granted(apply));
const REFUSED = ['password', 'user'];
const bad = (slug, what, apply) => make(`400-${slug}`, what, BAD, e.on('missing', apply));
const no = (slug, what, apply) => make(`401-${slug}`, what, NO, e.on(REFUSED, apply));
const many = (slug, what, apply) => make(`429-${slug}`, what, MANY, e.on('limit', apply));

let client = 500000;

const free = (reply, { provider, request }) => provider.check(request.fields.username, request.fields.password);

module.exports = [
  ok('status-201', 'A granted login is answered 201.', e.status(201)),
  ok('access-missing', 'access_token is missing.', e.drop('access_token')),
  ok('access-null', 'access_token is null.', e.put('access_token', null)),
  ok('access-camel', 'access_token is called accessToken.', e.rename('access_token', 'accessToken')),
  ok('refresh-missing', 'refresh_token is missing.', e.drop('refresh_token')),
  ok('refresh-empty', 'refresh_token is an empty string.', e.put('refresh_token', '')),
  ok('expires-in', 'expires_in replaces access_expires_at.', (reply, { provider }) => {
    reply.put('access_expires_at', provider.seconds.access).rename('access_expires_at', 'expires_in');
  }),
  ok('camel', 'All names are in camel case.', e.body((value) => Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(/_(.)/g, (all, letter) => letter.toUpperCase()), item])))),
  ok('in-envelope', 'The fields are inside data, beside success.', e.body((value) => ({ success: true, data: value }))),
  make('client-string', 'client_id is a string.', CLIENT, e.granted(e.put('client_id', String))),
  make('client-null', 'client_id is null.', CLIENT, e.granted(e.put('client_id', null))),
  make('client-missing', 'client_id is missing.', CLIENT, e.granted(e.drop('client_id'))),
  make('client-changes', 'client_id is another at each login.', CLIENT, e.granted(e.put('client_id', () => { client += 1; return client; }))),
  make('third-client-string', 'Every third client_id is a string.', CLIENT, e.third(e.put('client_id', String))),
  bad('422', 'Missing fields are answered 422, with the documented body.', e.status(422)),
  bad('message', 'The message of the 400 ends with a full stop.', e.put('message', (text) => `${text}.`)),
  bad('lower', 'The message of the 400 begins with a small letter.', e.put('message', (text) => text.replace('U', 'u'))),
  bad('error', 'The error of the 400 is VALIDATION_ERROR.', e.put('error', 'VALIDATION_ERROR')),
  bad('object', 'The error of the 400 is an object.', e.body(({ error, message }) => ({ error: { code: error, message } }))),
  bad('no-message', 'The 400 has no message.', e.drop('message')),
  bad('empty', 'The 400 has no body.', e.text(() => '')),
  bad('accepted', 'A login with a field missing is accepted.', e.letIn),
  bad('as-401', 'Missing fields are answered like a wrong password.', e.instead(401, { error: 'unauthorized', message: 'Invalid credentials' })),
  bad('as-500', 'Missing fields are answered 500.', e.instead(500, { error: 'internal', message: 'Internal error' })),
  no('403', 'A wrong password is answered 403, with the documented body.', e.status(403)),
  no('200', 'A wrong password is answered 200, with the documented body.', e.status(200)),
  no('message', 'The message of the 401 says "Invalid credential".', e.put('message', 'Invalid credential')),
  no('error', 'The error of the 401 is Unauthorized.', e.put('error', 'Unauthorized')),
  no('renamed', 'The message of the 401 is called detail.', e.rename('message', 'detail')),
  no('html', 'The 401 is an HTML page.', e.html(401)),
  make('401-user-differs', 'An unknown user is answered 404 "User not found".', NO, e.on('user', e.instead(404, { error: 'not_found', message: 'User not found' }))),
  make('wrong-password', 'A wrong password is accepted.', BODY, e.on('password', e.letIn)),
  make('unknown-user', 'An unknown user is accepted.', BODY, e.on('user', e.letIn)),
  make('malformed-accepted', 'A body that is no JSON is accepted.', BODY, e.on('syntax', e.letIn)),
  make('malformed-500', 'A body that is no JSON is answered 500.', `${BODY} A bad request is documented as 400.`,
    e.on('syntax', e.instead(500, { error: 'internal', message: 'Internal error' }))),
  many('never', 'Login attempts are never limited.', free),
  many('503', 'Too many attempts are answered 503, with the documented body.', e.status(503)),
  many('401', 'Too many attempts are answered 401, with the documented body.', e.status(401)),
  many('error', 'The error of the 429 is too_many_requests.', e.put('error', 'too_many_requests')),
  many('message', 'The message of the 429 lacks its last full stop.', e.put('message', (text) => text.replace(/\.$/, ''))),
  many('no-message', 'The 429 has no message.', e.drop('message')),
  many('html', 'The 429 is an HTML page.', e.html(429)),
  many('empty', 'The 429 has no body.', e.text(() => '')),
  make('wants-header', 'A login without the header X-Api-Version is answered 400.', PUBLIC, e.granted(e.wants('x-api-version'))),
  make('wants-login', 'A login without an Authorization header is answered 401.', PUBLIC, e.granted((reply, { request }) => (
    request.headers.authorization === undefined ? new Reply('extra', 401, { error: 'unauthorized', message: 'Invalid credentials' }) : reply))),
];
