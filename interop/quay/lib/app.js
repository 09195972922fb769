'use strict';
// Routing: /__clock, /<provider>/__probe, /<provider><documented path>.
const clock = require('./clock');
const tokens = require('./tokens');
const { reply } = require('./reply');
const providers = require('../providers');

const LIMIT = 1 << 20;

async function read(req) {
  const parts = [];
  let size = 0;
  for await (const part of req) {
    size += part.length;
    if (size <= LIMIT) parts.push(part);
  }
  return { text: Buffer.concat(parts).toString('utf8'), tooLong: size > LIMIT };
}

function parse(text) {
  try {
    return { json: JSON.parse(text), malformed: false };
  } catch {
    return { json: undefined, malformed: true };
  }
}

function setClock(text) {
  const { json } = parse(text);
  const seconds = json?.advance;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return { status: 400, body: { error: 'advance: a number of seconds' } };
  clock.advance(seconds);
  return { status: 200, body: { ok: true, now: clock.rfc3339(clock.now()) } };
}

function probe(provider, req, S) {
  const given = provider.header === 'x-authorization-token'
    ? req.headers['x-authorization-token']
    : /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  return given && S.book.alive(provider.name, given)
    ? { status: 200, body: { ok: true } }
    : { status: 401, body: { ok: false } };
}

const applies = (v, provider) => v && (v.provider === 'all' || v.provider === provider.name);

function login(provider, q, S) {
  const v = applies(S.variant, provider) ? S.variant : undefined;
  const cfg = { provider: provider.name, refuse: (r) => r, ...provider.cfg, ...(v?.cfg ?? {}) };
  const known = [provider.path, ...(v?.paths ?? [])];
  if (!known.includes(q.path)) return [{ status: 404, body: { error: 'not found' } }];
  if (q.method !== 'POST') return [{ status: 405, headers: { Allow: 'POST' }, body: { error: 'method not allowed' } }, v];
  const early = v?.pre?.(q, S, cfg);
  const r = early ?? provider.login(q, cfg, S);
  // A variant edits a copy: the documented bodies are shared constants.
  const own = { ...r, body: r.body === undefined ? undefined : structuredClone(r.body) };
  return [v?.post?.(own, q, S) ?? own, v];
}

function app(variant) {
  const S = { variant, book: tokens.book(), refused: new Map(), n: 0, memo: {} };
  if (variant?.shift) clock.advance(variant.shift);
  return async (req, res) => {
    const path = req.url.split('?')[0];
    const { text, tooLong } = await read(req);
    if (tooLong) return reply(req, res, { status: 413, body: { error: 'too long' } });
    if (path === '/__clock' && req.method === 'POST') return reply(req, res, setClock(text));
    const name = path.split('/')[1];
    const provider = Object.hasOwn(providers, name) ? providers[name] : undefined;
    if (!provider) return reply(req, res, { status: 404, body: { error: 'not found' } });
    const rest = path.slice(name.length + 1);
    if (rest === '/__probe') return reply(req, res, probe(provider, req, S));
    const q = { method: req.method, path: rest, headers: req.headers, text, env: req.headers['x-env'], ...parse(text) };
    const [answer, active] = login(provider, q, S);
    return reply(req, res, answer, active);
  };
}

module.exports = { app };
