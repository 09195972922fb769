'use strict';

// Reply is a built answer that has not been sent yet; variants edit it.
class Reply {
  constructor(reason, status, body) {
    this.reason = reason; // why it was given: "granted", "credentials", "syntax" ...
    this.status = status;
    this.phrase = undefined;
    this.body = body; // a JSON value
    this.headers = [];
    this.rewrites = []; // text -> string or Buffer, in order
    this.wire = {}; // delay, chunked, gzip, cut, drop: how it is sent
    this.type('application/json');
  }

  header(name, value) {
    this.headers = this.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
    if (value !== null) this.headers.push([name, value]);
    return this;
  }

  type(value) {
    return this.header('Content-Type', value);
  }

  rewrite(edit) {
    this.rewrites.push(edit);
    return this;
  }

  // holder finds the object that holds the last name of a dotted path.
  holder(path) {
    const names = path.split('.');
    const last = names.pop();
    let at = this.body;
    for (const name of names) at = at && at[name];
    return { at, last };
  }

  get(path) {
    const { at, last } = this.holder(path);
    return at === null || typeof at !== 'object' ? undefined : at[last];
  }

  put(path, value) {
    const { at, last } = this.holder(path);
    at[last] = value;
    return this;
  }

  drop(path) {
    const { at, last } = this.holder(path);
    delete at[last];
    return this;
  }

  // rename keeps the place of the field among its neighbours.
  rename(path, name) {
    const { at, last } = this.holder(path);
    const pairs = Object.entries(at);
    for (const key of Object.keys(at)) delete at[key];
    for (const [key, value] of pairs) at[key === last ? name : key] = value;
    return this;
  }

  bytes() {
    const text = this.body === undefined ? '' : JSON.stringify(this.body);
    return Buffer.from(this.rewrites.reduce((sofar, edit) => edit(sofar), text));
  }
}

module.exports = { Reply };
