'use strict';
const t = require('./tools');

const OK = 'Response Examples: 200 OK';
const ACCESS = 'accessToken | String | Token de acceso JWT';
const REFRESH = 'refreshToken | String | Token de actualización para renovar el accessToken';
const TX = 'tx | String | Identificador único de la transacción de login';
const MAIN = 'main_tx | String | Identificador principal de la transacción';
const FOUR = 'La validez del token en producción es de 4 minutos';
const MANY = 'Es posible generar múltiples tokens si es necesario';
const NO_HEADERS = 'Este endpoint no tiene headers requeridos';
const missingHeader = (name) => ({ pre: (q) => (q.headers[name] ? undefined : { status: 400, body: { message: `Missing header ${name}` } }) });

module.exports = t.rows('tapi', 'deviation', [
  ['tapi-status-201', 'A login answers 201 Created.', OK, t.onOk(t.status(201))],
  ['tapi-status-202', 'A login answers 202 Accepted.', OK, t.onOk(t.status(202))],
  ['tapi-snake', 'All fields in snake case (access_token, refresh_token).', ACCESS, t.onOk(t.body(t.snake))],
  ['tapi-main-camel', 'main_tx is called mainTx.', MAIN, t.onOk(t.body(t.rename({ main_tx: 'mainTx' })))],
  ['tapi-no-refresh', 'refreshToken is missing ("nobody uses it").', REFRESH, t.onOk(t.body(t.drop('refreshToken')))],
  ['tapi-refresh-null', 'refreshToken is null.', REFRESH, t.onOk(t.body(t.put('refreshToken', null)))],
  ['tapi-refresh-same', 'refreshToken is the access token again.', REFRESH, t.onOk(t.body(t.refreshIsAccess('accessToken', 'refreshToken')))],
  ['tapi-third-no-refresh', 'refreshToken is missing in every third answer.', REFRESH, t.everyThird(t.body(t.drop('refreshToken')))],
  ['tapi-tx-number', 'tx is a number.', TX, t.onOk(t.body(t.put('tx', () => 100000 + Math.floor(Math.random() * 9e8))))],
  ['tapi-tx-empty', 'tx is the empty string.', TX, t.onOk(t.body(t.put('tx', '')))],
  ['tapi-tx-same', 'tx is the same for all logins of one process.', TX, t.onOk(t.body(t.put('tx', '2f1d0c5e-0a53-4f0e-9c55-7d3f1c1a9b10')))],
  ['tapi-tx-third', 'Every third login repeats the tx of the login before.', TX, t.onOk((r, q, S) => {
    S.n += 1;
    if (S.n % 3 === 0) r.body.tx = S.memo.tx;
    S.memo.tx = r.body.tx;
  })],
  ['tapi-no-main', 'main_tx is missing.', MAIN, t.onOk(t.body(t.drop('main_tx')))],
  ['tapi-main-object', 'main_tx is an object {id}.', MAIN, t.onOk(t.body(t.put('main_tx', (v) => ({ id: v }))))],
  ['tapi-opaque', 'accessToken is opaque base64, not a JWT.', ACCESS, { cfg: { finish: (v, kind) => (kind === 'access' ? Buffer.from(v).toString('base64url').slice(-64) : v) } }],
  ['tapi-alg-none', 'The JWT is unsigned (alg none, empty signature).', ACCESS, { cfg: { alg: 'none' } }],
  ['tapi-jwe-five', 'The token has five parts and no readable claims.', ACCESS, {
    cfg: { finish: (v) => ['eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0', '', ...['0123456789ab', v, 'tag4567890123456'].map((x) => Buffer.from(x).toString('base64url'))].join('.') },
  }],
  ['tapi-payload-text', 'The JWT payload is not a JSON object but a quoted string.', ACCESS, { cfg: { finish: (v) => v.replace(/\.[^.]+\./, `.${Buffer.from('"partner.user"').toString('base64url')}.`) } }],
  ['tapi-exp-before-iat', 'exp lies before iat.', FOUR, t.access((c) => ({ ...c, exp: c.iat - 240 }))],
  ['tapi-exp-float-ms', 'exp and iat are in milliseconds.', FOUR, t.access((c) => ({ ...c, iat: c.iat * 1000, nbf: c.nbf * 1000, exp: c.exp * 1000 }))],
  ['tapi-life-60', 'The token lives one hour (library default).', FOUR, { cfg: { life: { access: 3600, refresh: 86400 } } }],
  ['tapi-life-1', 'The token lives one minute.', FOUR, { cfg: { life: { access: 60, refresh: 86400 } } }],
  ['tapi-dies-early', 'exp says 4 minutes but the token is refused after 2.', FOUR, t.early(0.5)],
  ['tapi-never-expires', 'The probe takes the token for ever.', 'Si el token recibido se vence, es necesario generar uno nuevo', t.forever],
  ['tapi-single-session', 'A second login ends the first token.', MANY, { cfg: { single: true } }],
  ['tapi-wants-api-key', 'A gateway wants x-api-key for the login as well (400 without).', NO_HEADERS, missingHeader('x-api-key')],
  ['tapi-wants-country', 'The login wants an undocumented header x-country (400 without).', NO_HEADERS, missingHeader('x-country')],
  ['tapi-wants-field', 'The login wants an undocumented field "country" (400 without).', 'Body Parameters: clientUsername and password only', {
    pre: (q) => (q.json?.country || q.malformed ? undefined : { status: 400, body: { message: 'country is required' } }),
  }],
  ['tapi-double', 'The body is a JSON string that holds the JSON.', 'Response Body: accessToken, refreshToken, tx, main_tx', t.textOk((x) => JSON.stringify(x))],
  ['tapi-lambda', 'The gateway passes the function result on: {"statusCode": 200, "body": "..."}.', 'Response Body: accessToken, refreshToken, tx, main_tx', t.onOk(t.body((b) => ({ statusCode: 200, body: JSON.stringify(b) })))],
  ['tapi-array', 'The answer is an array with one element.', 'Response Body: accessToken, refreshToken, tx, main_tx', t.onOk(t.body((b) => [b]))],
  ['tapi-half', 'The body stops in the middle, with a content length that fits.', 'Response Body: accessToken, refreshToken, tx, main_tx', t.textOk((x) => x.slice(0, x.length >> 1))],
  ['tapi-any-user', 'Any user name is accepted with any password.', 'Las credenciales son únicas por cada cliente', { cfg: { accepts: () => true } }],
  ['tapi-no-password', 'A login without password is accepted for the known user.', 'password | String | Sí (obligatorio)', {
    cfg: { required: ['clientUsername'], accepts: (u, p) => u === 'partner.user' && (p === undefined || p === 'partner-pass-123') },
  }],
  ['tapi-wrong-200', 'A wrong password is answered 200 with empty tokens.', `${OK}; ${ACCESS}`, {
    cfg: { refuse: (r) => (r.why === 'credentials' ? { status: 200, body: { accessToken: '', refreshToken: '', tx: '', main_tx: '' } } : r) },
  }],
]);
