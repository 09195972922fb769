'use strict';
// Harmless: refusals the documents do not describe, and choices they leave open.

const { Reply } = require('../lib/reply');
const { on, granted, all, status, body, instead, put, text, type, html, letIn, harmless } = require('./edits');

const problem = (code) => all(status(code), type('application/problem+json'), body(() => (
  { type: 'about:blank', title: 'Login refused', status: code })));
const empty = (code) => all(status(code), text(() => ''));
const plain = (code) => all(status(code), type('text/plain; charset=utf-8'), text(() => 'Acceso denegado: datos no válidos\n'));

// What each document leaves open.
const OPEN = {
  apuesteria: ['syntax', 'missing', 'type', 'user', 'password'],
  tapi: ['syntax', 'missing', 'type', 'user', 'password'],
  starship: ['syntax', 'type'],
  popup: ['type'],
  tecalis: ['syntax', 'duration', 'type'],
};
const REFUSALS = [
  ['refusal-400', 'What the document does not describe is refused with 400 and other words.', instead(400, { error: 'bad_login', detail: 'no' })],
  ['refusal-422', 'What the document does not describe is refused with 422.', instead(422, { errors: [{ field: 'body', rule: 'valid' }] })],
  ['refusal-problem', 'What the document does not describe is refused with application/problem+json.', problem(400)],
  ['refusal-empty', 'What the document does not describe is refused without a body.', empty(400)],
  ['refusal-plain', 'What the document does not describe is refused in plain text.', plain(400)],
];
// Only where a refused password is not described either.
const PASSWORDS = [
  ['password-403', 'A wrong user or password is refused with 403.', instead(403, { code: 17, detail: 'Denegado' })],
  ['password-404', 'A wrong user or password is refused with 404.', instead(404, { error: 'no such client' })],
  ['password-html', 'A wrong user or password is refused with a page.', html(401)],
  ['password-problem', 'A wrong user or password is refused with application/problem+json.', problem(401)],
];

const NEEDS_TYPE = (reply, { request }) => (
  /^application\/json\b/i.test(request.headers['content-type'] || '')
    ? reply : new Reply('media', 415, { message: 'Content-Type must be application/json' })
);

const pointMissing = on('missing', (reply, { provider, request: { fields } }) => (
  fields.username && fields.password ? provider.decide({ ...fields, affiliate_point_of_sale_id: -1 }) : reply
));

const overMost = (edit) => granted((reply, context) => (
  context.request.fields.token_duration_minutes > 120 ? edit(reply, context) : reply
));

const extra = (place, value) => granted(put(place, value));

module.exports = [
  ...Object.entries(OPEN).flatMap(([provider, reasons]) => (
    REFUSALS.map(([slug, what, edit]) => harmless(provider, slug, what, on(reasons, edit))))),
  ...['apuesteria', 'tapi'].flatMap((provider) => (
    PASSWORDS.map(([slug, what, edit]) => harmless(provider, slug, what, on(['user', 'password'], edit))))),
  harmless('apuesteria', 'extra-field', 'A granted answer has the field token_type.', extra('token_type', 'Bearer')),
  harmless('tapi', 'extra-field', 'A granted answer has the field expiresIn.', extra('expiresIn', 240)),
  harmless('starship', 'extra-field', 'A granted answer has the field token_type.', extra('token_type', 'Bearer')),
  harmless('popup', 'extra-field', 'data has the field scopes, the object the field meta.', all(
    extra('data.scopes', ['b2b', 'rewards']), extra('meta', { version: '2.4.1', node: null }))),
  harmless('tecalis', 'extra-field', 'A granted answer has the field user.', extra('user', { name: 'x', roles: [] })),
  harmless('apuesteria', 'needs-type', 'A login without Content-Type application/json, which is documented, is refused with 415.', granted(NEEDS_TYPE)),
  harmless('tecalis', 'needs-type', 'A login without Content-Type application/json, which is documented, is refused with 415.', granted(NEEDS_TYPE)),
  harmless('apuesteria', 'missing-point-404', 'A missing point of sale is answered like an unknown one.', pointMissing),
  harmless('tecalis', 'over-400', 'A duration above 120 minutes is refused with 400.', overMost(instead(400, { message: 'Duration too long' }))),
  harmless('tecalis', 'over-422', 'A duration above 120 minutes is refused with 422.', overMost(instead(422, { errors: ['token_duration_minutes'] }))),
  harmless('tecalis', 'over-cut', 'A duration above 120 minutes is cut to 120.', undefined),
  harmless('tecalis', 'missing-400', 'A missing api_key or profile_uuid is refused with 400.', on('missing', instead(400, { message: 'Falta un campo' }))),
  harmless('tecalis', 'bad-duration-default', 'A duration that is no positive integer is taken as the default.', on('duration', letIn)),
  harmless('tecalis', 'always-short', 'pwcs_url is short even if that was not asked for.', granted(put('pwcs_url', 'https://tcl.example/fUBnrLg80Z'))),
  harmless('tecalis', 'company-words', 'company has accents and quotes.', granted(put('company', 'Compañía "Ñandú" & Søn — 株式会社'))),
  harmless('starship', 'retry-after', 'The 429 says Retry-After.', on('limit', (reply) => { reply.header('Retry-After', '60'); })),
  harmless('starship', 'limit-six', 'Six refused logins are enough for the 429: the document gives no number.', undefined,
    (harbor) => { harbor.providers.get('starship').limit = 6; }),
];
