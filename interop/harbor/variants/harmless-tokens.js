'use strict';
// Harmless: what tokens, timestamps and identifiers look like where the documents are silent.

const crypto = require('node:crypto');
const { all, granted, swap, claims, lifetime, put, harmless } = require('./edits');

const JWT = ['apuesteria', 'tapi', 'starship', 'popup'];
const REFRESH = ['tapi', 'starship', 'popup'];
const STAMPS = ['starship', 'popup', 'tecalis'];

const make = (slug, providers, what, apply) => providers.map((provider) => harmless(provider, slug, what, granted(apply)));

// both edits every JWT of an answer alike.
const both = (edit) => (reply, context) => {
  claims(edit)(reply, context);
  if (context.provider.places.refresh) claims(edit, 'refresh')(reply, context);
};
const header = (more) => both((set, head) => { Object.assign(head, more); });
const without = (name) => both((set) => { delete set[name]; });

// stamps rewrites every timestamp.
const stamps = (edit) => (reply, { provider: { places } }) => {
  for (const place of [places.accessEnd, places.refreshEnd]) if (place) reply.put(place, edit(reply.get(place)));
};

const times = (factor, which) => lifetime((usual, { provider }) => (
  Math.min(usual * factor, which === 'refresh' ? Infinity : provider.most || Infinity)
), which);

const halfSeconds = (reply, context) => {
  both((set) => { set.exp += 0.5; set.iat -= 0.5; })(reply, context);
  const { provider, sessions, clock } = context;
  sessions.until(reply.get(provider.places.access), clock.seconds() + provider.seconds.access + 0.5);
};

const plainNames = { sub: undefined, jti: undefined, nbf: undefined };

module.exports = [
  ...make('hs512', JWT, 'Tokens are signed with HS512.', header({ alg: 'HS512' })),
  ...make('rs256', JWT, 'Tokens are signed with RS256.', header({ alg: 'RS256', kid: 'k1' })),
  ...make('header-bare', JWT, 'The JWT header has no typ.', header({ typ: undefined })),
  ...make('header-more', JWT, 'The JWT header has typ at+jwt and a kid.', header({ typ: 'at+jwt', kid: '2024-06' })),
  ...make('more-claims', JWT, 'Tokens carry more claims, nested ones and non-ASCII text too.', both((set) => {
    Object.assign(set, { iss: 'https://id.example', aud: ['api', 'b2b'], scope: 'login read', name: 'Peña ✓', realm: { roles: ['b2b'] } });
  })),
  ...make('few-claims', JWT, 'Tokens carry iat and exp only.', both((set) => { Object.assign(set, plainNames, { use: set.use }); })),
  ...make('no-iat', JWT, 'Tokens have no iat.', without('iat')),
  ...make('no-nbf', JWT, 'Tokens have no nbf.', without('nbf')),
  ...make('only-exp', JWT, 'Tokens have neither iat nor nbf.', both((set) => { delete set.iat; delete set.nbf; })),
  ...make('half-seconds', JWT, 'NumericDate claims have a fraction.', halfSeconds),
  ...make('long-token', JWT, 'The access token has 6 kB.', claims((set) => { set.grants = crypto.randomBytes(2150).toString('hex'); })),
  ...make('same-second', JWT, 'Logins within one second get the same token.', both((set) => { delete set.jti; })),
  ...make('opaque-refresh', REFRESH, 'The refresh token is an opaque string.', swap('refresh', () => crypto.randomBytes(32).toString('base64url'))),
  ...make('refresh-no-exp', ['tapi'], 'The refresh token has no exp.', claims((set) => { delete set.exp; }, 'refresh')),
  ...make('fraction-zero', STAMPS, 'Timestamps have the fraction .000.', stamps((stamp) => stamp.replace('Z', '.000Z'))),
  ...make('fraction', STAMPS, 'Timestamps have six digits of fraction.', stamps((stamp) => stamp.replace('Z', '.437219Z'))),
  ...make('zero-offset', ['starship', 'popup'], 'UTC is written +00:00.', stamps((stamp) => stamp.replace('Z', '+00:00'))),
  ...make('lifetime-8-less', ['apuesteria'], 'The token is valid for 8 % less than 15 minutes ("about").', times(0.92)),
  ...make('lifetime-8-more', ['apuesteria'], 'The token is valid for 8 % more than 15 minutes ("about").', times(1.08)),
  ...make('lifetime-1-less', ['tapi', 'popup', 'tecalis'], 'The token is valid for 1 % less than said.', times(0.992)),
  ...make('lifetime-1-more', ['tapi', 'popup', 'tecalis'], 'The token is valid for 1 % more than said (never above a stated maximum).', times(1.008)),
  ...make('refresh-1-less', ['popup'], 'The refresh token is valid for 1 % less than 7 days.', times(0.991, 'refresh')),
  ...make('lifetime-short', ['starship'], 'Tokens are valid for 15 minutes and a day: the document gives no lifetime.',
    all(lifetime(900), lifetime(86400, 'refresh'))),
  ...make('lifetime-long', ['starship'], 'Tokens are valid for a day and 30 days: the document gives no lifetime.',
    all(lifetime(86400), lifetime(30 * 86400, 'refresh'))),
  ...make('refresh-year', ['tapi'], 'The refresh token is valid for a year: the document gives no lifetime.', lifetime(365 * 86400, 'refresh')),
  ...make('tx-hex', ['tapi'], 'tx and main_tx are 24 hexadecimal digits.', all(
    put('tx', () => crypto.randomBytes(12).toString('hex')), put('main_tx', () => crypto.randomBytes(12).toString('hex')))),
  ...make('tx-equal', ['tapi'], 'main_tx equals tx.', put('main_tx', (old, reply) => reply.get('tx'))),
  ...make('main-tx-constant', ['tapi'], 'main_tx is the same at each login; only tx is said to be unique.', put('main_tx', 'MAIN-0001')),
  ...make('client-small', ['starship'], 'client_id is 1.', put('client_id', 1)),
  ...make('client-small', ['popup'], 'client_id is 1.', put('data.client_id', 1)),
  ...make('client-large', ['popup'], 'client_id is 9007199254740991.', put('data.client_id', Number.MAX_SAFE_INTEGER)),
  ...make('uuid-upper', ['tecalis'], 'UUIDs are in capitals.', all(
    swap('access', (token) => token.toUpperCase()), put('process', (id) => id.toUpperCase()))),
  ...make('uuid-v7', ['tecalis'], 'UUIDs are of version 7.', (reply, context) => (
    all(swap('access', () => seven(context.clock)), put('process', () => seven(context.clock)))(reply, context))),
];

// seven makes a version 7 UUID.
function seven(clock) {
  const time = clock.now().toString(16).padStart(12, '0');
  const rest = crypto.randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}`;
}
