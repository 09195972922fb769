'use strict';

const { Provider, given } = require('../lib/provider');
const { Reply } = require('../lib/reply');

const NO_POINT_OF_SALE = 'El Punto de Venta no existe o no esta asignada al cliente enviado. '
  + 'Favor de contactar al administrador del sistema.[1018]';

class Apuesteria extends Provider {
  constructor(clock) {
    super(clock);
    this.name = 'apuesteria';
    this.path = '/api/v4/affiliates/login/';
    this.places = { access: 'access_token' };
    this.seconds = { access: 15 * 60 };
  }

  // The document describes no refusal but the 404; the others are free.
  refuse(reason, status, message) {
    return new Reply(reason, status, { status, message });
  }

  malformed() {
    return this.refuse('syntax', 400, 'Invalid JSON');
  }

  decide(fields) {
    const { username, password, affiliate_point_of_sale_id: point } = fields;
    if (!given(username) || !given(password)) return this.refuse('missing', 400, 'username and password are required');
    if (!given(point)) return this.refuse('missing', 400, 'affiliate_point_of_sale_id is required');
    if (typeof username !== 'string' || typeof password !== 'string' || !Number.isInteger(point)) {
      return this.refuse('type', 400, 'A field has the wrong type');
    }
    if (username !== 'partner-user') return this.refuse('user', 401, 'Invalid credentials');
    if (password !== 'partner-pass-123') return this.refuse('password', 401, 'Invalid credentials');
    if (point !== 7) return this.refuse('point', 404, NO_POINT_OF_SALE);
    return this.grant();
  }

  grant() {
    const token = this.token('partner-user', this.seconds.access, { pos: 7 });
    this.sessions.open(token, this.clock.seconds() + this.seconds.access);
    return new Reply('granted', 201, { status: 201, access_token: token });
  }
}

module.exports = { Apuesteria };
