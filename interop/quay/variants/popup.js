'use strict';
const zlib = require('node:zlib');
const t = require('./tools');

const SHAPE = 'Success (200 OK): { "success": true, "data": { access_token, refresh_token, access_expires_at, refresh_expires_at, client_id } }';
const HOUR = 'access_token | JWT token for API authentication (valid for 1 hour)';
const WEEK = 'refresh_token | Token to refresh access token (valid for 7 days)';
const ENDS = 'access_expires_at | Access token expiration timestamp (RFC3339, UTC)';
const REFRESH_ENDS = 'refresh_expires_at | Refresh token expiration timestamp (RFC3339, UTC)';
const CLIENT = 'client_id | number | Your unique client identifier';
const POST = 'Endpoint: POST /auth/login';
const iso = (ms) => new Date(ms).toISOString().slice(0, 19);
const data = (f) => t.onOk(t.at('data', f));
const life = (access, refresh) => ({ cfg: { life: { access, refresh } } });
const moved = (code, to) => ({ paths: [to], pre: (q) => (q.path === '/auth/login' ? t.redirect(code, `/popup${to}`) : undefined) });

module.exports = t.rows('popup', 'deviation', [
  ['pop-status-201', 'A login answers 201.', 'Success (200 OK)', t.onOk(t.status(201))],
  ['pop-flat', 'The envelope is gone: the fields of data stand at the top.', SHAPE, t.onOk(t.body((b) => b.data))],
  ['pop-success-text', '"success" is the string "true".', SHAPE, t.onOk(t.body(t.put('success', 'true')))],
  ['pop-success-one', '"success" is 1 (database boolean).', SHAPE, t.onOk(t.body(t.put('success', 1)))],
  ['pop-success-false', '"success" is false in a good answer.', SHAPE, t.onOk(t.body(t.put('success', false)))],
  ['pop-success-missing', '"success" is missing.', SHAPE, t.onOk(t.body(t.drop('success')))],
  ['pop-data-list', '"data" is a list with one element.', SHAPE, t.onOk(t.body(t.put('data', (d) => [d])))],
  ['pop-data-text', '"data" is a string that holds the JSON.', SHAPE, t.onOk(t.body(t.put('data', (d) => JSON.stringify(d))))],
  ['pop-camel', 'The fields of data are in camel case.', SHAPE, data(t.camel)],
  ['pop-client-outside', 'client_id stands beside data instead of inside.', SHAPE, t.onOk(t.body((b) => ({ ...b, data: t.drop('client_id')(b.data), client_id: b.data.client_id })))],
  ['pop-client-text', 'client_id is a string.', CLIENT, data(t.put('client_id', '123456'))],
  ['pop-client-session', 'client_id is another number at each login (a session id).', CLIENT, { cfg: { client: (S) => 500000 + (S.n += 7) } }],
  ['pop-refresh-missing', 'refresh_token is missing.', SHAPE, data(t.drop('refresh_token'))],
  ['pop-refresh-same', 'refresh_token is the access token again.', WEEK, data(t.refreshIsAccess('access_token', 'refresh_token'))],
  ['pop-token-list', 'access_token is a list with one token.', HOUR, data(t.put('access_token', (v) => [v]))],
  ['pop-token-broken', 'The JWT payload is cut, so it is no JSON.', HOUR, { cfg: { finish: (v) => { const [h, p, s] = v.split('.'); return [h, p.slice(0, 40), s].join('.'); } } }],
  ['pop-alg-none', 'The JWT is unsigned (alg none).', HOUR, { cfg: { alg: 'none' } }],
  ['pop-exp-ms', 'exp is in milliseconds.', HOUR, t.access((c) => ({ ...c, exp: c.exp * 1000 }))],
  ['pop-no-exp', 'The access token has no exp.', HOUR, t.access(t.drop('exp'))],
  ['pop-life-day', 'The access token lives 24 hours (exp, timestamp, probe).', HOUR, life(86400, 604800)],
  ['pop-life-half', 'The access token lives 30 minutes (exp, timestamp, probe).', HOUR, life(1800, 604800)],
  ['pop-refresh-30', 'The refresh token lives 30 days.', WEEK, life(3600, 30 * 86400)],
  ['pop-refresh-1', 'The refresh token lives 1 day.', WEEK, life(3600, 86400)],
  ['pop-dies-early', 'The access token is refused after 20 minutes.', HOUR, t.early(1 / 3)],
  ['pop-never-expires', 'The access token is taken for ever.', HOUR, t.forever],
  ['pop-exp-shorter', 'exp in the token is 15 minutes while access_expires_at and the probe say an hour.', HOUR, t.access((c) => ({ ...c, exp: c.iat + 900 }))],
  ['pop-ends-late', 'access_expires_at is 5 minutes after the exp of the token.', ENDS, { cfg: { stamp: (ms, f) => `${iso(f === 'access' ? ms + 300e3 : ms)}Z` } }],
  ['pop-ends-offset', 'Timestamps carry -05:00, not UTC (right instant).', ENDS, { cfg: { stamp: (ms) => `${iso(ms - 18000e3)}-05:00` } }],
  ['pop-ends-http', 'Timestamps are HTTP dates ("Mon, 15 Jan 2024 ...").', ENDS, { cfg: { stamp: (ms) => new Date(ms).toUTCString() } }],
  ['pop-ends-basic', 'Timestamps are ISO basic format (20240115T103000Z), not RFC3339.', ENDS, { cfg: { stamp: (ms) => `${iso(ms).replace(/[-:]/g, '')}Z` } }],
  ['pop-ends-empty', 'refresh_expires_at is the empty string.', REFRESH_ENDS, data(t.put('refresh_expires_at', ''))],
  ['pop-refresh-ends-access', 'refresh_expires_at repeats access_expires_at.', `${REFRESH_ENDS}; ${WEEK}`, data(t.put('refresh_expires_at', (_, d) => d.access_expires_at))],
  ['pop-html-type', 'The JSON is sent as text/html.', 'Success (200 OK): a JSON body', t.onOk(t.type('text/html; charset=utf-8'))],
  ['pop-no-content', 'A login answers 204 without body (token only in a cookie).', SHAPE, t.onOk(t.status(204), t.header('Set-Cookie', 'session=1; HttpOnly'))],
  ['pop-302', 'The login redirects to a page (302).', POST, { pre: () => t.redirect(302, '/popup/login') }],
  ['pop-308', 'The login has moved to /v2/auth/login (308).', POST, moved(308, '/v2/auth/login')],
  ['pop-cut', 'The connection breaks in the middle of the body.', SHAPE, t.onOk((r) => { r.cut = true; })],
  ['pop-fake-gzip', 'The body is declared gzip but is plain.', SHAPE, t.onOk(t.header('Content-Encoding', 'gzip'))],
  ['pop-double-gzip', 'The body is gzipped twice but declared once.', SHAPE, { ...t.onOk(t.header('Content-Encoding', 'gzip')), ...t.textOk((x) => zlib.gzipSync(zlib.gzipSync(x))) }],
  ['pop-third-502', 'Every third login gets the 502 page of a proxy.', 'Success (200 OK)', t.everyThird(t.status(502), t.page('502 Bad Gateway'))],
  ['pop-third-flat', 'Every third answer lacks the envelope.', SHAPE, t.everyThird(t.body((b) => b.data))],
]);
