'use strict';

const zlib = require('node:zlib');

// Sender puts a Reply on the wire.
class Sender {
  constructor(clock) {
    this.clock = clock;
  }

  send(reply, request, response) {
    const go = () => this.write(reply, request, response);
    if (reply.wire.delay) setTimeout(go, reply.wire.delay);
    else go();
  }

  write(reply, request, response) {
    if (response.destroyed) return;
    if (reply.wire.drop) {
      response.destroy();
      return;
    }
    let bytes = reply.bytes();
    reply.header('Date', this.clock.httpDate());
    if (reply.wire.gzip && /\bgzip\b/i.test(request.headers['accept-encoding'] || '')) {
      bytes = zlib.gzipSync(bytes);
      reply.header('Content-Encoding', 'gzip').header('Vary', 'Accept-Encoding');
    }
    if (!reply.wire.chunked) reply.header('Content-Length', String(bytes.length + (reply.wire.cut ? 64 : 0)));
    response.sendDate = false;
    const name = reply.wire.name || ((text) => text);
    const flat = reply.headers.flatMap(([key, value]) => [name(key), value]);
    if (reply.phrase) response.writeHead(reply.status, reply.phrase, flat);
    else response.writeHead(reply.status, flat);
    if (reply.wire.chunked) this.pieces(bytes, response);
    else if (reply.wire.cut) response.write(bytes, () => setTimeout(() => response.destroy(), 20));
    else response.end(bytes);
  }

  // pieces sends a body in chunks of a few bytes.
  pieces(bytes, response) {
    const size = Math.max(7, Math.ceil(bytes.length / 12));
    for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size));
    response.end();
  }
}

module.exports = { Sender };
