'use strict';

const { Reply } = require('../lib/reply');
const e = require('./edits');

const OK = 'Success response: "On success you receive 201 Created with the access token", {"status": 201, "access_token": "<JWT>"}.';
const GONE = 'Errors: 404 Not Found with {"status": 404, "message": ...}, "returned by the API exactly as shown".';
const BODY = 'Request body: username, password and affiliate_point_of_sale_id, from the credentials provided.';
const PATH = 'POST {monolith_base_url}/api/v4/affiliates/login/ is the endpoint, slash included.';

const make = (slug, what, breaks, apply) => e.deviation('apuesteria', slug, what, breaks, apply);
const ok = (slug, what, apply) => make(slug, what, OK, e.granted(apply));
const gone = (slug, what, apply) => make(slug, what, GONE, e.on('point', apply));

const message = (edit) => e.put('message', edit);

const toNoSlash = (reply, { request }) => new Reply('moved', 301, { message: 'Moved' })
  .header('Location', request.path.replace(/\/$/, ''));

module.exports = [
  ok('status-200', 'A granted login is answered 200.', e.status(200)),
  ok('status-202', 'A granted login is answered 202.', e.status(202)),
  ok('both-status-200', 'The HTTP status and the status field are 200.', e.all(e.status(200), e.put('status', 200))),
  ok('field-status-200', 'The status field is 200 while HTTP says 201.', e.put('status', 200)),
  ok('field-status-string', 'The status field is the string "201".', e.put('status', '201')),
  ok('field-status-missing', 'The status field is missing.', e.drop('status')),
  ok('token-missing', 'access_token is missing.', e.drop('access_token')),
  ok('token-null', 'access_token is null.', e.put('access_token', null)),
  ok('token-empty', 'access_token is an empty string.', e.put('access_token', '')),
  ok('token-camel', 'access_token is called accessToken.', e.rename('access_token', 'accessToken')),
  ok('token-renamed', 'access_token is called token.', e.rename('access_token', 'token')),
  ok('token-object', 'access_token is an object that holds the token.', e.put('access_token', (value) => ({ value }))),
  ok('in-envelope', 'The fields are inside data.', e.body((value) => ({ data: value }))),
  ok('token-in-envelope', 'access_token is inside data, status is not.', e.body((value) => (
    { status: value.status, data: { access_token: value.access_token } }))),
  make('third-status-200', 'Every third granted login is answered 200.', OK, e.third(e.status(200))),
  make('third-no-token', 'Every third granted login has no access_token.', OK, e.third(e.drop('access_token'))),
  gone('point-400', 'An unknown point of sale is answered 400, with the documented body.', e.status(400)),
  gone('point-200', 'An unknown point of sale is answered 200, with the documented body.', e.status(200)),
  gone('point-422-both', 'An unknown point of sale is answered 422, in the body too.', e.all(e.status(422), e.put('status', 422))),
  gone('point-field-string', 'The status field of the 404 is a string.', e.put('status', '404')),
  gone('point-field-400', 'The status field of the 404 is 400.', e.put('status', 400)),
  gone('point-field-missing', 'The status field of the 404 is missing.', e.drop('status')),
  gone('point-accent', 'The message of the 404 says "está" for "esta".', message((text) => text.replace('esta ', 'está '))),
  gone('point-code', 'The message of the 404 ends with [1019].', message((text) => text.replace('1018', '1019'))),
  gone('point-space', 'The message of the 404 has a space before its code.', message((text) => text.replace('.[', '. ['))),
  gone('point-lower', 'The message of the 404 says "punto de venta".', message((text) => text.replace('Punto de Venta', 'punto de venta'))),
  gone('point-english', 'The message of the 404 is in English.', message('The point of sale does not exist.')),
  gone('point-renamed', 'The message of the 404 is called detail.', e.rename('message', 'detail')),
  gone('point-null', 'The message of the 404 is null.', message(null)),
  gone('point-html', 'The 404 is an HTML page.', e.html(404)),
  gone('point-empty', 'The 404 has no body.', e.text(() => '')),
  gone('point-in-envelope', 'The body of the 404 is inside error.', e.body((value) => ({ error: value }))),
  gone('point-500', 'An unknown point of sale is answered 500.', e.instead(500, { status: 500, message: 'Error' })),
  gone('point-401', 'An unknown point of sale is answered like a wrong password.', e.instead(401, { status: 401, message: 'Invalid credentials' })),
  gone('point-token', 'The 404 carries an access token.', (reply, { provider }) => {
    reply.put('access_token', provider.grant().get('access_token'));
  }),
  gone('point-accepted', 'Any point of sale is accepted.', e.letIn),
  make('wrong-password', 'A wrong password is accepted.', BODY, e.on('password', e.letIn)),
  make('unknown-user', 'An unknown user is accepted.', BODY, e.on('user', e.letIn)),
  make('missing-accepted', 'A login with a field missing is accepted.', BODY, e.on('missing', e.letIn)),
  make('malformed-accepted', 'A body that is no JSON is accepted.', BODY, e.on('syntax', e.letIn)),
  make('malformed-500', 'A body that is no JSON is answered 500.', BODY, e.on('syntax', e.instead(500, { status: 500, message: 'Error' }))),
  make('refusal-201', 'A wrong password is answered 201, without a token.', OK, e.on(['password', 'user'], e.status(201))),
  make('refusal-token', 'The refusal of a wrong password carries a live token.', BODY, e.on(['password', 'user'], (reply, { provider }) => {
    reply.put('access_token', provider.grant().get('access_token'));
  })),
  make('no-slash', 'The documented path is redirected (301) to the one without the last slash, which is not there.', PATH,
    (reply, context) => (['probe', 'path'].includes(reply.reason) ? reply : toNoSlash(reply, context))),
  make('wants-header', 'A login without the header X-Client-Id is answered 400.',
    'The request names Content-Type as its only header.', e.granted(e.wants('x-client-id'))),
  make('wants-field', 'A login without the field grant_type is answered 400.', BODY, e.granted((reply, { request }) => (
    request.fields.grant_type === undefined ? new Reply('extra', 400, { status: 400, message: 'grant_type is required' }) : reply))),
];
