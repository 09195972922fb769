'use strict';
const crypto = require('node:crypto');
const { mint } = require('../lib/tokens');
const { object, lacks, same } = require('./fields');

module.exports = {
  name: 'tapi',
  path: '/login',
  header: 'x-authorization-token',
  cfg: {
    life: { access: 4 * 60, refresh: 24 * 3600 },
    required: ['clientUsername', 'password'],
    accepts: same({ user: 'partner.user', pass: 'partner-pass-123' }),
    ids: () => ({ tx: crypto.randomUUID(), main_tx: crypto.randomUUID() }),
  },
  login(q, cfg, S) {
    const no = (why, status, message) => cfg.refuse({ why, status, body: { message } });
    const b = object(q.json);
    if (q.malformed) return no('malformed', 400, 'Invalid body');
    if (lacks(b, cfg.required)) return no('missing', 400, 'Missing parameters');
    if (!cfg.accepts(b.clientUsername, b.password)) return no('credentials', 401, 'Incorrect username or password');
    const sub = b.clientUsername;
    return {
      status: 200,
      body: {
        accessToken: mint(cfg, S, { sub }).token,
        refreshToken: mint(cfg, S, { sub, kind: 'refresh' }).token,
        ...cfg.ids(),
      },
    };
  },
};
