'use strict';
// Nothing here contradicts a document: other bytes on the wire, the same answer.
const t = require('./tools');

const turned = (x) => (Array.isArray(x) ? x.map(turned)
  : x && typeof x === 'object' ? Object.fromEntries(Object.entries(x).reverse().map(([k, v]) => [k, turned(v)])) : x);
const reorder = (r) => { if (r.body) r.body = turned(r.body); };
const flag = (name, value = true) => (r) => { r[name] = value; };
const escapeAll = (text) => text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, s) => `"${[...JSON.parse(`"${s}"`)]
  .map((c) => (c.length === 1 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : JSON.stringify(c).slice(1, -1))).join('')}"`);
const pretty = (indent, eol) => (text) => JSON.stringify(JSON.parse(text), null, indent).replace(/\n/g, eol);
const json = (f) => t.textAll((text, r) => (r.body === undefined || r.raw !== undefined ? text : f(text)));

module.exports = t.rows('all', 'harmless', [
  ['ok-key-order', 'The keys of every object come in reverse order.', t.onEach(reorder)],
  ['ok-pretty', 'The JSON is indented with tabs and CR LF, and ends with a line break.', json((x) => `${pretty('\t', '\r\n')(x)}\r\n`)],
  ['ok-leading-space', 'White space stands before and after the JSON.', json((x) => `\n  ${x}  \n`)],
  ['ok-u-escapes', 'All characters of names and strings are written as \\u escapes.', json(escapeAll)],
  ['ok-slash-escape', 'Slashes are written \\/ as PHP does.', json((x) => x.replace(/\//g, '\\/'))],
  ['ok-headers-lower', 'Header names in small letters, more headers (security, CORS, tracing, cookie).', t.onEach(flag('lower'), t.header('Strict-Transport-Security', 'max-age=63072000'),
    t.header('X-Content-Type-Options', 'nosniff'), t.header('Access-Control-Allow-Origin', '*'), t.header('Set-Cookie', ['lb=a1; Path=/', 'aff=2; HttpOnly']), t.header('CF-Ray', '7d1f0c5e0a53-MAD'), t.header('Server', 'cloudflare'))],
  ['ok-headers-upper', 'Header names in capitals.', t.onEach(flag('upper'), t.header('x-request-id', 'b1946ac92492'))],
  ['ok-charset', 'The media type has a charset parameter.', t.onEach(t.type('application/json; charset=utf-8'))],
  ['ok-type-case', 'The media type is spelled Application/JSON;charset="UTF-8".', t.onEach(t.type('Application/JSON;charset="UTF-8"'))],
  ['ok-chunked', 'Chunked transfer in five pieces.', t.onEach(flag('chunked'))],
  ['ok-gzip', 'Gzip for clients that accept it.', t.onEach(flag('gzip'))],
  ['ok-gzip-chunked', 'Gzip and chunked together.', t.onEach(flag('gzip'), flag('chunked'))],
  ['ok-close', 'The connection is closed after each answer.', t.onEach(flag('close'))],
  ['ok-slow', 'Each answer takes 300 ms.', t.onEach(flag('delay', 300))],
  ['ok-reason', 'Another reason phrase in the status line.', t.onEach(flag('reason', 'Whatever'))],
  ['ok-early-hints', 'An interim 103 response before each answer.', t.onEach(flag('early'))],
  ['ok-no-store', 'Cache-Control: no-store, Pragma, ETag and Vary are sent.', t.onEach(t.header('Cache-Control', 'no-store'), t.header('Pragma', 'no-cache'), t.header('ETag', 'W/"1f"'), t.header('Vary', 'Accept, Origin'))],
  ['ok-rate-headers', 'RateLimit headers on all answers, Retry-After on 429.', { post: (r) => {
    r.headers = { ...r.headers, 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '93', ...(r.status === 429 ? { 'Retry-After': '60' } : {}) };
    return r;
  } }],
  ['ok-www-authenticate', 'WWW-Authenticate on 401 answers.', t.onStatus(401, t.header('WWW-Authenticate', 'Bearer realm="api"'))],
]);
