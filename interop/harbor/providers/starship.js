'use strict';

const { utc } = require('../lib/clock');
const { Provider, given } = require('../lib/provider');
const { Reply } = require('../lib/reply');

const REFUSALS = { number: 10, seconds: 60 };

class Starship extends Provider {
  constructor(clock) {
    super(clock);
    this.name = 'starship';
    this.path = '/auth/login';
    this.places = {
      access: 'access_token', refresh: 'refresh_token',
      accessEnd: 'access_expires_at', refreshEnd: 'refresh_expires_at',
    };
    // The document gives no lifetime; its example fits 90 minutes and 7 days.
    this.seconds = { access: 90 * 60, refresh: 7 * 86400 };
    this.limit = REFUSALS.number;
    this.refused = new Map(); // user name -> times of refused logins
  }

  refuse(reason, status, error, message) {
    return new Reply(reason, status, { error, message });
  }

  malformed() {
    return this.invalid('syntax');
  }

  invalid(reason) {
    return this.refuse(reason, 400, 'validation_error', 'Username and password are required');
  }

  decide(fields) {
    const { username, password } = fields;
    if (!given(username) || !given(password)) return this.invalid('missing');
    if (typeof username !== 'string' || typeof password !== 'string') return this.invalid('type');
    if (this.recent(username).length >= this.limit) {
      return this.refuse('limit', 429, 'Too Many Requests', 'Too many login attempts. Please try again later.');
    }
    return this.check(username, password);
  }

  // check compares the credentials, without any limit.
  check(username, password) {
    if (username === 'partner-user' && password === 'partner-pass-123') return this.grant();
    this.recent(username).push(this.clock.now());
    return this.refuse(username === 'partner-user' ? 'password' : 'user', 401, 'unauthorized', 'Invalid credentials');
  }

  recent(username) {
    const since = this.clock.now() - REFUSALS.seconds * 1000;
    const times = (this.refused.get(username) || []).filter((time) => time > since);
    this.refused.set(username, times);
    return times;
  }

  grant() {
    const now = this.clock.seconds();
    const access = this.token('partner-user', this.seconds.access);
    this.sessions.open(access, now + this.seconds.access);
    return new Reply('granted', 200, {
      access_token: access,
      refresh_token: this.token('partner-user', this.seconds.refresh, { use: 'refresh' }),
      access_expires_at: utc(now + this.seconds.access),
      refresh_expires_at: utc(now + this.seconds.refresh),
      client_id: 401877,
    });
  }
}

module.exports = { Starship };
