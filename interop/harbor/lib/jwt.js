'use strict';

const crypto = require('node:crypto');

const SECRET = crypto.randomBytes(64);
const HMAC = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };
let rsa = null;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Jwt is a signed token: a header, claims and the signature its "alg" asks for.
class Jwt {
  constructor(claims, header = { alg: 'HS256', typ: 'JWT' }) {
    this.claims = claims;
    this.header = header;
  }

  static parse(text) {
    const [header, claims] = text.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
    return new Jwt(claims, header);
  }

  signature(input) {
    const { alg } = this.header;
    if (alg === 'none') return '';
    if (HMAC[alg]) return crypto.createHmac(HMAC[alg], SECRET).update(input).digest('base64url');
    if (alg === 'RS256') {
      rsa = rsa || crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
      return crypto.sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url');
    }
    throw new Error(`no signer for ${alg}`);
  }

  toString() {
    const input = `${encode(this.header)}.${encode(this.claims)}`;
    return `${input}.${this.signature(input)}`;
  }
}

module.exports = { Jwt };
