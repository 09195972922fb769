'use strict';
const t = require('./tools');

const E400 = '400 Bad Request { "error": "validation_error", "message": "Username and password are required" }';
const E401 = '401 Unauthorized { "error": "unauthorized", "message": "Invalid credentials" }';
const E429 = '429 Too Many Requests { "error": "Too Many Requests", "message": "Too many login attempts. Please try again later." }';
const unknown = (q) => typeof q.json?.username === 'string' && q.json.username !== 'partner-user';
const whenUnknown = (edit) => ({ post: (r, q, S) => { if (r.status === 401 && unknown(q)) edit(r, q, S); return r; } });

module.exports = t.rows('starship', 'deviation', [
  ['star-400-as-422', 'A missing field is answered 422.', E400, t.onStatus(400, t.status(422))],
  ['star-400-as-401', 'A missing field is treated as a wrong login: 401.', E400, { cfg: { required: [] } }],
  ['star-400-text', 'The 400 message ends with a full stop.', E400, t.onStatus(400, t.body(t.put('message', (m) => `${m}.`)))],
  ['star-400-error', 'The 400 "error" is "ValidationError".', E400, t.onStatus(400, t.body(t.put('error', 'ValidationError')))],
  ['star-400-list', 'The 400 message is a list of messages per field.', E400, t.onStatus(400, t.body({ error: 'validation_error', message: ['username should not be empty', 'password should not be empty'] }))],
  ['star-no-password', 'A login without password is accepted for the known user.', `password | string | Yes (required); ${E400}`, {
    cfg: { required: ['username'], accepts: (u, p) => u === 'partner-user' && (p === undefined || p === 'partner-pass-123') },
  }],
  ['star-401-text', 'The 401 message is "Invalid Credentials".', E401, t.onStatus(401, t.body(t.put('message', 'Invalid Credentials')))],
  ['star-401-error', 'The 401 "error" is "Unauthorized".', E401, t.onStatus(401, t.body(t.put('error', 'Unauthorized')))],
  ['star-401-nested', 'The 401 body is {"error": {"code", "message"}}.', E401, t.onStatus(401, t.body((b) => ({ error: { code: b.error, message: b.message } })))],
  ['star-401-empty', 'The 401 has no body, only WWW-Authenticate.', E401, t.onStatus(401, t.raw(''), t.header('WWW-Authenticate', 'Bearer'))],
  ['star-401-as-403', 'A wrong password is answered 403.', E401, t.onStatus(401, t.status(403))],
  ['star-401-as-400', 'A wrong password is answered 400 (as OAuth libraries do).', E401, t.onStatus(401, t.status(400))],
  ['star-unknown-404', 'An unknown user is answered 404.', E401, whenUnknown((r) => { r.status = 404; r.body = { error: 'not_found', message: 'User not found' }; })],
  ['star-unknown-text', 'An unknown user is told "User not found" with 401.', E401, whenUnknown((r) => { r.body.message = 'User not found'; })],
  ['star-trimmed', 'Passwords are trimmed and compared without case.', E401, { cfg: { accepts: (u, p) => u === 'partner-user' && p.trim().toLowerCase() === 'partner-pass-123' } }],
  ['star-any-password', 'Any password is accepted for the known user.', E401, { cfg: { accepts: (u) => u === 'partner-user' } }],
  ['star-401-third-500', 'Every third refused login is answered 500.', E401, t.onStatus(401, (r, q, S) => {
    S.n += 1;
    if (S.n % 3 === 0) Object.assign(r, { status: 500, body: { error: 'internal_error', message: 'Something went wrong' } });
  })],
  ['star-cached-any', 'A cache in front keeps the first good answer for the whole path, whatever the body.', E401, t.cached(() => 'path')],
  ['star-429-never', 'Refused logins are never limited.', E429, { cfg: { limit: Infinity } }],
  ['star-429-as-403', 'The limit answers 403 with the documented body.', E429, t.onStatus(429, t.status(403))],
  ['star-429-as-503', 'The limit answers 503 (proxy default).', E429, t.onStatus(429, t.status(503))],
  ['star-429-as-200', 'The limit answers 200 with the documented error body.', E429, t.onStatus(429, t.status(200))],
  ['star-429-snake', 'The 429 "error" is "too_many_requests" like its siblings.', E429, t.onStatus(429, t.body(t.put('error', 'too_many_requests')))],
  ['star-429-text', 'The 429 message lost its final full stop.', E429, t.onStatus(429, t.body(t.put('message', (m) => m.slice(0, -1))))],
  ['star-429-page', 'The 429 body is the HTML page of a proxy.', E429, t.onStatus(429, t.page('429 Too Many Requests'))],
  ['star-429-throttler', 'The 429 body is that of another limiter: {"statusCode", "message"}.', E429, t.onStatus(429, t.body({ statusCode: 429, message: 'ThrottlerException: Too Many Requests' }))],
]);
