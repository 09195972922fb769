'use strict';
// What several providers ask of a request body.
const isText = (x) => typeof x === 'string' && x !== '';
const object = (x) => (x !== null && typeof x === 'object' && !Array.isArray(x) ? x : {});
const lacks = (body, names) => names.some((n) => !isText(body[n]));
const same = (account) => (user, pass) => user === account.user && pass === account.pass;
const PARTNER = { user: 'partner-user', pass: 'partner-pass-123' };
module.exports = { isText, object, lacks, same, PARTNER };
