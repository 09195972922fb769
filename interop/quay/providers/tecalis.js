'use strict';
const crypto = require('node:crypto');
const { mint, stamp } = require('../lib/tokens');
const { object, isText, lacks } = require('./fields');

const KEY = 'partner-api-key-123';
const PROFILE = '123e4567-e89b-12d3-a456-426614174000';
const UNAUTHORIZED = { result: 'ko', error: { error_code: 1001, msg: 'Unauthorized' } };
const BROKEN = { message: 'Error interno del servidor' };

// minutes asked -> minutes granted, or undefined when the request is refused
const granted = (asked) => {
  if (asked === undefined || asked === null) return 60;
  return Number.isInteger(asked) && asked >= 1 && asked <= 120 ? asked : undefined;
};

module.exports = {
  name: 'tecalis',
  path: '/api/auth',
  cfg: {
    life: { access: 3600 },
    required: ['profile_uuid'],
    accepts: (key, profile) => key === KEY && profile === PROFILE,
    granted,
    uuid: () => crypto.randomUUID(),
    company: 'Company Name',
    url: (short) => (short === true
      ? `https://short.url/${crypto.randomBytes(4).toString('hex').slice(0, 6)}`
      : `https://pwcs.tecalis.example/process/start?auth=${crypto.randomUUID()}`),
  },
  login(q, cfg, S) {
    const no = (why, status, message) => cfg.refuse({ why, status, body: { message } });
    const b = object(q.json);
    if (q.env === 'error') return { status: 500, body: BROKEN };
    if (q.malformed) return no('malformed', 400, 'Invalid JSON');
    if (!isText(b.api_key)) return cfg.refuse({ why: 'missing', status: 401, body: UNAUTHORIZED });
    if (lacks(b, cfg.required)) return no('missing', 400, 'profile_uuid is required');
    if (!cfg.accepts(b.api_key, b.profile_uuid)) return { status: 401, body: UNAUTHORIZED };
    const minutes = cfg.granted(b.token_duration_minutes);
    if (minutes === undefined) return no('duration', 400, 'token_duration_minutes: 1 to 120');
    const auth = mint(cfg, S, { wanted: minutes * 60, text: cfg.uuid() });
    return {
      status: 200,
      body: {
        message: 'Login correcto',
        expiredAt: stamp(cfg, auth.end, 'access'),
        process: cfg.uuid(),
        company: cfg.company,
        pwcs_url: cfg.url(b.short_url_pwcs),
        auth_uuid: auth.token,
      },
    };
  },
};
