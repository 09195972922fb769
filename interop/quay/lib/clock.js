'use strict';
// The one clock of the whole server: real time plus an offset.
let offset = 0;
const now = () => Date.now() + offset;
module.exports = {
  now,
  seconds: () => Math.floor(now() / 1000),
  advance: (seconds) => { offset += seconds * 1000; },
  httpDate: () => new Date(now()).toUTCString(),
  rfc3339: (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'),
};
