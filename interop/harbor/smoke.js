'use strict';
// Plays one script of requests against the faithful server and every variant, and
// reports deviations that leave no trace and harmless variations that refuse a login.

const http = require('node:http');
const { Harbor } = require('./lib/harbor');
const { catalogue, find } = require('./variants');

const USER = { username: 'partner-user', password: 'partner-pass-123' };
const LOGINS = {
  apuesteria: { path: '/api/v4/affiliates/login/', good: { ...USER, affiliate_point_of_sale_id: 7 }, name: 'username', secret: 'password' },
  tapi: { path: '/login', good: { clientUsername: 'partner.user', password: USER.password }, name: 'clientUsername', secret: 'password' },
  starship: { path: '/auth/login', good: USER, name: 'username', secret: 'password' },
  popup: { path: '/auth/login', good: USER, name: 'username', secret: 'password' },
  tecalis: {
    path: '/api/auth', good: { api_key: 'partner-api-key-123', profile_uuid: '123e4567-e89b-12d3-a456-426614174000' },
    name: 'profile_uuid', secret: 'api_key',
  },
};

function call(port, method, path, headers, body) {
  return new Promise((resolve) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      const parts = [];
      const done = (broken) => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts), broken });
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done(!response.complete));
      response.on('error', () => done(true));
    });
    request.on('error', () => resolve({ status: 0, headers: {}, body: Buffer.alloc(0), broken: true }));
    request.end(body);
  });
}

// relative writes times as distances from now, and hides what is random.
function relative(value, now) {
  const near = (seconds) => `t${Math.round((seconds - now) / 4) * 4}`;
  if (Array.isArray(value)) return value.map((item) => relative(item, now));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, relative(item, now)]));
  if (typeof value === 'number' && value > 1e9) return near(value);
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(value)) return near(Date.parse(value) / 1000);
  if (/^[\w-]+\.[\w-]+\.[\w-]{43}$/.test(value)) {
    try {
      return relative(value.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url'))), now);
    } catch { /* an opaque part */ }
  }
  return value.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID').replace(/tcl.example\/\w+/, 'SHORT');
}

async function play(provider, variant) {
  const harbor = new Harbor(variant);
  const port = await new Promise((ready) => { harbor.listen(0, ready); });
  const { path, good, name, secret } = LOGINS[provider];
  const trace = [];
  const tokens = [];
  const note = (answer) => {
    const now = Date.parse(answer.headers.date) / 1000;
    let body = answer.body.toString();
    try { body = relative(JSON.parse(body), now); } catch { /* shown as it is */ }
    trace.push(JSON.stringify([answer.status, answer.headers['content-type'], answer.headers.location, answer.broken, answer.body.toString().split(':').length, body]));
    return answer;
  };
  const login = async (body, headers = {}) => note(await call(port, 'POST', `/${provider}${path}`,
    { 'Content-Type': 'application/json', ...headers }, typeof body === 'string' ? body : JSON.stringify(body)));
  const probe = (token) => {
    const header = provider === 'tapi' ? { 'x-authorization-token': token } : { Authorization: `Bearer ${token}` };
    return call(port, 'GET', `/${provider}/__probe`, header).then(note, () => note({ status: -1, headers: {}, body: Buffer.alloc(0) }));
  };
  const keep = (answer) => {
    try {
      const value = JSON.parse(answer.body);
      const data = value.data || value;
      tokens.push(data.access_token || data.accessToken || data.auth_uuid);
      trace.push(`repeat ${tokens.at(-1) === tokens.at(-2)} tx ${data.tx === keep.tx} equal ${data.refresh_token === data.access_token}`);
      keep.tx = data.tx;
    } catch { tokens.push('none'); }
    return answer;
  };
  const first = keep(await login(good));
  for (let i = 0; i < 3; i++) keep(await login(good));
  const firstProbe = await probe(String(tokens[0]).replace(/\s/g, ''));
  for (const headers of [{ 'X-Env': 'blocked-ip' }, { 'X-Env': 'inactive' }, { 'X-Env': 'error' }]) await login(good, headers);
  await login({ ...good, [secret]: 'wrong' });
  await login({ ...good, [secret]: good[secret].toUpperCase() });
  await login({ ...good, [name]: 'nobody' });
  await login({ ...good, [secret]: undefined });
  await login({ ...good, [name]: undefined });
  await login({ ...good, [name]: 17 });
  await login('{"a": ');
  for (const more of [{ affiliate_point_of_sale_id: 8 }, { token_duration_minutes: 10 }, { token_duration_minutes: 120 },
    { token_duration_minutes: 200 }, { token_duration_minutes: 'x' }, { metadata: { a: 1 } }, { match_data: { a: 1 } }]) await login({ ...good, ...more });
  for (let i = 0; provider === 'starship' && i < 12; i++) await login({ ...good, username: 'limited' });
  for (const seconds of [100, 200, 700, 3000, 4000, 1e6]) {
    await call(port, 'POST', '/__clock', {}, JSON.stringify({ advance: seconds }));
    await probe(String(tokens[0]).replace(/\s/g, ''));
  }
  keep(await login(good));
  await new Promise((done) => { harbor.close(done); });
  return { trace, first, firstProbe };
}

async function main() {
  const only = process.argv[2];
  const faithful = {};
  for (const provider of Object.keys(LOGINS)) {
    faithful[provider] = await play(provider, null);
    if (only === '--show') process.stdout.write(`${provider}\n${faithful[provider].trace.join('\n')}\n`);
    if ((await play(provider, null)).trace.join() !== faithful[provider].trace.join()) process.stdout.write(`unsteady ${provider}\n`);
  }
  let bad = 0;
  for (const { id, provider, kind } of catalogue()) {
    const { trace, first, firstProbe } = await play(provider, find(id));
    const same = trace.join() === faithful[provider].trace.join();
    const fine = first.status === faithful[provider].first.status && firstProbe.status === 200;
    if (kind === 'deviation' ? same : !fine) {
      bad += 1;
      process.stdout.write(`${kind} ${id}: ${same ? 'no trace' : `${first.status} ${firstProbe.status}`}\n`);
    }
  }
  process.stdout.write(`${catalogue().length} variants played, ${bad} to look at\n`);
}

main();
