'use strict';
// Small pieces the tables are written with.
const ok = (r) => r.status >= 200 && r.status < 300;

// hooks on the answer object
const onOk = (...edits) => ({ post: (r, q, S) => { if (ok(r)) edits.forEach((e) => e(r, q, S)); return r; } });
const onStatus = (status, ...edits) => ({ post: (r, q, S) => { if (r.status === status) edits.forEach((e) => e(r, q, S)); return r; } });
const onEach = (...edits) => ({ post: (r, q, S) => { edits.forEach((e) => e(r, q, S)); return r; } });
const everyThird = (...edits) => ({
  post: (r, q, S) => {
    if (ok(r)) { S.n += 1; if (S.n % 3 === 0) edits.forEach((e) => e(r, q, S)); }
    return r;
  },
});

// edits of an answer
const status = (code) => (r) => { r.status = code; };
const body = (value) => (r) => { r.body = typeof value === 'function' ? value(r.body) : value; };
const raw = (text, type) => (r) => { r.raw = text; if (type !== undefined) r.type = type; };
const type = (value) => (r) => { r.type = value; };
const header = (name, value) => (r) => { r.headers = { ...r.headers, [name]: value }; };
const page = (title) => raw(`<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>\n`, 'text/html');

// edits of the body: f(object) inside the body or inside its part `at`
const at = (key, f) => body((b) => ({ ...b, [key]: f(b[key]) }));
const put = (key, value) => (b) => ({ ...b, [key]: typeof value === 'function' ? value(b[key], b) : value });
const drop = (key) => ({ [key]: _, ...rest }) => rest;
const rename = (names) => (b) => Object.fromEntries(Object.entries(b).map(([k, v]) => [names[k] ?? k, v]));
const camel = (b) => Object.fromEntries(Object.entries(b).map(([k, v]) => [k.replace(/_([a-z])/g, (_, c) => c.toUpperCase()), v]));
const snake = (b) => Object.fromEntries(Object.entries(b).map(([k, v]) => [k.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), v]));

// hook on the text of good answers / of all answers
const textOk = (f) => ({ text: (t, r) => (ok(r) && t ? f(t, r) : t) });
const textAll = (f) => ({ text: (t, r) => (t ? f(t, r) : t) });

// settings
const access = (edit) => ({ cfg: { claims: (c, kind, life) => (kind === 'access' ? edit({ ...c }, life) : c) } });
const everyToken = (edit) => ({ cfg: { claims: (c, kind, life) => edit({ ...c }, life) } });
const FOREVER = 10 * 365 * 24 * 3600;
const forever = { cfg: { taken: () => FOREVER } };
const early = (part) => ({ cfg: { taken: (life) => Math.floor(life * part) } });

// a login whose refresh token is the access token again
const refreshIsAccess = (a, b) => put(b, (_, all) => all[a]);

// an answer kept and served again (a cache in front): key(q) says for whom
const cached = (key) => ({
  pre: (q, S) => S.memo[key(q)],
  post: (r, q, S) => { if (ok(r)) S.memo[key(q)] = structuredClone(r); return r; },
});

const redirect = (code, to) => ({ status: code, headers: { Location: to }, raw: '' });

const rows = (provider, kind, table) => table.map(([id, what, ...rest]) => (kind === 'deviation'
  ? { id, provider, kind, what, breaks: rest[0], ...rest[1] }
  : { id, provider, kind, what, ...rest[0] }));

module.exports = {
  ok, onOk, onStatus, onEach, everyThird, status, body, raw, type, header, page, at, put, drop, rename, camel, snake,
  textOk, textAll, access, everyToken, forever, early, refreshIsAccess, cached, redirect, rows,
};
