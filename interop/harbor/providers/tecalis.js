'use strict';

const crypto = require('node:crypto');
const { utc } = require('../lib/clock');
const { Provider, given } = require('../lib/provider');
const { Reply } = require('../lib/reply');

const PROFILE = '123e4567-e89b-12d3-a456-426614174000';
const DEFAULT_MINUTES = 60;
const MOST_MINUTES = 120;

class Tecalis extends Provider {
  constructor(clock) {
    super(clock);
    this.name = 'tecalis';
    this.path = '/api/auth';
    this.places = { access: 'auth_uuid', accessEnd: 'expiredAt' };
    this.seconds = { access: DEFAULT_MINUTES * 60 };
    this.most = MOST_MINUTES * 60;
  }

  before(request) {
    if (request.headers['x-env'] !== 'error') return null;
    return new Reply('crash', 500, { message: 'Error interno del servidor' });
  }

  unauthorized(reason) {
    return new Reply(reason, 401, { result: 'ko', error: { error_code: 1001, msg: 'Unauthorized' } });
  }

  // bad is for what the document does not describe.
  bad(reason, message) {
    return new Reply(reason, 400, { message });
  }

  malformed() {
    return this.bad('syntax', 'Invalid JSON');
  }

  decide(fields) {
    if (!given(fields.api_key) || !given(fields.profile_uuid)) return this.unauthorized('missing');
    if (fields.api_key !== 'partner-api-key-123') return this.unauthorized('password');
    if (String(fields.profile_uuid).toLowerCase() !== PROFILE) return this.unauthorized('user');
    const minutes = fields.token_duration_minutes;
    if (given(minutes) && (!Number.isInteger(minutes) || minutes < 1)) {
      return this.bad('duration', 'token_duration_minutes must be a positive integer');
    }
    const short = fields.short_url_pwcs;
    if (given(short) && typeof short !== 'boolean') return this.bad('type', 'short_url_pwcs must be a boolean');
    return this.grant(fields);
  }

  grant(fields = {}) {
    const asked = fields.token_duration_minutes;
    const minutes = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_MINUTES) : DEFAULT_MINUTES;
    const end = this.clock.seconds() + minutes * 60;
    const process = crypto.randomUUID();
    const token = crypto.randomUUID();
    this.sessions.open(token, end);
    return new Reply('granted', 200, {
      message: 'Login correcto',
      expiredAt: utc(end),
      process,
      company: 'Harbor Company',
      pwcs_url: fields.short_url_pwcs === true
        ? `https://tcl.example/${crypto.randomBytes(5).toString('hex')}`
        : `https://pwcs.example/process/${process}/start`,
      auth_uuid: token,
    });
  }
}

module.exports = { Tecalis };
