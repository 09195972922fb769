#!/usr/bin/env node
'use strict';
// Self-check: runs one script of requests against every variant and compares the transcript with the
// faithful one. A deviation whose transcript is the same is inert; so is a harmless variation.
// node check.js [id ...]   (with ids: prints what differs)
const http = require('node:http');
const { spawn } = require('node:child_process');
const { steps } = require('./check-steps');
const variants = require('./variants');

function start(id) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [`${__dirname}/server.js`, '--port', '0', ...(id ? ['--variant', id] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.on('exit', (code) => fail(new Error(`${id}: exit ${code}`)));
    child.stdout.once('data', (d) => done({ child, port: Number(/:(\d+)/.exec(d)[1]) }));
  });
}

function call(port, { method = 'POST', path, headers = {}, body }) {
  return new Promise((done) => {
    let interim = 0;
    const req = http.request({ host: '127.0.0.1', port, method, path, headers }, (res) => {
      const parts = [];
      const end = (err) => done({ status: res.statusCode, reason: res.statusMessage, headers: res.headers, names: res.rawHeaders.filter((_, i) => i % 2 === 0), interim, err, data: Buffer.concat(parts) });
      res.on('data', (d) => parts.push(d)).on('end', () => end()).on('error', (e) => end(e.code));
    });
    req.on('information', () => { interim += 1; });
    req.on('error', (e) => done({ status: 0, headers: {}, names: [], err: e.code, data: Buffer.alloc(0) }));
    req.end(body);
  });
}

const JWT = /[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*/g;
const RANDOM = /[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-f]{64}/g;
const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z|\.|\+00:00)/g;

// Replaces what changes from run to run by stable words; equal values get equal words.
function masker() {
  const seen = new Map();
  const label = (kind) => (v) => { if (!seen.has(v)) seen.set(v, `${kind}${seen.size}`); return seen.get(v); };
  const near = (seconds, at) => Math.round((seconds - at) / 5) * 5;
  return (text, date) => {
    const at = date ? Date.parse(date) / 1000 : Date.now() / 1000;
    return text
      .replace(JWT, (tok) => {
        const [h, c, s] = tok.split('.').map((p) => Buffer.from(p, 'base64url').toString());
        const claims = c.replace(/"(iat|nbf|exp)":(\d{10})\b/g, (_, k, v) => `"${k}":${near(v, at)}`).replace(RANDOM, 'R');
        return `${label('jwt')(tok)}<${h} ${claims} ${s.length > 0}>`;
      })
      .replace(RANDOM, label('id'))
      .replace(/short\.url\\?\/\w+/g, 'short.url/X')
      .replace(STAMP, (d) => `t+${near(Date.parse(`${d}Z`) / 1000, at)}`);
  };
}

async function transcript(id) {
  const { child, port } = await start(id);

  const out = [];
  for (const step of steps) {
    const last = {};
    const mask = masker();
    for (const one of step.calls) {
      const req = typeof one === 'function' ? one(last) : one;
      const r = await call(port, req);
      last.text = r.data.toString('utf8');
      last.all = [...(last.all ?? []), last.text];
      if (req.path === '/__clock') continue;
      const { date, 'content-length': _, ...rest } = r.headers;
      const skew = Math.round((Date.parse(date) - Date.now()) / 3600e3) % 24;
      out.push([step.name, r.status, r.reason, r.err, r.interim, skew, r.names.sort().join(), JSON.stringify(rest), mask(last.text, date), r.data[0]].join(' | '));
    }
  }
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  return out;
}

async function main() {
  const wanted = process.argv.slice(2);
  const todo = variants.filter((v) => !wanted.length || wanted.includes(v.id));
  const base = await transcript();
  const inert = [];
  const stray = [];
  const worker = async () => {
    for (let v = todo.shift(); v; v = todo.shift()) {
      const got = await transcript(v.id);
      const diff = got.map((line, i) => [base[i], line]).filter(([a, b]) => a !== b);
      if (wanted.length) diff.slice(0, 3).forEach(([a, b]) => console.log(`${v.id}\n  - ${a}\n  + ${b}`));
      if (!diff.length) inert.push(v.id);
      if (v.provider !== 'all' && diff.some(([, b]) => !b.startsWith(v.provider))) stray.push(v.id);
    }
  };
  const count = todo.length;
  await Promise.all(Array.from({ length: 6 }, worker));
  console.log(JSON.stringify({ steps: base.length, variants: count, inert, stray }));
}

main();
