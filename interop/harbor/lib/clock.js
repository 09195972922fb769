'use strict';

// Clock is the only time the server knows: real time plus an offset.
class Clock {
  constructor() {
    this.offset = 0; // milliseconds
  }

  now() {
    return Date.now() + this.offset;
  }

  seconds() {
    return Math.floor(this.now() / 1000);
  }

  advance(seconds) {
    this.offset += seconds * 1000;
  }

  httpDate() {
    return new Date(this.now()).toUTCString();
  }
}

// utc writes seconds since the epoch as 2024-01-15T10:30:00Z.
function utc(seconds) {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

module.exports = { Clock, utc };
