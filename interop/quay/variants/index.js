'use strict';
const all = ['./apuesteria', './tapi', './starship', './starship-limits', './tecalis', './popup', './popup-errors', './harmless-wire', './harmless-content']
  .flatMap((file) => require(file));
const twice = all.map((v) => v.id).filter((id, i, ids) => ids.indexOf(id) !== i);
if (twice.length) throw new Error(`ids used twice: ${twice}`);
module.exports = all;
