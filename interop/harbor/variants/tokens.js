'use strict';
// Deviations in the tokens of the four partners that promise a JWT.

const crypto = require('node:crypto');
const { granted, third, swap, claims, lifetime, ends, put, deviation } = require('./edits');

const JWTS = {
  apuesteria: '"The access_token is a JWT valid for about 15 minutes."',
  tapi: 'accessToken: "Token de acceso JWT"; "La validez del token en producción es de 4 minutos."',
  starship: 'access_token: "JWT token for API authentication".',
  popup: 'access_token: "JWT token for API authentication (valid for 1 hour)".',
};
const FORM = 'RFC 7519 and 7515: a signed JWT is three base64url parts. ';

const opaque = () => crypto.randomBytes(32).toString('hex');
const pad = (token) => token.split('.').map((part) => part + '='.repeat((4 - (part.length % 4)) % 4)).join('.');
// plain writes the parts in the + and / alphabet, with at least one such letter.
const plain = (token) => {
  const [header, payload, signature] = token.split('.');
  const mark = { ...JSON.parse(Buffer.from(payload, 'base64url')), mark: '???>>>~~~???>>>~~~' };
  return [header, Buffer.from(JSON.stringify(mark)).toString('base64').replace(/=+$/, ''), signature].join('.');
};

const equal = (which) => (reply, { provider }) => {
  reply.put(provider.places.refresh, reply.get(provider.places[which]));
};

const TOKENS = [
  ['not-a-jwt', 'apuesteria tapi starship popup', 'The access token is an opaque string.', '', granted(swap('access', opaque))],
  ['third-not-a-jwt', 'popup tapi', 'Every third access token is an opaque string.', '', third(swap('access', opaque))],
  ['alg-none', 'apuesteria tapi popup starship', 'The access token says alg none and is not signed.', 'RFC 8725: unsecured tokens are not to be used. ',
    granted(claims((set, header) => { header.alg = 'none'; }))],
  ['no-signature', 'tapi starship', 'The access token says HS256 and its signature is empty.', FORM,
    granted(swap('access', (token) => token.replace(/[^.]+$/, '')))],
  ['two-parts', 'apuesteria popup', 'The access token has two parts.', FORM,
    granted(swap('access', (token) => token.split('.').slice(0, 2).join('.')))],
  ['four-parts', 'starship', 'The access token has four parts.', FORM, granted(swap('access', (token) => `${token}.${opaque()}`))],
  ['padded-token', 'tapi starship popup', 'The parts of the access token carry = padding.', FORM,
    granted(swap('access', pad))],
  ['plain-base64', 'popup apuesteria', 'The payload is in the + and / alphabet of base64.', FORM, granted(swap('access', plain))],
  ['bearer-in-token', 'apuesteria starship', 'The access token begins with "Bearer ".', FORM,
    granted((reply, { provider }) => put(provider.places.access, (token) => `Bearer ${token}`)(reply))],
  ['newline-in-token', 'tapi', 'The access token ends with a line feed.', FORM,
    granted((reply, { provider }) => put(provider.places.access, (token) => `${token}\n`)(reply))],
  ['payload-not-json', 'apuesteria tapi', 'The payload of the access token is not JSON.', FORM,
    granted(swap('access', (token) => token.replace(/\.[^.]+\./, `.${crypto.randomBytes(40).toString('base64url')}.`)))],
  ['exp-milliseconds', 'apuesteria popup tapi starship', 'The exp claim is in milliseconds.', 'RFC 7519: NumericDate is seconds. ',
    granted(claims((set) => { set.exp *= 1000; }))],
  ['exp-string', 'popup apuesteria', 'The exp claim is a string.', 'RFC 7519: NumericDate is a number. ',
    granted(claims((set) => { set.exp = String(set.exp); }))],
  ['exp-before-iat', 'tapi starship apuesteria', 'The exp claim lies before iat.', '', granted(claims((set) => { set.exp = set.iat - 60; }))],
  ['no-exp', 'apuesteria tapi popup', 'The access token has no exp claim.', '', granted(claims((set) => { delete set.exp; }))],
  ['issued-ahead', 'popup tapi', 'Claims iat and nbf are an hour ahead of the Date header, exp after them as usual.', '',
    granted(claims((set) => { set.iat += 3600; set.nbf += 3600; set.exp += 3600; }))],
  ['not-before-later', 'apuesteria popup', 'The nbf claim lies two minutes ahead.', 'The token is described as usable as soon as it is returned. ',
    granted(claims((set) => { set.nbf += 120; }))],
  ['exp-shorter', 'popup', 'The exp claim is half an hour after the login, the timestamp an hour.', '',
    granted(claims((set) => { set.exp = set.iat + 1800; }))],
  ['same-token', 'popup', 'Every login returns the first token, with its old end.', 'Each login is issued a token with its full validity. ', keepFirst],
  ['refresh-is-access', 'tapi starship popup', 'The refresh token equals the access token.',
    'The refresh token is described as another token, to renew the access token. ', granted(equal('access'))],
  ['token-never-ends', 'apuesteria tapi starship popup', 'The API takes the token long after its end.', '', granted(ends(1e9))],
  ['token-ends-early', 'apuesteria tapi starship popup', 'The API refuses the token after 90 seconds; what the token says is unchanged.', '', granted(ends(90))],
  ['token-dead-at-birth', 'tapi popup apuesteria', 'The API refuses the token from the start.', '', granted(ends(-1))],
];

// Longer and shorter than the document says, everywhere at once.
const LENGTHS = [
  ['apuesteria', 'lifetime-hour', 'an hour', 3600], ['apuesteria', 'lifetime-five-minutes', 'five minutes', 300],
  ['tapi', 'lifetime-fifteen-minutes', 'fifteen minutes', 900], ['tapi', 'lifetime-one-minute', 'one minute', 60],
  ['popup', 'lifetime-two-hours', 'two hours', 7200], ['popup', 'lifetime-half-hour', 'half an hour', 1800],
];

// keepFirst returns to each login what the first one got.
function keepFirst(reply, { provider }) {
  if (reply.reason !== 'granted') return;
  provider.first = provider.first || structuredClone(reply.body);
  reply.body = structuredClone(provider.first);
}

module.exports = [
  ...TOKENS.flatMap(([slug, providers, what, breaks, apply]) => (
    providers.split(' ').map((provider) => deviation(provider, slug, what, breaks + JWTS[provider], apply))
  )),
  ...LENGTHS.map(([provider, slug, words, seconds]) => (
    deviation(provider, slug, `The access token is valid for ${words}.`, JWTS[provider], granted(lifetime(seconds)))
  )),
  deviation('popup', 'refresh-one-day', 'The refresh token is valid for one day.',
    'refresh_token: "Token to refresh access token (valid for 7 days)".', granted(lifetime(86400, 'refresh'))),
  deviation('starship', 'refresh-first', 'The refresh token ends before the access token.',
    'refresh_token: "Token to refresh access token"; in the example it ends days later.', granted(lifetime(600, 'refresh'))),
];
