'use strict';
const { mint, stamp } = require('../lib/tokens');
const { object, lacks, same, PARTNER } = require('./fields');

const error = (status, name, code, message) => ({ status, body: { error: { name, code, message } } });
const ERRORS = {
  syntax: error(400, 'SyntaxError', 'SYNTAX_ERROR', 'Invalid request body'),
  fields: error(400, 'ValidationException', 'VALIDATION_FAILURE', 'Username and password are required'),
  denied: error(401, 'UnauthorizedError', 'UNAUTHORIZED', 'Invalid credentials'),
  blocked: error(403, 'ForbiddenError', 'FORBIDDEN', 'IP address not authorized'),
};

module.exports = {
  name: 'popup',
  path: '/auth/login',
  cfg: {
    life: { access: 3600, refresh: 7 * 24 * 3600 },
    required: ['username', 'password'],
    accepts: same(PARTNER),
    client: () => 123456,
  },
  login(q, cfg, S) {
    const b = object(q.json);
    if (q.env === 'blocked-ip') return ERRORS.blocked;
    if (q.malformed) return ERRORS.syntax;
    if (lacks(b, cfg.required)) return ERRORS.fields;
    if (!cfg.accepts(b.username, b.password) || q.env === 'inactive') return ERRORS.denied;
    const access = mint(cfg, S, { sub: b.username });
    const refresh = mint(cfg, S, { sub: b.username, kind: 'refresh' });
    return {
      status: 200,
      body: {
        success: true,
        data: {
          access_token: access.token,
          refresh_token: refresh.token,
          access_expires_at: stamp(cfg, access.end, 'access'),
          refresh_expires_at: stamp(cfg, refresh.end, 'refresh'),
          client_id: cfg.client(S),
        },
      },
    };
  },
};
