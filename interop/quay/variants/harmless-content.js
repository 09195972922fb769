'use strict';
// Nothing here contradicts a document: other tokens, values or choices that the documents leave open.
const crypto = require('node:crypto');
const t = require('./tools');

const only = (provider, table) => t.rows(provider, 'harmless', table);
const alg = (name) => ({ cfg: { alg: name } });
const fraction = (digits) => (ms) => `${new Date(ms).toISOString().slice(0, 19)}.${'123456789'.slice(0, digits)}Z`;
const refusals = (f) => ({ cfg: { refuse: f } });
const problem = (r) => ({ status: r.status, type: 'application/problem+json', body: { type: 'about:blank', title: 'Refused', status: r.status, detail: `Request refused (${r.why})` } });
const undescribed = (f) => (r) => (r.body?.result === 'ko' || r.body?.error === 'validation_error' ? r : f(r));
const OTHER = { malformed: 422, missing: 422, credentials: 403, duration: 422 };
const ulid = () => `01${crypto.randomBytes(15).toString('hex').toUpperCase().slice(0, 24)}`;

module.exports = [
  ...only('all', [
    ['ok-clock-ahead', 'The whole clock is 3 hours ahead (Date, tokens, timestamps).', { shift: 3 * 3600 }],
    ['ok-clock-behind', 'The whole clock is 3 hours behind.', { shift: -3 * 3600 }],
    ['ok-hs512', 'Tokens signed with HS512.', alg('HS512')],
    ['ok-hs384', 'Tokens signed with HS384.', alg('HS384')],
    ['ok-rs256', 'Tokens signed with RS256.', alg('RS256')],
    ['ok-es256', 'Tokens signed with ES256.', alg('ES256')],
    ['ok-jose-header', 'The JWT header has kid and typ at+jwt.', { cfg: { jose: (h) => ({ kid: 'k-2024-01', ...h, typ: 'at+jwt' }) } }],
    ['ok-no-typ', 'The JWT header has no typ.', { cfg: { jose: ({ alg: a }) => ({ alg: a }) } }],
    ['ok-extra-claims', 'More claims, some nested, aud a list, non-ASCII text.', t.everyToken((c) => ({ ...c, aud: ['api', 'b2b'], roles: { admin: false }, name: 'Compa\u00f1\u00eda \u2603 \u{1F600}', scope: 'a b' }))],
    ['ok-no-iat', 'Tokens without iat.', t.everyToken(t.drop('iat'))],
    ['ok-no-nbf', 'Tokens without nbf.', t.everyToken(t.drop('nbf'))],
    ['ok-bare-token', 'Tokens with sub, exp and jti only.', t.everyToken(({ sub, exp, jti }) => ({ sub, exp, jti }))],
    ['ok-nbf-before', 'nbf lies 60 s before iat (clock tolerance).', t.everyToken((c) => ({ ...c, nbf: c.iat - 60 }))],
    ['ok-big-token', 'Tokens of about 6 kB.', t.everyToken((c) => ({ ...c, permissions: crypto.randomBytes(2200).toString('hex') }))],
    ['ok-exp-fraction', 'iat and exp are numbers with a fraction (RFC 7519 NumericDate).', t.everyToken((c) => ({ ...c, iat: c.iat + 0.25, exp: c.exp + 0.25 }))],
    ['ok-same-second', 'Two logins within one second get the same token (no jti).', t.everyToken(t.drop('jti'))],
    ['ok-life-plus', 'Lifetimes 1 % longer (token, timestamps, probe).', { cfg: { stretch: 1.01 } }],
    ['ok-life-minus', 'Lifetimes 1 % shorter.', { cfg: { stretch: 0.99 } }],
    ['ok-stamp-ms', 'Timestamps with milliseconds.', { cfg: { stamp: fraction(3) } }],
    ['ok-stamp-ns', 'Timestamps with nine fractional digits.', { cfg: { stamp: fraction(9) } }],
    ['ok-stamp-zero', 'Timestamps end in +00:00 instead of Z (the same UTC).', { cfg: { stamp: (ms) => `${new Date(ms).toISOString().slice(0, 19)}+00:00` } }],
    ['ok-opaque-refresh', 'The refresh token is opaque.', { cfg: { finish: (v, kind) => (kind === 'refresh' ? crypto.randomBytes(32).toString('hex') : v) } }],
    ['ok-problem-json', 'Refusals that no document describes come as application/problem+json.', refusals(undescribed(problem))],
    ['ok-other-status', 'Refusals that no document describes have another 4xx status.', refusals(undescribed((r) => ({ ...r, status: OTHER[r.why] ?? r.status })))],
    ['ok-other-words', 'Refusals that no document describes have other words and a plain text body.', refusals(undescribed((r) => ({ status: r.status, type: 'text/plain', raw: 'No.\n' })))],
    ['ok-empty-refusal', 'Refusals that no document describes have no body.', refusals(undescribed((r) => ({ status: r.status, raw: '' })))],
    ['ok-extra-field', 'One more field at the top of a good answer.', t.onOk(t.body((b) => ({ ...b, request_id: 'req-8f14e45f', meta: { node: 'b' } })))],
  ]),
  ...only('apuesteria', [
    ['ok-apu-about-plus', 'The token lives 16.2 minutes ("about 15").', { cfg: { life: { access: 972 } } }],
    ['ok-apu-about-minus', 'The token lives 13.8 minutes ("about 15").', { cfg: { life: { access: 828 } } }],
    ['ok-apu-415', 'A body that is not declared application/json is refused 415.', {
      pre: (q) => (/^application\/json\b/i.test(q.headers['content-type'] ?? '') ? undefined : { status: 415, body: { status: 415, message: 'Unsupported media type' } }),
    }],
  ]),
  ...only('tapi', [
    ['ok-tapi-ids', 'tx and main_tx are ULIDs.', { cfg: { ids: () => ({ tx: ulid(), main_tx: ulid() }) } }],
    ['ok-tapi-main-same', 'main_tx equals tx of the same login.', { cfg: { ids: () => { const tx = crypto.randomUUID(); return { tx, main_tx: tx }; } } }],
    ['ok-tapi-refused-404', 'A wrong login is answered 404 (as some user pools do).', refusals((r) => (r.why === 'credentials' ? { status: 404, body: { code: 'UserNotFoundException' } } : r))],
  ]),
  ...only('starship', [
    ['ok-star-short', 'Access lives 15 minutes, refresh 30 days (the document names no length).', { cfg: { life: { access: 900, refresh: 30 * 86400 } } }],
    ['ok-star-client-form', 'client_id is written 123456.0 (a JSON number all the same).', t.textOk((x) => x.replace('"client_id":123456', '"client_id":123456.0'))],
    ['ok-star-client-big', 'client_id is a large number.', { cfg: { client: () => 9007199254740991 } }],
  ]),
  ...only('tecalis', [
    ['ok-tec-cut-120', 'Durations above 120 minutes are cut to 120.', { cfg: { granted: (m) => (m === undefined ? 60 : Number.isInteger(m) && m >= 1 ? Math.min(m, 120) : undefined) } }],
    ['ok-tec-refuse-422', 'Durations above 120 minutes are refused with 422 and the words of another framework.', refusals((r) => (r.why === 'duration' ? { status: 422, body: { detail: [{ loc: ['body', 'token_duration_minutes'], msg: 'less than or equal to 120' }] } } : r))],
    ['ok-tec-company', 'The company name has accented letters, quotes and an emoji.', { cfg: { company: 'Compa\u00f1\u00eda "\u00d1and\u00fa" \u{1F600} S.A.' } }],
    ['ok-tec-upper-uuid', 'UUIDs in capitals.', { cfg: { uuid: () => crypto.randomUUID().toUpperCase() } }],
    ['ok-tec-missing-400', 'A missing api_key is answered 400 (no document describes it).', refusals((r) => (r.why === 'missing' ? { status: 400, body: { message: 'Bad request' } } : r))],
  ]),
  ...only('popup', [
    ['ok-pop-extra-inside', 'One more field inside data.', t.onOk(t.at('data', t.put('token_type', 'Bearer')))],
    ['ok-pop-client-big', 'client_id is a large number.', { cfg: { client: () => 4294967296123 } }],
  ]),
];
