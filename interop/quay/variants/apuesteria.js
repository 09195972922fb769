'use strict';
const t = require('./tools');

const CREATED = 'On success you receive 201 Created with the access token';
const SHAPE = 'Success response: { "status": 201, "access_token": "<JWT>" }';
const ABOUT = 'The access_token is a JWT valid for about 15 minutes';
const POINT = "If the affiliate_point_of_sale_id doesn't exist or isn't assigned to your client, you receive 404 Not Found";
const EXACT = 'This message is returned by the API exactly as shown (in Spanish)';
const SLASH = '/api/v4/affiliates/login/';
const BARE = SLASH.slice(0, -1);
const python = (text) => text.replace(/"/g, "'");

module.exports = t.rows('apuesteria', 'deviation', [
  ['apu-status-200', 'A new framework answers 200 by default; the body still says 201.', CREATED, t.onOk(t.status(200))],
  ['apu-body-200', 'HTTP 201 but "status": 200 in the body.', SHAPE, t.onOk(t.body(t.put('status', 200)))],
  ['apu-body-status-text', '"status" is the string "201".', SHAPE, t.onOk(t.body(t.put('status', '201')))],
  ['apu-body-no-status', '"status" is missing in the success body.', SHAPE, t.onOk(t.body(t.drop('status')))],
  ['apu-camel', 'The token is called accessToken (camel-casing serializer).', SHAPE, t.onOk(t.body(t.camel))],
  ['apu-data', 'The token is moved into a "data" envelope.', SHAPE, t.onOk(t.body((b) => ({ status: b.status, data: t.drop('status')(b) })))],
  ['apu-token-null', '"access_token" is null.', SHAPE, t.onOk(t.body(t.put('access_token', null)))],
  ['apu-token-object', '"access_token" is an object {token: ...}.', SHAPE, t.onOk(t.body(t.put('access_token', (v) => ({ token: v }))))],
  ['apu-token-bearer', 'The token text carries the prefix "Bearer ".', ABOUT, t.onOk(t.body(t.put('access_token', (v) => `Bearer ${v}`)))],
  ['apu-token-opaque', 'The token is a 40-digit hex key (another auth library), not a JWT.', ABOUT, { cfg: { finish: (v) => require('node:crypto').createHash('sha1').update(v).digest('hex') } }],
  ['apu-exp-ms', 'exp is in milliseconds.', ABOUT, t.access((c) => ({ ...c, exp: c.exp * 1000 }))],
  ['apu-no-exp', 'The JWT has no exp claim.', `${ABOUT} (nothing in the token ends it any more)`, t.access(t.drop('exp'))],
  ['apu-exp-before-iat', 'exp is an hour before iat (time zone slip in the library).', ABOUT, t.access((c) => ({ ...c, exp: c.iat - 2700 }))],
  ['apu-life-60', 'The token lives 60 minutes (exp and probe).', ABOUT, { cfg: { life: { access: 3600 } } }],
  ['apu-life-5', 'The token lives 5 minutes (exp and probe).', ABOUT, { cfg: { life: { access: 300 } } }],
  ['apu-never-expires', 'exp says 15 minutes but the probe takes the token for ever.', `${ABOUT}; when it expires, call the login endpoint again`, t.forever],
  ['apu-dies-early', 'exp says 15 minutes but the token is refused after 5.', ABOUT, t.early(1 / 3)],
  ['apu-not-yet', 'nbf lies 60 s ahead and the token is refused until then.', 'it returns a valid token immediately', {
    cfg: { claims: (c) => ({ ...c, nbf: c.iat + 60 }), from: 60 },
  }],
  ['apu-404-accent', 'The 404 message has a corrected accent ("está asignada").', EXACT, t.onStatus(404, t.body(t.put('message', (m) => m?.replace('no esta', 'no está'))))],
  ['apu-404-code', 'The 404 message ends in [1019] instead of [1018].', EXACT, t.onStatus(404, t.body(t.put('message', (m) => m?.replace('1018', '1019'))))],
  ['apu-404-english', 'The 404 message is translated.', EXACT, t.onStatus(404, t.body(t.put('message', 'The point of sale does not exist or is not assigned to the client.[1018]')))],
  ['apu-404-detail', 'The 404 text is called "detail" (framework error handler).', EXACT, t.onStatus(404, t.body(t.rename({ message: 'detail' })))],
  ['apu-404-status-text', '"status" of the 404 body is the string "404".', 'Errors: { "status": 404, "message": ... }', t.onStatus(404, t.body(t.put('status', '404')))],
  ['apu-404-page', 'A proxy replaces the 404 body by its own HTML page.', EXACT, t.onStatus(404, t.page('404 Not Found'))],
  ['apu-404-as-400', 'Unknown point of sale is answered 400.', POINT, t.onStatus(404, t.status(400))],
  ['apu-404-as-200', 'Unknown point of sale is answered HTTP 200 with "status": 404 in the body.', POINT, t.onStatus(404, t.status(200))],
  ['apu-pos-any', 'Any point of sale is accepted.', POINT, { cfg: { knows: () => true } }],
  ['apu-pos-optional', 'A login without affiliate_point_of_sale_id is accepted.', 'Request body: affiliate_point_of_sale_id, integer, the point-of-sale identifier for the login', {
    cfg: { isPoint: (p) => p === undefined || Number.isInteger(p), knows: (p) => p === undefined || p === 7 },
  }],
  ['apu-any-password', 'Any password is accepted for the known user.', 'password: the password from the credentials we provide', { cfg: { accepts: (user) => user === 'partner-user' } }],
  ['apu-slash-301', 'The path with its trailing slash is redirected (301) to the one without.', 'The endpoint: POST {monolith_base_url}/api/v4/affiliates/login/', {
    paths: [BARE], pre: (q) => (q.path === SLASH ? t.redirect(301, `/apuesteria${BARE}`) : undefined),
  }],
  ['apu-slash-404', 'Only the path without the trailing slash exists; the documented one answers a 404 page.', 'The endpoint: POST {monolith_base_url}/api/v4/affiliates/login/', {
    paths: [BARE], pre: (q) => (q.path === SLASH ? { status: 404, type: 'text/html', raw: '<h1>Not Found</h1><p>The requested resource was not found on this server.</p>' } : undefined),
  }],
  ['apu-quotes', 'The body is a Python dict with single quotes, not JSON.', SHAPE, t.textOk(python)],
  ['apu-cached', 'A CDN keeps the first good answer per request body, past the end of its token.', 'When it expires, simply call the login endpoint again to obtain a new one', t.cached((q) => q.text)],
  ['apu-third-200', 'Every third good answer has status 200 (one old node behind the balancer).', CREATED, t.everyThird(t.status(200))],
]);
