'use strict';
// Writes one answer. An answer: {status, body | raw, type, reason, headers, chunked, delay, close, gzip, cut, early}.
const zlib = require('node:zlib');
const clock = require('./clock');

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const wantsGzip = (req) => /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(req.headers['accept-encoding'] ?? '');

function payload(r, variant) {
  const text = r.raw !== undefined ? r.raw : r.body === undefined ? '' : JSON.stringify(r.body);
  const out = variant?.text ? variant.text(text, r) : text;
  return Buffer.isBuffer(out) ? out : Buffer.from(out, 'utf8');
}

async function reply(req, res, r, variant) {
  let data = payload(r, variant);
  const headers = { ...(r.headers ?? {}) };
  const name = r.upper ? (n) => n.toUpperCase() : r.lower ? (n) => n.toLowerCase() : (n) => n;
  if (r.delay) await wait(r.delay);
  if (r.gzip && data.length && wantsGzip(req)) {
    data = zlib.gzipSync(data);
    headers['Content-Encoding'] = 'gzip';
    headers.Vary = 'Accept-Encoding';
  }
  res.sendDate = false;
  res.statusCode = r.status;
  if (r.reason !== undefined) res.statusMessage = r.reason;
  res.setHeader(name('Date'), clock.httpDate());
  if (data.length && r.type !== null) res.setHeader(name('Content-Type'), r.type ?? 'application/json');
  for (const [key, value] of Object.entries(headers)) res.setHeader(name(key), value);
  if (r.close) res.setHeader(name('Connection'), 'close');
  if (r.early) await new Promise((done) => res.writeEarlyHints({ link: '</docs>; rel=preload; as=document' }, done));
  if (r.chunked) {
    const step = Math.max(1, Math.ceil(data.length / 5));
    for (let i = 0; i < data.length; i += step) { res.write(data.subarray(i, i + step)); await wait(5); }
    return res.end();
  }
  if (r.cut) {
    res.setHeader('Content-Length', data.length);
    res.write(data.subarray(0, data.length >> 1));
    return setTimeout(() => res.destroy(), 20);
  }
  if (r.status !== 204) res.setHeader(name('Content-Length'), data.length);
  return res.end(r.status === 204 ? undefined : data);
}

module.exports = { reply };
