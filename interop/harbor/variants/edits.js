'use strict';
// Building blocks: every edit is a function (reply, context) that changes the
// built answer, or returns another one in its place.

const { utc } = require('../lib/clock');
const { Jwt } = require('../lib/jwt');
const { Reply } = require('../lib/reply');

const on = (reasons, edit) => (reply, context) => (
  [].concat(reasons).includes(reply.reason) ? edit(reply, context) : reply
);
const granted = (edit) => on('granted', edit);

// all applies several edits in turn.
const all = (...edits) => (reply, context) => (
  edits.reduce((last, edit) => edit(last, context) || last, reply)
);

// third applies an edit to every third granted answer only.
const third = (edit) => {
  let count = 0;
  return granted((reply, context) => {
    count += 1;
    return count % 3 === 0 ? edit(reply, context) : reply;
  });
};

const status = (code) => (reply) => { reply.status = code; };
const type = (value) => (reply) => { reply.type(value); };
const drop = (path) => (reply) => { reply.drop(path); };
const rename = (path, name) => (reply) => { reply.rename(path, name); };
const text = (edit) => (reply) => { reply.rewrite(edit); };
const body = (edit) => (reply, context) => { reply.body = edit(reply.body, context); };
const instead = (code, value) => (reply) => new Reply(reply.reason, code, value);

// put sets a field, to a value or to what a function makes of the old one.
const put = (path, value) => (reply, context) => {
  reply.put(path, typeof value === 'function' ? value(reply.get(path), reply, context) : value);
};

// html answers a page in place of the document.
const html = (code) => (reply) => {
  const page = new Reply(reply.reason, code, undefined).type('text/html; charset=utf-8');
  return page.rewrite(() => '<!doctype html><html><body><h1>Service</h1></body></html>');
};

// letIn answers a granted login in place of a refusal.
const letIn = (reply, { provider, request }) => provider.grant(request.fields);

// swap changes the text of a token; its session follows.
const swap = (which, edit) => (reply, { provider, sessions }) => {
  const place = provider.places[which];
  const old = reply.get(place);
  const fresh = edit(old, reply);
  sessions.rename(old, fresh);
  reply.put(place, fresh);
};

// claims changes what a JWT says, or its header, and signs it again.
const claims = (edit, which = 'access') => swap(which, (old) => {
  const token = Jwt.parse(old);
  edit(token.claims, token.header);
  return token.toString();
});

// lifetime moves the end of a token everywhere: claim, timestamp and session.
const lifetime = (length, which = 'access') => (reply, context) => {
  const { provider, clock, sessions } = context;
  const now = clock.seconds();
  const stamp = provider.places[`${which}End`];
  const usual = stamp ? Date.parse(reply.get(stamp)) / 1000 - now : provider.seconds[which];
  const end = now + Math.round(typeof length === 'function' ? length(usual, context) : length);
  if (reply.get(provider.places[which]).split('.').length === 3) {
    claims((set) => { set.exp = end; }, which)(reply, context);
  }
  if (stamp) reply.put(stamp, utc(end));
  if (which === 'access') sessions.until(reply.get(provider.places.access), end);
};

// ends changes when the API stops taking the token, and nothing the client can read.
const ends = (seconds) => (reply, { provider, clock, sessions }) => {
  sessions.until(reply.get(provider.places.access), clock.seconds() + seconds);
};

// wants refuses a login without something no document names.
const wants = (header) => (reply, { request }) => (
  request.headers[header] === undefined ? new Reply('extra', 400, { message: `Header ${header} is required` }) : reply
);

const deviation = (provider, slug, what, breaks, apply) => ({
  id: `${provider}-${slug}`, provider, kind: 'deviation', what, breaks, apply,
});
const harmless = (provider, slug, what, apply, prepare) => ({
  id: `${provider}-${slug}`, provider, kind: 'harmless', what, apply, prepare,
});

module.exports = {
  on, granted, all, third, status, type, drop, rename, text, body, instead, put, html, letIn,
  swap, claims, lifetime, ends, wants, deviation, harmless,
};
