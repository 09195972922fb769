#!/usr/bin/env node
'use strict';
const http = require('node:http');
const { app } = require('./lib/app');
const variants = require('./variants');

function options(argv) {
  const out = { port: 0 };
  for (let i = 0; i < argv.length; i += 1) {
    if (argv[i] === '--list') out.list = true;
    else if (argv[i] === '--port') out.port = Number(argv[++i]);
    else if (argv[i] === '--variant') out.variant = argv[++i];
    else throw new Error(`unknown argument ${argv[i]}`);
  }
  if (!Number.isInteger(out.port) || out.port < 0 || out.port > 65535) throw new Error('--port: 0 to 65535');
  return out;
}

function main() {
  const opt = options(process.argv.slice(2));
  if (opt.list) {
    const rows = variants.map(({ id, provider, kind, what, breaks }) => ({ id, provider, kind, what, ...(breaks ? { breaks } : {}) }));
    process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`);
    return;
  }
  const variant = opt.variant && variants.find((v) => v.id === opt.variant);
  if (opt.variant && !variant) throw new Error(`unknown variant ${opt.variant}`);
  const handle = app(variant);
  const server = http.createServer((req, res) => {
    handle(req, res).catch((err) => { process.stderr.write(`${err.stack}\n`); res.destroy(); });
  });
  server.listen(opt.port, '127.0.0.1', () => process.stdout.write(`listening 127.0.0.1:${server.address().port}\n`));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { server.closeAllConnections(); process.exit(0); });
}

try {
  main();
} catch (err) {
  process.stderr.write(`${err.message}\n`);
  process.exit(2);
}
