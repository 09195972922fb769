'use strict';

const crypto = require('node:crypto');
const { Reply } = require('../lib/reply');
const e = require('./edits');

const OK = '200 OK: {"message": "Login correcto", "expiredAt", "process": "UUID", "company", "pwcs_url", "auth_uuid"}.';
const NO = '401: {"result": "ko", "error": {"error_code": 1001, "msg": "Unauthorized"}}.';
const CRASH = '500: {"message": "Error interno del servidor"}.';
const BODY = 'Request body: api_key and profile_uuid are obligatory (Obligatorio ✅).';
const HOUR = '"By default, the authorization is valid for 60 minutes".';
const MINUTES = 'token_duration_minutes: "Indicates the duration of the token in minutes".';
const MOST = '"with a custom configuration, it can be extended up to 2 hours".';
const OPTIONAL = 'replacements, metadata, short_url_pwcs, token_duration_minutes and match_data: Optional.';

const make = (slug, what, breaks, apply) => e.deviation('tecalis', slug, what, breaks, apply);
const ok = (slug, what, apply) => make(slug, what, OK, e.granted(apply));
const no = (slug, what, apply) => make(`401-${slug}`, what, NO, e.on(['password', 'user'], apply));
const crash = (slug, what, apply) => make(`500-${slug}`, what, CRASH, e.on('crash', apply));

const asked = ({ request }) => request.fields.token_duration_minutes;
// when changes the end for logins that ask for a duration.
const when = (test, length) => e.granted((reply, context) => (
  test(asked(context)) ? e.lifetime(length)(reply, context) : reply
));

const refuseField = (name) => e.granted((reply, { request }) => (
  request.fields[name] === undefined ? reply : new Reply('extra', 400, { message: `${name} is not allowed` })
));
const rest = (slug) => e.granted(e.put(slug, 'process-42'));

module.exports = [
  ok('status-201', 'A granted login is answered 201.', e.status(201)),
  ok('message-missing', 'message is missing.', e.drop('message')),
  ok('message-letter', 'message is "Login Correcto".', e.put('message', 'Login Correcto')),
  ok('message-english', 'message is "Login successful".', e.put('message', 'Login successful')),
  ok('message-stop', 'message is "Login correcto.".', e.put('message', 'Login correcto.')),
  ok('expires-missing', 'expiredAt is missing.', e.drop('expiredAt')),
  ok('expires-null', 'expiredAt is null.', e.put('expiredAt', null)),
  ok('expires-renamed', 'expiredAt is called expiresAt.', e.rename('expiredAt', 'expiresAt')),
  ok('expires-lower', 'expiredAt is called expiredat.', e.rename('expiredAt', 'expiredat')),
  ok('process-missing', 'process is missing.', e.drop('process')),
  ok('process-not-uuid', 'process is not a UUID.', rest('process')),
  ok('process-number', 'process is a number.', e.put('process', 42)),
  ok('company-missing', 'company is missing.', e.drop('company')),
  ok('company-object', 'company is an object.', e.put('company', (name) => ({ name }))),
  ok('url-missing', 'pwcs_url is missing.', e.drop('pwcs_url')),
  ok('url-null', 'pwcs_url is null.', e.put('pwcs_url', null)),
  ok('url-relative', 'pwcs_url is a path without a host.', e.put('pwcs_url', '/xyz123')),
  ok('url-camel', 'pwcs_url is called pwcsUrl.', e.rename('pwcs_url', 'pwcsUrl')),
  ok('auth-missing', 'auth_uuid is missing.', e.drop('auth_uuid')),
  ok('auth-empty', 'auth_uuid is an empty string.', e.put('auth_uuid', '')),
  ok('auth-renamed', 'auth_uuid is called auth_token.', e.rename('auth_uuid', 'auth_token')),
  ok('auth-not-uuid', 'auth_uuid is not a UUID.', e.swap('access', () => crypto.randomBytes(20).toString('hex'))),
  ok('in-envelope', 'The fields are inside data.', e.body((value) => ({ result: 'ok', data: value }))),
  make('third-no-auth', 'Every third granted login has no auth_uuid.', OK, e.third(e.drop('auth_uuid'))),
  make('default-half-hour', 'Without a duration the authorization is valid for 30 minutes.', HOUR, when((minutes) => minutes === undefined, 1800)),
  make('default-two-hours', 'Without a duration the authorization is valid for 120 minutes.', HOUR, when((minutes) => minutes === undefined, 7200)),
  make('duration-ignored', 'The requested duration is ignored: always 60 minutes.', MINUTES, when((minutes) => minutes !== undefined, 3600)),
  make('duration-seconds', 'The requested duration is taken as seconds.', MINUTES,
    when((minutes) => minutes !== undefined, (usual) => usual / 60)),
  make('duration-up-only', 'A requested duration below 60 minutes is ignored.', MINUTES, when((minutes) => minutes < 60, 3600)),
  make('duration-cap-hour', 'A requested duration above 60 minutes is cut to 60.', MOST, when((minutes) => minutes > 60, 3600)),
  make('duration-unbounded', 'A requested duration above 120 minutes is granted in full.', MOST,
    when((minutes) => minutes > 120, (usual, context) => asked(context) * 60)),
  make('duration-third', 'Every third login ignores the requested duration.', MINUTES, e.third((reply, context) => (
    asked(context) === undefined ? reply : e.lifetime(3600)(reply, context)))),
  make('duration-told-only', 'expiredAt follows the requested duration, the API ends the authorization after 60 seconds.', MINUTES, e.granted(e.ends(60))),
  make('token-never-ends', 'The API takes auth_uuid long after expiredAt.', 'expiredAt is the end of the authorization.', e.granted(e.ends(1e9))),
  make('token-dead-at-birth', 'The API refuses auth_uuid from the start.', 'The answer grants "a valid operation authorization".', e.granted(e.ends(-1))),
  no('403', 'A wrong api_key is answered 403.', e.status(403)),
  no('200', 'A wrong api_key is answered 200.', e.status(200)),
  no('code', 'error_code is 1002.', e.put('error.error_code', 1002)),
  no('code-string', 'error_code is a string.', e.put('error.error_code', '1001')),
  no('message', 'msg is "unauthorized".', e.put('error.msg', 'unauthorized')),
  no('msg-renamed', 'msg is called message.', e.rename('error.msg', 'message')),
  no('result', 'result is "KO".', e.put('result', 'KO')),
  no('no-result', 'result is missing.', e.drop('result')),
  no('flat', 'error_code and msg are at the top.', e.body(({ result, error }) => ({ result, ...error }))),
  no('empty', 'The 401 has no body.', e.text(() => '')),
  no('token', 'The 401 carries a live auth_uuid.', (reply, { provider }) => { reply.put('auth_uuid', provider.grant().get('auth_uuid')); }),
  make('wrong-key', 'A wrong api_key is accepted.', BODY, e.on('password', e.letIn)),
  make('unknown-profile', 'An unknown profile_uuid is accepted.', BODY, e.on('user', e.letIn)),
  make('missing-accepted', 'A login with a field missing is accepted.', BODY, e.on('missing', e.letIn)),
  make('missing-500', 'A login with a field missing is answered 500.', CRASH, e.on('missing', e.instead(500, { message: 'Error interno del servidor' }))),
  make('malformed-accepted', 'A body that is no JSON is accepted.', BODY, e.on('syntax', e.letIn)),
  make('malformed-500', 'A body that is no JSON is answered 500.', CRASH, e.on('syntax', e.instead(500, { message: 'Error interno del servidor' }))),
  crash('503', 'The internal error is answered 503.', e.status(503)),
  crash('200', 'The internal error is answered 200.', e.status(200)),
  crash('message', 'The message of the 500 ends with a full stop.', e.put('message', (text) => `${text}.`)),
  crash('english', 'The message of the 500 is in English.', e.put('message', 'Internal server error')),
  crash('renamed', 'The message of the 500 is called error.', e.rename('message', 'error')),
  crash('html', 'The 500 is an HTML page.', e.html(500)),
  crash('empty', 'The 500 has no body.', e.text(() => '')),
  make('refuses-metadata', 'A login with metadata is answered 400.', OPTIONAL, refuseField('metadata')),
  make('refuses-match-data', 'A login with match_data is answered 400.', OPTIONAL, refuseField('match_data')),
  make('wants-metadata', 'A login without metadata is answered 400.', OPTIONAL, e.granted((reply, { request }) => (
    request.fields.metadata === undefined ? new Reply('extra', 400, { message: 'metadata is required' }) : reply))),
  make('wants-header', 'A login without the header X-Tenant is answered 400.', 'Headers: Content-Type only.', e.granted(e.wants('x-tenant'))),
];
