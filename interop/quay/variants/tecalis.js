'use strict';
const t = require('./tools');

const SHAPE = '200 - OK: { message, expiredAt, process, company, pwcs_url, auth_uuid }';
const HOUR = 'By default, the authorization is valid for 60 minutes';
const TWO = 'with a custom configuration, it can be extended up to 2 hours';
const ASKED = 'token_duration_minutes | int | Optional. Indicates the duration of the token in minutes';
const E401 = '401: { "result": "ko", "error": { "error_code": 1001, "msg": "Unauthorized" } }';
const E500 = '500: { "message": "Error interno del servidor" }';
const LOGIN = '"message": "Login correcto"';
const ENDS = '"expiredAt": "2026-01-12T12:34:56Z"';
const iso = (ms) => new Date(ms).toISOString().slice(0, 19);
const error = (f) => t.onStatus(401, t.at('error', f));
const optional = ['replacements', 'metadata', 'match_data'];

module.exports = t.rows('tecalis', 'deviation', [
  ['tec-status-201', 'An authorization answers 201 Created.', '200 - OK', t.onOk(t.status(201))],
  ['tec-message-text', 'The message is "Login Correcto".', LOGIN, t.onOk(t.body(t.put('message', 'Login Correcto')))],
  ['tec-message-english', 'The message is "Login successful".', LOGIN, t.onOk(t.body(t.put('message', 'Login successful')))],
  ['tec-ends-snake', 'expiredAt is called expired_at.', SHAPE, t.onOk(t.body(t.rename({ expiredAt: 'expired_at' })))],
  ['tec-ends-renamed', 'expiredAt is called expiresAt (typo corrected).', SHAPE, t.onOk(t.body(t.rename({ expiredAt: 'expiresAt' })))],
  ['tec-ends-epoch', 'expiredAt is a number (epoch milliseconds).', ENDS, { cfg: { stamp: (ms) => ms } }],
  ['tec-ends-madrid', 'expiredAt is Madrid winter time marked Z: an hour late.', `${ENDS}; ${HOUR}`, { cfg: { stamp: (ms) => `${iso(ms + 3600e3)}Z` } }],
  ['tec-ends-issue', 'expiredAt is the moment of issue.', HOUR, { cfg: { stamp: (ms) => `${iso(ms - 3600e3)}Z` } }],
  ['tec-ends-date', 'expiredAt has only the day.', ENDS, { cfg: { stamp: (ms) => iso(ms).slice(0, 10) } }],
  ['tec-third-no-ends', 'expiredAt is missing in every third answer.', SHAPE, t.everyThird(t.body(t.drop('expiredAt')))],
  ['tec-uuid-camel', 'auth_uuid and pwcs_url are in camel case.', SHAPE, t.onOk(t.body(t.camel))],
  ['tec-uuid-missing', 'auth_uuid is missing.', SHAPE, t.onOk(t.body(t.drop('auth_uuid')))],
  ['tec-uuid-empty', 'auth_uuid is the empty string.', SHAPE, t.onOk(t.body(t.put('auth_uuid', '')))],
  ['tec-process-missing', 'process is missing.', SHAPE, t.onOk(t.body(t.drop('process')))],
  ['tec-process-number', 'process is a number (database key).', '"process": "UUID"', t.onOk(t.body(t.put('process', 48213)))],
  ['tec-company-null', 'company is null.', '"company": "Company Name"', t.onOk(t.body(t.put('company', null)))],
  ['tec-company-object', 'company is an object {id, name}.', '"company": "Company Name"', t.onOk(t.body(t.put('company', (v) => ({ id: 3, name: v }))))],
  ['tec-url-path', 'pwcs_url is a path without host.', '"pwcs_url": "https://short.url/xyz123"', t.onOk(t.body(t.put('pwcs_url', '/xyz123')))],
  ['tec-url-null', 'pwcs_url is null.', '"pwcs_url": "https://short.url/xyz123"', t.onOk(t.body(t.put('pwcs_url', null)))],
  ['tec-ok-envelope', 'The answer is {"result": "ok", "data": ...}.', SHAPE, t.onOk(t.body((b) => ({ result: 'ok', data: b })))],
  ['tec-default-15', 'The default duration is 15 minutes.', HOUR, { cfg: { granted: (m) => m ?? 15 } }],
  ['tec-default-120', 'The default duration is 120 minutes.', HOUR, { cfg: { granted: (m) => m ?? 120 } }],
  ['tec-duration-ignored', 'token_duration_minutes is ignored.', ASKED, { cfg: { granted: () => 60 } }],
  ['tec-duration-seconds', 'token_duration_minutes is taken as seconds.', ASKED, { cfg: { granted: (m) => (m === undefined ? 60 : m / 60) } }],
  ['tec-duration-only-stamp', 'token_duration_minutes moves expiredAt but the authorization ends after 60 minutes at most (less if asked: after half).', ASKED, {
    cfg: { taken: (life) => (life === 3600 ? life : life > 3600 ? 3600 : Math.floor(life / 2)) },
  }],
  ['tec-duration-over', 'Durations above 120 minutes are granted as asked.', TWO, { cfg: { granted: (m) => m ?? 60 } }],
  ['tec-dies-early', 'The authorization is refused after half its time.', HOUR, t.early(0.5)],
  ['tec-never-expires', 'The authorization is taken for ever.', HOUR, t.forever],
  ['tec-any-key', 'Any api_key is accepted.', '401: Invalid credentials or unauthorized access', { cfg: { accepts: (k, p) => p === '123e4567-e89b-12d3-a456-426614174000' } }],
  ['tec-any-profile', 'Any profile_uuid is accepted.', '401: Invalid credentials or unauthorized access', { cfg: { accepts: (k) => k === 'partner-api-key-123' } }],
  ['tec-no-profile', 'A request without profile_uuid is accepted.', 'profile_uuid | string | obligatorio', {
    cfg: { required: [], accepts: (k, p) => k === 'partner-api-key-123' && (p === undefined || p === '123e4567-e89b-12d3-a456-426614174000') },
  }],
  ['tec-401-flat', 'The 401 body is {"error": "Unauthorized"}.', E401, t.onStatus(401, t.body({ error: 'Unauthorized' }))],
  ['tec-401-result', 'The 401 result is "KO".', E401, t.onStatus(401, t.body(t.put('result', 'KO')))],
  ['tec-401-code', 'The 401 error_code is 1002.', E401, error(t.put('error_code', 1002))],
  ['tec-401-code-text', 'The 401 error_code is the string "1001".', E401, error(t.put('error_code', '1001'))],
  ['tec-401-text', 'The 401 msg is "Unauthorised".', E401, error(t.put('msg', 'Unauthorised'))],
  ['tec-401-renamed', 'The 401 msg is called message.', E401, error(t.rename({ msg: 'message' }))],
  ['tec-401-as-403', 'Wrong credentials are answered 403.', '401 - Unauthorized', t.onStatus(401, t.status(403))],
  ['tec-401-as-200', 'Wrong credentials are answered 200 with the documented "ko" body.', '401 - Unauthorized', t.onStatus(401, t.status(200))],
  ['tec-500-stack', 'The 500 body is a stack trace in text/plain.', E500, t.onStatus(500, t.raw('Error: connect ECONNREFUSED\n    at login (auth.js:31:9)\n', 'text/plain'))],
  ['tec-500-english', 'The 500 message is "Internal server error".', E500, t.onStatus(500, t.body({ message: 'Internal server error' }))],
  ['tec-500-ko', 'The 500 has the shape of the 401.', E500, t.onStatus(500, t.body((b) => ({ result: 'ko', error: { error_code: 5000, msg: b.message } })))],
  ['tec-500-empty', 'The 500 has no body.', E500, t.onStatus(500, t.raw(''))],
  ['tec-500-as-503', 'The unexpected error is answered 503.', '500 - Internal Server Error', t.onStatus(500, t.status(503))],
  ['tec-500-as-502', 'A proxy turns the 500 into its 502 page.', '500 - Internal Server Error', t.onStatus(500, t.status(502), t.page('502 Bad Gateway'))],
  ['tec-no-optional', 'The documented optional objects are refused (strict schema).', 'replacements, metadata, match_data: optional', {
    pre: (q) => (optional.some((k) => q.json?.[k] !== undefined) ? { status: 400, body: { message: 'Unknown field' } } : undefined),
  }],
  ['tec-short-required', 'short_url_pwcs has become required (400 without).', 'short_url_pwcs | boolean | Optional', {
    pre: (q) => (q.malformed || q.env === 'error' || typeof q.json?.short_url_pwcs === 'boolean' ? undefined : { status: 400, body: { message: 'short_url_pwcs is required' } }),
  }],
  ['tec-wants-version', 'An undocumented header X-Api-Version is wanted (400 without).', 'Headers: Content-Type: application/json', {
    pre: (q) => (q.headers['x-api-version'] ? undefined : { status: 400, body: { message: 'X-Api-Version required' } }),
  }],
  ['tec-empty', 'A good answer has an empty body.', SHAPE, t.onOk(t.raw(''))],
  ['tec-utf16', 'The JSON is sent in UTF-16LE.', SHAPE, t.textOk((x) => Buffer.from(x, 'utf16le'))],
  ['tec-latin1', 'The company name holds accented letters in ISO-8859-1, invalid as UTF-8.', SHAPE, { ...t.textOk((x) => Buffer.from(x, 'latin1')), cfg: { company: 'Compa\u00f1\u00eda' } }],
]);
