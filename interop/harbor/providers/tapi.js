'use strict';

const crypto = require('node:crypto');
const { Provider, given } = require('../lib/provider');
const { Reply } = require('../lib/reply');

class Tapi extends Provider {
  constructor(clock) {
    super(clock);
    this.name = 'tapi';
    this.path = '/login';
    this.places = { access: 'accessToken', refresh: 'refreshToken' };
    this.seconds = { access: 4 * 60, refresh: 24 * 3600 };
  }

  credential(headers) {
    return headers['x-authorization-token'] || '';
  }

  // The document describes no refusal at all.
  refuse(reason, status, message) {
    return new Reply(reason, status, { message });
  }

  malformed() {
    return this.refuse('syntax', 400, 'Cuerpo no válido');
  }

  decide(fields) {
    const { clientUsername, password } = fields;
    if (!given(clientUsername) || !given(password)) {
      return this.refuse('missing', 400, 'clientUsername y password son obligatorios');
    }
    if (typeof clientUsername !== 'string' || typeof password !== 'string') {
      return this.refuse('type', 400, 'clientUsername y password son de tipo String');
    }
    if (clientUsername !== 'partner.user') return this.refuse('user', 401, 'Credenciales no válidas');
    if (password !== 'partner-pass-123') return this.refuse('password', 401, 'Credenciales no válidas');
    return this.grant();
  }

  grant() {
    const access = this.token('partner.user', this.seconds.access);
    this.sessions.open(access, this.clock.seconds() + this.seconds.access);
    return new Reply('granted', 200, {
      accessToken: access,
      refreshToken: this.token('partner.user', this.seconds.refresh, { use: 'refresh' }),
      tx: crypto.randomUUID(),
      main_tx: crypto.randomUUID(),
    });
  }
}

module.exports = { Tapi };
