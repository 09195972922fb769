'use strict';
// Deviations in how a granted answer is written and sent, whatever it says.

const { Reply } = require('../lib/reply');
const { granted, third, text, type, html, instead, body, deviation } = require('./edits');

const JSON_ANSWER = 'The success response is shown as one JSON document (RFC 8259).';
const OBJECT = 'The success response is shown as a JSON object.';

// double repeats the first access token field with another value before it.
const double = (json) => json.replace(/"(access_token|accessToken|auth_uuid)":/, '"$1":"first-of-two","$1":');

const redirect = (code) => (reply, { request }) => (
  request.query === 'moved' ? reply
    : new Reply('moved', code, { message: 'Moved' }).header('Location', `${request.path}?moved`)
);

const WIRE = [
  ['trailing-bytes', ['tapi', 'starship', 'popup'], 'Bytes follow the JSON document of a granted login.', JSON_ANSWER,
    granted(text((json) => `${json}\n<!-- ok -->`))],
  ['two-documents', ['tecalis'], 'The granted answer is sent twice in one body.', JSON_ANSWER, granted(text((json) => json + json))],
  ['duplicate-key', ['apuesteria', 'popup', 'tecalis'], 'The access token is there twice, with two values.',
    'RFC 8259: names within an object should be unique; each field is documented once.', granted(text(double))],
  ['byte-order-mark', ['tapi', 'tecalis', 'starship'], 'A byte order mark precedes the JSON document.',
    'RFC 8259, 8.1: implementations must not add a byte order mark.', granted(text((json) => `\ufeff${json}`))],
  ['utf-16', ['apuesteria'], 'The JSON document is encoded in UTF-16.', 'RFC 8259, 8.1: JSON text must be encoded using UTF-8.',
    granted(text((json) => Buffer.from(json, 'utf16le')))],
  ['truncated', ['apuesteria', 'starship', 'tapi'], 'The JSON document stops before its end.', JSON_ANSWER,
    granted(text((json) => json.slice(0, -2)))],
  ['trailing-comma', ['popup', 'tapi'], 'A comma precedes the last brace.', JSON_ANSWER,
    granted(text((json) => json.replace(/\}$/, ',}')))],
  ['single-quotes', ['starship'], 'Strings are in single quotes.', JSON_ANSWER, granted(text((json) => json.replaceAll('"', "'")))],
  ['html-page', ['popup', 'tecalis', 'apuesteria'], 'A granted login is answered with an HTML page and the status of success.',
    JSON_ANSWER, granted((reply) => html(reply.status)(reply))],
  ['empty-body', ['tapi', 'starship', 'apuesteria', 'tecalis'], 'A granted login has no body.', JSON_ANSWER, granted(text(() => ''))],
  ['body-null', ['popup'], 'The body of a granted login is null.', OBJECT, granted(body(() => null))],
  ['double-encoded', ['tecalis', 'popup', 'tapi'], 'The body is a JSON string that holds the JSON document.', OBJECT,
    granted(body((value) => JSON.stringify(value)))],
  ['in-array', ['starship', 'tecalis', 'apuesteria'], 'The object is inside an array.', OBJECT, granted(body((value) => [value]))],
  ['media-type-html', ['apuesteria', 'starship', 'popup'], 'JSON is labelled text/html.',
    'The answer is shown as JSON (implied only: no document names the media type of its answers).', granted(type('text/html'))],
  ['media-type-plain', ['tapi', 'tecalis'], 'JSON is labelled text/plain.',
    'The answer is shown as JSON (implied only: no document names the media type of its answers).', granted(type('text/plain'))],
  ['short-of-length', ['popup', 'tecalis'], 'The connection ends before the bytes Content-Length promised.',
    'RFC 9112, 8: such a message is incomplete.', granted((reply) => { reply.wire.cut = true; })],
  ['redirect-307', ['starship', 'tapi'], 'A granted login is redirected (307) to another address, which then answers.',
    'The endpoint itself answers a login.', granted(redirect(307))],
  ['redirect-302', ['popup', 'tecalis'], 'A granted login is redirected (302) to another address.',
    'The endpoint itself answers a login.', granted(redirect(302))],
  ['third-dropped', ['apuesteria', 'starship'], 'Every third granted login ends with a closed connection and no answer.',
    'Every login with the right credentials is answered.', third((reply) => { reply.wire.drop = true; })],
  ['third-503', ['popup', 'tapi'], 'Every third granted login is answered 503.',
    'A login with the right credentials is documented to succeed.', third(instead(503, { message: 'Try again' }))],
  ['third-truncated', ['tecalis'], 'Every third granted answer stops before its end.', JSON_ANSWER,
    third(text((json) => json.slice(0, -9)))],
];

module.exports = WIRE.flatMap(([slug, providers, what, breaks, apply]) => (
  providers.map((provider) => deviation(provider, slug, what, breaks, apply))
));
