'use strict';
const all = [require('./apuesteria'), require('./tapi'), require('./starship'), require('./tecalis'), require('./popup')];
module.exports = Object.fromEntries(all.map((p) => [p.name, p]));
