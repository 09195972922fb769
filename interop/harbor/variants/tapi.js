'use strict';

const e = require('./edits');

const OK = 'Response Examples "200 OK"; Response Body: accessToken, refreshToken, tx and main_tx, each a String.';
const BODY = 'Body Parameters: clientUsername and password are obligatory (Sí), a user\'s name and that user\'s password.';
const TX = 'tx: "Identificador único de la transacción de login."';
const HEADERS = '"Este endpoint no tiene headers requeridos."';
const MANY = '"Es posible generar múltiples tokens si es necesario."';
const PLACE = '"En el header de los otros servicios, se lo denomina como \'x-authorization-token\'."';

const make = (slug, what, breaks, apply) => e.deviation('tapi', slug, what, breaks, apply);
const ok = (slug, what, apply) => make(slug, what, OK, e.granted(apply));

// field makes the usual variants of one field.
const field = (name, other) => [
  ok(`${name}-missing`, `${name} is missing.`, e.drop(name)),
  ok(`${name}-null`, `${name} is null.`, e.put(name, null)),
  ok(`${name}-empty`, `${name} is an empty string.`, e.put(name, '')),
  ok(`${name}-renamed`, `${name} is called ${other}.`, e.rename(name, other)),
];

// elsewhere takes the token in Authorization only.
const elsewhere = e.on('probe', (reply, { request, sessions }) => {
  const live = sessions.live((request.headers.authorization || '').replace(/^Bearer /, ''));
  reply.status = live ? 200 : 401;
  reply.body = { ok: live };
});

const onlyLast = e.granted((reply, { sessions }) => { sessions.keepOnly(reply.get('accessToken')); });

module.exports = [
  ...field('accessToken', 'access_token'),
  ...field('refreshToken', 'refresh_token'),
  ...field('tx', 'txId'),
  ...field('main_tx', 'mainTx'),
  ok('status-201', 'A granted login is answered 201.', e.status(201)),
  ok('in-envelope', 'The fields are inside data.', e.body((value) => ({ data: value }))),
  ok('tx-number', 'tx is a number.', e.put('tx', () => Math.floor(Math.random() * 1e12))),
  ok('main_tx-object', 'main_tx is an object.', e.put('main_tx', (id) => ({ id }))),
  ok('accessToken-array', 'accessToken is an array that holds the token.', e.put('accessToken', (token) => [token])),
  ok('refreshToken-false', 'refreshToken is false.', e.put('refreshToken', false)),
  make('third-no-tx', 'Every third granted login has no tx.', OK, e.third(e.drop('tx'))),
  make('tx-repeated', 'Every login has the same tx.', TX, e.granted(e.put('tx', '6f1c0d52-83b5-4a8e-9d0b-5d6f5b0a9e11'))),
  make('tx-repeated-third', 'Every third login repeats the tx of the one before it.', TX, repeatThird()),
  make('wrong-password', 'A wrong password is accepted.', BODY, e.on('password', e.letIn)),
  make('unknown-user', 'An unknown user is accepted.', BODY, e.on('user', e.letIn)),
  make('missing-accepted', 'A login with a field missing is accepted.', BODY, e.on('missing', e.letIn)),
  make('malformed-accepted', 'A body that is no JSON is accepted.', BODY, e.on('syntax', e.letIn)),
  make('malformed-500', 'A body that is no JSON is answered 500.', BODY, e.on('syntax', e.instead(500, { message: 'Error' }))),
  make('missing-500', 'A login with a field missing is answered 500.', BODY, e.on('missing', e.instead(500, { message: 'Error' }))),
  make('refusal-200', 'A wrong password is answered 200 with an error, without a token.', OK, e.on(['password', 'user'], e.status(200))),
  make('refusal-token', 'The refusal of a wrong password carries a live token.', BODY, e.on(['password', 'user'], (reply, { provider }) => {
    reply.put('accessToken', provider.grant().get('accessToken'));
  })),
  make('any-case-password', 'The password is accepted in any letter case.', BODY, e.on('password', (reply, context) => (
    String(context.request.fields.password).toLowerCase() === 'partner-pass-123' ? e.letIn(reply, context) : reply))),
  make('only-last-token', 'A login ends the tokens before it.', MANY, onlyLast),
  make('one-token', 'A login while a token is live is answered 409.', MANY, oneToken()),
  make('token-elsewhere', 'The token opens the API in Authorization, not in x-authorization-token.', PLACE, elsewhere),
  make('wants-version', 'A login without the header X-Client-Version is answered 400.', HEADERS, e.granted(e.wants('x-client-version'))),
  make('wants-token', 'A login without the header x-authorization-token is answered 400.', HEADERS, e.granted(e.wants('x-authorization-token'))),
  make('wants-key', 'A login without the header x-api-key is answered 400.', HEADERS, e.granted(e.wants('x-api-key'))),
];

function repeatThird() {
  let last = null;
  let count = 0;
  return e.granted((reply) => {
    count += 1;
    if (count % 3 === 0) reply.put('tx', last);
    last = reply.get('tx');
  });
}

function oneToken() {
  let last = null;
  return e.granted((reply, { sessions }) => {
    if (last !== null && sessions.live(last)) return e.instead(409, { message: 'Ya existe un token' })(reply);
    last = reply.get('accessToken');
    return reply;
  });
}
