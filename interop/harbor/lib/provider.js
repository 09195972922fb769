'use strict';

const crypto = require('node:crypto');
const { Jwt } = require('./jwt');
const { Reply } = require('./reply');
const { Sessions } = require('./sessions');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// Provider is what the five partners have in common.
// A subclass names itself, its path and its fields, and answers decide().
class Provider {
  constructor(clock) {
    this.clock = clock;
    this.sessions = new Sessions(clock);
  }

  // login builds the answer to a login request.
  login(request) {
    const early = this.before(request);
    if (early) return early;
    let value;
    try {
      value = JSON.parse(utf8.decode(request.body));
    } catch {
      return this.malformed(request);
    }
    const fields = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
    request.fields = fields;
    return this.decide(fields, request);
  }

  // before may answer without looking at the body.
  before() {
    return null;
  }

  // credential finds the token of a call to the rest of the API.
  credential(headers) {
    const match = /^Bearer +(\S+)$/i.exec(headers.authorization || '');
    return match ? match[1] : '';
  }

  probe(request) {
    const live = this.sessions.live(this.credential(request.headers));
    return new Reply('probe', live ? 200 : 401, { ok: live });
  }

  // token signs a JWT issued now; "more" are further claims.
  token(subject, seconds, more = {}) {
    const iat = this.clock.seconds();
    const claims = { sub: subject, iat, nbf: iat, exp: iat + seconds, jti: crypto.randomUUID(), ...more };
    return new Jwt(claims).toString();
  }
}

// given says whether a field was sent at all.
const given = (value) => value !== undefined && value !== null && value !== '';

module.exports = { Provider, given };
