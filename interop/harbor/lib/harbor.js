'use strict';

const http = require('node:http');
const { Clock } = require('./clock');
const { Reply } = require('./reply');
const { Sender } = require('./sender');
const { Apuesteria } = require('../providers/apuesteria');
const { Popup } = require('../providers/popup');
const { Starship } = require('../providers/starship');
const { Tapi } = require('../providers/tapi');
const { Tecalis } = require('../providers/tecalis');

const LARGEST_BODY = 1 << 20;

// Harbor serves the five partners on one port, with at most one variant.
class Harbor {
  constructor(variant) {
    this.variant = variant;
    this.clock = new Clock();
    this.sender = new Sender(this.clock);
    this.providers = new Map();
    for (const Kind of [Apuesteria, Tapi, Starship, Tecalis, Popup]) {
      const provider = new Kind(this.clock);
      this.providers.set(provider.name, provider);
    }
    if (variant && variant.prepare) variant.prepare(this);
    this.server = http.createServer((incoming, response) => this.receive(incoming, response));
  }

  listen(port, ready) {
    this.server.listen(port, '127.0.0.1', () => ready(this.server.address().port));
  }

  close(done) {
    this.server.close(done);
    this.server.closeAllConnections();
  }

  receive(incoming, response) {
    const parts = [];
    let size = 0;
    incoming.on('data', (part) => {
      size += part.length;
      if (size <= LARGEST_BODY) parts.push(part);
    });
    incoming.on('error', () => response.destroy());
    incoming.on('end', () => {
      const [path, query] = incoming.url.split(/\?(.*)/s);
      const request = {
        method: incoming.method, path, query: query || '', headers: incoming.headers,
        body: Buffer.concat(parts), fields: {},
      };
      const reply = size > LARGEST_BODY ? new Reply('size', 413, { message: 'Payload too large' }) : this.answer(request);
      this.sender.send(reply, request, response);
    });
  }

  answer(request) {
    if (request.path === '/__clock') return this.moveClock(request);
    const [, name] = request.path.split('/');
    const provider = this.providers.get(name);
    if (!provider) return new Reply('path', 404, { message: 'Not found' });
    const reply = this.route(provider, request, request.path.slice(name.length + 1));
    if (!this.variant || this.variant.provider !== name || !this.variant.apply) return reply;
    const context = { provider, request, clock: this.clock, sessions: provider.sessions };
    return this.variant.apply(reply, context) || reply;
  }

  route(provider, request, path) {
    const routes = {
      [provider.path]: ['POST', () => provider.login(request)],
      '/__probe': ['GET', () => provider.probe(request)],
    };
    if (!Object.hasOwn(routes, path)) return new Reply('path', 404, { message: 'Not found' });
    const [method, build] = routes[path];
    if (request.method === method) return build();
    return new Reply('method', 405, { message: 'Method not allowed' }).header('Allow', method);
  }

  moveClock(request) {
    if (request.method !== 'POST') return new Reply('method', 405, { ok: false }).header('Allow', 'POST');
    try {
      const { advance } = JSON.parse(request.body);
      if (!Number.isFinite(advance)) throw new Error('no number');
      this.clock.advance(advance);
    } catch {
      return new Reply('clock', 400, { ok: false, message: 'want {"advance": seconds}' });
    }
    return new Reply('clock', 200, { ok: true, now: this.clock.now() / 1000 });
  }
}

module.exports = { Harbor };
