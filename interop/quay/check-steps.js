'use strict';
// The requests of the self-check, as data.
const json = (path, body, headers = {}) => ({ path, body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'Accept-Encoding': 'gzip', ...headers } });
const tick = (advance) => json('/__clock', { advance });
const APU = '/apuesteria/api/v4/affiliates/login/';
const good = {
  apuesteria: [APU, { username: 'partner-user', password: 'partner-pass-123', affiliate_point_of_sale_id: 7 }],
  tapi: ['/tapi/login', { clientUsername: 'partner.user', password: 'partner-pass-123' }],
  starship: ['/starship/auth/login', { username: 'partner-user', password: 'partner-pass-123' }],
  tecalis: ['/tecalis/api/auth', { api_key: 'partner-api-key-123', profile_uuid: '123e4567-e89b-12d3-a456-426614174000' }],
  popup: ['/popup/auth/login', { username: 'partner-user', password: 'partner-pass-123' }],
};
const token = (text) => /"(?:access_token|accessToken|auth_uuid)"\s*:\s*"([^"]+)"/.exec(text ?? '')?.[1] ?? 'none';
const safe = (text) => (/^[\x21-\x7e]+$/.test(text) ? text : 'none');
const probe = (name, pick = (last) => last.all[0]) => (last) => ({
  method: 'GET',
  path: `/${name}/__probe`,
  headers: { [name === 'tapi' ? 'x-authorization-token' : 'Authorization']: `${name === 'tapi' ? '' : 'Bearer '}${safe(token(pick(last)))}` },
});
const LIFE = { apuesteria: 900, tapi: 240, starship: 5400, tecalis: 3600, popup: 3600 };

const common = Object.entries(good).flatMap(([name, [path, body]]) => {
  const login = json(path, body);
  const without = (key) => { const { [key]: _, ...rest } = body; return json(path, rest); };
  const half = Math.floor(LIFE[name] * 0.6);
  return [
    { name: `${name} life`, calls: [login, probe(name), tick(half), probe(name), tick(LIFE[name] - half + 120), probe(name), login, tick(-LIFE[name] - 120)] },
    { name: `${name} again`, calls: [login, login, login, probe(name), probe(name, (l) => l.all[1]), login] },
    ...Object.keys(body).map((key) => ({ name: `${name} without ${key}`, calls: [without(key)] })),
    ...Object.keys(body).filter((k) => typeof body[k] === 'string').map((key) => ({ name: `${name} wrong ${key}`, calls: [json(path, { ...body, [key]: `${body[key]}X` })] })),
    { name: `${name} malformed`, calls: [json(path, JSON.stringify(body).slice(0, -1))] },
    { name: `${name} get`, calls: [{ method: 'GET', path }] },
    { name: `${name} plain type`, calls: [json(path, body, { 'Content-Type': 'text/plain' })] },
    { name: `${name} no gzip`, calls: [json(path, body, { 'Accept-Encoding': 'identity' })] },
    { name: `${name} env`, calls: ['blocked-ip', 'inactive', 'error'].map((env) => json(path, body, { 'X-Env': env })) },
  ];
});

const [starPath, star] = good.starship;
const [tecPath, tec] = good.tecalis;
const wrong = json(starPath, { ...star, username: 'limited', password: 'x' });

const steps = [
  ...common,
  { name: 'apuesteria point', calls: [json(APU, { ...good.apuesteria[1], affiliate_point_of_sale_id: 8 })] },
  { name: 'starship limit', calls: [...Array(12).fill(wrong), tick(61), wrong, tick(-61)] },
  { name: 'starship spaces', calls: [json(starPath, { ...star, password: ` ${star.password} ` })] },
  ...[30, 120, 240, 0].map((m) => ({ name: `tecalis ${m}`, calls: [json(tecPath, { ...tec, token_duration_minutes: m }), tick(m * 60 - 300), probe('tecalis'), tick(300 - m * 60)] })),
  { name: 'tecalis options', calls: [json(tecPath, { ...tec, short_url_pwcs: true, metadata: { a: 1 }, replacements: {}, match_data: { name: 'Juan' } })] },
];
module.exports = { steps };
