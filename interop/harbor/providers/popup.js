'use strict';

const { utc } = require('../lib/clock');
const { Provider, given } = require('../lib/provider');
const { Reply } = require('../lib/reply');

class Popup extends Provider {
  constructor(clock) {
    super(clock);
    this.name = 'popup';
    this.path = '/auth/login';
    this.places = {
      access: 'data.access_token', refresh: 'data.refresh_token',
      accessEnd: 'data.access_expires_at', refreshEnd: 'data.refresh_expires_at',
    };
    this.seconds = { access: 3600, refresh: 7 * 86400 };
  }

  refuse(reason, status, name, code, message) {
    return new Reply(reason, status, { error: { name, code, message } });
  }

  unauthorized(reason) {
    return this.refuse(reason, 401, 'UnauthorizedError', 'UNAUTHORIZED', 'Invalid credentials');
  }

  invalid(reason) {
    return this.refuse(reason, 400, 'ValidationException', 'VALIDATION_FAILURE', 'Username and password are required');
  }

  before(request) {
    if (request.headers['x-env'] !== 'blocked-ip') return null;
    return this.refuse('ip', 403, 'ForbiddenError', 'FORBIDDEN', 'IP address not authorized');
  }

  malformed() {
    return this.refuse('syntax', 400, 'SyntaxError', 'SYNTAX_ERROR', 'Invalid request body');
  }

  decide(fields, request) {
    const { username, password } = fields;
    if (!given(username) || !given(password)) return this.invalid('missing');
    if (typeof username !== 'string' || typeof password !== 'string') return this.invalid('type');
    if (username !== 'partner-user') return this.unauthorized('user');
    if (password !== 'partner-pass-123') return this.unauthorized('password');
    if (request.headers['x-env'] === 'inactive') return this.unauthorized('inactive');
    return this.grant();
  }

  grant() {
    const now = this.clock.seconds();
    const access = this.token('partner-user', this.seconds.access);
    this.sessions.open(access, now + this.seconds.access);
    const data = {
      access_token: access,
      refresh_token: this.token('partner-user', this.seconds.refresh, { use: 'refresh' }),
      access_expires_at: utc(now + this.seconds.access),
      refresh_expires_at: utc(now + this.seconds.refresh),
      client_id: 230954,
    };
    return new Reply('granted', 200, { success: true, data });
  }
}

module.exports = { Popup };
