'use strict';
// Harmless: how an answer is written and sent. The documents leave all of it open.

const { all, text, type, harmless } = require('./edits');

const STRING = /"(?:[^"\\]|\\.)*"/g;
const hex = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
const escaped = (json) => json.replace(STRING, (string) => (
  string.replace(/\\u[0-9a-fA-F]{4}|\\.|[aeioE]|[^\x00-\x7f]/g, (part) => (part.startsWith('\\') ? part : hex(part))).replace(/\//g, '\\/')
));
const reversed = (value) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reversed(item)]));
};
const spaced = (json) => (json === '' ? '' : `\r\n \t${JSON.stringify(JSON.parse(json), null, '\t').replace(/": /g, '"  :\n')}\n\n`);

const set = (name, value) => (reply) => { reply.header(name, value); };
const wire = (name, value) => (reply) => { reply.wire[name] = value; };

const EXTRA = all(
  set('X-Request-Id', '0f8fad5b-d9cb-469f-a165-70867728950e'), set('Cache-Control', 'no-store'), set('Server', 'gateway'),
  set('Strict-Transport-Security', 'max-age=63072000'), set('Set-Cookie', 'route=a1; Path=/; HttpOnly'), set('Vary', 'Origin'),
);

const shift = (seconds) => (harbor) => harbor.clock.advance(seconds);

const WIRE = [
  ['key-order', 'The names of every object come in reverse order.', (reply) => { reply.body = reversed(reply.body); }],
  ['white-space', 'The JSON has much white space, around it too.', text(spaced)],
  ['escapes', 'Letters and slashes in JSON strings and names are escaped.', text(escaped)],
  ['header-upper', 'Header names are in capitals.', wire('name', (name) => name.toUpperCase())],
  ['header-lower', 'Header names are in small letters.', wire('name', (name) => name.toLowerCase())],
  ['extra-headers', 'There are headers no document names.', EXTRA],
  ['charset', 'Content-Type has a charset parameter.', type('application/json; charset=utf-8')],
  ['charset-capitals', 'Content-Type is written Application/JSON;charset="UTF-8".', type('Application/JSON;charset="UTF-8"')],
  ['chunked', 'The body is sent in chunks.', wire('chunked', true)],
  ['gzip', 'The body is compressed for a client that accepts gzip.', wire('gzip', true)],
  ['close', 'The connection is closed after each answer.', set('Connection', 'close')],
  ['slow', 'Every answer comes after 300 ms.', wire('delay', 300)],
  ['phrase', 'The reason phrase is not the usual one.', (reply) => { reply.phrase = 'Done'; }],
  ['clock-ahead', 'The whole clock is three hours ahead.', undefined, shift(3 * 3600)],
  ['clock-behind', 'The whole clock is three hours behind.', undefined, shift(-3 * 3600)],
];

module.exports = WIRE.flatMap(([slug, what, apply, prepare]) => (
  ['apuesteria', 'tapi', 'starship', 'popup', 'tecalis'].map((provider) => harmless(provider, slug, what, apply, prepare))
));
