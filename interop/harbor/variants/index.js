'use strict';

const GROUPS = [
  'wire', 'tokens', 'times', 'apuesteria', 'tapi', 'starship', 'popup', 'tecalis', 'harmless-wire', 'harmless-tokens', 'harmless-other',
];
const variants = GROUPS.flatMap((group) => require(`./${group}`));

const known = new Map();
for (const variant of variants) {
  if (known.has(variant.id)) throw new Error(`two variants called ${variant.id}`);
  known.set(variant.id, variant);
}

const find = (id) => known.get(id);
const catalogue = () => variants.map(({ id, provider, kind, what, breaks }) => ({ id, provider, kind, what, breaks }));

module.exports = { find, catalogue };
