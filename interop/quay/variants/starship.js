'use strict';
const t = require('./tools');

const OK = 'Success (200 OK)';
const SHAPE = 'Success (200 OK): the flat object with access_token, refresh_token, access_expires_at, refresh_expires_at, client_id';
const ENDS = 'access_expires_at | datetime | Access token expiration timestamp (UTC)';
const REFRESH_ENDS = 'refresh_expires_at | datetime | Refresh token expiration timestamp (UTC)';
const CLIENT = 'client_id | number | Your unique client identifier';
const JWT = 'access_token | string | JWT token for API authentication';
const iso = (ms) => new Date(ms).toISOString().slice(0, 19);
const stamped = (f) => ({ cfg: { stamp: f } });
const padded = (token) => token.split('.').map((p) => Buffer.from(p, 'base64url').toString('base64')).join('.');

module.exports = t.rows('starship', 'deviation', [
  ['star-status-201', 'A login answers 201.', OK, t.onOk(t.status(201))],
  ['star-success-data', 'The answer has an envelope {"success": true, "data": ...}.', SHAPE, t.onOk(t.body((b) => ({ success: true, data: b })))],
  ['star-camel', 'All fields in camel case.', SHAPE, t.onOk(t.body(t.camel))],
  ['star-oauth', 'OAuth library names: expires_in instead of access_expires_at, plus token_type.', SHAPE, t.onOk(t.body((b) => ({ ...t.drop('access_expires_at')(b), token_type: 'Bearer', expires_in: 5400 })))],
  ['star-ends-epoch', 'Both timestamps are numbers (epoch seconds).', ENDS, stamped((ms) => ms / 1000)],
  ['star-ends-plus-two', 'Timestamps carry +02:00, not UTC (right instant).', ENDS, stamped((ms) => `${iso(ms + 7200e3)}+02:00`)],
  ['star-ends-naive', 'Timestamps have no zone.', ENDS, stamped(iso)],
  ['star-ends-sql', 'Timestamps look like "2024-01-15 10:30:00".', ENDS, stamped((ms) => iso(ms).replace('T', ' '))],
  ['star-ends-local-z', 'Timestamps are local time two hours ahead, marked Z, and so disagree with exp.', ENDS, stamped((ms) => `${iso(ms + 7200e3)}Z`)],
  ['star-ends-past', 'access_expires_at is the moment of issue minus one hour.', ENDS, stamped((ms, f) => `${iso(f === 'access' ? ms - 2.5 * 3600e3 : ms)}Z`)],
  ['star-ends-null', 'access_expires_at is null.', ENDS, t.onOk(t.body(t.put('access_expires_at', null)))],
  ['star-ends-swapped', 'access_expires_at and refresh_expires_at are swapped.', ENDS, t.onOk(t.body((b) => ({ ...b, access_expires_at: b.refresh_expires_at, refresh_expires_at: b.access_expires_at })))],
  ['star-no-refresh-ends', 'refresh_expires_at is missing.', REFRESH_ENDS, t.onOk(t.body(t.drop('refresh_expires_at')))],
  ['star-ends-in-part', 'access_expires_at is 10 minutes after the exp of the token.', ENDS, stamped((ms, f) => `${iso(f === 'access' ? ms + 600e3 : ms)}Z`)],
  ['star-client-text', 'client_id is the string "123456".', CLIENT, t.onOk(t.body(t.put('client_id', (v) => String(v))))],
  ['star-client-null', 'client_id is null.', CLIENT, t.onOk(t.body(t.put('client_id', null)))],
  ['star-client-changes', 'client_id counts up with each login.', CLIENT, { cfg: { client: (S) => 123456 + (S.n += 1) } }],
  ['star-third-client', 'client_id is a string in every third answer.', CLIENT, t.everyThird(t.body(t.put('client_id', (v) => String(v))))],
  ['star-token-padded', 'The JWT parts are standard base64 with padding.', JWT, { cfg: { finish: padded } }],
  ['star-token-two', 'The JWT has lost its signature part.', JWT, { cfg: { finish: (v) => v.split('.').slice(0, 2).join('.') } }],
  ['star-token-newline', 'The token text ends with a line break.', JWT, t.onOk(t.body(t.put('access_token', (v) => `${v}\n`)))],
  ['star-exp-text', 'exp is a string.', JWT, t.access((c) => ({ ...c, exp: String(c.exp) }))],
  ['star-exp-iso', 'exp is an ISO date.', JWT, t.access((c) => ({ ...c, exp: `${iso(c.exp * 1000)}Z` }))],
  ['star-refresh-same', 'refresh_token is the access token again.', 'refresh_token | string | Token to refresh access token', t.onOk(t.body(t.refreshIsAccess('access_token', 'refresh_token')))],
  ['star-refresh-empty', 'refresh_token is the empty string.', 'refresh_token | string | Token to refresh access token', t.onOk(t.body(t.put('refresh_token', '')))],
  ['star-dies-early', 'The access token is refused at a third of the time access_expires_at gives it.', ENDS, t.early(1 / 3)],
  ['star-never-expires', 'The access token is taken for ever.', ENDS, t.forever],
  ['star-stillborn', 'The access token is refused at once (key mismatch between services).', 'Use the token in the Authorization header for API calls', t.early(0)],
  ['star-twice-key', 'The JSON has access_token twice.', SHAPE, t.textOk((x) => x.replace(/^\{/, '{"access_token":"stale",'))],
  ['star-bom', 'The JSON begins with a byte order mark.', SHAPE, t.textOk((x) => `\ufeff${x}`)],
  ['star-prefix', "The JSON begins with )]}', as some frameworks do against hijacking.", SHAPE, t.textOk((x) => `)]}',\n${x}`)],
  ['star-tail', 'Debug output follows the JSON.', SHAPE, t.textOk((x) => `${x}\n<!-- 12 ms -->`)],
  ['star-comma', 'The JSON has a comma after its last field.', SHAPE, t.textOk((x) => x.replace(/\}$/, ',}'))],
  ['star-challenge', 'A CDN answers its HTML browser check with status 200.', SHAPE, t.onOk(t.page('Just a moment...'))],
  ['star-wants-grant', 'The login wants grant_type=password in the body (400 without).', 'Parameters: username and password only', {
    pre: (q) => (q.json?.grant_type || q.malformed ? undefined : { status: 400, body: { error: 'unsupported_grant_type' } }),
  }],
  ['star-wants-form', 'JSON bodies are refused, only form encoding is read.', 'curl example: -H "Content-Type: application/json"', {
    pre: (q) => (/form/.test(q.headers['content-type'] ?? '') ? undefined : { status: 400, body: { error: 'validation_error', message: 'Username and password are required' } }),
  }],
]);
