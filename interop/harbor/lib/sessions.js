'use strict';

// Sessions remembers which access tokens open the rest of an API, and until when.
class Sessions {
  constructor(clock) {
    this.clock = clock;
    this.ends = new Map(); // token -> milliseconds
  }

  open(token, endSeconds) {
    this.ends.set(token, endSeconds * 1000);
  }

  live(token) {
    const end = this.ends.get(token);
    return end !== undefined && this.clock.now() < end;
  }

  // rename gives a session another token.
  rename(from, to) {
    const end = this.ends.get(from);
    if (end === undefined || from === to) return;
    this.ends.delete(from);
    this.ends.set(to, end);
  }

  until(token, endSeconds) {
    if (this.ends.has(token)) this.open(token, endSeconds);
  }

  keepOnly(token) {
    for (const other of [...this.ends.keys()]) if (other !== token) this.ends.delete(other);
  }
}

module.exports = { Sessions };
