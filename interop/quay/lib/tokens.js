'use strict';
// Tokens: minting (JWT or whatever a variant makes of it) and the book of live ones.
const crypto = require('node:crypto');
const clock = require('./clock');

const SECRET = crypto.randomBytes(64);
const b64 = (x) => Buffer.from(x).toString('base64url');
const once = (make) => { let value; return () => (value ??= make()); };
const rsa = once(() => crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const ec = once(() => crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const hmac = (hash) => (data) => crypto.createHmac(hash, SECRET).update(data).digest('base64url');

const SIGNERS = {
  HS256: hmac('sha256'),
  HS384: hmac('sha384'),
  HS512: hmac('sha512'),
  RS256: (data) => crypto.sign('sha256', Buffer.from(data), rsa()).toString('base64url'),
  ES256: (data) => crypto.sign('sha256', Buffer.from(data), { key: ec(), dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  none: () => '',
};

function jwt(claims, alg = 'HS256', header = (h) => h) {
  const data = `${b64(JSON.stringify(header({ alg, typ: 'JWT' })))}.${b64(JSON.stringify(claims))}`;
  return `${data}.${SIGNERS[alg](data)}`;
}

// One book per server: token text -> the span in which the probe takes it.
function book() {
  const live = new Map();
  return {
    add: (provider, token, from, to) => live.set(`${provider} ${token}`, { from, to }),
    clear: (provider) => [...live.keys()].filter((k) => k.startsWith(`${provider} `)).forEach((k) => live.delete(k)),
    alive: (provider, token) => {
      const span = live.get(`${provider} ${token}`);
      return Boolean(span) && clock.now() >= span.from && clock.now() < span.to;
    },
  };
}

const span = (cfg, kind, wanted) => Math.round((wanted ?? cfg.life[kind]) * (cfg.stretch ?? 1));

// Makes one token of `kind` (access | refresh); answers its text and its end in ms.
function mint(cfg, S, { kind = 'access', sub, wanted, text }) {
  const iat = clock.seconds();
  const life = span(cfg, kind, wanted);
  const base = {
    iss: `https://${cfg.provider}.example`, sub, use: kind,
    iat, nbf: iat, exp: iat + life, jti: crypto.randomUUID(),
  };
  const claims = cfg.claims ? cfg.claims(base, kind, life) : base;
  const made = text ?? jwt(claims, cfg.alg, cfg.jose);
  const token = cfg.finish ? cfg.finish(made, kind, claims) : made;
  if (kind === 'access') {
    if (cfg.single) S.book.clear(cfg.provider);
    const taken = cfg.taken ? cfg.taken(life) : life;
    S.book.add(cfg.provider, token, (iat + (cfg.from ?? 0)) * 1000, (iat + taken) * 1000);
  }
  return { token, end: (iat + life) * 1000 };
}

const stamp = (cfg, ms, field) => (cfg.stamp ? cfg.stamp(ms, field) : clock.rfc3339(ms));

module.exports = { mint, stamp, book, jwt, b64 };
