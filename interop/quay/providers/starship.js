'use strict';
const clock = require('../lib/clock');
const { mint, stamp } = require('../lib/tokens');
const { object, lacks, same, PARTNER } = require('./fields');

const ERRORS = {
  400: { error: 'validation_error', message: 'Username and password are required' },
  401: { error: 'unauthorized', message: 'Invalid credentials' },
  429: { error: 'Too Many Requests', message: 'Too many login attempts. Please try again later.' },
};
const WINDOW = 60 * 1000;
const doc = (status) => ({ status, body: ERRORS[status] });
const recent = (S, user) => (S.refused.get(user) ?? []).filter((t) => clock.now() - t < WINDOW && t <= clock.now());

module.exports = {
  name: 'starship',
  path: '/auth/login',
  cfg: {
    life: { access: 90 * 60, refresh: 7 * 24 * 3600 },
    required: ['username', 'password'],
    accepts: same(PARTNER),
    limit: 10,
    client: () => 123456,
  },
  login(q, cfg, S) {
    const b = object(q.json);
    if (q.malformed) return cfg.refuse({ why: 'malformed', ...doc(400) });
    if (lacks(b, cfg.required)) return doc(400);
    const past = recent(S, b.username);
    if (past.length >= cfg.limit) return doc(429);
    if (!cfg.accepts(b.username, b.password)) {
      S.refused.set(b.username, [...past, clock.now()]);
      return doc(401);
    }
    const access = mint(cfg, S, { sub: b.username });
    const refresh = mint(cfg, S, { sub: b.username, kind: 'refresh' });
    return {
      status: 200,
      body: {
        access_token: access.token,
        refresh_token: refresh.token,
        access_expires_at: stamp(cfg, access.end, 'access'),
        refresh_expires_at: stamp(cfg, refresh.end, 'refresh'),
        client_id: cfg.client(S),
      },
    };
  },
};
